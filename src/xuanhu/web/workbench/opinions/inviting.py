"""Experts asked and their answers, and what is put before them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Expert
from xuanhu.apps.network.sealed import opened
from xuanhu.apps.opinions.actions import QUESTIONS, Asked, TooFewError, answer_invitation, put_questions
from xuanhu.apps.opinions.actions import invite as ask
from xuanhu.apps.opinions.models import Invitation
from xuanhu.apps.opinions.queries import accounts_of_experts, experts_for, limit_on_experts, plan_for
from xuanhu.apps.recording import NotNow
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.verdict import refuse
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.booklets import clause_address
from xuanhu.web.refusal_panel import Clause, Reason, reason_why
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.opinions.case_page import case_shown
from xuanhu.web.workbench.opinions.seeing import by, file_of, of_a_case, place_of, shown

A_DAY = timedelta(days=1)
DAYS_TO_WRITE = 3


class Choice(NamedTuple):
    """An expert who may be asked."""

    id: int
    name: str
    rank: str
    specialties: str
    place: str
    account: int
    is_chosen: bool


class Account(NamedTuple):
    """An account by which an expert reads and writes."""

    id: int
    name: str


@require_http_methods(["GET", "POST"])
@of_a_case(roles=("care-manager",))
def invite(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """The form; the handbook's number of specialists, or a reason."""
    if request.method == "GET":
        return _form(request, visitor, case, [])
    chosen = {int(one) for one in request.POST.getlist("expert") if one.isdecimal()}
    people = {one.id: one for one in accounts_of_experts(insurer=case.insurer_id)}
    experts = list(Expert.objects.filter(insurer_id=case.insurer_id, id__in=chosen).order_by("id"))
    due_on = _day(request.POST.get("due_on", ""))
    wrong = _wrong(experts, due_on, visitor)
    if wrong or due_on is None:
        return _form(request, visitor, case, wrong)
    asked = [Asked(one, people.get(_number(request.POST.get(f"account-{one.id}", "")))) for one in experts]
    try:
        ask(
            case=case,
            experts=asked,
            due_on=due_on,
            reason=request.POST.get("reason", "")[:500],
            at=visitor.at,
            by=by(visitor),
        )
    except TooFewError as error:
        return _form(request, visitor, case, [_too_few(case, error)])
    return redirect(f"/opinions/{case.public_id}?done=invited")


@require_POST
@of_a_case(roles=("care-manager",))
def questions(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """What is put before the experts."""
    texts = {name: request.POST[name][:20000] for name in QUESTIONS if name in request.POST}
    put_questions(case=case, texts=texts, at=visitor.at, by=by(visitor))
    return redirect(f"/opinions/{case.public_id}?done=questions")


@require_POST
@of_a_case(roles=("care-manager", "expert"))
def answer(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """An expert's own answer, or one that a care manager was told on the telephone."""
    row = Invitation.objects.filter(case=case, id=_number(request.POST.get("invitation", ""))).first()
    said = request.POST.get("answer", "")
    is_others = visitor.person.role == "expert" and row is not None and row.person_id != visitor.person.id
    if row is None or is_others or said not in ("yes", "no", "asked"):
        raise Http404
    try:
        answer_invitation(invitation=row, answer=said, note=request.POST.get("note", "")[:1000], at=visitor.at)
    except NotNow as error:
        return case_shown(request, visitor, case, reason_why(error.why))
    if visitor.person.role == "expert":
        return redirect("/opinions" if said == "no" else f"/opinions/{case.public_id}/write")
    return redirect(f"/opinions/{case.public_id}?done=answered")


def _form(request: HttpRequest, visitor: Visitor, case: Case, reasons: Sequence[Reason]) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    specialty, city = sent.get("specialty", ""), sent.get("city", "")
    people, everybody = accounts_of_experts(insurer=case.insurer_id), experts_for(case=case, at=visitor.at)
    asked = {one.expert_id for one in case.invitations.all()}
    chosen = {int(one) for one in sent.getlist("expert") if one.isdecimal()}
    kept = [
        one
        for one in everybody
        if one.id not in asked
        and (one.id in chosen or ((not specialty or specialty in one.specialties) and (not city or one.city == city)))
    ]
    names = {shown_name(one): one.id for one in people}
    file = file_of(case, visitor)
    return shown(
        request,
        "invite",
        visitor,
        reasons=reasons,
        file=file,
        choices=[_choice(one, names, chosen, sent.get(f"account-{one.id}")) for one in kept],
        accounts=[Account(one.id, shown_name(one)) for one in people],
        specialties=sorted({name for one in everybody for name in one.specialties}),
        cities=sorted({one.city for one in everybody}),
        specialty=specialty,
        city=city,
        due_on=sent.get("due_on") or _due(visitor).isoformat(),
        reason=sent.get("reason", ""),
        wanted=max(file.standing.fewest - file.standing.asked, 1),
    )


def _choice(one: Expert, names: dict[str, int], chosen: set[int], account: str | None) -> Choice:
    name = opened(one, "name")
    return Choice(
        id=one.id,
        name=name,
        rank=built_in_words().name("ranks", one.rank) if one.rank else "",
        specialties="、".join(one.specialties),
        place=place_of(one),
        account=_number(account) if account is not None else names.get(name, 0),
        is_chosen=one.id in chosen,
    )


def _due(visitor: Visitor) -> date:
    """Three working days to write."""
    return calendar().add_working_days(visitor.at.astimezone(SHANGHAI).date(), DAYS_TO_WRITE)


def _wrong(experts: Sequence[Expert], due_on: date | None, visitor: Visitor) -> list[Reason]:
    found = []
    if not experts:
        found.append(Reason("还没有选专家。", "请至少勾选一位。"))
    if due_on is None or due_on < visitor.at.astimezone(SHANGHAI).date():
        found.append(Reason("请专家写完的日期要填今天或以后的一天。"))
    return found


def _too_few(case: Case, error: TooFewError) -> Reason:
    """The gate's own words, before anybody was asked in vain."""
    plan = plan_for(case)
    term = limit_on_experts(plan)
    refusal = refuse("too-few-specialists", term, at_least=error.fewest, key="specialists")
    said = Speaker(built_in_words()).say(refusal, plan)
    clauses = [Clause(name, clause_address(case.handbook, name)) for name in refusal.clauses]
    return Reason(said.says, said.change, clauses)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - of a bigint
