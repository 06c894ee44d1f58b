"""Forms that bring files: read part by part before the page's transaction begins, each file sealed into the store as it
comes. Nothing of it is ever plain on a disk, or held whole.

The form's token has to stand before its files: until it has been read, no byte of a file is taken. What no row was made
for is forgotten, however the page ends.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import LazyStream, MultiPartParserError, Parser
from django.http.response import HttpResponseBase
from django.utils.encoding import force_str
from django.views.decorators.csrf import csrf_exempt
from ninja.utils import check_csrf

from xuanhu.apps.papers.file_types import EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import Kept, TooLarge, forget, keep
from xuanhu.integrations.store import Unreachable
from xuanhu.web.errors import stale_form

BLOCK: Final = 256 * 1024
AROUND: Final = 64 * 1024  # what a form may have around its files
LONGEST_NAME: Final = 255
LONGEST_FIELD: Final = 16 * 1024
FORM: Final = "multipart/form-data"
Page = Callable[..., HttpResponseBase]


class Stale(Exception):  # noqa: N818 - what is raised is a form whose token is none
    """The form's token is missing or old."""


class BrokenOff(SuspiciousOperation):
    """The body ended before all of it had come."""


class Bounds(NamedTuple):
    """The field that brings files, how many it may bring, how large each may be; None for what a document may be."""

    field: str
    files: int = 1
    most: int | None = None


class Fault(NamedTuple):
    """A file that was not taken, by its name, and why; without a name, the form itself."""

    name: str
    why: Exception


class SealedForm:
    """What a form brought: files that are kept, and what was wrong with others. Its texts stand in request.POST."""

    def __init__(self, bounds: Bounds) -> None:
        self.files: list[tuple[Kept, str]] = []
        self.faults: list[Fault] = []
        self._bounds = bounds
        self._named: set[str] = set()

    def is_named(self, kept: Kept) -> None:
        """A row names these bytes: they stay."""
        self._named.add(kept.store_key)

    def forget(self, *, named_too: bool) -> None:
        """Take away bytes that no row names; all of them where the transaction came to nothing."""
        for kept, _ in self.files:
            if named_too or kept.store_key not in self._named:
                forget(kept)

    def read(self, request: HttpRequest) -> None:
        """Read the form, part by part. Raises Stale."""
        boundary = (request.content_params or {}).get("boundary", "")
        if request.content_type != FORM or not boundary.isascii() or not boundary:
            raise Stale
        texts: dict[str, str] = {}
        is_ours = _has_token(request, request.headers.get("X-CSRFToken", ""))
        stream: Any = LazyStream(self._blocks(request))  # type: ignore[arg-type]
        try:
            for item, headers, part in Parser(stream, boundary.encode()):
                told = headers.get("content-disposition", ("", {}))[1]
                field = force_str(told.get("name", b""), errors="replace")
                if item == "file" and field == self._bounds.field:
                    if not is_ours:
                        raise Stale
                    self._take(part, force_str(told.get("filename") or b"", errors="replace"))
                elif item == "field":
                    texts[field] = force_str(part.read(LONGEST_FIELD), errors="replace")
                    is_ours = is_ours or (field == "csrfmiddlewaretoken" and _has_token(request, texts[field]))
                for _ in part:  # what was not wanted goes by
                    pass
        except (MultiPartParserError, SuspiciousOperation) as error:
            self.faults.append(Fault("", error))
        if not is_ours:
            raise Stale
        request.POST = _fields(texts)  # type: ignore[assignment]

    def _blocks(self, request: HttpRequest) -> Iterator[bytes]:
        """The body, as far as it was announced: beyond that the connection would be waited for. Raises BrokenOff."""
        announced = request.META.get("CONTENT_LENGTH") or ""
        left = int(announced) if announced.isdecimal() else 0
        room = 2 * self._most * self._bounds.files + AROUND  # enough to say which file is too large
        stream = request.META["wsgi.input"]
        while left > 0:
            block = stream.read(min(BLOCK, left))
            room -= len(block)
            if not block or room < 0:
                raise BrokenOff
            left -= len(block)
            yield block

    @property
    def _most(self) -> int:
        most: int = self._bounds.most if self._bounds.most is not None else settings.MAX_DOCUMENT
        return most

    def _take(self, part: Any, named: str) -> None:
        """Keep a file. What is wrong with it is said with its name, and the next one is read."""
        name = "".join(letter for letter in named.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
        if not name or len(self.files) >= self._bounds.files:
            return  # an empty choice of the form
        try:
            # The clock is the machine's own: by it, orphans are found.
            kept = keep(part, most=self._most, at=datetime.now(UTC))
        except (TooLarge, Unaccepted, EmptyFile, Unreachable) as error:
            self.faults.append(Fault(name, error))
        else:
            self.files.append((kept, name[:LONGEST_NAME]))


def takes_files(bounds: Bounds) -> Callable[[Page], Page]:
    """A page whose form may bring files. Within, `read_form` reads it, once it is known who sends it."""

    def wrap(view: Page) -> Page:
        @csrf_exempt  # judged by the form's own reading: the middleware would spool the files first
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            form = SealedForm(bounds)
            request.sealed_form = form  # type: ignore[attr-defined]
            try:
                answer = view(request, *args, **kwargs)
            except Stale:
                form.forget(named_too=True)
                return stale_form(request)
            except BaseException:
                form.forget(named_too=True)
                raise
            form.forget(named_too=False)
            return answer

        return wrapper

    return wrap


def read_form(request: HttpRequest) -> None:
    """Read the form of a page that takes files, if it was sent. Raises Stale."""
    if request.method == "POST":
        form_of(request).read(request)


def form_of(request: HttpRequest) -> SealedForm:
    """The form of a page that takes files."""
    found: SealedForm = request.sealed_form  # type: ignore[attr-defined]
    return found


def _has_token(request: HttpRequest, token: str) -> bool:
    """Whether the token is the session's, by Django's own judgement, of which the form is only this one field."""
    if not token:
        return False
    request.POST = _fields({"csrfmiddlewaretoken": token})  # type: ignore[assignment]
    return check_csrf(request) is None


def _fields(texts: Mapping[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(texts)
    return found
