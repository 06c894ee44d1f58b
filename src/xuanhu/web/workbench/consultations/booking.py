"""A slot for a consultation: the slots of a day as its handbook has them (AXA-25); the gate has the last word."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.actions import record_on
from xuanhu.apps.cases.loading import lock_case, state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.talk.queries import wishes_of
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.web.consulting import DAYS, appointment_of, is_open_on, next_open_day, slots_on, wished
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.refusal_panel import Reason, refused
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultation_seen, for_doctors
from xuanhu.web.workbench.escorts.showing import name_of, read_day, service_of


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
    wish = wished(wishes_of(cases=[row]).get(row.id), state, visitor.at)
    on = read_day(sent.get("on"), wish.date() if wish is not None else next_open_day(today, state))
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
        "wish": chinese_moment(wish) if wish is not None else "",
        "is_open_day": is_open_on(on, state),
        "slots": slots_on(on, state, visitor.at, case=row),
        "chosen": sent.get("at", "") or (wish.isoformat() if wish is not None else ""),
        "other": sent.get("other", ""),
        "reasons": refusals,
        "wrong": wrong,
    }
    status = 422 if refusals or wrong else 200
    return render(request, "web/workbench/consultations/book.html", shown, status=status)


def _choice(day: date, on: date, state: State) -> tuple[str, str, bool, bool]:
    return day.isoformat(), chinese_date(day), day == on, is_open_on(day, state)
