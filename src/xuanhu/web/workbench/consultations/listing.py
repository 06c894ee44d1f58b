"""The day of consultations: by the hour, those that wait for a slot, those that wait for an answer now."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.cases.loading import calendar, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.escorting.queries import moment_of_day
from xuanhu.apps.talk.actions import ADVISED
from xuanhu.apps.talk.queries import advice_between, unread_of
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultations, for_doctors
from xuanhu.web.workbench.escorts.showing import clock, name_of, read_day, service_of

MOST: Final = 200
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


@require_safe
@for_doctors
def day(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A day, today unless another is asked for."""
    today = visitor.at.date()
    on = read_day(request.GET.get("on"), today)
    cases = list(consultations().filter(outcome__isnull=True).order_by("-id")[:MOST])
    states, unread = states_of(cases), unread_of(cases=cases)
    booked = {case.id: appointment_of(states[case.id]) for case in cases}
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
        "unbooked": _waiting(cases, states, unread, visitor.at, "booked", booked),
        "done": [(one, str(one.case.public_id), clock(one.at), name_of(one.case)) for one in done],
        "has_more": len(cases) >= MOST,
        "said": request.GET.get("done", ""),
    }
    return render(request, "web/workbench/consultations/day.html", shown)


def appointment_of(state: State) -> datetime | None:
    """The slot of a consultation, where it has one."""
    booked = state.stands.get("booked")
    return moment_of_day(booked.data.get("on")) if booked is not None else None


def _of_day(
    cases: list[Case], booked: Mapping[int, datetime | None], on: date, unread: Mapping[int, int], at: datetime
) -> list[Line]:
    found = [(slot, case) for case in cases if (slot := booked[case.id]) is not None and slot.date() == on]
    return [_line(case, slot, unread, at) for slot, case in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


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
