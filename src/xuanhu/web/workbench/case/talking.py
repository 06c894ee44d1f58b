"""Messages with the insured: in a case, answered from its page; and all that nobody has seen yet."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.talk.actions import mark_read, say
from xuanhu.apps.talk.queries import waiting_for
from xuanhu.web.doing_once import done_before, keep_done
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import case_seen
from xuanhu.web.workbench.escorts.showing import name_of, service_of

LONGEST: Final = 2000


class Waiting(NamedTuple):
    """A case with messages that nobody has seen."""

    path: str
    person: str
    service: str
    insurer: str
    number: int
    is_mine: bool


@sensitive_post_parameters()
@require_POST
@for_people(Permission.MANAGE_PARTIES)
def answer(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Say something to the insured; sent twice, it is said once. What they said is seen by this."""
    seen = case_seen(case, visitor)
    list(Case.objects.select_for_update().filter(id=seen.case.id).values_list("id"))
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    text = request.POST.get("text", "").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        wrong = f"一次最多 {LONGEST} 个字，请分几次发。" if text else "请写点什么。"
        more = {"talk_problem": wrong, "talk_text": text}
        return drawn(request, visitor, seen, form=None, status=422, more=more)
    mark_read(case=seen.case, side="person", at=visitor.at)
    say(case=seen.case, person=visitor.person, text=text, at=visitor.at)
    leads_to = f"{seen.path}#talk"
    keep_done(request, visitor, insurers=[seen.case.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def seen_messages(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """What the insured said needs no answer."""
    del request
    seen = case_seen(case, visitor)
    mark_read(case=seen.case, side="person", at=visitor.at)
    return redirect(f"{seen.path}#talk")


@require_safe
@for_people(Permission.MANAGE_PARTIES)
def messages(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Cases in which the insured said something that nobody has seen: one's own first, then nobody's."""
    found = [_waiting(case, number, visitor) for case, number in waiting_for(person=visitor.person)]
    found.sort(key=lambda one: not one.is_mine)
    return render(request, "web/workbench/case/waiting_messages.html", {"visitor": visitor, "waiting": found})


def _waiting(case: Case, number: int, visitor: Visitor) -> Waiting:
    assignment = getattr(case, "assignment", None)
    is_mine = assignment is not None and assignment.person_id == visitor.person.id
    path = f"/cases/{case.public_id}#talk"
    return Waiting(path, name_of(case), service_of(case), case.insurer.name, number, is_mine)
