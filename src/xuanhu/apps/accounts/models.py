"""People, API keys, what each may still ask this minute, wrong tries, and the answers kept for what is sent twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Person(models.Model):
    """Somebody who works here: how they log in, their role, the insurers whose rows they see.

    The name that is shown and the secret of the second factor are sealed; of the password a hash is kept.
    """

    login = models.TextField(unique=True)
    name = models.TextField()
    role = models.TextField()
    insurers = ArrayField(models.BigIntegerField(), default=list)
    password = models.TextField()
    must_change_password = models.BooleanField(default=True)
    second_factor = models.TextField(null=True)
    # The last half minute whose code was used: no code opens twice.
    second_factor_used = models.BigIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=True, disabled_at__isnull=True)
                | models.Q(is_active=False, disabled_at__isnull=False),
                name="person_disabled_at_a_moment",
            ),
        ]


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
    """A bucket of requests: it fills evenly, up to what its holder may ask in a time, and each takes one out."""

    holder = models.TextField(primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField()


class WrongTries(models.Model):
    """When somebody tried to log in and did not succeed: by login name, and by address, as keyed hashes."""

    whose = models.BinaryField(primary_key=True)
    at = ArrayField(models.DateTimeField())


class Answer(models.Model):
    """What a write was answered, sealed, kept under the key that the caller gave it; part 0, 1.. of a long one.

    It belongs to the insurers that it is about: a transaction that does not see all of them does not see it.
    """

    holder = models.TextField()
    key = models.TextField()
    part = models.IntegerField(default=0)
    insurers = ArrayField(models.BigIntegerField())
    request = models.BinaryField()
    status = models.IntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key", "part"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="answer_by_age")]
