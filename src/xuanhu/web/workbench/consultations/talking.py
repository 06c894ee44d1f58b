"""The talk with the insured: asked for every few seconds while the page is seen; text and pictures sent.

A picture is held in memory while it comes in and sealed before it is stored: nothing of it is ever plain on a disk.
"""

from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.file_types import EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge, forget, keep
from xuanhu.apps.papers.models import Document
from xuanhu.apps.talk.actions import mark_read, say
from xuanhu.apps.talk.queries import latest_of, messages_of
from xuanhu.integrations.store import Unreachable
from xuanhu.web.doing_once import done_before, keep_done
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.consultations.admitting import consultation_seen, for_doctors
from xuanhu.web.workbench.consultations.doctor import page

LARGEST: Final = 10 * 1024 * 1024
LONGEST: Final = 2000
LARGEST_FORM: Final = LARGEST + 10 * LONGEST  # what a form has around its picture
KIND: Final = "imaging"
FRAGMENT: Final = "web/workbench/consultations/messages.html"
TOO_LARGE: Final = "图片超过 10 MB，请压缩后再发。"


class InMemory(MemoryFileUploadHandler):
    """Takes pictures into memory and never onto a disk; a form that is too large loses its file, and is told so."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, N803 - as Django has it
        """Whether there is room."""
        del input_data, META, boundary, encoding
        self.activated = content_length <= LARGEST_FORM


class NotSent(ValueError):  # noqa: N818 - what is raised is a message that cannot be sent
    """What is wrong with it."""


@csrf_exempt  # the token is judged just inside, once it is said where files go
def talk(request: HttpRequest, case: UUID) -> HttpResponseBase:
    """What is said, or something to be said."""
    request.upload_handlers = [InMemory(request)]
    return _talk(request, case)


@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "POST"])
@for_doctors
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


def _say(request: HttpRequest, visitor: Visitor, row: Case) -> HttpResponse:
    list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    text = request.POST.get("text", "").strip()
    picture = request.FILES.get("picture")
    try:
        _demand(request, text, picture)
        document = _keep(row, visitor, picture) if isinstance(picture, UploadedFile) else None
    except NotSent as fault:
        return page(request, visitor, row, wrong=str(fault))
    say(case=row, person=visitor.person, text=text, document=document, at=visitor.at)
    leads_to = f"/consultations/{row.public_id}#talk"
    keep_done(request, visitor, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _demand(request: HttpRequest, text: str, picture: object) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        raise NotSent(TOO_LARGE)
    if len(text) > LONGEST:
        raise NotSent(f"一次最多 {LONGEST} 个字，请分几次发。")
    if not text and picture is None:
        raise NotSent("请写点什么，或选一张图片。")


def _keep(row: Case, visitor: Visitor, picture: "UploadedFile[bytes]") -> Document:
    """The picture as a document of the case. Raises NotSent for what is none."""
    try:
        kept = keep(picture.chunks(), most=LARGEST, at=visitor.at)
    except TooLarge:
        raise NotSent(TOO_LARGE) from None
    except (Unaccepted, EmptyFile) as fault:
        raise NotSent(str(fault).partition(" (")[0]) from None
    except Unreachable:
        raise NotSent("图片暂时存不了，请稍后再发。") from None
    if not kept.media_type.startswith("image/"):
        forget(kept)
        raise NotSent("这里只能发图片；别的资料请在案件里上传。")
    upload = Upload(kept, KIND, picture.name or KIND)
    role, actor = visitor.person.role, visitor.caller.actor
    added = add_document(case=row, upload=upload, records=False, at=visitor.at, by=role, role=role, actor=actor)
    if not added.is_new:
        forget(kept)
    if added.document is None:
        raise NotSent("图片没有存下来，请再发一次。")
    return added.document
