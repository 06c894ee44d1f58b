"""The day of consultations: by the hour, those that wait for a slot, those that wait for an answer now."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.cases.loading import calendar, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.talk.actions import ADVISED
from xuanhu.apps.talk.queries import advice_between, unread_of, wishes_of
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.web.consulting import BOOKED, MOST, appointment_of, consultations, wished
from xuanhu.web.doing_once import new_token
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import for_doctors
from xuanhu.web.workbench.escorts.showing import clock, name_of, read_day, service_of

A_DAY: Final = timedelta(days=1)


class Line(NamedTuple):
    """A consultation on the list."""

    id: str
    clock: str
    person: str
    service: str
    insurer: str
    since: str
    unread: int
    is_past: bool
    wish: str = ""
    wish_at: str = ""


@require_safe
@for_doctors
def day(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A day, today unless another is asked for."""
    today = visitor.at.date()
    on = read_day(request.GET.get("on"), today)
    cases = list(consultations().filter(outcome__isnull=True).order_by("-id")[:MOST])
    states, unread = states_of(cases), unread_of(cases=cases)
    booked = {case.id: appointment_of(states[case.id]) for case in cases}
    wishes = wishes_of(cases=cases)
    asked = {case.id: wished(wishes.get(case.id), states[case.id], visitor.at) for case in cases}
    begins = datetime.combine(on, time(), SHANGHAI)
    done = advice_between(first=begins, until=begins + A_DAY)
    shown = {
        "visitor": visitor,
        "on": on.isoformat(),
        "day": chinese_date(on),
        "is_today": on == today,
        "is_off": not calendar().is_working_day(on),
        "before": (on - A_DAY).isoformat(),
        "after": (on + A_DAY).isoformat(),
        "of_day": _of_day(cases, booked, on, unread, visitor.at),
        "answers": _waiting(cases, states, unread, visitor.at, ADVISED, booked),
        "wishes": _wishes(cases, asked, unread, visitor.at),
        "token": new_token(),
        "unbooked": _waiting(
            [case for case in cases if asked[case.id] is None], states, unread, visitor.at, BOOKED, booked
        ),
        "done": [(one, str(one.case.public_id), clock(one.at), name_of(one.case)) for one in done],
        "has_more": len(cases) >= MOST,
        "said": request.GET.get("done", ""),
    }
    return render(request, "web/workbench/consultations/day.html", shown)


def _of_day(
    cases: list[Case], booked: Mapping[int, datetime | None], on: date, unread: Mapping[int, int], at: datetime
) -> list[Line]:
    found = [(slot, case) for case in cases if (slot := booked[case.id]) is not None and slot.date() == on]
    return [_line(case, slot, unread, at) for slot, case in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def _wishes(
    cases: list[Case], asked: Mapping[int, datetime | None], unread: Mapping[int, int], at: datetime
) -> list[Line]:
    """Those who ask for a slot, the nearest first."""
    found = [(slot, case) for case in cases if (slot := asked[case.id]) is not None]
    return [
        _line(case, None, unread, at)._replace(wish=chinese_moment(slot), wish_at=slot.isoformat())
        for slot, case in sorted(found, key=lambda pair: (pair[0], pair[1].id))
    ]


def _waiting(
    cases: list[Case],
    states: Mapping[int, State],
    unread: Mapping[int, int],
    at: datetime,
    step: str,
    booked: Mapping[int, datetime | None],
) -> list[Line]:
    """Those that wait for a step and have no slot, who waits longest first."""
    found = [one for one in cases if booked[one.id] is None and step in one.awaiting]
    found.sort(key=lambda one: (states[one.id].stands["applied"].at, one.id))
    return [_line(one, None, unread, at, states[one.id].stands["applied"].at) for one in found]


def _line(
    case: Case, slot: datetime | None, unread: Mapping[int, int], at: datetime, applied: datetime | None = None
) -> Line:
    since = f"{chinese_date(applied.date())} {clock(applied)}" if applied is not None else ""
    is_past = slot is not None and slot < at
    return Line(
        str(case.public_id),
        clock(slot),
        name_of(case),
        service_of(case),
        case.insurer.name,
        since,
        unread.get(case.id, 0),
        is_past,
    )
