"""Tables of work: who holds a case now, who held it before, views that people saved, how promises came out."""

from django.db import models

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer


class Assignment(models.Model):
    """A case is somebody's. `word` is what was said when it was handed over, sealed."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    since = models.DateTimeField()
    by = models.TextField()
    word = models.TextField(default="")


class Holder(models.Model):
    """Who had a case from when until when; without a person it was nobody's. A row for each act."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "since"], name="holder_by_case"),
            models.Index(fields=["insurer", "id"], name="holder_newest"),
            models.Index(fields=["insurer", "since"], include=["person"], name="holder_by_since"),
        ]


class SavedView(models.Model):
    """A view of the queue that somebody gave a name (sealed): its filters, and its place among their views."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.TextField()
    filters = models.JSONField(default=dict)
    order = models.IntegerField(default=0)


class PromiseOutcome(models.Model):
    """A promise of a case and how it came out, reckoned from the facts: open, kept, late, or ended without it.

    `kept_at` is when the promised fact first became true; `ended_at` when the case was closed without it.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    handbook = models.TextField()
    service = models.TextField()
    fact = models.TextField()
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "fact"], name="outcome_once")]
        indexes = [models.Index(fields=["insurer", "due_at"], name="outcome_by_due")]


class ReckonedUpTo(models.Model):
    """Up to which fact outcomes are reckoned, and the number that was given out at the last look. One row in all."""

    done = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)
