"""Pictures of pages and documents, as one sees them on a phone; and documents taken back."""

import contextlib
import logging
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.incoming.pictures import LARGEST, look, turned_jpeg
from xuanhu.apps.incoming.sheaves import LOOKED_AT, sheet_named, shown_of
from xuanhu.apps.papers.actions import AlreadyWithdrawnError, withdraw_document
from xuanhu.apps.papers.file_types import JPEG, PDF
from xuanhu.apps.papers.queries import name_of, open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.core.reckoning import SHANGHAI, chinese_moment
from xuanhu.integrations.store import Missing, Unreachable
from xuanhu.web.insured.papers.seen import BY, document_of, seen_by
from xuanhu.web.insured.visiting import Client, case_of, for_insured

WHY: Final = {
    "wrong-file": "传错了文件",
    "not-legible": "看不清，要重新拍",
    "not-mine": "不是我的资料",
    "unwilling": "不想提供了",
}
ALONE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
log = logging.getLogger("xuanhu.web")


@require_safe
@for_insured()
def picture(request: HttpRequest, client: Client, case: UUID, sheet: UUID) -> HttpResponse:
    """A page on its way, upright and turned, without what a camera writes beside it."""
    del request
    row = sheet_named(case=case_of(client, case), actor=client.caller.actor, number=sheet, at=client.at)
    if row is None or row.shown_store_key is None:
        raise Http404
    try:
        shown = turned_jpeg(shown_of(row), row.turn)
    except (Damaged, Missing, Unreachable) as error:
        log.error("sheet %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        raise Http404 from None
    return HttpResponse(shown, content_type=JPEG, headers=ALONE)


@require_safe
@for_insured()
def document(request: HttpRequest, client: Client, case: UUID, document: UUID) -> HttpResponse:
    """A document that one has put in: a picture of it, and how to take it back."""
    seen = seen_by(client, case)
    row = document_of(seen, document)
    about = {
        "client": client,
        "seen": seen,
        "document": row,
        "kind": seen.word(row.kind),
        "name": name_of(row),
        "since": chinese_moment(row.added_at.astimezone(SHANGHAI)),
        "path": f"{seen.path}/documents/{row.public_id}",
        "is_shown": row.media_type in LOOKED_AT and row.size <= LARGEST,
        "is_pdf": row.media_type == PDF,
        "may_withdraw": seen.may_withdraw(row),
        "is_withdrawn": row.withdrawn_at is not None,
        "why": WHY,
        "is_wrong": request.GET.get("wrong") == "1",
    }
    return render(request, "web/insured/papers/document.html", about)


@require_safe
@for_insured()
def content(request: HttpRequest, client: Client, case: UUID, document: UUID) -> HttpResponseBase:
    """What one has put in: its first page as a picture, or (`whole=1`) as it is. Who reads it is on record."""
    row = document_of(seen_by(client, case), document)
    is_whole = request.GET.get("whole") == "1"
    if not is_whole and (row.media_type not in LOOKED_AT or row.size > LARGEST):
        raise Http404
    try:
        pieces = open_document(document=row, at=client.at, by=BY, actor=client.caller.actor)
        if not is_whole:
            shown = look(b"".join(pieces), row.media_type).shown
            if not shown:
                raise Http404
            return HttpResponse(shown, content_type=JPEG, headers=ALONE)
    except (Damaged, Missing, Unreachable) as error:
        log.error("document %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        raise Http404 from None
    inline = row.media_type == PDF
    headers = {
        **ALONE,
        "Content-Type": row.media_type,
        "Content-Length": str(row.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=not inline, filename=name_of(row))),
        # The browser's own viewer of PDF needs its styles and plugin, and no script.
        "Content-Security-Policy": "default-src 'none'; object-src 'self'; img-src 'self' data:; "
        "style-src 'unsafe-inline'; frame-ancestors 'none'",
    }
    return StreamingHttpResponse(pieces, headers=headers)


@require_POST
@for_insured()
def withdraw(request: HttpRequest, client: Client, case: UUID, document: UUID) -> HttpResponse:
    """Take a document back, with a reason: it is kept on record and no longer listed."""
    seen = seen_by(client, case)
    row = document_of(seen, document)
    if row.withdrawn_at is not None:
        return redirect(f"{seen.path}?back=1")
    reason = WHY.get(request.POST.get("why", ""))
    if reason is None or not seen.may_withdraw(row):
        return redirect(f"{seen.path}/documents/{document}?wrong=1")
    with contextlib.suppress(AlreadyWithdrawnError):
        withdraw_document(document=row, reason=reason, at=client.at, by=BY, actor=client.caller.actor)
    return redirect(f"{seen.path}?back=1")
