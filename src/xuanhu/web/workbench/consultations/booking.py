"""A slot for a consultation: the slots of a day as its handbook has them (AXA-25); the gate has the last word."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.actions import record_on
from xuanhu.apps.cases.loading import calendar, lock_case, state_of, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.refusal_panel import Reason, refused
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultation_seen, consultations, for_doctors
from xuanhu.web.workbench.consultations.listing import MOST, appointment_of
from xuanhu.web.workbench.escorts.showing import name_of, read_day, service_of

DAYS: Final = 14
OPENS, CLOSES, SLOT = "09:00", "21:00", 20  # where a handbook names no hours, a day like the others


class Slot(NamedTuple):
    """A slot of the day; `taken` counts the consultations that are in it already."""

    at: str
    clock: str
    taken: int
    is_past: bool
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_doctors
def book(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Choose a slot; what the gate refuses is said, and nothing is lost."""
    row = consultation_seen(case)
    refusals: list[Reason] = []
    wrong = ""
    if request.method == "POST":
        slot = _read(request.POST.get("at") or request.POST.get("other", ""))
        wrong = "" if slot is not None else "请选一个时间。"
        if slot is not None:
            done, refusals = _book(request, visitor, row, slot)
            if done is not None:
                return done
    return _page(request, visitor, row, refusals, wrong)


def _read(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)


def _book(
    request: HttpRequest, visitor: Visitor, row: Case, slot: datetime
) -> tuple[HttpResponse | None, list[Reason]]:
    loaded = lock_case(str(row.public_id))
    before = done_before(request, visitor)
    if before is not None or loaded is None:
        return redirect(before or "/consultations"), []
    role, actor = visitor.person.role, visitor.caller.actor
    acted = record_on(loaded=loaded, name="booked", data={"on": slot}, at=visitor.at, by=role, actor=actor)
    if not acted.verdict.allowed:
        return None, refused(acted.verdict.refusals, loaded.state)
    leads_to = f"/consultations?on={slot:%Y-%m-%d}&done=booked"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to), []


def _page(request: HttpRequest, visitor: Visitor, row: Case, refusals: list[Reason], wrong: str) -> HttpResponse:
    state, today = state_of(row), visitor.at.date()
    sent = request.POST if request.method == "POST" else request.GET
    on = read_day(sent.get("on"), _next_day(today, state))
    standing = appointment_of(state)
    shown = {
        "visitor": visitor,
        "token": new_token(),
        "case": str(row.public_id),
        "person": name_of(row),
        "service": service_of(row),
        "insurer": row.insurer.name,
        "standing": f"{chinese_date(standing.date())} {standing:%H:%M}" if standing is not None else "",
        "on": on.isoformat(),
        "day": chinese_date(on),
        "days": [_choice(today + timedelta(days=n), on, state) for n in range(DAYS)],
        "is_open_day": _is_open(on, state),
        "slots": _slots(on, state, visitor.at, sent.get("at", "")),
        "other": sent.get("other", ""),
        "reasons": refusals,
        "wrong": wrong,
    }
    status = 422 if refusals or wrong else 200
    return render(request, "web/workbench/consultations/book.html", shown, status=status)


def _is_open(day: date, state: State) -> bool:
    hours = state.plan.service.hours
    if hours is None:
        return True
    return day.isoweekday() in hours.weekdays and (not hours.working_days or calendar().is_working_day(day))


def _next_day(today: date, state: State) -> date:
    return next((day for n in range(DAYS) if _is_open(day := today + timedelta(days=n), state)), today)


def _choice(day: date, on: date, state: State) -> tuple[str, str, bool, bool]:
    return day.isoformat(), chinese_date(day), day == on, _is_open(day, state)


def _slots(day: date, state: State, at: datetime, chosen: str) -> list[Slot]:
    """The slots of a day, each with how many are in it; none on a day without service."""
    if not _is_open(day, state):
        return []
    hours = state.plan.service.hours
    opens, closes, minutes = (hours.opens, hours.closes, hours.slot_minutes) if hours else (OPENS, CLOSES, SLOT)
    slot, last = (datetime.combine(day, time.fromisoformat(text), SHANGHAI) for text in (opens, closes))
    taken = _taken()
    found = []
    while slot + timedelta(minutes=minutes) <= last:
        written = slot.isoformat()
        found.append(Slot(written, f"{slot:%H:%M}", taken[slot], slot <= at, written == chosen))
        slot += timedelta(minutes=minutes)
    return found


def _taken() -> Counter[datetime | None]:
    cases = list(consultations().filter(outcome__isnull=True, awaiting__contains=["advised"]).order_by("-id")[:MOST])
    return Counter(appointment_of(state) for state in states_of(cases).values())
