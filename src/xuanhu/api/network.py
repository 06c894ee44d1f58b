"""The network over the API: the directory of hospitals, where services can be had, partner lists."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query
from ninja.responses import Status

from xuanhu.api.application import FIRST_YEAR, LAST_YEAR, api, caller_of, demand, moment_of_request
from xuanhu.api.network_shapes import (
    AreaOut,
    Code,
    HospitalOut,
    HospitalsAsked,
    HospitalsOut,
    PartnerIn,
    PartnerListIn,
    PartnerListOut,
    PartnerListsAsked,
    PartnerListsOut,
    PartnersOut,
)
from xuanhu.api.once import once
from xuanhu.api.paging import After, Limit, page
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import Text
from xuanhu.api.tenants import insurer_named
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.editions.queries import library
from xuanhu.apps.network import values
from xuanhu.apps.network.actions import ListStandsError, Partner, load_partner_list
from xuanhu.apps.network.loading import LIST_STANDS, named_partners, services_with_partners
from xuanhu.apps.network.models import EVERY_SERVICE, Hospital
from xuanhu.apps.network.queries import hospitals, partner_lists, service_area
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.values import read_date
from xuanhu.core.reckoning import SHANGHAI


@api.get("/hospitals", response=HospitalsOut, summary="Hospitals of the national directory")
def get_hospitals(request: HttpRequest, asked: Query[HospitalsAsked]) -> dict[str, object]:
    """Hospitals by a part of a name, other names included; by place, level and ownership."""
    demand(request, Permission.READ_CASES)
    found = hospitals(
        q=asked.q,
        province=spoken(values.province, asked.province),
        city=spoken(values.city, asked.city),
        level=asked.level,
        ownership=asked.ownership,
    )
    rows = list(found.filter(id__gt=asked.after).order_by("id")[: asked.limit + 1])
    return page(rows, asked.limit, lambda row: row.id, lambda row: row)


@api.get("/hospitals/{hospital}", response=HospitalOut, summary="A hospital")
def get_hospital(request: HttpRequest, hospital: Code) -> Hospital:
    """A hospital by its code in the directory."""
    demand(request, Permission.READ_CASES)
    row = Hospital.objects.filter(code=hospital).first()
    if row is None:
        raise NOT_FOUND
    return row


@api.get("/handbooks/{handbook}/services/{service}/area", response=AreaOut, summary="Where a service can be had")
def get_area(request: HttpRequest, handbook: Text, service: Text) -> dict[str, object]:
    """The provinces and cities, or the countries, of a service, by the edition that is in force."""
    demand(request, Permission.READ_CASES)
    edition = _edition(request, handbook)
    area = service_area(handbook=edition, service=service)
    if area is None:
        raise NOT_FOUND
    return {
        **area._asdict(),
        "handbook": handbook,
        "edition": edition.edition,
        "service": service,
        "provinces": [{"province": name, "cities": list(cities)} for name, cities in area.provinces.items()],
    }


def _edition(request: HttpRequest, handbook: str) -> Handbook:
    """The edition in force, or else the latest. Raises not-found for a handbook that is not published."""
    editions = library()
    published = editions.editions(handbook)
    if not published:
        raise NOT_FOUND
    return editions.in_force(handbook, moment_of_request(request).date()) or published[-1]


@api.get(
    "/insurers/{code}/partner-lists", response=PartnerListsOut, summary="Partner lists of an insurer", by_alias=True
)
@transaction.atomic
def get_partner_lists(request: HttpRequest, code: Text, asked: Query[PartnerListsAsked]) -> dict[str, object]:
    """Lists in the order of loading; with `on` those in force on that day."""
    demand(request, Permission.READ_CASES)
    insurer = insurer_named(request, code)
    found = partner_lists(insurer=insurer.id, on=day_named(asked.on) if asked.on is not None else None)
    for column in ("handbook", "service"):
        wanted = getattr(asked, column)
        found = found.filter(**{column: wanted}) if wanted is not None else found
    rows = list(found.filter(id__gt=asked.after).order_by("id")[: asked.limit + 1])
    return page(rows, asked.limit, lambda row: row.id, _list)


@api.get("/insurers/{code}/partner-lists/{partner_list}/hospitals", response=PartnersOut, summary="Hospitals of a list")
@transaction.atomic
def get_partners(
    request: HttpRequest, code: Text, partner_list: After, after: After = 0, limit: Limit = 500
) -> dict[str, object]:
    """The hospitals of a partner list, as it names them."""
    demand(request, Permission.READ_CASES)
    row = partner_lists(insurer=insurer_named(request, code).id).filter(id=partner_list).first()
    if row is None:
        raise NOT_FOUND
    named = row.hospitals.select_related("hospital").filter(id__gt=after).order_by("id")[: limit + 1]
    return page(list(named), limit, lambda one: one.id, _partner)


@api.post(
    "/insurers/{code}/partner-lists",
    response={200: PartnerListOut, 201: PartnerListOut},
    summary="Load a partner list",
    by_alias=True,
)
@once
def post_partner_list(request: HttpRequest, code: Text, body: PartnerListIn) -> Status[dict[str, object]]:
    """Load a whole list; the one before it ends at its first day. The same list again changes nothing: 200."""
    demand(request, Permission.MANAGE_NETWORK)
    insurer = insurer_named(request, code)
    edition = _edition(request, body.handbook)
    _demand_partners(edition, body.service)
    try:
        row, is_new = load_partner_list(
            insurer=insurer.id,
            handbook=body.handbook,
            service=body.service or EVERY_SERVICE,
            from_on=day_named(body.from_on),
            hospitals=_named(body.hospitals),
            at=moment_of_request(request),
            by=caller_of(request).name,
            source=body.source,
        )
    except ListStandsError:
        raise Problem(409, "conflict", "；".join(LIST_STANDS)) from None
    return Status(201 if is_new else 200, _list(partner_lists(insurer=insurer.id).get(id=row.id)))


def _demand_partners(edition: Handbook, service: str | None) -> None:
    if service is not None and service not in edition.services:
        raise NOT_FOUND
    possible = services_with_partners(edition)
    if service not in possible if service is not None else not possible:
        wrong = "这项服务不看合作名单 (not a service that is arranged by a partner list)"
        raise Problem(422, "malformed", wrong, errors=[{"where": "body.service", "wrong": "、".join(possible)}])


def _named(hospitals_given: list[str | PartnerIn]) -> list[Partner]:
    named = [
        (spoken(values.text, one), None) if isinstance(one, str) else (spoken(values.text, one.name), one.code)
        for one in hospitals_given
    ]
    found = named_partners(named)
    unknown = [{"where": f"body.hospitals.{n}.code", "wrong": "unknown"} for n, one in enumerate(found) if one is None]
    if unknown:
        raise Problem(422, "malformed", "名录里没有这个编码的医院 (no hospital of that code)", errors=unknown)
    return [one for one in found if one is not None]


def spoken(read: values.Read, value: object) -> Any:
    """A value as people write it, read as in files; None stays None. Raises malformed."""
    try:
        return read(value) if value is not None else None
    except values.UnreadableError as error:
        raise Problem(422, "malformed", f"{error.wrong}；{error.right}") from None


def day_named(text: str) -> date:
    """A day of a request. Raises bad-date."""
    day = read_date(text)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Problem(422, "bad-date", "日期不存在，写成 2026-10-09 (a day that exists, such as 2026-10-09)")
    return day


def _list(row: Any) -> dict[str, object]:
    return {
        "id": row.id,
        "handbook": row.handbook,
        "service": row.service or None,
        "from": row.from_on.isoformat(),
        "until": row.until_on.isoformat() if row.until_on is not None else None,
        "hospitals": row.hospital_count,
        "loaded_at": row.loaded_at.astimezone(SHANGHAI).isoformat(),
        "source": row.source,
    }


def _partner(row: Any) -> dict[str, object]:
    return {"name": row.name, "code": row.hospital.code if row.hospital is not None else None}
