"""The content of documents over the API: streamed, in parts if asked, each reading on record."""

import logging
import re
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from xuanhu.api.application import api, caller_of, demand, moment_of_request
from xuanhu.api.document_shapes import DOWNLOAD, LOOK
from xuanhu.api.documents import document_seen
from xuanhu.api.problems import Problem
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import name_of, open_document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.integrations.store import Missing, Unreachable

RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")

log = logging.getLogger("xuanhu.api")


@api.get("/cases/{case}/documents/{document}/content", summary="The content of a document", openapi_extra=DOWNLOAD)
def get_content(request: HttpRequest, case: UUID, document: UUID) -> HttpResponseBase:
    """The bytes, or the part that Range asks for; who reads them when is put on record.

    They are proved to be those that came before the first is sent.
    """
    demand(request, Permission.READ_PAPERS)
    with transaction.atomic():
        row = document_seen(request, case, document)
    start, end = _span(request, row)
    caller = caller_of(request)
    try:
        pieces = open_document(
            document=row,
            at=moment_of_request(request),
            by=caller.role,
            actor=caller.name,
            start=start,
            end=end,
        )
    except (Damaged, Missing) as error:
        log.error("document %s: %s", row.public_id, type(error).__name__)  # noqa: TRY400 - a trace would tell no more
        wrong = (
            "这份文件在保存处已损坏或丢失，已经记下，请联系管理员 (the document is damaged or lost; it is on record)"
        )
        raise Problem(500, "document-damaged", wrong) from None
    except Unreachable:
        wrong = "文件暂时取不出来，请稍后再试 (files cannot be read now; try again)"
        raise Problem(503, "unavailable", wrong) from None
    is_part = (start, end) != (0, row.size)
    response = StreamingHttpResponse(pieces, status=206 if is_part else 200, headers=_headers(row, end - start))
    if is_part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
    return response


@api.api_operation(
    ["HEAD"], "/cases/{case}/documents/{document}/content", summary="How large it is", openapi_extra=LOOK
)
def head_content(request: HttpRequest, case: UUID, document: UUID) -> HttpResponse:
    """The headers of the content; nobody has read it."""
    demand(request, Permission.READ_PAPERS)
    with transaction.atomic():
        row = document_seen(request, case, document)
    return HttpResponse(headers=_headers(row, row.size))


def _headers(row: Document, length: int) -> dict[str, str]:
    """It is saved, never shown: no browser makes a page of it, whatever is in it, nor is a copy kept on the way."""
    return {
        "Content-Type": row.media_type,
        "Content-Length": str(length),
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name_of(row))),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "ETag": _etag(row),
        "Accept-Ranges": "bytes",
    }


def _etag(row: Document) -> str:
    return f'"{bytes(row.sha256).hex()}"'


def _span(request: HttpRequest, row: Document) -> tuple[int, int]:
    """The part that is asked for; all of it where nothing is, or what is asked is not one part (RFC 9110)."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-" or request.headers.get("If-Range", _etag(row)) != _etag(row):
        return 0, row.size
    first, last = asked[1], asked[2]
    if first and last and int(last) < int(first):
        return 0, row.size
    start = int(first) if first else max(row.size - int(last), 0)
    end = min(int(last) + 1, row.size) if first and last else row.size
    if start >= end:
        headers = {"Content-Range": f"bytes */{row.size}"}
        raise Problem(416, "no-such-range", "没有这一段 (no such part)", headers=headers)
    return start, end
