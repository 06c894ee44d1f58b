"""The hospital picker of a booking: who is found is judged by the case's own terms, and why not stands beside."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.network.models import Hospital, Institution
from xuanhu.apps.network.queries import hospitals, providers, service_area
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.gates.recording import judge_data
from xuanhu.core.handbook.vocabulary import HOSPITAL_LEVELS, OWNERSHIPS
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.provinces import Tile, tiles_of
from xuanhu.web.workbench.case.seen import Seen, case_seen
from xuanhu.web.workbench.case.trying import Why, reasons

LOOKED_THROUGH: Final = 400
MOST: Final = 30


class Found(NamedTuple):
    """A hospital of the directory: what choosing it fills in, and why it will not do, where it will not."""

    row: Hospital
    level: str
    ownership: str
    is_partner: bool
    why: tuple[Why, ...]

    @property
    def designated(self) -> str:
        """Social insurance, as the form's value."""
        known = self.row.social_insurance_designated
        return "" if known is None else "true" if known else "false"


@require_safe
@for_people(Permission.ACT_ON_CASES)
def find_hospitals(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Hospitals by name, city, level and ownership: those that will do first; check-up centres where one is booked."""
    seen = case_seen(case, visitor)
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "city", "level", "ownership")}
    if "checkup" in request.GET:
        rows = providers(insurer=seen.case.insurer_id, model=Institution, on=visitor.at.date()).order_by("city", "name")
        named = {"seen": seen, "institutions": _institutions(rows, asked)}
        return render(request, "web/workbench/case/institutions.html", named)
    found = _found(seen, visitor, asked)
    area = service_area(handbook=seen.book, service=seen.plan.name)
    cities = dict(area.provinces) if area is not None else {}
    shown: dict[str, object] = {
        "seen": seen,
        "asked": asked,
        "found": found[:MOST],
        "more": max(0, len(found) - MOST),
        "levels": [(one, built_in_words().name("hospital_levels", one)) for one in reversed(HOSPITAL_LEVELS)],
        "ownerships": [(one, built_in_words().name("ownerships", one)) for one in OWNERSHIPS],
        "tiles": tiles_of(cities) if cities else [],
        "cities": cities,
        "city_count": sum(map(len, cities.values())),
    }
    return render(request, "web/workbench/case/hospitals.html", shown)


def _institutions(rows: Iterable[Institution], asked: dict[str, str]) -> list[Institution]:
    wanted = asked["q"]
    return [row for row in rows if wanted in f"{row.name}{row.city}{row.region}{row.address}"][:MOST]


def _found(seen: Seen, visitor: Visitor, asked: dict[str, str]) -> list[Found]:
    columns = {name: asked[name] or None for name in ("city", "level", "ownership")}
    partners = seen.state.circumstances.partners
    rows = hospitals(q=asked["q"] or None, **columns)
    if partners is not None and not asked["q"]:
        listed = list(partners)
        rows = rows.filter(Q(name__in=listed) | Q(other_names__overlap=listed))
    judged = [_judged(seen, visitor, row) for row in rows.order_by("name")[:LOOKED_THROUGH]]
    order = {level: place for place, level in enumerate(reversed(HOSPITAL_LEVELS))}
    return sorted(judged, key=lambda one: (bool(one.why), order.get(one.row.level, 9), one.row.name))


def _judged(seen: Seen, visitor: Visitor, row: Hospital) -> Found:
    data = {
        "city": row.city,
        "hospital": row.name,
        "hospital_level": row.level,
        "hospital_ownership": row.ownership,
        "social_insurance_designated": row.social_insurance_designated,
    }
    fact = Fact("booked", visitor.at, visitor.at, visitor.caller.role, data)
    refusals = tuple(judge_data(seen.plan, fact, seen.state))
    partners, words = seen.state.circumstances.partners, built_in_words()
    return Found(
        row=row,
        level=words.name("hospital_levels", row.level),
        ownership=words.name("ownerships", row.ownership),
        is_partner=partners is not None and not partners.isdisjoint({row.name, *row.other_names}),
        why=reasons(refusals, seen.state),
    )


__all__ = ["Found", "Tile", "find_hospitals"]
