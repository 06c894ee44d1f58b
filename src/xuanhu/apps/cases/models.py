"""Tables of cases. The facts are the truth; the row of a case is a summary that can be made again from them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xuanhu.apps.parties.models import Insured, Insurer, Policy


class Case(models.Model):
    """A case in summary. `next_due_at` is the next moment at which a promise passes."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT)
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT)
    handbook = models.TextField()
    edition = models.TextField()
    service = models.TextField()
    applied_on = models.DateField()
    city = models.TextField(default="")
    outcome = models.TextField(null=True)
    standing = models.TextField(default="reserved")
    awaiting = ArrayField(models.TextField(), default=list)
    next_due_at = models.DateTimeField(null=True)
    fact_count = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=b"")

    class Meta:
        # What belongs to a case points at both: it can be of no other insurer than its case.
        constraints = [models.UniqueConstraint(fields=["id", "insurer"], name="case_of_insurer")]
        indexes = [
            models.Index(fields=["policy", "service"]),
            # Covers what the queue filters by and what the team counts, so that a walk reads no row that is not shown.
            models.Index(
                fields=["insurer", "next_due_at", "id"],
                include=["service", "city", "awaiting", "applied_on"],
                condition=models.Q(outcome__isnull=True),
                name="case_open_by_due",
            ),
        ]


class Fact(models.Model):
    """One fact, as it was recorded. `hash` covers it and the fact before it."""

    # One constraint on both: a fact is of a case, and of that case's insurer. (case, seq) finds a case's facts; the
    # index on insurer and number finds an insurer's, and its newest at once.
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="facts", db_constraint=False, db_index=False)
    seq = models.IntegerField()
    name = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField(default="")
    data = models.JSONField(default=dict)
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="fact_once")]
        indexes = [models.Index(fields=["insurer", "id"], name="fact_newest")]


class Entitlement(models.Model):
    """The uses of a grant in a period: never more held than granted, never fewer than none, by constraint."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT)
    grant = models.TextField()
    starts_on = models.DateField()
    granted = models.IntegerField()
    held = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "grant", "starts_on"], name="entitlement_once"),
            models.CheckConstraint(
                condition=models.Q(held__gte=0) & models.Q(held__lte=models.F("granted")), name="uses_never_below_zero"
            ),
        ]


class LedgerEntry(models.Model):
    """A line of the ledger: a case's use reserved, used or released."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT)
    standing = models.TextField()
    at = models.DateTimeField()


class Happening(models.Model):
    """What time will do to a case, one row each: reminder, warning, overdue or expiry of a promise, at its moment.

    Written with the act from which it follows, by the calendar and release named in `reckoned_by`; gone once it is
    done. `put_off_until` is set while its case is set aside because it could not be reckoned.
    """

    # No index on the insurer: with one the planner walks all that is pending of a tenant instead of what is due.
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False)
    kind = models.TextField()
    fact = models.TextField()
    at = models.DateTimeField(db_index=True)
    reckoned_by = models.TextField()
    put_off_until = models.DateTimeField(null=True)


class Timer(models.Model):
    """The next moment at which time does something to a policy (a use lapses) or an insurer (a report)."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    kind = models.TextField()
    subject = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="timer_once")]
