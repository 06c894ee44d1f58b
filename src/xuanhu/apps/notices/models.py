"""The outbox."""

from django.db import models

from xuanhu.apps.parties.models import Insurer


class Notice(models.Model):
    """One message to the insured, to the queue or to the insurer. `key` lets no message go out twice as two."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT)
    kind = models.TextField()
    key = models.TextField(unique=True)
    at = models.DateTimeField()
    text = models.TextField(default="")
    state = models.TextField(default="pending")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    problem = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="pending"), name="notice_pending"),
        ]
