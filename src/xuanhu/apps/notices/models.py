"""The outbox, and the calls that people have to make."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xuanhu.apps.parties.models import Insured, Insurer


class Notice(models.Model):
    """One message to the insured, to the queue or to the insurer. `key` lets no message go out twice as two.

    `state` is pending, sent, dead, or silent (a row that no SMS goes with). `text` and `params` are sealed; the phone
    is not here at all: it is opened from the insured's row when the message goes out. `tried_at` is the latest try
    that ended in doubt.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, db_constraint=False)
    insured = models.ForeignKey(Insured, null=True, on_delete=models.PROTECT, db_index=False)
    audience = models.TextField(default="insured")
    kind = models.TextField()
    key = models.TextField(unique=True)
    at = models.DateTimeField()
    text = models.TextField(default="")
    template = models.TextField(default="")
    params = models.TextField(default="")
    notes = ArrayField(models.TextField(), default=list)
    state = models.TextField(default="pending")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider = models.TextField(default="")
    provider_id = models.TextField(default="")
    problem = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["insurer", "id"], name="notice_of_insurer"),
            # A caller's latest: without it, whoever was never written to costs a walk through the whole outbox.
            models.Index(fields=["insured", "id"], condition=models.Q(audience="insured"), name="notice_of_insured"),
            models.Index(fields=["next_try_at"], condition=models.Q(state="pending"), name="notice_pending"),
            models.Index(fields=["insurer", "id"], condition=models.Q(state="dead"), name="notice_dead"),
        ]


class WorkItem(models.Model):
    """A call that somebody has to make: by when, and when and by whom it was made. Dropped: not needed any more."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT)
    kind = models.TextField()
    due_at = models.DateTimeField()
    state = models.TextField(default="open")
    done_at = models.DateTimeField(null=True)
    by = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "due_at"], name="work_item_once")]
        indexes = [
            models.Index(fields=["insurer", "due_at"], condition=models.Q(state="open"), name="work_item_open_by_due"),
        ]
