"""Who is who. Every table carries its insurer: row-level security lets nobody see another's."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

PURPOSES = ("business", "rehearsal", "demo")


class Insurer(models.Model):
    """A tenant: in earnest, for one story that is rehearsed, or invented to show what the platform does."""

    code = models.SlugField(unique=True)
    name = models.TextField()
    purpose = models.TextField(default="business")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="insurer_has_a_known_purpose")
        ]


class Insured(models.Model):
    """A person: name, identity number and phone sealed; the hashes find them.

    Not confirmed is whom a caller told of: no census of the insurer has named them yet.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.TextField()
    name_index = models.BinaryField()
    id_number = models.TextField(null=True)
    id_number_index = models.BinaryField(null=True)
    phone = models.TextField(null=True)
    phone_index = models.BinaryField(null=True)
    details = models.TextField(null=True)
    diagnosis = models.TextField(null=True)
    is_confirmed = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["insurer", "name_index"]),
            models.Index(fields=["insurer", "id_number_index"]),
            models.Index(fields=["insurer", "phone_index"]),
        ]


class Policy(models.Model):
    """A policy: the handbook of its product, whom it insures, from when until when, which services it lists.

    Not confirmed is what a caller told: no census of the insurer has named it yet.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT)
    number = models.TextField()
    handbook = models.TextField()
    insured = models.ForeignKey(Insured, on_delete=models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    waiting_days = models.IntegerField(default=0)
    services = ArrayField(models.TextField(), null=True)
    details = models.JSONField(default=dict)
    is_confirmed = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["insurer", "number"], name="policy_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="policy_ends_after_it_starts",
            ),
        ]


class SearchKey(models.Model):
    """A keyed hash by which a person is found: of a name's beginning, of the last places of a number (search_keys)."""

    pk = models.CompositePrimaryKey("key", "insurer_id", "insured_id")
    key = models.BigIntegerField()
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    insured = models.ForeignKey(Insured, on_delete=models.CASCADE, db_index=False)
