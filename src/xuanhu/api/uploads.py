"""Files that come in, raw or in a form: streamed into the store as they are read, never held whole.

The web server tells a body that broke off from one that ended in no way but by its length. So a body without
Content-Length is believed to be whole only by the last line of its form, or by a Content-Digest.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import LazyStream, MultiPartParserError, Parser
from django.utils.encoding import force_str

from xuanhu.api.problems import Problem
from xuanhu.apps.papers.actions import Upload
from xuanhu.apps.papers.file_types import ENDINGS, EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import Kept, TooLarge, forget, keep
from xuanhu.integrations.store import Unreachable

BLOCK: Final = 256 * 1024
AROUND: Final = 64 * 1024  # what a form may have around its file
LONGEST_NAME: Final = 255
LONGEST_BOUNDARY: Final = 200
FIELDS: Final = ("kind", "file")
DIGEST: Final = re.compile(r"(?:^|[,\s])sha-256=:([A-Za-z0-9+/=]+):")

KindCheck = Callable[[str], str]
Headers = Mapping[str, tuple[str, dict[str, bytes | str]]]


def take_in(request: HttpRequest, *, check: KindCheck, kind: str | None, name: str | None) -> Upload:
    """The file of a request, kept. `check` gives a kind back or raises Problem; `kind` and `name` are of the headers.

    Raises Problem for whatever is wrong; then nothing is kept.
    """
    is_form = request.content_type == "multipart/form-data"
    most: int = settings.MAX_DOCUMENT
    body = _Body(request, most + AROUND if is_form else most)
    try:
        if is_form:
            return _Form(request, check).read(body)
        return _raw(request, body, check(_required(kind, "X-Document-Kind")), _from_header(name))
    except TooLarge:
        raise too_large() from None
    except Unaccepted as error:
        raise Problem(415, "not-accepted", str(error)) from None
    except EmptyFile as error:
        raise Problem(422, "empty-file", str(error)) from None
    except Unreachable:
        wrong = "文件暂时存不了，请稍后再试 (files cannot be kept now; try again)"
        raise Problem(503, "unavailable", wrong) from None


def too_large() -> Problem:
    """The problem of a file that is over the limit."""
    size = settings.MAX_DOCUMENT
    most = f"{size // 1024**2} MB" if size >= 1024**2 else f"{size} B"
    return Problem(413, "too-large", f"文件超过{most}，请压缩或分成几份 (a file has at most {most}; send it in parts)")


class _Body:
    """The body of a request, counted: no more than the limit, and no less than was announced."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        self._stream = request.META["wsgi.input"]
        self.length = _announced(request)
        self._most, self._count = most, 0
        self.tail = b""
        if self.length is not None and self.length > most:
            raise too_large()

    def read(self, size: int = BLOCK) -> bytes:
        """The next bytes, none at the end. Raises TooLarge, and Problem where less came than was announced."""
        if self.length is not None:
            size = min(size, self.length - self._count)
        block: bytes = self._stream.read(size) if size else b""
        if size and not block and self.length is not None:
            raise BROKEN_OFF
        self._count += len(block)
        if self._count > self._most:
            raise TooLarge
        self.tail = (self.tail + block)[-LONGEST_BOUNDARY - 16 :]
        return block

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")


def _announced(request: HttpRequest) -> int | None:
    """How long the body is; None where it comes in chunks. In HTTP/1, what announces neither has none."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        return int(length)
    is_old = request.META.get("SERVER_PROTOCOL", "").startswith("HTTP/1")
    return 0 if is_old and "HTTP_TRANSFER_ENCODING" not in request.META else None


def _raw(request: HttpRequest, body: _Body, kind: str, name: str) -> Upload:
    digest = _digest(request)
    kept = _kept(body)
    if digest is not None and digest != kept.sha256:
        forget(kept)
        raise Problem(422, "digest-mismatch", "内容与 Content-Digest 不符 (the content is not that of Content-Digest)")
    if digest is None and body.length is None:
        forget(kept)
        raise LENGTH_REQUIRED
    return _upload(kept, kind, name)


class _Form:
    """multipart/form-data with `kind` and `file`, in either order."""

    def __init__(self, request: HttpRequest, check: KindCheck) -> None:
        boundary = (request.content_params or {}).get("boundary", "")
        if not boundary.isascii() or not 0 < len(boundary) <= LONGEST_BOUNDARY:
            raise _no_form("multipart/form-data 没有 boundary (no boundary)")
        self._boundary = boundary.encode()
        self._check = check
        self._kind: str | None = None
        self._name = ""
        self._kept: Kept | None = None

    def read(self, body: _Body) -> Upload:
        """The upload; what was kept before something went wrong is forgotten."""
        try:
            self._read_parts(body)
            return self._whole()
        except BaseException:
            if self._kept is not None:
                forget(self._kept)
            raise

    def _read_parts(self, body: _Body) -> None:
        blocks: Any = iter(body)
        try:
            for item, headers, part in Parser(LazyStream(blocks), self._boundary):
                if item != "raw":
                    self._take(headers, part)
        except (MultiPartParserError, SuspiciousOperation):
            raise _no_form("表单读不懂 (the form cannot be read)") from None
        if not body.tail.rstrip(b"\r\n").endswith(b"--" + self._boundary + b"--"):
            raise BROKEN_OFF

    def _take(self, headers: Headers, part: LazyStream) -> None:
        told = headers.get("content-disposition", ("", {}))[1]
        field = force_str(told.get("name", b""), errors="replace")
        is_again = self._kept is not None if field == "file" else self._kind is not None
        if field not in FIELDS or is_again or "content-transfer-encoding" in headers:
            raise _no_form("表单里只要一个 kind 和一个 file (one `kind` and one `file` are wanted, as they are)")
        if field == "file":
            self._name = _clean(force_str(told.get("filename") or b"", errors="replace"))
            self._kept = _kept(part)
        else:
            self._kind = self._check(force_str(part.read(LONGEST_NAME), errors="replace"))

    def _whole(self) -> Upload:
        if self._kept is None or self._kind is None:
            raise _no_form("表单里要有 kind 和 file (`kind` and `file` are needed)")
        return _upload(self._kept, self._kind, self._name)


def _kept(blocks: Any) -> Kept:
    """The clock here is the machine's own, also in a rehearsal: by it, orphans are found."""
    return keep(blocks, most=settings.MAX_DOCUMENT, at=datetime.now(UTC))


def _upload(kept: Kept, kind: str, name: str) -> Upload:
    return Upload(kept, kind, name or kind + ENDINGS[kept.media_type])


def _required(kind: str | None, header: str) -> str:
    if kind is None:
        raise Problem(422, "malformed", f"请用 {header} 说明是哪种资料 (say by {header} what kind of document it is)")
    return kind


def _from_header(name: str | None) -> str:
    """A name that was percent-encoded, as UTF-8."""
    with suppress(UnicodeDecodeError):
        if name is None or name.isascii():
            return _clean(unquote(name or "", errors="strict"))
    raise Problem(422, "malformed", "X-Document-Name 请用 UTF-8 百分号编码 (percent-encode it, as UTF-8)")


def _clean(name: str) -> str:
    """The name without folders, and without signs that nobody sees. Raises Problem for one that is too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter for letter in last if letter.isprintable()).strip()
    if len(clean) > LONGEST_NAME:
        raise Problem(422, "malformed", f"文件名超过{LONGEST_NAME}个字 (the name is too long)")
    return clean


def _digest(request: HttpRequest) -> bytes | None:
    """The hash of RFC 9530, if one is given that we know."""
    header = request.headers.get("Content-Digest")
    if header is None:
        return None
    found = DIGEST.search(header)
    with suppress(binascii.Error):
        if found is not None:
            return base64.b64decode(found[1], validate=True)
    raise Problem(422, "malformed", "Content-Digest 应写成 sha-256=:base64: (sha-256=:base64: is understood)")


def _no_form(wrong: str) -> Problem:
    return Problem(422, "malformed", wrong)


BROKEN_OFF: Final = Problem(400, "broken-off", "文件没有传完，请重传 (the upload broke off; send it again)")
LENGTH_REQUIRED: Final = Problem(
    411,
    "length-required",
    "请带上 Content-Length 或 Content-Digest，否则看不出文件是否传完 "
    "(Content-Length or Content-Digest is needed, to tell a whole file from a broken one)",
)
