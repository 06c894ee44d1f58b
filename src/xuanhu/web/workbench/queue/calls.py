"""Calls that people have to make: whom, by when; the number for a reason; done once it was made."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xuanhu.api.authentication import address_of, take_or_wait
from xuanhu.api.problems import Problem
from xuanhu.api.reveal import AN_HOUR, MOST_AN_HOUR
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.actions import record_fact
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.calling import APPLICANT, FACTS, WITHDRAWN, finish_call
from xuanhu.apps.notices.models import WorkItem
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.showing import show_in_full
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.decide import Verdict
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_name, masked_phone
from xuanhu.web.promises import Group, Promise, promise_of
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.queue.rows import left_today

MOST: Final = 100
CALLS: Final = "/queue/calls"
KINDS: Final = {
    "escort-rings": "陪诊员打电话提醒",
    "care-manager-rings": "健康管家致电沟通",
    APPLICANT: "告诉申请人体检怎么约的",
    WITHDRAWN: "撤回了授权：问清怎么办下去",
}
TOLD_BY_NOBODY: Final = (APPLICANT, WITHDRAWN)
WHOSE: Final = {
    "escort-rings": "escort",
    "care-manager-rings": "care-manager",
    APPLICANT: "agent",
    WITHDRAWN: "care-manager",
}


class CallRow(NamedTuple):
    """A call as a line."""

    id: int
    case: str
    promise: Promise
    left: str
    due: str
    kind: str
    name: str
    phone: str
    service: str
    insurer: str
    by_fact: bool
    is_mine: bool


@require_safe
@for_people(Permission.READ_CASES)
def calls(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The calls that are open, what is due first at the top."""
    return _page(request, visitor)


def _page(
    request: HttpRequest, visitor: Visitor, *, shown: tuple[int, str] | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    # Found first, by the index of open calls; joined are only those that are shown.
    first = WorkItem.objects.filter(state="open").order_by("due_at", "id").values("id")[:MOST]
    items = WorkItem.objects.filter(id__in=first).select_related("case__insured", "case__insurer")
    rows = [_row(item, visitor) for item in items.order_by("due_at", "id")]
    given = {
        "visitor": visitor,
        "rows": rows,
        "most": MOST,
        "shown": shown,
        "wrong": wrong,
        "acts": visitor.caller.may(Permission.ACT_ON_CASES),
        "sees": visitor.caller.may(Permission.SEE_IN_FULL),
    }
    return render(request, "workbench/queue/calls.html", given, status=status)


def _row(item: WorkItem, visitor: Visitor) -> CallRow:
    case = item.case
    handbook = edition_of(case.handbook, case.edition)
    promise = promise_of(item.due_at, visitor.at, calendar())
    is_today = promise.group is Group.TODAY
    terms = handbook.services.get(case.service)
    phone = sealer().open(case.insured.phone, f"{WHERE}.phone") if case.insured.phone is not None else ""
    return CallRow(
        id=item.id,
        case=str(case.public_id),
        promise=promise,
        left=left_today(item.due_at, visitor.at) if is_today else promise.left,
        due=item.due_at.isoformat() if is_today else "",
        kind=KINDS.get(item.kind, item.kind),
        name=masked_name(sealer().open(case.insured.name, f"{WHERE}.name")),
        phone=masked_phone(phone) if phone else "",
        service=terms.name if terms is not None else case.service,
        insurer=case.insurer.name,
        by_fact=item.kind not in TOLD_BY_NOBODY,
        is_mine=WHOSE.get(item.kind) == visitor.person.role,
    )


@require_POST
@for_people(Permission.SEE_IN_FULL)
def number(request: HttpRequest, visitor: Visitor, item: int) -> HttpResponse:
    """Show the number to whoever is about to ring; that it was shown goes on the trail."""
    call = _open_call(item)
    try:
        take_or_wait(f"{visitor.caller.holder}:reveal", MOST_AN_HOUR, AN_HOUR)
    except Problem as problem:
        return _page(request, visitor, wrong=problem.wrong.partition(" (")[0], status=problem.status)
    by = By(visitor.caller.actor, visitor.caller.role, address_of(request))
    reason = f"拨打电话：{KINDS.get(call.kind, call.kind)}"
    found = show_in_full(row=call.case.insured, fields=["phone"], reason=reason, by=by, at=visitor.at)
    return _page(request, visitor, shown=(call.id, str(found["phone"] or "没有登记电话")))


@require_POST
@for_people(Permission.ACT_ON_CASES)
def done(request: HttpRequest, visitor: Visitor, item: int) -> HttpResponse:
    """The call was made: told by the fact where one tells of it, so that the promise is kept with it."""
    call = _open_call(item)
    if call.kind in TOLD_BY_NOBODY:
        finish_call(item=call.id, by=visitor.person.role, at=visitor.at)
        return redirect(CALLS)
    acted = record_fact(
        public_id=str(call.case.public_id),
        name=FACTS[call.kind],
        data={},
        at=visitor.at.astimezone(SHANGHAI),
        by=visitor.person.role,
        actor=visitor.caller.actor,
    )
    if acted is not None and acted.verdict.refusals:
        return _page(request, visitor, wrong=_says(acted.verdict), status=422)
    return redirect(CALLS)


def _says(verdict: Verdict) -> str:
    """Why not, in sentences to read."""
    plan = verdict.state.plan
    speaker = Speaker(built_in_words())
    said: Sequence[str] = [speaker.say(one, plan, verdict.state).says for one in verdict.refusals]
    return "".join(said)


def _open_call(item: int) -> WorkItem:
    found = WorkItem.objects.filter(id=item, state="open").select_related("case__insured").first()
    if found is None:
        raise Http404
    return found
