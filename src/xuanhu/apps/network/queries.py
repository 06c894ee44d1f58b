"""What is read of the network: hospitals, lists, providers, and where a service can be had."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from xuanhu.apps.network.models import Hospital, PartnerList, Provider
from xuanhu.apps.network.sealed import opened
from xuanhu.core.handbook.service import Handbook
from xuanhu.integrations.masking import masked_phone


class ServiceArea(NamedTuple):
    """Where a service can be had: cities under their provinces, countries; `bounded` false is anywhere."""

    bounded: bool
    provinces: Mapping[str, tuple[str, ...]]
    countries: tuple[str, ...]
    clauses: tuple[str, ...]


def service_area(*, handbook: Handbook, service: str) -> ServiceArea | None:
    """The area of a handbook's service; None where the handbook has no such service."""
    terms = handbook.services.get(service)
    if terms is None:
        return None
    area = terms.area
    if area is None:
        return ServiceArea(bounded=False, provinces={}, countries=(), clauses=())
    provinces = handbook.areas.get(area.cities, {}) if area.cities is not None else {}
    return ServiceArea(bounded=True, provinces=provinces, countries=area.countries, clauses=area.clause)


def hospitals(*, q: str | None = None, **columns: str | None) -> QuerySet[Hospital]:
    """Hospitals whose names hold `q`, and whose columns are these, as far as given."""
    found = Hospital.objects.filter(**{name: value for name, value in columns.items() if value is not None})
    return found.filter(searched__contains=q) if q else found


def hospitals_named(*, names: set[str]) -> dict[str, int]:
    """Which hospital of the directory each name is; a name that two of them have is left out."""
    rows = Hospital.objects.filter(Q(name__in=names) | Q(other_names__overlap=list(names)))
    found: dict[str, set[int]] = {}
    for row in rows.only("id", "name", "other_names"):
        for name in names & {row.name, *row.other_names}:
            found.setdefault(name, set()).add(row.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def partner_lists(*, insurer: int, on: date | None = None) -> QuerySet[PartnerList]:
    """An insurer's lists, each with how many hospitals it has; those in force on a day, if one is given."""
    found = PartnerList.objects.filter(insurer_id=insurer).annotate(hospital_count=Count("hospitals"))
    return found if on is None else found.filter(_in_force(on))


def providers(*, insurer: int, model: type[Provider], on: date | None = None, **columns: str | None) -> QuerySet[Any]:
    """An insurer's experts, escorts, laboratories or institutions; those active on a day, if one is given."""
    found = model._default_manager.filter(insurer_id=insurer)  # noqa: SLF001
    found = found.filter(**{name: value for name, value in columns.items() if value is not None})
    return found if on is None else found.filter(_in_force(on))


def shown(row: Provider) -> dict[str, Any]:
    """A provider for a reader: the name opened, the phone masked."""
    fields = [field.name for field in row._meta.concrete_fields if not field.is_relation]  # noqa: SLF001
    values = {name: opened(row, name) for name in fields}
    return {**values, "phone": masked_phone(values["phone"]) if values["phone"] is not None else None}


def _in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
