"""Documents in the OpenAPI document: shapes of requests and answers, the two forms of an upload, content as bytes."""

from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import StringConstraints

from xuanhu.api.answer_shapes import ActOut
from xuanhu.api.shapes import Shape, Text
from xuanhu.apps.papers.file_types import ENDINGS

Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")]


class WithdrawIn(Shape):
    """Why a document is withdrawn."""

    reason: Reason
    by: Text | None = None


class WithdrawnOut(Schema):
    """When a document was withdrawn, in which role, and why."""

    at: str
    by: str
    reason: str


class DocumentOut(Schema):
    """A document: the media type is the one that was found in it, `sha256` is of the content, in hex digits."""

    id: str
    case: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: str
    by: str
    withdrawn: WithdrawnOut | None


class DocumentsOut(Schema):
    """A page of documents."""

    items: list[DocumentOut]
    next: int | None


class AddedOut(ActOut):
    """What became of an upload: the document, unless the fact that it came was refused."""

    document: DocumentOut | None


def _problem(says: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": says, "content": {"application/problem+json": {"schema": schema}}}


_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}
_FORM: Final = {
    "type": "object",
    "required": ["kind", "file"],
    "properties": {"kind": {"type": "string"}, "file": {"type": "string", "format": "binary"}},
}
UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is, of whatever Content-Type, with X-Document-Kind; or a form.",
        "content": {"application/octet-stream": _BYTES, "multipart/form-data": {"schema": _FORM}},
    },
    "responses": {
        400: _problem("The upload broke off (broken-off)."),
        411: _problem("A raw body needs Content-Length or Content-Digest (length-required)."),
        413: _problem("The file is too large (too-large)."),
        415: _problem("A file of a kind that is not taken (not-accepted): what it is, and what would be right."),
        422: _problem("Nothing in it (empty-file), not that of Content-Digest (digest-mismatch), or malformed."),
    },
}
_HEADERS: Final = {
    name: {"schema": {"type": "string"}} for name in ("ETag", "Content-Disposition", "Accept-Ranges", "Cache-Control")
}
_CONTENT: Final = {"headers": _HEADERS, "content": dict.fromkeys(ENDINGS, _BYTES)}
_DAMAGED: Final = _problem("What is kept was damaged or lost (document-damaged), or the platform failed (internal).")
DOWNLOAD: Final[dict[str, Any]] = {
    "responses": {
        200: {"description": "The whole content.", **_CONTENT},
        206: {"description": "The part that Range asks for.", **_CONTENT},
        416: _problem("No such part (no-such-range); Content-Range says how long the content is."),
        500: _DAMAGED,
    },
}
LOOK: Final[dict[str, Any]] = {"responses": {200: {"description": "The headers of the content.", "headers": _HEADERS}}}
