"""The escort's own page, made for a phone: whom to call, where to be today, what comes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.escorting.actions import hours_between
from xuanhu.apps.escorting.models import LIVE, Visit
from xuanhu.apps.escorting.queries import Ring, limit_of, notes_of, rings_of, visit_seen, visits
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.doing_once import new_token
from xuanhu.web.refusal_panel import Reason
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.showing import STATES, Shown, brings, clock, show

LOOK_AHEAD: Final = timedelta(days=15)
A_DAY: Final = timedelta(days=1)
PAGE: Final = "web/workbench/escorts/visit.html"


class Line(NamedTuple):
    """A visit on the list; `ring` says by when to call, `is_late` that the moment has passed."""

    visit: Shown
    ring: str
    is_late: bool


@require_safe
@for_people(Permission.GO_ALONG)
def own_visits(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Today's visits, the calls of today, and what comes."""
    demand_escort(visitor)
    today = visitor.at.date()
    rows = list(visits(first=today, until=today + LOOK_AHEAD, person=visitor.person))
    rings = rings_of(rows)
    lines = {row.id: line_of(row, rings[row.id], visitor.at) for row in rows}
    calls = {row.id for row in rows if row.state == "planned" and _is_due(rings[row.id], visitor.at)}
    shown = {
        "visitor": visitor,
        "today": chinese_date(today),
        "calls": [lines[row.id] for row in rows if row.id in calls],
        "todays": [lines[row.id] for row in rows if row.on == today and row.id not in calls],
        "later": [lines[row.id] for row in rows if row.on > today and row.id not in calls],
        "done": request.GET.get("done", ""),
    }
    return render(request, "web/workbench/escorts/visits.html", shown)


def demand_escort(visitor: Visitor) -> None:
    """These pages are an escort's own."""
    if visitor.person.role != "escort":
        raise PermissionDenied


def _is_due(ring: Ring, at: datetime) -> bool:
    return ring.due_at.astimezone(SHANGHAI).date() <= at.date()


def line_of(row: Visit, ring: Ring, at: datetime) -> Line:
    """A visit with the words about its call."""
    if row.state != "planned":
        return Line(show(row), "", is_late=False)
    due = ring.due_at.astimezone(SHANGHAI)
    if due <= row.planned_at:
        return Line(show(row), "请尽早联系", is_late=False)  # sent after that hour: nobody is late
    if due <= at:
        by = f"{due:%H:%M}" if due.date() == at.date() else f"{chinese_date(due.date())} {due:%H:%M}"
        return Line(show(row), f"已过 {by}，请马上联系", is_late=True)
    day = "今天" if due.date() == at.date() else chinese_date(due.date())
    return Line(show(row), f"{day} {due:%H:%M} 前联系", is_late=False)


def own(visitor: Visitor, visit: UUID) -> Visit:
    """The escort's own visit. Raises Http404 for anybody else's."""
    demand_escort(visitor)
    row = visit_seen(public_id=visit, person=visitor.person)
    if row is None:
        raise Http404
    return row


@require_safe
@for_people(Permission.GO_ALONG)
def own_visit(request: HttpRequest, visitor: Visitor, visit: UUID) -> HttpResponse:
    """One visit: where, when, what to bring, and the one thing to do next."""
    return page(request, visitor, own(visitor, visit))


def page(
    request: HttpRequest,
    visitor: Visitor,
    row: Visit,
    *,
    refusals: list[Reason] | None = None,
    wrong: str = "",
    phone: str = "",
) -> HttpResponse:
    """The page of a visit; what was typed stays."""
    state = state_of(row.case)
    line = line_of(row, rings_of([row])[row.id], visitor.at)
    about: Mapping[str, object] = {
        "visitor": visitor,
        "line": line,
        "visit": line.visit,
        "state": STATES[row.state],
        "token": new_token(),
        "next": _next(row, visitor.at),
        "brings": brings(state.plan),
        "limit": limit_of(state),
        "arrived": clock(row.arrived_at),
        "arrived_iso": row.arrived_at.isoformat() if row.arrived_at is not None else "",
        "left": clock(row.left_at),
        "hours": _hours(request, row, visitor.at),
        "reason": request.POST.get("reason", ""),
        "notes": request.POST.get("notes") or notes_of(row),
        "appointment": clock(row.appointment_at),
        "has_phone": row.case.insured.phone is not None and row.state in LIVE,
        "phone": phone,
        "reasons": refusals or [],
        "wrong": wrong,
        "done": request.GET.get("done", ""),
    }
    return render(request, PAGE, about, status=422 if refusals or wrong else 200)


def _next(row: Visit, at: datetime) -> str:
    """The one thing to do next: call, arrive, leave, or wait."""
    if row.state == "arrived":
        return "leave"
    if row.state == "planned":
        return "call" if row.on > at.date() else "call-or-arrive"
    if row.state == "called":
        return "arrive" if row.on == at.date() else "wait"
    return ""


def _hours(request: HttpRequest, row: Visit, at: datetime) -> str:
    if "hours" in request.POST:
        return request.POST["hours"]
    if row.hours is not None:
        return f"{row.hours:f}"
    return f"{hours_between(row.arrived_at, at):f}" if row.arrived_at is not None else ""
