"""Texts that a case waits for: read, then signed or not. What each means is said before."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.consents.actions import Given, refuse_consent, sign_consent
from xuanhu.apps.consents.models import Record
from xuanhu.apps.consents.queries import asked_for, records_of_case, signed_facts, text_for
from xuanhu.apps.consents.signers import NotTheSigner
from xuanhu.apps.portal.models import ActsFor
from xuanhu.apps.recording import By, RefusedError, locked, record_whole
from xuanhu.core.case.decide import Verdict, record
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.core.handbook.in_words.endings import what_becomes
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.handbook_files.consents import Text
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.consents import hand
from xuanhu.web.insured.visiting import Client, case_of, for_insured
from xuanhu.web.refusal_panel import Reason, reasons_of, refused

PAGES: Final = "web/insured/consents"
STATUS_REFUSED: Final = 409
STATUS_WRONG: Final = 422


class Asked(NamedTuple):
    """A consent of a case, as somebody who acts for the insured sees it."""

    case: Case
    state: State
    consent: str
    acts_for: ActsFor
    record: Record | None
    is_signed: bool
    is_whole: bool

    @property
    def service(self) -> str:
        """What the service is called."""
        return self.state.plan.service.name

    @property
    def title(self) -> str:
        """What the text is called."""
        return built_in_words().consent(self.consent, self.state.plan.handbook)

    @property
    def case_path(self) -> str:
        """The page of the case."""
        return f"/my/cases/{self.case.public_id}"

    @property
    def path(self) -> str:
        """The page of the text."""
        return f"{self.case_path}/consents/{self.consent}"

    @property
    def text(self) -> Text:
        """The text as it would be signed now; others than the insured see no whole name."""
        return text_for(case=self.case, state=self.state, consent=self.consent, is_masked=not self.is_whole)


@require_safe
@for_insured()
def of_case(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """All texts of a case: what is signed, what is not."""
    row = case_of(client, case)
    state = _state(row, client)
    asked = [_asked(client, row, state, one) for one in asked_for(state)]
    if not asked:
        raise Http404
    return render(request, f"{PAGES}/of_case.html", {"client": client, "asked": asked, "service": asked[0].service})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def consent_page(request: HttpRequest, client: Client, case: UUID, consent: str) -> HttpResponse:
    """The text, then the place to sign."""
    asked = _found(client, case, consent)
    if request.method != "POST":
        return _page(request, client, asked)
    try:
        drawing = hand.signed_hand(request, client, asked.acts_for, text=asked.text.hash)
        given = Given(consent, asked.text, asked.case, drawing=drawing)
        who, where = hand.signer(client, asked.acts_for), hand.origin(request)
        sign_consent(given=given, signer=who, origin=where, at=client.at)
    except hand.NotSigned as wrong:
        return _page(request, client, asked, wrong=wrong.why, status=STATUS_WRONG)
    except NotTheSigner:
        return _page(request, client, asked, status=STATUS_REFUSED)
    except RefusedError as error:
        return _page(request, client, asked, reasons=reasons_of(error.acted), status=STATUS_REFUSED)
    return redirect(f"{asked.path}?signed=1#done")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def refuse(request: HttpRequest, client: Client, case: UUID, consent: str) -> HttpResponse:
    """Not to sign: what that means, then the word for it."""
    asked = _found(client, case, consent)
    reasons: Sequence[Reason] = ()
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            _refuse(request, client, asked)
            return redirect(f"{asked.case_path}?said=refused-to-sign")
        except RefusedError as error:
            reasons = reasons_of(error.acted)
        except NotTheSigner:
            pass
    may_refuse = _trial(asked, client, "refused-to-sign", {"consent": consent}).allowed
    given = {
        "client": client,
        "asked": asked,
        "capacity": hand.capacity(client, asked.acts_for),
        "may_refuse": may_refuse,
        "may_withdraw": _trial(asked, client, "withdrawn", {}).allowed,
        "means": _means(asked.state) if may_refuse else None,
        "is_unlimited": asked.state.plan.service.uses.times is None,
        "reasons": reasons,
        "unsure": request.method == "POST" and request.POST.get("sure") != "yes",
    }
    return render(request, f"{PAGES}/refuse.html", given, status=STATUS_WRONG if request.method == "POST" else 200)


def _refuse(request: HttpRequest, client: Client, asked: Asked) -> None:
    """Refused, with the handbook's consequence; or the whole application withdrawn, where that is what one may do."""
    who = hand.signer(client, asked.acts_for)
    if request.POST.get("act") == "withdraw":
        if not hand.capacity(client, asked.acts_for).name:
            raise NotTheSigner("helper")
        by = By("insured", client.caller.actor)
        record_whole(loaded=locked(asked.case), fact="withdrawn", data={}, at=client.at, by=by)
        return
    given = Given(asked.consent, asked.text, asked.case)
    refuse_consent(given=given, signer=who, origin=hand.origin(request), at=client.at)


def _found(client: Client, case: UUID, consent: str) -> Asked:
    row = case_of(client, case)
    state = _state(row, client)
    if consent not in asked_for(state):
        raise Http404
    return _asked(client, row, state, consent)


def _asked(client: Client, row: Case, state: State, consent: str) -> Asked:
    acts_for = next(one for one in client.acts_for if one.insured_id == row.insured_id)
    mine = [one for one in records_of_case(row) if one.consent == consent]
    latest = mine[-1] if mine else None
    is_withdrawn = latest is not None and getattr(latest, "withdrawal", None) is not None
    is_signed = consent in signed_facts(state) and not is_withdrawn
    return Asked(row, state, consent, acts_for, latest, is_signed, bool(hand.capacity(client, acts_for).name))


def _state(row: Case, client: Client) -> State:
    return let_pass(state_of(row), client.at)[0]


def _trial(asked: Asked, client: Client, fact: str, data: dict[str, object]) -> Verdict:
    """What the core would say; nothing is recorded."""
    return record(asked.state, fact, data, client.at, "insured")


def _page(
    request: HttpRequest,
    client: Client,
    asked: Asked,
    *,
    wrong: str = "",
    reasons: Sequence[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    capacity, text = hand.capacity(client, asked.acts_for), asked.text
    is_again = asked.record is not None and getattr(asked.record, "withdrawal", None) is not None
    verdict = _trial(asked, client, "signed", {"consent": asked.consent})
    may_now = verdict.allowed or (is_again and asked.state.is_open)
    given = {
        "client": client,
        "asked": asked,
        "text": text,
        "capacity": capacity,
        "is_again": is_again,
        "may_now": may_now,
        "waits": [] if may_now or asked.is_signed else refused(verdict.refusals, asked.state),
        "reasons": reasons,
        "others": [one for one in _others(client, asked) if not one.is_signed],
        "area": hand.area(request, client, asked.acts_for, action=asked.path, text=text.hash, wrong=wrong),
        "just_signed": request.GET.get("signed") == "1",
    }
    return render(request, f"{PAGES}/consent.html", given, status=status)


def _others(client: Client, asked: Asked) -> list[Asked]:
    """The other texts of the case (AXA-18 asks for two)."""
    others = (one for one in asked_for(asked.state) if one != asked.consent)
    return [_asked(client, asked.case, asked.state, one) for one in others]


class Means(NamedTuple):
    """What it means to refuse, by which clauses."""

    becomes: str
    clauses: Sequence[str]


def _means(state: State) -> Means | None:
    """INS-18, AXA-20."""
    plan = state.plan
    for ending in plan.service.endings:
        if ending.fact == "refused-to-sign":
            telling = Telling(plan.handbook, plan.name, built_in_words())
            return Means(what_becomes(ending.outcome, telling), ending.clause)
    return None
