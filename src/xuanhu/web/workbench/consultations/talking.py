"""The talk with the insured: asked for every few seconds while the page is seen; text and pictures sent.

A picture is sealed into the store while it comes in: nothing of it is ever plain on a disk.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.file_types import EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge
from xuanhu.apps.papers.models import Document
from xuanhu.apps.talk.actions import mark_read, say
from xuanhu.apps.talk.queries import latest_of, messages_of
from xuanhu.integrations.store import Unreachable
from xuanhu.web.doing_once import done_before, keep_done
from xuanhu.web.sealed_forms import Bounds, SealedForm, form_of, read_form, takes_files
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultation_seen, for_doctors
from xuanhu.web.workbench.consultations.doctor import page

LARGEST: Final = 10 * 1024 * 1024
LONGEST: Final = 2000
KIND: Final = "imaging"
FRAGMENT: Final = "web/workbench/consultations/messages.html"
TOO_LARGE: Final = "图片超过 10 MB，请压缩后再发。"


class NotSent(ValueError):  # noqa: N818 - what is raised is a message that cannot be sent
    """What is wrong with it."""


def _talk(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    row = consultation_seen(case)
    if request.method == "POST":
        return _say(request, visitor, row)
    latest = latest_of(case=row)
    if request.GET.get("seen") == str(latest):
        return HttpResponse(status=204)
    mark_read(case=row, side="person", at=visitor.at)
    shown = {"messages": messages_of(case=row), "latest": latest, "case": str(row.public_id)}
    return render(request, FRAGMENT, shown)


# What is said, or something to be said.
talk = takes_files(Bounds("picture", most=LARGEST))(
    sensitive_post_parameters()(require_http_methods(["GET", "POST"])(for_doctors(_talk, first=read_form)))
)


def _say(request: HttpRequest, visitor: Visitor, row: Case) -> HttpResponse:
    list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    text, form = request.POST.get("text", "").strip(), form_of(request)
    try:
        _demand(text, form)
        document = _document(row, visitor, form) if form.files else None
    except NotSent as fault:
        return page(request, visitor, row, wrong=str(fault))
    say(case=row, person=visitor.person, text=text, document=document, at=visitor.at)
    leads_to = f"/consultations/{row.public_id}#talk"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _demand(text: str, form: SealedForm) -> None:
    if form.faults:
        raise NotSent(_said(form.faults[0].why))
    if len(text) > LONGEST:
        raise NotSent(f"一次最多 {LONGEST} 个字，请分几次发。")
    if not text and not form.files:
        raise NotSent("请写点什么，或选一张图片。")


def _said(why: Exception) -> str:
    match why:
        case TooLarge():
            return TOO_LARGE
        case Unaccepted() | EmptyFile():
            return str(why).partition(" (")[0]
        case Unreachable():
            return "图片暂时存不了，请稍后再发。"
        case _:
            return "图片没有传完，请再发一次。"


def _document(row: Case, visitor: Visitor, form: SealedForm) -> Document:
    """The picture as a document of the case. Raises NotSent for what is none."""
    kept, name = form.files[0]
    if not kept.media_type.startswith("image/"):
        raise NotSent("这里只能发图片；别的资料请在案件里上传。")
    upload = Upload(kept, KIND, name)
    role, actor = visitor.person.role, visitor.caller.actor
    added = add_document(case=row, upload=upload, records=False, at=visitor.at, by=role, role=role, actor=actor)
    if added.is_new:
        form.is_named(kept)
    if added.document is None:
        raise NotSent("图片没有存下来，请再发一次。")
    return added.document
