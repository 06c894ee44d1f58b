"""Tables of the network. Hospitals are a directory of the whole country and of no insurer; all else is a tenant's own.

Periods are half-open: `until_on` is the first day that is no longer inside; none is open.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from xuanhu.apps.parties.models import Insurer

EVERY_SERVICE = ""  # a partner list for all services of a handbook that have none of their own


class Hospital(models.Model):
    """A hospital of the national directory. `searched` is its name and its other names, a line each."""

    code = models.TextField(unique=True)
    name = models.TextField(db_index=True)
    other_names = ArrayField(models.TextField(), default=list)
    searched = models.TextField()
    province = models.TextField()
    city = models.TextField(db_index=True)
    level = models.TextField()
    ownership = models.TextField()
    social_insurance_designated = models.BooleanField(null=True)
    departments = ArrayField(models.TextField(), default=list)
    address = models.TextField(default="")
    phone = models.TextField(default="")  # of a hospital, so no secret

    class Meta:
        indexes = [
            GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name="hospital_searched"),
            GinIndex(fields=["other_names"], name="hospital_other_names"),
        ]


class PartnerList(models.Model):
    """At which hospitals a service of a handbook is arranged, from its first day until the next list's."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    handbook = models.TextField()
    service = models.TextField(default=EVERY_SERVICE)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.TextField(default="")
    source = models.TextField(default="")

    class Meta:
        constraints = [
            # Asked on every application. A plain index, because row-level security keeps ranges from using theirs.
            models.UniqueConstraint(fields=["insurer", "handbook", "service", "from_on"], name="partner_list_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="partner_list_has_a_day"
            ),
            ExclusionConstraint(
                name="partner_lists_do_not_overlap",
                expressions=[
                    ("insurer", "="),
                    ("handbook", "="),
                    ("service", "="),
                    (Func("from_on", "until_on", function="daterange", output_field=DateRangeField()), "&&"),
                ],
            ),
        ]


class PartnerHospital(models.Model):
    """A hospital of a list, by the name that the list gives it, and which one of the directory it is, where known."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    partner_list = models.ForeignKey(PartnerList, on_delete=models.CASCADE, related_name="hospitals", db_index=False)
    name = models.TextField()
    hospital = models.ForeignKey(Hospital, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner_list", "name"], name="partner_hospital_once")]


class Provider(models.Model):
    """Whoever carries services out, known by a code of the insurer's; the phone is sealed."""

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, db_index=False)
    code = models.TextField()
    name = models.TextField()
    city = models.TextField()
    specialties = ArrayField(models.TextField(), default=list)
    phone = models.TextField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["insurer", "code"], name="%(class)s_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="%(class)s_ends_after_it_starts",
            ),
        ]


class Expert(Provider):
    """Who gives opinions. The name is a person's, and sealed."""

    hospital = models.TextField(default="")
    rank = models.TextField(default="")


class Escort(Provider):
    """Who goes to the hospital with somebody. The name is a person's, and sealed."""


class Laboratory(Provider):
    """Who tests samples."""

    address = models.TextField(default="")


class Institution(Provider):
    """A check-up centre, picked by region and address; the fee is asked of it (TP-05, TP-16)."""

    region = models.TextField()
    address = models.TextField()
    fee_note = models.TextField(default="")


PROVIDERS: dict[str, type[Provider]] = {
    "experts": Expert,
    "escorts": Escort,
    "laboratories": Laboratory,
    "institutions": Institution,
}
PERSONS = frozenset({Expert, Escort})  # whose names are sealed
