"""Tables of what people ask about their own data. Requests and steps are only ever added; exports are gone in a day."""

import uuid

from django.db import models
from django.db.models import Q

from xuanhu.apps.parties.models import Insured, Insurer
from xuanhu.apps.portal.models import Account

KINDS = ("correction", "deletion")
FIELDS = ("", "name", "id_number", "phone", "other")
STEPS = ("done", "refused", "answered")


class Request(models.Model):
    """Somebody asks to have something put right or deleted. `says` is what they wrote, sealed; answered by `due_at`."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    kind = models.TextField()
    field = models.TextField(default="")
    says = models.TextField(default="")
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["insurer", "due_at"], name="request_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="request_kind_is_known"),
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="request_field_is_known"),
        ]


class Step(models.Model):
    """How a request was answered, by whom; the note is for the person, sealed."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="answer")
    kind = models.TextField()
    note = models.TextField(default="")
    at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=STEPS), name="step_kind_is_known")]


class Export(models.Model):
    """A copy of what an insurer holds on a person, made for one account: bytes in the store, sealed under a data key.

    `ends_at` is when it can no longer be taken, `gone_at` when its bytes were taken away. The row stays.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    store_key = models.TextField(default="")
    data_key = models.TextField(default="")
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], condition=Q(gone_at__isnull=True), name="export_to_take_away")]
