"""Papers put into a case from its page: one or several files, streamed into the store as they come, never held whole.

The form's token has to be its first part: until it has been read, no byte of a file is taken.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import LazyStream, MultiPartParserError, Parser
from django.shortcuts import redirect
from django.utils.encoding import force_str
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from ninja.utils import check_csrf

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.file_types import ENDINGS, EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import Kept, TooLarge, forget, keep
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.integrations.store import Unreachable
from xuanhu.web.errors import stale_form
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import Seen, case_seen
from xuanhu.web.workbench.case.trying import Why, reasons

BLOCK: Final = 256 * 1024
MOST_FILES: Final = 20
LONGEST_NAME, LONGEST_FIELD = 255, 300
MB: Final = 1024**2
FACT: Final = "documents-added"


class Stale(Exception):  # noqa: N818 - what is raised is a form whose token is none
    """The form's token is missing or old."""


class Taken(NamedTuple):
    """What became of a form: files that are kept, and what was wrong with others."""

    kind: str
    files: list[tuple[Kept, str]]
    wrong: list[str]


@csrf_exempt  # judged below, by the first part of the form: the middleware would hold the whole of it first
@require_POST
@for_people(Permission.ADD_PAPERS)
def upload(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Put files into a case, each on record; what is refused is kept nowhere."""
    seen = case_seen(case, visitor)
    if request.content_type != "multipart/form-data":
        return stale_form(request)
    kept: list[tuple[Kept, str]] = []
    try:
        taken = _take_in(request, kept)
    except Stale:
        _forget(kept)
        return stale_form(request)
    except BaseException:
        _forget(kept)
        raise
    wrong = list(taken.wrong)
    why: tuple[Why, ...] = ()
    if taken.kind not in (*PAPERS, *seen.book.papers):
        wrong.append("请选这是哪种资料。")
    if not taken.files and not wrong:
        wrong.append("请选一个文件。")
    if wrong:
        _forget(kept)
    else:
        why = _added(seen, visitor, taken)
    if wrong or why:
        about = {"paper_problems": wrong, "refusals": why, "chosen_kind": taken.kind}
        return drawn(request, visitor, case_seen(case, visitor), form=None, status=422, more=about)
    return redirect(f"{seen.path}?said={FACT}#papers")


def _added(seen: Seen, visitor: Visitor, taken: Taken) -> tuple[Why, ...]:
    """Add what is kept; the reasons, where that is refused. What is there already is not kept twice."""
    role, actor = visitor.caller.role, visitor.caller.actor
    for number, (kept, name) in enumerate(taken.files):
        added = add_document(
            case=seen.case,
            upload=Upload(kept, taken.kind, name or taken.kind + ENDINGS[kept.media_type]),
            records=True,
            at=visitor.at,
            by=role,
            role=role,
            actor=actor,
        )
        if not added.is_new:
            forget(kept)
        if added.document is None:
            _forget(taken.files[number + 1 :])
            verdict = added.acted.verdict if added.acted is not None else None
            return reasons(verdict.refusals, verdict.state) if verdict is not None else ()
    return ()


def _forget(files: list[tuple[Kept, str]]) -> None:
    for kept, _ in files:
        forget(kept)


def _take_in(request: HttpRequest, kept: list[tuple[Kept, str]]) -> Taken:
    """Read the form part by part: its token, the kind, then the files, each added to `kept`. Raises Stale."""
    taken = Taken("", kept, [])
    boundary = (request.content_params or {}).get("boundary", "")
    if not boundary.isascii() or not boundary:
        raise Stale
    is_ours = _has_token(request, request.headers.get("X-CSRFToken", ""))
    blocks: Any = _blocks(request)
    stream: Any = LazyStream(blocks)
    try:
        for item, headers, part in Parser(stream, boundary.encode()):
            if item == "raw":  # what stands before and after the parts
                continue
            told = headers.get("content-disposition", ("", {}))[1]
            field = force_str(told.get("name", b""), errors="replace")
            if field == "csrfmiddlewaretoken":
                is_ours = is_ours or _has_token(request, _text(part))
            elif not is_ours:
                raise Stale
            elif field == "kind":
                taken = taken._replace(kind=_text(part))
            elif field == "file" and len(kept) < MOST_FILES:
                _take(part, force_str(told.get("filename") or b"", errors="replace"), taken)
    except (MultiPartParserError, SuspiciousOperation):
        taken.wrong.append("文件没有传完，请再传一次。")
    if not is_ours:
        raise Stale
    return taken


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body, as far as it was announced: beyond that the connection would be waited for."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    left = int(announced) if announced.isdecimal() else 0
    left = min(left, (settings.MAX_DOCUMENT + MB) * MOST_FILES)
    stream = request.META["wsgi.input"]
    while left > 0 and (block := stream.read(min(BLOCK, left))):
        left -= len(block)
        yield block


def _text(part: LazyStream) -> str:
    return force_str(part.read(LONGEST_FIELD), errors="replace")


def _has_token(request: HttpRequest, token: str) -> bool:
    """Whether the token is the session's, by Django's own judgement, of which the form is only this one field."""
    if not token:
        return False
    fields = QueryDict(mutable=True)
    fields["csrfmiddlewaretoken"] = token
    request.POST = fields  # type: ignore[assignment]
    return check_csrf(request) is None


def _take(part: Any, named: str, taken: Taken) -> None:
    """Keep a file. What is wrong with it is said with its name, and the next one is read."""
    name = "".join(letter for letter in named.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    if not name:
        return  # an empty choice of the form
    said = name[:60]
    try:
        # The clock is the machine's own: by it, orphans are found.
        kept = keep(part, most=settings.MAX_DOCUMENT, at=datetime.now(UTC))
    except TooLarge:
        taken.wrong.append(f"“{said}”超过 {settings.MAX_DOCUMENT // MB} MB，请压缩或分成几份。")
    except Unaccepted:
        taken.wrong.append(f"“{said}”不是能收的文件。请用 PDF、照片、DICOM、Word 或 ZIP。")
    except EmptyFile:
        taken.wrong.append(f"“{said}”是空的。")
    except Unreachable:
        taken.wrong.append("文件暂时存不了，请稍后再试。")
    else:
        taken.files.append((kept, name[:LONGEST_NAME]))
