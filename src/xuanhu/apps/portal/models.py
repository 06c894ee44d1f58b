"""Accounts of insured persons and of the relatives who help them; codes sent to phones; keys of insurers' apps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xuanhu.apps.parties.models import Insured, Insurer

RELATIONS = ("self", "spouse", "child", "parent", "other")
WAYS = ("identity", "app-link", "named")


class Account(models.Model):
    """Somebody who comes in by a phone, or (without one) through an insurer's app: no tenant's, like a person at work.

    `insurers` are those at which somebody may be acted for; it says whose rows are seen, never whose cases.
    """

    phone = models.TextField(null=True)
    phone_index = models.BinaryField(null=True, unique=True)
    insurers = ArrayField(models.BigIntegerField(), default=list)
    large_type = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Code(models.Model):
    """The code that was last sent to a phone: of itself a keyed hash is compared, and it is sealed until it ends."""

    phone_index = models.BinaryField(unique=True)
    phone = models.TextField()
    code = models.TextField()
    hash = models.BinaryField()
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class ActsFor(models.Model):
    """An account acts for an insured person: for themselves, or as the relative whom they have named. Never deleted.

    `name` is what the relative is called, sealed; empty for oneself.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="acts_for")
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT, related_name="acted_for")
    relation = models.TextField(default="self")
    name = models.TextField(default="")
    way = models.TextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "insured"], condition=Q(ended_at__isnull=True), name="acts_for_once"
            ),
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="acts_for_relation"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="acts_for_way"),
        ]


class AppKey(models.Model):
    """The key by which an insurer's app signs its links: a secret (HS256), or a public key (ES256, EdDSA, RS256)."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    name = models.SlugField(unique=True)
    algorithm = models.TextField()
    key = models.TextField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class UsedLink(models.Model):
    """A link that has opened the door once, as a hash, until it is too old to open any."""

    hash = models.BinaryField(primary_key=True)
    ends_at = models.DateTimeField()
