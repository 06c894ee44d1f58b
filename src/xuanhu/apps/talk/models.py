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


class Message(models.Model):
    """Something said in a case: by the insured, or by a person who works here. The text is sealed.

    Retention class: chat, kept 3 years at least. `read_at` is when the other side first saw it.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    side = models.TextField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField(default="")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="message_by_case")]
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
