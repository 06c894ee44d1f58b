"""Applying on the phone: a few questions, what is promised and what is final, then once; and what happens next.

A refusal is the answer to a question, as on the telephone: it goes on record where the insured asks for it, not before.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.cases.actions import Acted, open_case
from xuanhu.apps.cases.checking import foresee
from xuanhu.apps.cases.loading import calendar, states_of
from xuanhu.apps.parties.models import Insured
from xuanhu.core.case.decide import Verdict
from xuanhu.core.case.gates.turn import awaited
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.in_words import Sentence, Topic, say_final
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.reckoning.deadlines import earliest_with_notice, parse_span
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.asking import Read, asked, read_form
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.entitled import Wish, reasons_of, service_in_words
from xuanhu.web.insured.entitled.offered import booklet_path
from xuanhu.web.insured.entitled.promised import aim_of, next_facts, next_steps, promised
from xuanhu.web.insured.entitled.questions import answered, groups_of, unanswered
from xuanhu.web.insured.entitled.reading import Clause, clauses_of, find_wish, head_of, told
from xuanhu.web.insured.visiting import Client, case_of, for_insured

PAPERS: Final = (Topic.PAPERS, Topic.SIGNING)


class Finality(NamedTuple):
    """What is final: its sentence, its clauses, whether it was confirmed, and whether that is still to be done."""

    name: str
    sentence: Sentence
    clauses: Sequence[Clause]
    is_confirmed: bool
    is_missing: bool


class Form(NamedTuple):
    """What was sent: by whom, for which service, what was said."""

    request: HttpRequest
    client: Client
    wish: Wish
    said: Mapping[str, str]

    @property
    def step(self) -> str:
        """Which button was pressed."""
        return self.request.POST.get("step", "")

    @property
    def channel(self) -> str:
        """An account without a phone came by its insurer's app."""
        return "portal" if self.client.account.phone is not None else "app"

    @property
    def plan(self) -> Plan:
        """The service before anything is said."""
        return self.wish.plan


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def apply(request: HttpRequest, client: Client, insured: UUID, under: str, service: str) -> HttpResponse:
    """The questions; sent, what would come of it; confirmed, the case. What is typed is kept on every way back."""
    wish = find_wish(client, insured, under, service)
    form = Form(request, client, wish, {key: request.POST.get(key, "") for key in asked(wish.plan)})
    if request.method != "POST":
        head = head_of(wish, client)
        return _questions(form) if head.is_allowed else redirect(head.path)
    if form.step in ("send", "record"):
        led_to = _done(form)
        if led_to is not None:
            return redirect(led_to)
    return _judged(form)


def _judged(form: Form) -> HttpResponse:
    read = read_form(form.plan, form.said, (form.channel,))
    wrong = {**unanswered(form.plan, form.said, form.channel), **read.wrong}
    if form.step == "change" or wrong:
        return _questions(form, wrong={} if form.step == "change" else wrong)
    applicant, at = form.wish.applicant, form.client.at
    verdict = foresee(applicant=applicant, service=form.wish.service, data=read.data, at=at, by="insured")
    if not verdict.allowed:
        return _record(form, read) if form.step == "record" else _questions(form, refusals=verdict.refusals)
    is_sent = form.step == "send"
    missing = [name for name, _ in _final(form) if is_sent and name not in form.request.POST]
    return _send(form, read) if is_sent and not missing else _summary(form, read, verdict, missing)


def _done(form: Form) -> str | None:
    """Where this form led when it was sent before; whoever sends it a second time waits until the first is done."""
    Insured.objects.select_for_update(no_key=True).get(id=form.wish.applicant.insured.id)
    return done_before(form.request, form.client)


def _send(form: Form, read: Read) -> HttpResponse:
    with transaction.atomic():
        acted = _opened(form, read)
        if not acted.verdict.allowed:
            transaction.set_rollback(True)  # another application was quicker: told as a question would be
    if not acted.verdict.allowed:
        return _questions(form, refusals=acted.verdict.refusals)
    return _done_now(form, f"/my/applied/{acted.case.public_id}")


def _record(form: Form, read: Read) -> HttpResponse:
    """The refusal on record, because the insured wants it to be."""
    _opened(form, read)
    return _done_now(form, f"{head_of(form.wish, form.client).path}?on-record=1")


def _done_now(form: Form, leads_to: str) -> HttpResponse:
    keep_done(form.request, form.client, insurers=[form.wish.applicant.insurer], leads_to=leads_to)
    return redirect(leads_to)


def _opened(form: Form, read: Read) -> Acted:
    wish, client = form.wish, form.client
    return open_case(
        applicant=wish.applicant,
        service=wish.service,
        data=read.data,
        at=client.at,
        by="insured",
        actor=client.caller.actor,
    )


def _questions(form: Form, *, wrong: Mapping[str, str] | None = None, refusals: Sequence[Refusal] = ()) -> HttpResponse:
    groups = groups_of(form.plan, form.said, wrong or {}, form.channel, _earliest(form))
    reasons = reasons_of(refusals, form.plan)
    shown = {
        "client": form.client,
        "head": head_of(form.wish, form.client),
        "groups": groups,
        "reasons": [(one, clauses_of(form.plan.handbook, one.clauses)) for one in reasons],
        "wrong": [one for group in groups for one in group.questions if one.field.wrong],
        "token": new_token(),
    }
    return render(form.request, "web/insured/entitled/questions.html", shown, status=422 if wrong or refusals else 200)


def _earliest(form: Form) -> str:
    """The first day of admission that is not too near."""
    notice = form.plan.service.notice_ahead
    if notice is None:
        return ""
    span = parse_span(notice.at_least)
    return earliest_with_notice(calendar(), applied=form.client.at.date(), span=span).isoformat()


def _summary(form: Form, read: Read, verdict: Verdict, missing: Sequence[str]) -> HttpResponse:
    state, post = verdict.state, form.request.POST
    book = state.plan.handbook
    words = service_in_words(book.handbook, book.edition, form.wish.service)
    found = promised(state, words, form.client.at)
    aim = aim_of(found)
    shown = {
        "client": form.client,
        "head": head_of(form.wish, form.client),
        "asks": len(asked(form.plan)) > 1,  # more than the channel
        "answers": answered(form.plan, form.said, read.data, form.channel),
        "said": [(key, value) for key, value in form.said.items() if value and key != "channel"],
        "aim": aim,
        "others": [one for one in found if one is not aim],
        "next": next_steps(state),
        "hours": words.on(Topic.WHEN) if state.plan.service.hours is not None else (),
        "to_prepare": told(words, PAPERS),
        "by_camera": state.plan.gathers_papers and not is_posted(state.plan),
        "final": [
            Finality(name, one, clauses_of(book, one.clauses), name in post, name in missing)
            for name, one in _final(form)
        ],
        "is_missing": bool(missing),
        "notes": [one.says for one in state.plan.service.notes if one.with_fact == "applied"],
        "token": new_token(),
    }
    return render(form.request, "web/insured/entitled/summary.html", shown, status=422 if missing else 200)


def _final(form: Form) -> list[tuple[str, Sentence]]:
    telling = Telling(form.plan.handbook, form.wish.service, built_in_words())
    return [(f"final-{number}", one) for number, one in enumerate(say_final(telling), 1)]


@require_safe
@for_insured()
def applied(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What happens next, once the application is in."""
    row = case_of(client, case)
    state = states_of([row])[row.id]
    book = state.plan.handbook
    found = promised(state, service_in_words(book.handbook, book.edition, row.service), client.at)
    shown = {
        "client": client,
        "name": state.plan.service.name,
        "case": f"/my/cases/{row.public_id}",
        "aim": aim_of(found),
        "booklet": booklet_path(book),
        "next": next_steps(state),
        "papers": _papers(state),
        "is_posted": is_posted(state.plan),
        "to_sign": "signed" in awaited(state),
        "to_ask": "advised" in next_facts(state),
        "is_yours": any(state.plan.steps[fact].roles[:1] == ("insured",) for fact in next_facts(state)),
    }
    return render(request, "web/insured/entitled/applied.html", shown)


def is_posted(plan: Plan) -> bool:
    """Whether papers and pictures come by post: what is photographed will not do (PICC-20)."""
    return "materials-received" in plan.steps


def _papers(state: State) -> tuple[list[str], list[str]]:
    """What is still to be handed in: any one of these, and each of those."""
    if not state.plan.gathers_papers:
        return [], []
    one_of, each = missing_papers(state)
    telling = Telling(state.plan.handbook, state.plan.name, built_in_words())
    return list(telling.paper_names(one_of)), list(telling.paper_names(each))
