"""Tables of conversations. Nothing in them is ever deleted; the database itself forbids it."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.apps.parties.models import Insurer

SIDES: Final = ("insured", "person")
WORST, BEST = 1, 5


class Message(models.Model):
    """Something said in a case: by the insured, or by a person who works here. The text is sealed.

    Of the insured's side, `actor` is the account that wrote it, and `relation` what its holder is to the insured: self,
    child. Both are empty where it came by no account. Retention class: chat, kept 3 years at least. `read_at` is when
    the other side first saw it.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    side = models.TextField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    actor = models.TextField(default="")
    relation = models.TextField(default="")
    at = models.DateTimeField()
    text = models.TextField(default="")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="message_by_case"),
            models.Index(
                fields=["insurer", "case"], condition=Q(side="insured", read_at__isnull=True), name="message_not_seen"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(side="insured", person__isnull=True) | Q(side="person", person__isnull=False),
                name="message_is_of_a_side",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(document__isnull=False), name="message_says_or_shows_something"
            ),
        ]


class Advice(models.Model):
    """What a doctor advised in a case, in words; the fact `advised` says that it was so. The text is sealed.

    Retention class: consultation record, kept 15 years at least.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()
    minutes = models.IntegerField()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["insurer", "at"], name="advice_by_day")]
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="advice_took_some_minutes")]


class Wish(models.Model):
    """A slot that the insured asks for. The latest of a case counts, until the desk has booked."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    slot = models.DateTimeField()
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["insurer", "slot"], name="wish_by_slot")]


class Feedback(models.Model):
    """How a service was, once it was over: 1 (worst) to 5 (best), and words, sealed. Once a case, by whoever answers.

    Retention class: service record, kept as long as its case.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.TextField()
    relation = models.TextField()
    mark = models.SmallIntegerField()
    text = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["insurer", "at"], name="feedback_by_day")]
        constraints = [models.CheckConstraint(condition=Q(mark__range=(WORST, BEST)), name="feedback_is_one_of_five")]
