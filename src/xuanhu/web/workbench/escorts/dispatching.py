"""Dispatch: a case with its appointment, the times of the visit, and the escorts who could go."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.escorting.actions import Conflicted, decline_escort, plan_visit
from xuanhu.apps.escorting.queries import Need, limit_of, need_of
from xuanhu.apps.network.models import Escort
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.outings import Times, candidates, outing_of, read_times, usual_times
from xuanhu.web.workbench.escorts.roster import case_seen
from xuanhu.web.workbench.escorts.showing import appointment, name_of, service_of

PAGE, FRAGMENT = "web/workbench/escorts/dispatch.html", "web/workbench/escorts/candidates.html"
CHOOSE = "请选一位陪诊员。"


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.DISPATCH)
def dispatch(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Choose an escort for a case; asked for by htmx, only the escorts are answered."""
    row = case_seen(case)
    if row is None:
        raise Http404
    need = need_of(row, state_of(row))
    times = read_times(request, usual_times(need, visitor.at))
    wrong = ""
    if request.method == "POST":
        done, wrong = _send(request, visitor, row, need, times)
        if done is not None:
            return done
    return shown(request, visitor, need, times, wrong=wrong)


def _send(
    request: HttpRequest, visitor: Visitor, row: Case, need: Need, times: Times
) -> tuple[HttpResponse | None, str]:
    list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))  # a double tap waits here
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before), ""
    escort = chosen_escort(request, row.insurer_id)
    if times.wrong or escort is None or not need.state.is_open:
        return None, times.wrong or (CHOOSE if escort is None else "这个案件已经办结，不能再派陪诊。")
    try:
        plan_visit(
            case=row,
            escort=escort,
            outing=outing_of(times, need),
            by=visitor.caller.actor,
            at=visitor.at,
            overrules=bool(request.POST.get("overrules")),
        )
    except Conflicted as conflicted:
        return None, f"没有派出：{conflicted}。"
    leads_to = f"/escorts?on={times.on}&done=planned"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to), ""


def chosen_escort(request: HttpRequest, insurer: int) -> Escort | None:
    """The escort of the form, of this insurer and no other."""
    number = request.POST.get("escort", "")
    return Escort.objects.filter(id=int(number), insurer_id=insurer).first() if number.isdecimal() else None


def shown(
    request: HttpRequest, visitor: Visitor, need: Need, times: Times, *, wrong: str = "", **more: Any
) -> HttpResponse:
    """The page, or the escorts alone."""
    sent = request.POST if request.method == "POST" else request.GET
    outing = outing_of(times, need) if not times.wrong else None
    chosen = sent.get("escort", str(more.get("escort", "")))
    found, elsewhere = candidates(insurer=need.case.insurer_id, outing=outing, chosen=chosen, besides=more.get("row"))
    about = {
        "visitor": visitor,
        "token": request.POST.get("token") or new_token(),
        "case": str(need.case.public_id),
        "person": name_of(need.case),
        "service": service_of(need.case),
        "insurer": need.case.insurer.name,
        "city": need.city,
        "is_closed": not need.state.is_open,
        "when": appointment(need.appointment_at, has_time=need.has_time),
        "booked_at": need.hospital,
        "limit": limit_of(need.state),
        "can_decline": need.appointment_at is not None and "row" not in more,
        "times": times,
        "candidates": found,
        "elsewhere": elsewhere,
        "has_soft": any(one.conflicts and one.is_possible for one in found),
        "overrules": sent.get("overrules", ""),
        "wrong": wrong,
        **more,
    }
    is_part = request.method != "POST" and request.headers.get("HX-Request") == "true"
    return render(request, FRAGMENT if is_part else PAGE, about, status=422 if wrong else 200)


@require_POST
@for_people(Permission.DISPATCH)
def decline(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The person wants nobody for this appointment."""
    del request
    row = case_seen(case)
    need = need_of(row, state_of(row)) if row is not None else None
    if row is None or need is None or need.appointment_at is None:
        raise Http404
    decline_escort(case=row, appointment_at=need.appointment_at, by=visitor.caller.actor, at=visitor.at)
    return redirect("/escorts?done=declined")
