"""API keys, what each may still ask this minute, and the answers kept for requests that are sent twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiKey(models.Model):
    """A machine's key, as a hash: its role, and the insurers whose rows it sees (none named: a rehearsal's only)."""

    name = models.TextField()
    hash = models.BinaryField(unique=True)
    role = models.TextField()
    insurers = ArrayField(models.BigIntegerField(), default=list)
    per_minute = models.IntegerField(default=1200)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Allowance(models.Model):
    """A bucket of requests: it fills evenly, up to what the key may ask a minute, and each request takes one out."""

    api_key = models.OneToOneField(ApiKey, primary_key=True, on_delete=models.CASCADE)
    left = models.FloatField()
    at = models.DateTimeField()


class Answer(models.Model):
    """What a write was answered, sealed, kept under the key that the caller gave it; part 0, 1.. of a long one.

    It belongs to the insurers that it is about: a transaction that does not see all of them does not see it.
    """

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE)
    key = models.TextField()
    part = models.IntegerField(default=0)
    insurers = ArrayField(models.BigIntegerField())
    request = models.BinaryField()
    status = models.IntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "key", "part"], name="answer_once")]
