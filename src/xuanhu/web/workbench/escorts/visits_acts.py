"""What an escort does on the phone, each a plain form with a token: called, arrived, left; the number to ring."""

from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xuanhu.api.authentication import address_of
from xuanhu.api.reveal import AN_HOUR, MOST_AN_HOUR
from xuanhu.apps.accounts.limits import take
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.actions import Acted
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.escorting.actions import OutOfTurn, call_made, check_in, check_out, locked
from xuanhu.apps.escorting.models import LIVE, Visit
from xuanhu.apps.parties.showing import show_in_full
from xuanhu.web.doing_once import done_before, keep_done
from xuanhu.web.refusal_panel import refused
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.visits import own, page

ACTS: Final = ("called", "arrived", "left")
MOST_HOURS: Final = Decimal(99)
WHY: Final = "陪诊员联系就诊人"


class Unreadable(ValueError):  # noqa: N818 - what is raised is a form that cannot be read
    """What is wrong with the form."""


@sensitive_post_parameters()
@require_POST
@for_people(Permission.GO_ALONG)
def act(request: HttpRequest, visitor: Visitor, visit: UUID, act: str) -> HttpResponse:
    """Do it once, however often it was tapped."""
    if act not in ACTS:
        raise Http404
    row = own(visitor, visit)
    locked(row)
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    try:
        acted = _do(request, visitor, row, act)
    except (OutOfTurn, Unreadable) as fault:
        return page(request, visitor, own(visitor, visit), wrong=str(fault))
    if acted is not None and not acted.verdict.allowed:
        refusals = refused(acted.verdict.refusals, state_of(row.case))
        return page(request, visitor, own(visitor, visit), refusals=refusals)
    leads_to = f"/visits/{row.public_id}?done={act}"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _do(request: HttpRequest, visitor: Visitor, row: Visit, act: str) -> Acted | None:
    role, actor, at = visitor.person.role, visitor.caller.actor, visitor.at
    if act == "called":
        return call_made(visit=row, role=role, actor=actor, at=at)
    if act == "arrived":
        check_in(visit=row, at=at)
        return None
    reason, notes = (request.POST.get(name, "").strip() for name in ("reason", "notes"))
    hours = _read_hours(request.POST.get("hours", ""))
    return check_out(visit=row, hours=hours, reason=reason, notes=notes, role=role, actor=actor, at=at)


def _read_hours(text: str) -> Decimal:
    try:
        hours = Decimal(text.strip())
    except InvalidOperation:
        raise Unreadable("请填写陪了几小时，例如 3.5。") from None
    if not hours.is_finite() or not 0 < hours <= MOST_HOURS or hours * 10 % 1:
        raise Unreadable("小时数要大于 0、不超过 99，最多一位小数。")
    return hours


@require_POST
@for_people(Permission.GO_ALONG)
def phone(request: HttpRequest, visitor: Visitor, visit: UUID) -> HttpResponse:
    """The number of the person whom the escort meets, on record; only while there is a visit to come."""
    row = own(visitor, visit)
    if row.state not in LIVE:
        return page(request, visitor, row, wrong="这次陪诊已经结束，不能再查看电话。")
    caller = visitor.caller
    if take(holder=f"{caller.holder}:reveal", most=MOST_AN_HOUR, within=AN_HOUR, at=visitor.at) is not None:
        return page(request, visitor, row, wrong="这一小时查看电话的次数太多，请稍后再试，或请调度帮忙联系。")
    by = By(caller.actor, caller.role, address_of(request))
    shown = show_in_full(row=row.case.insured, fields=["phone"], reason=WHY, by=by, at=visitor.at)
    return page(request, visitor, row, phone=str(shown["phone"] or ""))
