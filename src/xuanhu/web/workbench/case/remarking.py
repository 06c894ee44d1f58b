"""Remarks on a case: noted, withdrawn by their author; and the way to where one is mentioned."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.remarks.actions import (
    LONGEST,
    EmptyRemarkError,
    NotTheAuthorError,
    TooLongError,
    add_remark,
    note_seen,
    withdraw_remark,
)
from xuanhu.apps.remarks.models import Remark
from xuanhu.apps.remarks.queries import first_mention
from xuanhu.web.visiting import START, Visitor, for_people
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import case_seen


@require_POST
@for_people(Permission.ACT_ON_CASES)
def remark(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Note something for colleagues."""
    seen = case_seen(case, visitor)
    text = request.POST.get("text", "")
    try:
        add_remark(case=seen.case, by=visitor.person, text=text, at=visitor.at)
    except EmptyRemarkError:
        wrong = "请写点什么。"
    except TooLongError:
        wrong = f"最多 {LONGEST} 个字，请分成几条。"
    else:
        return redirect(f"{seen.path}#remarks")
    return drawn(request, visitor, seen, form=None, status=422, more={"remark_problem": wrong, "remark_text": text})


@require_POST
@for_people(Permission.ACT_ON_CASES)
def take_back(request: HttpRequest, visitor: Visitor, case: UUID, noted: UUID) -> HttpResponse:
    """Withdraw one's own remark."""
    del request
    seen = case_seen(case, visitor)
    row = Remark.objects.filter(case=seen.case, public_id=noted).first()
    if row is None:
        raise Http404
    try:
        withdraw_remark(remark=row, by=visitor.person, at=visitor.at)
    except NotTheAuthorError:
        raise Http404 from None
    return redirect(f"{seen.path}#remarks")


@require_POST
@for_people(Permission.READ_CASES)
def seen_mentions(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Say that one has seen where one is mentioned."""
    del request
    seen = case_seen(case, visitor)
    note_seen(case=seen.case, by=visitor.person, at=visitor.at)
    return redirect(f"{seen.path}?said=mentioned#remarks")


@require_safe
@for_people(Permission.READ_CASES)
def mentions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Lead to the case in which one was mentioned first and has not looked yet; to the start where there is none."""
    del request
    found = first_mention(person=visitor.person)
    return redirect(f"/cases/{found}#remarks" if found is not None else START)
