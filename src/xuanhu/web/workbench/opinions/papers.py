"""A document read in the browser, in a frame of our own page; on record who opened it."""

import logging
from typing import Final, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of, open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.apps.sealing import SealError
from xuanhu.integrations.store import Missing, Unreachable
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.opinions.seeing import SHOWN_HERE, of_a_case

# What is shown is a PDF or a picture by its own bytes: no page, no script, nothing loaded, framed by ourselves alone.
POLICY: Final = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"

log = logging.getLogger("xuanhu.web")


@require_safe
@xframe_options_sameorigin
@of_a_case()
def paper(request: HttpRequest, visitor: Visitor, case: Case, document: UUID) -> HttpResponse:
    """The bytes; what browsers do not show is saved."""
    row = Document.objects.filter(case=case, public_id=document, withdrawn_at=None).first()
    if row is None:
        raise Http404
    try:
        pieces = open_document(document=row, at=visitor.at, by=visitor.caller.role, actor=visitor.caller.name)
    except (Damaged, Missing, SealError, Unreachable) as error:
        log.error("document %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        return _lost(request)
    is_shown = row.media_type in SHOWN_HERE
    streamed = StreamingHttpResponse(
        pieces,
        headers={
            "Content-Type": row.media_type,
            "Content-Length": str(row.size),
            "Content-Disposition": str(content_disposition_header(as_attachment=not is_shown, filename=name_of(row))),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
    return cast("HttpResponse", streamed)  # the same to everybody but the type checker


def _lost(request: HttpRequest) -> HttpResponse:
    says = "这份文件现在打不开，已经记下来。请先看别的资料，并告诉管理员。"
    return render(request, "web/mishap.html", {"mishap": {"title": "文件打不开", "says": says}}, status=503)
