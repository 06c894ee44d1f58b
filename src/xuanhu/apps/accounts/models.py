"""API keys. Only a hash is kept; the key itself is shown once, when it is made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiKey(models.Model):
    """A machine's key: its role, and the insurers whose rows it sees (none named: a rehearsal's only)."""

    name = models.TextField()
    hash = models.BinaryField(unique=True)
    role = models.TextField()
    insurers = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
