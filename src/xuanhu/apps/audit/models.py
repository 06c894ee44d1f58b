"""The trail of what is not a case's fact: logins, accounts, keys, what was shown in full."""

from django.db import models

from xuanhu.apps.parties.models import Insurer


class Trail(models.Model):
    """One line: when, who, in which role, did what, to what, why. Without an insurer it is about an account.

    The reason is what a person typed, so it is sealed; of the address a keyed hash is kept, enough to tell whether two
    were the same.
    """

    insurer = models.ForeignKey(Insurer, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.TextField()
    role = models.TextField()
    act = models.TextField()
    subject_kind = models.TextField()
    subject = models.TextField()
    reason = models.TextField(default="")
    address = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject"], name="trail_by_subject")]
