"""The doctor's page for one consultation: whom, what was, the papers, the talk, and the advice."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from xuanhu.api.authentication import address_of
from xuanhu.api.reveal import AN_HOUR, MOST_AN_HOUR
from xuanhu.apps.accounts.limits import take
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of as file_name_of
from xuanhu.apps.parties.showing import show_in_full
from xuanhu.apps.talk.actions import ADVISED, give_advice, mark_read
from xuanhu.apps.talk.queries import advice_to, latest_of, messages_of
from xuanhu.core.case.gates.turn import awaited
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.consulting import appointment_of
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.refusal_panel import Reason, refused
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultation_seen, for_doctors
from xuanhu.web.workbench.escorts.showing import clock, name_of, service_of

PAGE: Final = "web/workbench/consultations/doctor.html"
MOST: Final = 20
MOST_MINUTES: Final = 600
BOUNDARY: Final = "本服务为健康咨询，不构成诊断"
DEFAULT_MINUTES: Final = "20"


class Past(NamedTuple):
    """Another case of the person, in words."""

    service: str
    applied: str
    says: str


class Paper(NamedTuple):
    """A paper that the doctor may open."""

    kind: str
    name: str
    added: str
    href: str


@require_safe
@for_doctors
def consultation(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The page."""
    return page(request, visitor, consultation_seen(case))


def page(
    request: HttpRequest,
    visitor: Visitor,
    row: Case,
    *,
    refusals: list[Reason] | None = None,
    wrong: str = "",
    diagnosis: str = "",
) -> HttpResponse:
    """The page; what was typed stays. What the insured said is read from now on."""
    mark_read(case=row, side="person", at=visitor.at)
    state = state_of(row)
    slot = appointment_of(state)
    shown = {
        "visitor": visitor,
        "token": new_token(),
        "talk_token": new_token(),
        "case": str(row.public_id),
        "person": name_of(row),
        "service": service_of(row),
        "insurer": row.insurer.name,
        "slot": chinese_moment(slot) if slot is not None else "",
        "applied": chinese_moment(state.stands["applied"].at),
        "is_open": state.is_open,
        "can_advise": ADVISED in awaited(state),
        "can_book": "booked" in awaited(state) and _may_book(visitor, state.plan.steps["booked"].roles),
        "can_rebook": slot is not None and state.is_open and _may_book(visitor, state.plan.steps["booked"].roles),
        "waits_for": _waits_for(row, state.is_open),
        "past": _past(row),
        "papers": _papers(row),
        "given": [
            (one, chinese_date(one.at.date(), year=True), clock(one.at), service_of(one.case))
            for one in advice_to(insured=row.insured)
        ],
        "messages": messages_of(case=row),
        "latest": latest_of(case=row),
        "diagnosis": diagnosis,
        "has_diagnosis": row.insured.diagnosis is not None,
        "boundary": BOUNDARY,
        "minutes": request.POST.get("minutes", DEFAULT_MINUTES),
        "text": request.POST.get("advice", ""),
        "typed": request.POST.get("text", ""),
        "reasons": refusals or [],
        "wrong": wrong,
        "done": request.GET.get("done", ""),
    }
    return render(request, PAGE, shown, status=422 if refusals or wrong else 200)


def _may_book(visitor: Visitor, roles: tuple[str, ...]) -> bool:
    return visitor.person.role in roles


def _waits_for(row: Case, is_open: bool) -> str:  # noqa: FBT001 - said beside the row
    if not is_open or not row.awaiting:
        return ""
    handbook = edition_of(row.handbook, row.edition)
    return colleagues_words().fact(row.awaiting[0], handbook, row.service, "todo")


def _past(row: Case) -> list[Past]:
    others = Case.objects.filter(insured=row.insured).exclude(id=row.id).order_by("-applied_on", "-id")[:MOST]
    return [Past(service_of(one), chinese_date(one.applied_on, year=True), _says(one)) for one in others]


def _says(case: Case) -> str:
    """How a case stands, in a few words."""
    words, handbook = colleagues_words(), edition_of(case.handbook, case.edition)
    if case.outcome is not None:
        return words.outcome(case.outcome, handbook)
    if not case.awaiting:
        return words.name("statuses", "open")
    return f"{words.name('statuses', 'open')}，待{words.fact(case.awaiting[0], handbook, case.service, 'todo')}"


def _papers(row: Case) -> list[Paper]:
    """The papers of this person's cases, the newest first."""
    documents = Document.objects.filter(case__insured=row.insured, withdrawn_at=None).select_related("case")
    words = colleagues_words()
    return [
        Paper(
            words.paper(one.kind, edition_of(one.case.handbook, one.case.edition)),
            file_name_of(one),
            chinese_date(one.added_at.date()),
            f"/api/v1/cases/{one.case.public_id}/documents/{one.public_id}/content",
        )
        for one in documents.order_by("-id")[:MOST]
    ]


@sensitive_post_parameters()
@require_POST
@for_doctors
def diagnosis(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The diagnosis on file, shown for a reason, which goes on the trail."""
    row = consultation_seen(case)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        return page(request, visitor, row, wrong="请写明为什么要看诊断。")
    caller = visitor.caller
    if take(holder=f"{caller.holder}:reveal", most=MOST_AN_HOUR, within=AN_HOUR, at=visitor.at) is not None:
        return page(request, visitor, row, wrong="这一小时查看完整资料的次数太多，请稍后再试。")
    by = By(caller.actor, caller.role, address_of(request))
    shown = show_in_full(row=row.insured, fields=["diagnosis"], reason=reason, by=by, at=visitor.at)
    return page(request, visitor, row, diagnosis=_in_words(shown["diagnosis"]))


def _in_words(found: object) -> str:
    """C34.1，2026年6月10日确诊，初次"""
    if not isinstance(found, dict):
        return "没有登记诊断"
    words = colleagues_words()
    what = found.get("icd10") or words.name("conditions", found.get("kind"))
    status = words.name("diagnosis_statuses", found.get("status"))
    first = "，初次" if found.get("first") else ""
    return f"{what}，{chinese_date(found['on'], year=True)} {status}{first}"


@sensitive_post_parameters()
@require_POST
@for_doctors
def advise(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The doctor has advised; sent twice, it is done once."""
    row = consultation_seen(case)
    list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    text, minutes = request.POST.get("advice", "").strip(), request.POST.get("minutes", "").strip()
    if not text:
        return page(request, visitor, row, wrong="请写下给对方的建议。")
    if not minutes.isdecimal() or not 0 < int(minutes) <= MOST_MINUTES:
        return page(request, visitor, row, wrong="请填写用了几分钟。")
    acted = give_advice(
        case=row,
        person=visitor.person,
        minutes=int(minutes),
        text=text,
        role=visitor.person.role,
        actor=visitor.caller.actor,
        at=visitor.at,
    )
    if acted is not None and not acted.verdict.allowed:
        return page(request, visitor, row, refusals=refused(acted.verdict.refusals, state_of(row)))
    leads_to = f"/consultations/{row.public_id}?done=advised"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)
