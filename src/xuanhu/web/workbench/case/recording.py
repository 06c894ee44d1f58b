"""Acts on a case from its page: a fact tried out while one types, a fact recorded, a call that was made."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.actions import record_on
from xuanhu.apps.cases.loading import lock_case
from xuanhu.apps.notices.calling import finish_call
from xuanhu.apps.notices.models import WorkItem
from xuanhu.core.case.facts import latest_named
from xuanhu.core.case.passing import let_pass
from xuanhu.core.handbook.vocabulary import ARISING
from xuanhu.web.facts.fields import fields_of, mendable
from xuanhu.web.facts.reading import Read, read_form
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.asked import form_of
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import CLOCKS_DIFFER, Seen, case_seen
from xuanhu.web.workbench.case.trying import reasons, try_fact

REFUSED, CHANGED = 422, 409
SET_BACK: Final = "这台机器的时间早于案件里最后一条记录，请管理员核对时钟。填好的内容还在。"
UNREADABLE: Final = "有几项还读不懂，已经标在旁边。其他内容都还在。"


@require_POST
@for_people(Permission.ACT_ON_CASES)
def try_out(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The gate's answer to a form as it is typed; nothing is stored."""
    seen = case_seen(case, visitor)
    name, target = _asked(request, seen)
    read = _read(request, seen, name, target)
    tried = None if read.problems else try_fact(seen=seen, name=name, data=read.data, visitor=visitor)
    shown = {"seen": seen, "tried": tried, "problems": read.problems, "is_changed": _is_changed(request, seen)}
    return render(request, "web/workbench/case/answer.html", shown)


@require_POST
@for_people(Permission.ACT_ON_CASES)
def record(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Record a fact. Where the answer is no, or the case has changed meanwhile, the form comes back as it was typed."""
    loaded = lock_case(str(case))
    if loaded is None:
        raise Http404
    row = case_seen(case, visitor).case  # with the insurer's row, which the page names
    seen = Seen(row, let_pass(loaded.state, visitor.at)[0])
    name, target = _asked(request, seen)
    read = _read(request, seen, name, target)
    if _is_changed(request, seen):
        return _again(request, visitor, seen, read, CHANGED, known=_known(request), is_changed=True)
    if read.problems:
        return _again(request, visitor, seen, read, REFUSED, wrong=UNREADABLE)
    if loaded.state.facts and visitor.at < loaded.state.facts[-1].recorded_at - CLOCKS_DIFFER:
        return _again(request, visitor, seen, read, CHANGED, wrong=SET_BACK)
    acted = record_on(
        loaded=loaded,
        name=name,
        data=read.data,
        at=visitor.at,
        by=visitor.caller.role,
        actor=visitor.caller.actor,
    )
    if not acted.verdict.allowed:
        why = reasons(acted.verdict.refusals, acted.verdict.state)
        after = Seen(row, acted.verdict.state)
        row.fact_count = len(after.state.facts)  # what time brought is on record, the refused fact is not
        return _again(request, visitor, after, read, REFUSED, refusals=why)
    return redirect(f"{seen.path}?said={name}")


def _again(
    request: HttpRequest, visitor: Visitor, seen: Seen, read: Read, status: int, **about: object
) -> HttpResponse:
    name, target = _asked(request, seen)
    form = form_of(seen, name, typed=request.POST, problems=read.problems, target=target)
    return drawn(request, visitor, seen, form=form, status=status, more=about)


def _asked(request: HttpRequest, seen: Seen) -> tuple[str, str]:
    """The fact, and the one that it corrects. Raises Http404 for one that this service does not know."""
    name, target = request.POST.get("_fact", ""), request.POST.get("fact", "")
    if name not in seen.plan.steps or name in ARISING:
        raise Http404
    return name, target if name == "corrected" and target in mendable(seen.state) else ""


def _read(request: HttpRequest, seen: Seen, name: str, target: str) -> Read:
    read = read_form(fields_of(seen.state, seen.plan.steps[name], target or None), request.POST)
    if not target:
        return read
    wrong = latest_named(seen.state.facts, target, seen.plan.appointments)
    known = wrong.data if wrong is not None else {}
    kept = ("fact", "reason")
    data = {key: value for key, value in read.data.items() if key in kept or known.get(key) != value}
    return read._replace(data=data)


def _known(request: HttpRequest) -> int:
    count = request.POST.get("_seen", "")
    return int(count) if count.isdecimal() else 0


def _is_changed(request: HttpRequest, seen: Seen) -> bool:
    """Whether something was recorded since the form was drawn."""
    return _known(request) != seen.case.fact_count


@require_POST
@for_people(Permission.ACT_ON_CASES)
def finish(request: HttpRequest, visitor: Visitor, case: UUID, call: int) -> HttpResponse:
    """Say that a call was made of which no fact tells."""
    del request
    seen = case_seen(case, visitor)
    if not WorkItem.objects.filter(id=call, case=seen.case).exists():
        raise Http404
    finish_call(item=call, by=visitor.caller.actor, at=visitor.at)
    return redirect(f"{seen.path}#calls")
