"""A slot for a doctor's call: the insured asks for one within the hours of the service, the desk books it.

Who may book is the desk's (flows, Who): so what is chosen here is a wish that keeps the slot free, and a tap at the
desk makes it an appointment. The gate is asked before the wish is kept, so that nobody waits for a slot that cannot be.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.talk.actions import wish_for
from xuanhu.apps.talk.queries import wishes_of
from xuanhu.core.case import decide
from xuanhu.core.case.circumstances import NOWHERE
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.web.consulting import (
    BOOKED,
    DAYS,
    appointment_of,
    doctors_of,
    is_open_on,
    next_open_day,
    slots_on,
    wished,
)
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.insured.talk.showing import Talk, may_choose, talk_of
from xuanhu.web.insured.visiting import Client, case_of, for_insured
from xuanhu.web.refusal_panel import Reason, refused

DESK: Final = "agent"  # in whose role the wish is tried
NOON: Final = 12
GONE: Final = Reason("这个时间刚刚被别人约走了。", "请另选一个。")
NONE: Final = Reason("请选一个时间。")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def choose(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """The slots of a day, and the wish for one."""
    row = case_of(client, case)
    if request.method == "POST":
        list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
        before = done_before(request, client)
        if before is not None:
            return redirect(before)
    talk = talk_of(row, client)
    if not may_choose(talk):
        return redirect(f"{talk.path}/talk")
    if request.method != "POST":
        return _page(request, talk, [])
    slot = _read(request.POST.get("at", ""))
    reasons = [NONE] if slot is None else _ask_for(talk, slot)
    if reasons:
        return _page(request, talk, reasons)
    leads_to = f"{talk.path}/talk?said=slot"
    keep_done(request, client, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _read(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(SHANGHAI) if at.tzinfo is not None else None


def _ask_for(talk: Talk, slot: datetime) -> list[Reason]:
    """Why not, or nothing: then the slot is kept. Of two who ask for the last place at once, one waits here."""
    case, state, client = talk.case, talk.state, talk.client
    verdict = decide.record(state, BOOKED, {"on": slot}, client.at, DESK, NOWHERE)
    if not verdict.allowed:
        return refused(verdict.refusals, state)
    list(Insurer.objects.select_for_update(no_key=True).filter(id=case.insurer_id).values_list("id"))
    places = doctors_of(case.insurer_id)
    offered = {one.begins for one in slots_on(slot.date(), state, client.at, case=case) if _is_free(one.taken, places)}
    if slot <= client.at or slot not in offered:
        return [GONE]
    wish_for(case=case, slot=slot, writer=talk.writer, at=client.at)
    return []


def _is_free(taken: int, places: int) -> bool:
    return taken < places


def _page(request: HttpRequest, talk: Talk, reasons: list[Reason]) -> HttpResponse:
    client, state, case = talk.client, talk.state, talk.case
    today = client.at.astimezone(SHANGHAI).date()
    sent = request.POST if request.method == "POST" else request.GET
    on = _day(sent.get("on", ""), today, state) or next_open_day(today, state)
    places = doctors_of(case.insurer_id)
    found = [one for one in slots_on(on, state, client.at, case=case) if not one.is_past]
    free = [one for one in found if _is_free(one.taken, places)]
    standing, wish = appointment_of(state), wished(wishes_of(cases=[case]).get(case.id), state, client.at)
    shown = {
        "client": client,
        "here": "talk",
        "talk": talk,
        "token": new_token(),
        "on": on.isoformat(),
        "day": chinese_date(on),
        "days": [(day.isoformat(), chinese_date(day), day == on) for day in _days(today) if is_open_on(day, state)],
        "parts": [
            ("上午", [one for one in free if one.begins.hour < NOON]),
            ("下午和晚上", [one for one in free if one.begins.hour >= NOON]),
        ],
        "is_full": bool(found) and not free,
        "is_over": not found,
        "chosen": sent.get("at", ""),
        "standing": chinese_moment(standing) if standing is not None else "",
        "wish": chinese_moment(wish) if wish is not None else "",
        "reasons": reasons,
    }
    return render(request, "web/insured/talk/slot.html", shown, status=422 if reasons else 200)


def _days(today: date) -> list[date]:
    return [today + timedelta(days=n) for n in range(DAYS)]


def _day(text: str, today: date, state: State) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found in _days(today) and is_open_on(found, state) else None
