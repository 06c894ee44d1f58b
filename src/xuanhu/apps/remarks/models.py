"""Remarks, and whom they mention. The database itself lets no remark be changed; its author may withdraw it."""

import uuid

from django.db import models

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer


class Remark(models.Model):
    """What somebody noted of a case. The text is sealed: people name people in it."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remarks")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)


class Mention(models.Model):
    """Somebody whom a remark mentions, and when they said that they have seen it."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["remark", "person"], name="mentioned_once")]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(seen_at__isnull=True), name="mention_not_seen"),
        ]
