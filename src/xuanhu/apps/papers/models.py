"""Documents and who opened them. The database itself lets neither be changed, but for withdrawing and new keys."""

import uuid

from django.db import models

from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer


class Document(models.Model):
    """A document of a case. Its bytes are in the store, sealed under the data key, which the ring has sealed.

    The name of the file is sealed: people name files after people. The media type is the one that was found.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.TextField()
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    store_key = models.TextField(unique=True)
    data_key = models.TextField()
    added_at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(null=True)
    withdrawn_reason = models.TextField(null=True)
    withdrawn_actor = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="document_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__isnull=False),
                name="document_withdrawn_whole",
            ),
        ]


class Opening(models.Model):
    """Somebody read the content of a document."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    by = models.TextField()
    actor = models.TextField(default="")
