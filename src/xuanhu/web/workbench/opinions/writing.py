"""Where an expert reads and writes: the case file, a draft that saves itself, the letter beside it."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanhu.apps.cases.models import Case
from xuanhu.apps.opinions.actions import StaleDraftError, UnfinishedError, save_draft, write_opinion
from xuanhu.apps.opinions.letter import Letter, pdf_of, pictures_of
from xuanhu.apps.opinions.models import Draft, Invitation
from xuanhu.apps.opinions.queries import OPINION, TRANSLATION, draft_of
from xuanhu.apps.opinions.releasing import letter_of, signing
from xuanhu.apps.opinions.sealed import SECTIONS, opened, opened_sections
from xuanhu.apps.recording import NotNow
from xuanhu.web.refusal_panel import Reason, reason_why
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.opinions.seeing import DESK, File, by, file_of, of_a_case, shown

LONGEST: Final = 20000
LABELS: Final = {"summary": "病情摘要", "question": "想请专家回答的问题", "opinion": "专家意见", "advice": "建议"}
HINTS: Final = {
    "summary": "几句话说清病史、检查和目前的治疗。",
    "question": "被保险人和主治医生问了什么。",
    "opinion": "您怎么看诊断和治疗，依据是什么。",
    "advice": "一行一条，写成病人能照着做的话。",
    "remarks": "退回要写明请专家改什么。",
}
STALE: Final = "这份草稿在另一个窗口里改过。为了不互相覆盖，这里没有保存；请先把新写的字复制出来，再刷新页面。"


@require_http_methods(["GET", "POST"])
@of_a_case(roles=("care-manager", "expert"))
def write(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """Read, write, submit. A care manager writes down what an expert without an account has said."""
    invitation = _invitation(case, visitor)
    if request.method == "GET":
        return _page(request, visitor, case, invitation)
    sections = sent_sections(request)
    try:
        write_opinion(invitation=invitation, sections=sections, person=visitor.person, at=visitor.at, by=by(visitor))
    except UnfinishedError as error:
        return _page(request, visitor, case, invitation, unfinished(error), sections)
    except NotNow as error:
        return _page(request, visitor, case, invitation, reason_why(error.why), sections)
    if visitor.person.role == "expert":
        return redirect(f"/opinions/{case.public_id}/write?done=submitted")
    return redirect(f"/opinions/{case.public_id}?done=submitted")


@require_POST
@of_a_case()
def draft(request: HttpRequest, visitor: Visitor, case: Case, purpose: str) -> HttpResponse:
    """Keep what is typed; every few seconds, and when the page is left."""
    if purpose == OPINION:
        _invitation(case, visitor)  # who has none writes nothing
    elif purpose != TRANSLATION or visitor.person.role != "care-manager":
        raise Http404
    is_script = request.headers.get("Accept", "").startswith("application/json")
    revision = request.POST.get("revision", "0")
    try:
        row = save_draft(
            case=case,
            person=visitor.person,
            purpose=purpose,
            sections=sent_sections(request),
            revision=int(revision) if revision.isdecimal() else 0,
            at=visitor.at,
        )
    except StaleDraftError:
        said = {"says": STALE}
        return JsonResponse(said, status=409) if is_script else HttpResponse(STALE, status=409)
    if is_script:
        return JsonResponse({"revision": row.revision, "says": f"草稿已保存 {visitor.at:%H:%M:%S}"})
    return redirect(f"/opinions/{case.public_id}/{'write' if purpose == OPINION else 'translate'}")


@require_safe
@of_a_case()
def preview(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """The pages of the letter as it would be now."""
    purpose = _purpose(request)
    letter = _letter(case, visitor, purpose)
    count = len(pictures_of(letter))
    pages = range(1, count + 1)
    row = draft_of(case=case, person=visitor.person, purpose=purpose)
    stamp = row.revision if row is not None else 0
    path = f"/opinions/{case.public_id}"
    return shown(request, "preview", visitor, pages=pages, stamp=stamp, purpose=purpose, path=path)


@require_safe
@of_a_case()
def preview_page(request: HttpRequest, visitor: Visitor, case: Case, number: int) -> HttpResponse:
    """A page of it as a picture."""
    pictures = pictures_of(_letter(case, visitor, _purpose(request)))
    if not 0 < number <= len(pictures):
        raise Http404
    return HttpResponse(pictures[number - 1], content_type="image/png")


@require_safe
@of_a_case()
def letter(request: HttpRequest, visitor: Visitor, case: Case) -> HttpResponse:
    """The same as PDF, in a window of its own."""
    pdf = pdf_of(_letter(case, visitor, _purpose(request)))
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


def sent_sections(request: HttpRequest) -> dict[str, str]:
    """The sections of a form; line ends as they are kept."""
    return {name: request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "")[:LONGEST] for name in SECTIONS}


def unfinished(error: UnfinishedError) -> list[Reason]:
    """What is still to be written."""
    names = {**LABELS, "remarks": "退回的说明"}
    return [Reason(f"“{names[one]}”还没有写。", HINTS[one]) for one in error.missing]


def fields(sections: Mapping[str, str], names: Sequence[str] = SECTIONS) -> list[dict[str, str]]:
    """The sections as fields of a form."""
    return [{"name": one, "label": LABELS[one], "hint": HINTS[one], "text": sections.get(one, "")} for one in names]


def _purpose(request: HttpRequest) -> str:
    wanted = request.GET.get("of", "")
    return wanted if wanted in (OPINION, TRANSLATION) else ""


def _invitation(case: Case, visitor: Visitor) -> Invitation:
    """By which the visitor writes: their own; for a care manager one without an account, accepted before others."""
    rows = list(case.invitations.all())
    if visitor.person.role == "expert":
        mine = [one for one in rows if one.person_id == visitor.person.id]
    else:
        mine = sorted((one for one in rows if one.person_id is None), key=lambda one: one.answer != "yes")
    if not mine or visitor.person.role not in ("expert", "care-manager"):
        raise Http404
    return mine[0]


def _page(
    request: HttpRequest,
    visitor: Visitor,
    case: Case,
    invitation: Invitation,
    reasons: Sequence[Reason] = (),
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    file = file_of(case, visitor)
    row = draft_of(case=case, person=visitor.person, purpose=OPINION)
    standing = file.standing
    check = standing.check
    is_open = standing.opinion is None or (check is not None and check.result == "returned")
    return shown(
        request,
        "write",
        visitor,
        reasons=reasons,
        file=file,
        mine=next(one for one in file.asked if one.row.id == invitation.id),
        fields=fields(sent if sent is not None else _begun(file, row)),
        revision=row.revision if row is not None else 0,
        saved=f"草稿保存于 {row.saved_at.astimezone(visitor.at.tzinfo):%m月%d日 %H:%M}" if row is not None else "",
        is_open=is_open and invitation.answer == "yes",
        remarks=opened("check.remarks", check.remarks) if check is not None and check.result == "returned" else "",
        done=request.GET.get("done", ""),
    )


def _begun(file: File, row: Draft | None) -> dict[str, str]:
    """What the form begins with: the draft; else the version that was returned; else what is known of the case."""
    if row is not None:
        return opened_sections("draft", row.sections)
    if file.standing.opinion is not None:
        return opened_sections("opinion", file.standing.opinion.sections)
    asked = "\n".join(text for text in (file.of_insured, file.of_doctor) if text)
    return {"summary": file.history, "question": asked}


def _letter(case: Case, visitor: Visitor, purpose: str) -> Letter:
    """The letter that the visitor works on; without a purpose the version that was submitted last."""
    opinion, standing = case.opinions.all(), file_of(case, visitor).standing
    latest = opinion[len(opinion) - 1] if opinion else None
    if purpose == OPINION and visitor.person.role not in DESK[1:]:
        invitation = _invitation(case, visitor)
        row = draft_of(case=case, person=visitor.person, purpose=OPINION)
        sections = _begun(file_of(case, visitor), row)
        return Letter(case, sections, signing(case, invitation.expert), visitor.at, is_draft=True, is_masked=True)
    if latest is None:
        raise Http404
    if purpose == TRANSLATION:
        row = draft_of(case=case, person=visitor.person, purpose=TRANSLATION)
        if row is not None:
            sections, original = opened_sections("draft", row.sections), opened_sections("opinion", latest.sections)
            return Letter(
                case,
                sections,
                signing(case, latest.expert),
                visitor.at,
                is_draft=True,
                original=original,
                is_masked=True,
            )
    given_at = standing.release.released_at if standing.release is not None else visitor.at
    made = letter_of(case, latest, standing.translation, given_at)
    return made._replace(is_draft=standing.release is None, is_masked=True)
