"""The content of a paper for the page that shows it, each reading on record; and papers withdrawn."""

import contextlib
import logging
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.papers.actions import AlreadyWithdrawnError, withdraw_document
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of, open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.integrations.store import Missing, Unreachable
from xuanhu.web.errors import Mishap
from xuanhu.web.headers import SAVED
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.papers import is_shown
from xuanhu.web.workbench.case.seen import Seen, case_seen

# Shown in a frame of our own pages alone; the browser's viewer of PDF needs its own styles and plugin, and no script.
FRAMED: Final = (
    "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
DAMAGED: Final = Mishap(500, "这份文件打不开了", "它在保存处已损坏或丢失，已经记下来。请告诉管理员，并请对方再发一次。")
UNREACHABLE: Final = Mishap(503, "文件暂时取不出来", "不是您的操作有误。请稍后再试；一直这样，请告诉管理员。")
LEAST_REASON: Final = 4
LONGEST_REASON: Final = 500

log = logging.getLogger("xuanhu.web")


@require_safe
@for_people(Permission.READ_PAPERS)
def content(request: HttpRequest, visitor: Visitor, case: UUID, document: UUID) -> HttpResponseBase:
    """The bytes of a paper: shown where a browser can, else saved. Who reads is put on record before any is sent."""
    row = _document(case_seen(case, visitor), document)
    caller = visitor.caller
    try:
        pieces = open_document(document=row, at=visitor.at, by=caller.role, actor=caller.actor)
    except (Damaged, Missing) as error:
        log.error("document %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        return _mishap(request, DAMAGED)
    except Unreachable:
        return _mishap(request, UNREACHABLE)
    shown = is_shown(row.media_type) and "save" not in request.GET
    headers = {
        "Content-Type": row.media_type,
        "Content-Length": str(row.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=not shown, filename=name_of(row))),
        "Content-Security-Policy": FRAMED if shown else SAVED,
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(pieces, headers=headers)


def _mishap(request: HttpRequest, mishap: Mishap) -> HttpResponse:
    response = render(request, "web/mishap.html", {"mishap": mishap}, status=mishap.status)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors 'self'"
    return response


def _document(seen: Seen, document: UUID) -> Document:
    """The document of that id in the case. Raises Http404."""
    row = Document.objects.filter(case=seen.case, public_id=document).first()
    if row is None:
        raise Http404
    return row


@require_POST
@for_people(Permission.ADD_PAPERS)
def withdraw(request: HttpRequest, visitor: Visitor, case: UUID, document: UUID) -> HttpResponse:
    """Withdraw a paper with a reason: it is kept, and listed no longer."""
    if not visitor.caller.may(Permission.READ_PAPERS):
        raise Http404
    seen = case_seen(case, visitor)
    row = _document(seen, document)
    reason = request.POST.get("reason", "").strip()
    if not LEAST_REASON <= len(reason) <= LONGEST_REASON:
        return redirect(f"{seen.path}?paper={document}&wrong=reason#papers")
    with contextlib.suppress(AlreadyWithdrawnError):
        withdraw_document(
            document=row, reason=reason, at=visitor.at, by=visitor.caller.role, actor=visitor.caller.actor
        )
    return redirect(f"{seen.path}#papers")
