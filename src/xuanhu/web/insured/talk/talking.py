"""The talk of a case: what was said, something to say, and what is new, asked for every few seconds by an open page.

A picture is sealed into the store while it comes in, as every paper is.
"""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.accounts.limits import take
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.file_types import EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of, open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.apps.talk.actions import mark_read, say
from xuanhu.apps.talk.models import Message
from xuanhu.apps.talk.queries import advice_in, latest_of
from xuanhu.integrations.store import Missing, Unreachable
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.errors import Mishap
from xuanhu.web.insured.talk.showing import PICTURES, Talk, lines_of, page_of, talk_of
from xuanhu.web.insured.visiting import Client, case_of, for_insured
from xuanhu.web.sealed_forms import Bounds, SealedForm, form_of, read_form, takes_files

LARGEST: Final = 20 * 1024 * 1024  # what a phone's camera makes, and some room
LONGEST: Final = 2000
A_MINUTE: Final = 10  # messages of one account
KIND: Final = "imaging"
SHOWN: Final = "default-src 'none'; sandbox"
LOST: Final = Mishap(
    503, "这张图片暂时打不开", "不是您的操作有误。请稍后再试；一直这样，请在对话里告诉我们，再发一次。"
)
# What a tap says in a call that is waited for.
TAPPED: Final = {"call-again": "刚才没接到电话，请再打给我。"}


class NotSent(ValueError):  # noqa: N818 - what is raised is a message that cannot be sent
    """What is wrong with it, and as what the page comes back."""

    def __init__(self, says: str, status: int = 422) -> None:
        """`says` is read by the insured."""
        super().__init__(says)
        self.status = status


def _talk(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    row = case_of(client, case)
    if request.method == "POST":
        return _say(request, client, row)
    mark_read(case=row, side="insured", at=client.at)
    return _page(request, talk_of(row, client))


# What is said, or something to be said.
talk = takes_files(Bounds("picture", most=LARGEST))(
    sensitive_post_parameters()(require_http_methods(["GET", "HEAD", "POST"])(for_insured(first=read_form)(_talk)))
)


def _page(request: HttpRequest, talk: Talk, *, wrong: str = "", status: int = 200) -> HttpResponse:
    shown = {
        **page_of(talk),
        "token": new_token(),
        "typed": request.POST.get("text", "") if wrong else "",
        "wrong": wrong,
        "thanks": request.GET.get("said") == "feedback",
        "is_asked_for": request.GET.get("said") == "slot",
        "longest": LONGEST,
    }
    return render(request, "web/insured/talk/page.html", shown, status=status)


def _say(request: HttpRequest, client: Client, row: Case) -> HttpResponse:
    list(Case.objects.select_for_update().filter(id=row.id).values_list("id"))
    before = done_before(request, client)
    if before is not None:
        return redirect(before)
    form, talk = form_of(request), talk_of(row, client)
    text = TAPPED.get(request.POST.get("tapped", ""), "") or request.POST.get("text", "").replace("\0", "").strip()
    try:
        _demand(text, form, talk)
        document = _document(row, client, form) if form.files else None
    except NotSent as fault:
        return _page(request, talk, wrong=str(fault), status=fault.status)
    say(case=row, person=None, text=text, document=document, at=client.at, writer=talk.writer)
    leads_to = f"{talk.path}/talk#last"
    keep_done(request, client, insurers=[row.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _demand(text: str, form: SealedForm, talk: Talk) -> None:
    if not talk.state.is_open:
        raise NotSent("这件已经办结，这里不能再写了。")
    if form.faults:
        raise NotSent(_said(form.faults[0].why))
    if len(text) > LONGEST:
        raise NotSent(f"一次最多 {LONGEST} 个字，您写了 {len(text)} 个。请分几次发。")
    if not text and not form.files:
        raise NotSent("还没有内容。请写几个字，或选一张图片。")
    caller = talk.client.caller
    wait = take(holder=f"{caller.holder}:talk", most=A_MINUTE, at=talk.client.at)
    if wait is not None:
        raise NotSent(f"发得太快了，请过 {wait} 秒再发。写好的还在。", 429)


def _said(why: Exception) -> str:
    match why:
        case TooLarge():
            return "这张图片超过 20 MB。请在相册里裁小一些，或截一张图再发。"
        case Unaccepted() | EmptyFile():
            return str(why).partition(" (")[0]
        case Unreachable():
            return "图片暂时存不了，请稍后再发。"
        case _:
            return "图片没有传完，可能是网络断了。请再发一次。"


def _document(row: Case, client: Client, form: SealedForm) -> Document:
    """The picture as a document of the case. Raises NotSent for what is none."""
    kept, name = form.files[0]
    if not kept.media_type.startswith("image/"):
        raise NotSent("这里只能发图片。PDF 和别的资料，请到这件服务的“资料”里交。")
    upload = Upload(kept, KIND, name)
    actor = client.caller.actor
    added = add_document(
        case=row, upload=upload, records=False, at=client.at, by="insured", role="insured", actor=actor
    )
    if added.is_new:
        form.is_named(kept)
    if added.document is None:
        raise NotSent("图片没有存下来，请再发一次。")
    return added.document


@require_safe
@for_insured(by_itself=True)
def news(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What stands in the talk, for a page that is open; 304 where it has this already."""
    row = case_of(client, case)
    mark_read(case=row, side="insured", at=client.at)
    talk = talk_of(row, client)
    lines = lines_of(talk, advice_in(case=row))
    read, advised = sum(line.is_read for line in lines), sum(line.is_advice for line in lines)
    etag = f'"{latest_of(case=row)}-{read}-{advised}-{row.fact_count}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    shown = {"talk": talk, "lines": lines}
    answer = render(request, "web/insured/talk/lines.html", shown)
    answer["ETag"] = etag
    return answer


@require_safe
@for_insured()
def picture(request: HttpRequest, client: Client, case: UUID, document: UUID) -> HttpResponseBase:
    """A picture of the talk; who looks at it is on record."""
    row = case_of(client, case)
    said = Message.objects.filter(case=row, document__public_id=document).select_related("document").first()
    if said is None or said.document is None or said.document.withdrawn_at is not None:
        raise Http404
    found = said.document
    try:
        pieces = open_document(document=found, at=client.at, by="insured", actor=client.caller.actor)
    except (Damaged, Missing, Unreachable):
        return render(request, "web/mishap.html", {"mishap": LOST}, status=LOST.status)
    is_shown = found.media_type in PICTURES
    headers = {
        "Content-Type": found.media_type,
        "Content-Length": str(found.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=not is_shown, filename=name_of(found))),
        "Content-Security-Policy": SHOWN,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(pieces, headers=headers)
