"""What one has signed: the list, each with its text and proof, as PDF and as text; and taking it back."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case, Fact
from xuanhu.apps.consents.actions import withdraw_consent
from xuanhu.apps.consents.letter import CAPACITIES, WAYS, number_of, pdf_of
from xuanhu.apps.consents.models import Record
from xuanhu.apps.consents.queries import records_of, text_of
from xuanhu.apps.consents.sealed import opened
from xuanhu.apps.consents.signers import NotTheSigner
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.models import ActsFor
from xuanhu.apps.recording import RefusedError
from xuanhu.core.case.decide import record as judge
from xuanhu.core.case.passing import let_pass
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.consents import HELPER, Text
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.consents import hand
from xuanhu.web.insured.consents.signing import PAGES, STATUS_REFUSED, STATUS_WRONG
from xuanhu.web.insured.visiting import Client, for_insured
from xuanhu.web.refusal_panel import Reason, reasons_of, refused

ENDS: Final = {
    "case-withdrawn": "这次申请也一起撤回了。",
    "call-asked": "健康管家会打电话给您，商量这件事怎么办下去。",
    "helper-ended": "帮忙的人已经看不到、也办不了您的事了。",
    "nothing-open": "不再据此处理您的信息。",
}
FILE: Final = "default-src 'none'; sandbox; frame-ancestors 'self'"


class Kept(NamedTuple):
    """A record as its page shows it."""

    record: Record
    text: Text

    @property
    def path(self) -> str:
        """Its page."""
        return f"/my/me/consents/{self.record.public_id}"

    @property
    def service(self) -> str:
        """For which service, if any."""
        return service_of(self.record.case) if self.record.case is not None else ""

    @property
    def at(self) -> str:
        """When it was signed, or refused."""
        return chinese_moment(self.record.at, year=True)

    @property
    def withdrawal(self) -> Record | None:
        """The record by which it was taken back."""
        return getattr(self.record, "withdrawal", None)

    @property
    def withdrawn_at(self) -> str:
        """When it was taken back."""
        return chinese_moment(self.withdrawal.at, year=True) if self.withdrawal is not None else ""

    @property
    def ended(self) -> str:
        """What that has ended."""
        if self.withdrawal is None:
            return ""
        return ENDS[opened("record.ends", self.withdrawal.ends)]

    @property
    def stands(self) -> bool:
        """Whether it was signed and is not taken back."""
        return self.record.kind == "signed" and self.withdrawal is None

    @property
    def picture(self) -> str:
        """The signature: an SVG of our own making, out of numbers alone."""
        return mark_safe(opened("record.picture", self.record.picture))  # noqa: S308

    @property
    def proof(self) -> Sequence[tuple[str, str]]:
        """What is kept of it, for people."""
        found = self.record
        return (
            ("时间", self.at),
            ("方式", WAYS[found.way]),
            ("签署身份", CAPACITIES[found.capacity]),
            ("文本版本", self.text.version),
            ("记录编号", number_of(found)),
        )


class OnPaper(NamedTuple):
    """What was signed otherwise, and recorded by people at work."""

    title: str
    service: str
    on: str


@require_safe
@for_insured()
def given(request: HttpRequest, client: Client) -> HttpResponse:
    """Everything that was signed, the newest first."""
    rows = [one.insured for one in client.acts_for if _is_own(client, one)]
    records = [Kept(one, text_of(one)) for one in records_of(rows)]
    shown = {"client": client, "here": "me", "records": records, "on_paper": _on_paper(rows)}
    return render(request, f"{PAGES}/given.html", shown)


@require_safe
@for_insured()
def one(request: HttpRequest, client: Client, record: UUID) -> HttpResponse:
    """A text as it was signed, for ever."""
    kept, _ = _kept(client, record)
    return render(request, f"{PAGES}/one.html", {"client": client, "here": "me", "kept": kept})


@require_safe
@for_insured()
def pdf(request: HttpRequest, client: Client, record: UUID) -> HttpResponse:
    """The same as PDF, to keep."""
    del request
    kept, _ = _kept(client, record)
    return _file(pdf_of(kept.record), "application/pdf", f"{kept.text.title}.pdf")


@require_safe
@for_insured()
def plain(request: HttpRequest, client: Client, record: UUID) -> HttpResponse:
    """The text to the byte: its SHA-256 is the hash on record."""
    del request
    kept, _ = _kept(client, record)
    return _file(kept.text.plain.encode(), "text/plain; charset=utf-8", f"{kept.text.title}.txt")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def withdraw(request: HttpRequest, client: Client, record: UUID) -> HttpResponse:
    """What taking it back ends; then the word for it."""
    kept, acts_for = _kept(client, record)
    if not kept.stands:
        return redirect(kept.path)
    reasons: Sequence[Reason] = ()
    choice, is_asked = request.POST.get("end", ""), request.method == "POST"
    if choice in ("consent", "case"):
        try:
            withdraw_consent(
                record=kept.record,
                signer=hand.signer(client, acts_for),
                origin=hand.origin(request),
                at=client.at,
                with_case=choice == "case",
            )
        except RefusedError as error:
            reasons = reasons_of(error.acted)
        except NotTheSigner:
            raise Http404 from None
        else:
            return redirect(f"{kept.path}?withdrawn=1")
    shown = {"client": client, "here": "me", "kept": kept, "reasons": reasons, "unsure": is_asked and not reasons}
    shown |= _what_it_ends(kept.record, client)
    return render(request, f"{PAGES}/withdraw.html", shown, status=_status(is_asked=is_asked, is_refused=bool(reasons)))


def _status(*, is_asked: bool, is_refused: bool) -> int:
    if is_refused:
        return STATUS_REFUSED
    return STATUS_WRONG if is_asked else 200


def _what_it_ends(record: Record, client: Client) -> dict[str, object]:
    """Which way the case would go: over, withdrawn on request, or to be talked about; with the reason why not."""
    if record.consent == HELPER:
        return {"ends": "helper"}
    if record.case is None or record.case.outcome is not None:
        return {"ends": "nothing"}
    state = let_pass(state_of(record.case), client.at)[0]
    verdict = judge(state, "withdrawn", {}, client.at, "insured")
    counted = state.plan.service.uses.times is not None and record.case.policy_id is not None
    if verdict.allowed:
        return {"ends": "choice", "counted": counted}
    clauses = [one.clause for one in state.plan.service.endings if one.fact == "refused-to-sign"]
    return {"ends": "talk", "why_not": refused(verdict.refusals, state), "clauses": [*clauses[0]] if clauses else []}


def _kept(client: Client, number: UUID) -> tuple[Kept, ActsFor]:
    """A record of one's own. Raises Http404."""
    own = {one.insured_id: one for one in client.acts_for if _is_own(client, one)}
    rows = Record.objects.select_related("text", "case__insured", "case__policy", "insured__insurer", "withdrawal")
    found = rows.filter(public_id=number, insured_id__in=own).exclude(kind="withdrawn").first()
    if found is None:
        raise Http404
    return Kept(found, text_of(found)), own[found.insured_id]


def _is_own(client: Client, acts_for: ActsFor) -> bool:
    """What was signed is for the signer: the insured, or the parent of a minor; no helper reads it."""
    return acts_for.relation == "self" or bool(hand.capacity(client, acts_for).name)


def _on_paper(rows: Sequence[Insured]) -> list[OnPaper]:
    facts = Fact.objects.filter(case__insured__in=rows, name="signed").exclude(actor__startswith="account:")
    return [
        OnPaper(
            built_in_words().consent(str(fact.data.get("consent")), edition_of(fact.case.handbook, fact.case.edition)),
            service_of(fact.case),
            chinese_date(fact.at.date(), year=True),
        )
        for fact in facts.select_related("case").order_by("-id")
    ]


def service_of(case: Case) -> str:
    """What the service of a case is called."""
    return edition_of(case.handbook, case.edition).services[case.service].name


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
        "Content-Security-Policy": FILE,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, headers=headers)
