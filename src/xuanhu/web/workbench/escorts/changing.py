"""A visit that is planned: moved to another time or escort, or cancelled."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.escorting.actions import Conflicted, OutOfTurn, cancel_visit, locked, move_visit
from xuanhu.apps.escorting.models import AHEAD, Visit
from xuanhu.apps.escorting.queries import Need, need_of, notes_of, out_of_date, visit_seen
from xuanhu.web.doing_once import done_before, keep_done
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.dispatching import CHOOSE, chosen_escort, shown
from xuanhu.web.workbench.escorts.outings import Times, outing_of, read_times, times_of, usual_times
from xuanhu.web.workbench.escorts.showing import clock, show


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.DISPATCH)
def change(request: HttpRequest, visitor: Visitor, visit: UUID) -> HttpResponse:
    """A visit; with its appointment moved, the form holds the new times already."""
    row = visit_seen(public_id=visit)
    if row is None:
        raise Http404
    state = state_of(row.case)
    need = need_of(row.case, state)._replace(city=row.city)
    problem = out_of_date(rows=[row], states={row.case_id: state}).get(row.id, "")
    usual = times_of(row)
    if problem == "moved":
        need = need_of(row.case, state)
        usual = usual_times(need, visitor.at)
    times, wrong = read_times(request, usual), ""
    if request.method == "POST":
        done, wrong = _move(request, visitor, row, need, times)
        if done is not None:
            return done
    return shown(request, visitor, need, times, wrong=wrong, **_about(row, problem))


def _about(row: Visit, problem: str) -> dict[str, object]:
    return {
        "row": row,
        "visit": show(row, problem=problem),
        "problem": problem,
        "escort": str(row.escort_id),
        "can_change": row.state in AHEAD and problem != "off",
        "can_again": row.state in ("left", "cancelled") and problem != "off",
        "can_cancel": row.state in AHEAD,
        "moments": [
            (says, clock(at))
            for says, at in (("已联系", row.called_at), ("到达", row.arrived_at), ("离开", row.left_at))
            if at is not None
        ],
        "notes": notes_of(row),
    }


def _move(
    request: HttpRequest, visitor: Visitor, row: Visit, need: Need, times: Times
) -> tuple[HttpResponse | None, str]:
    locked(row)
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before), ""
    escort = chosen_escort(request, row.insurer_id)
    if times.wrong or escort is None:
        return None, times.wrong or CHOOSE
    try:
        move_visit(
            visit=row,
            escort=escort,
            outing=outing_of(times, need),
            by=visitor.caller.actor,
            at=visitor.at,
            overrules=bool(request.POST.get("overrules")),
        )
    except Conflicted as conflicted:
        return None, f"没有改成：{conflicted}。"
    except OutOfTurn as fault:
        return None, str(fault)
    leads_to = f"/escorts?on={times.on}&done=moved"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to), ""


@require_POST
@for_people(Permission.DISPATCH)
def cancel(request: HttpRequest, visitor: Visitor, visit: UUID) -> HttpResponse:
    """Nobody goes; a visit that is cancelled already stays so."""
    del request
    row = visit_seen(public_id=visit)
    if row is None:
        raise Http404
    if row.state != "cancelled":
        try:
            cancel_visit(visit=row, by=visitor.caller.actor, at=visitor.at)
        except OutOfTurn:
            return redirect(f"/escorts/visits/{row.public_id}")
    return redirect(f"/escorts?on={row.on}&done=cancelled")
