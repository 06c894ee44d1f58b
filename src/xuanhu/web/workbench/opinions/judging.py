"""What happens to a version: checked by other eyes, translated, given to the insured."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.sealed import opened as opened_provider
from xuanhu.apps.opinions.actions import UnfinishedError, check_quality
from xuanhu.apps.opinions.actions import translate as put_into_chinese
from xuanhu.apps.opinions.queries import TRANSLATION, draft_of, standing_of
from xuanhu.apps.opinions.releasing import release
from xuanhu.apps.opinions.sealed import opened_sections
from xuanhu.apps.recording import NotNow, RefusedError
from xuanhu.web.refusal_panel import Reason, reason_why, reasons_of
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.opinions.case_page import case_shown
from xuanhu.web.workbench.opinions.seeing import DESK, by, file_of, of_a_case, shown, when
from xuanhu.web.workbench.opinions.writing import fields, sent_sections, unfinished


@require_http_methods(["GET", "POST"])
@of_a_case(roles=DESK)
def check(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """Opinion and file side by side: it passes, or goes back with remarks."""
    opinion = standing_of(case).opinion
    if opinion is None:
        return redirect(f"/opinions/{case.public_id}")
    if request.method == "GET":
        return _check_page(request, visitor, case)
    result, remarks = request.POST.get("result", ""), request.POST.get("remarks", "")[:5000]
    if result not in ("passed", "returned") or request.POST.get("version") != str(opinion.version):
        return _check_page(request, visitor, case, reason_why("checked"), remarks)
    try:
        check_quality(opinion=opinion, result=result, remarks=remarks, at=visitor.at, by=by(visitor))
    except UnfinishedError as error:
        return _check_page(request, visitor, case, unfinished(error), remarks)
    except NotNow as error:
        return _check_page(request, visitor, case, reason_why(error.why), remarks)
    return redirect(f"/opinions/{case.public_id}?done={result}")


@require_http_methods(["GET", "POST"])
@of_a_case(roles=("care-manager",))
def translate(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """The original beside its translation."""
    opinion = standing_of(case).opinion
    if opinion is None:
        return redirect(f"/opinions/{case.public_id}")
    if request.method == "GET":
        return _translate_page(request, visitor, case)
    sections = sent_sections(request)
    try:
        put_into_chinese(opinion=opinion, sections=sections, person=visitor.person, at=visitor.at, by=by(visitor))
    except UnfinishedError as error:
        return _translate_page(request, visitor, case, unfinished(error), sections)
    except NotNow as error:
        return _translate_page(request, visitor, case, reason_why(error.why), sections)
    return redirect(f"/opinions/{case.public_id}?done=translated")


@require_POST
@of_a_case(roles=("care-manager",))
def give(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """Give it to the insured: facts and letter, all or nothing."""
    try:
        release(case=case, standing=standing_of(case), at=visitor.at, by=by(visitor))
    except RefusedError as error:
        return case_shown(request, visitor, case, reasons_of(error.acted))
    except NotNow as error:
        return case_shown(request, visitor, case, reason_why(error.why))
    return redirect(f"/opinions/{case.public_id}?done=released")


def _check_page(
    request: HttpRequest, visitor: Visitor, case: Case, reasons: Sequence[Reason] = (), remarks: str = ""
) -> HttpResponse:
    file = file_of(case, visitor)
    opinion = file.standing.opinion
    sections = opened_sections("opinion", opinion.sections) if opinion is not None else {}
    return shown(
        request,
        "check",
        visitor,
        reasons=reasons,
        file=file,
        opinion=opinion,
        writer=opened_provider(opinion.expert, "name") if opinion is not None else "",
        written=when(opinion.written_at) if opinion is not None else "",
        is_own=opinion is not None and opinion.actor == visitor.caller.actor,
        is_checked=file.standing.check is not None,
        fields=[one for one in fields(sections) if one["text"]],
        remarks=remarks,
    )


def _translate_page(
    request: HttpRequest,
    visitor: Visitor,
    case: Case,
    reasons: Sequence[Reason] = (),
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    file = file_of(case, visitor)
    standing, row = file.standing, draft_of(case=case, person=visitor.person, purpose=TRANSLATION)
    source = opened_sections("opinion", standing.opinion.sections) if standing.opinion is not None else {}
    begun: Mapping[str, str] = {}
    if row is not None:
        begun = opened_sections("draft", row.sections)
    elif standing.translation is not None:
        begun = opened_sections("translation", standing.translation.sections)
    target = sent if sent is not None else begun
    pairs = [{**one, "source": source.get(one["name"], "")} for one in fields(target)]
    is_open = standing.check is not None and standing.check.result == "passed" and standing.release is None
    revision = row.revision if row is not None else 0
    return shown(
        request, "translate", visitor, reasons=reasons, file=file, pairs=pairs, revision=revision, is_open=is_open
    )
