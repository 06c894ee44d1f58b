"""Files on their way in: in pieces, by the page's script; or in one form, where there is none."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanhu.apps.incoming.models import Sheaf, Sheet
from xuanhu.apps.incoming.pieces import PIECE, Announced, Code, NotTaken, begin, places_of, put_piece, sheaf_for
from xuanhu.apps.incoming.sheaves import drop_sheet, finish, sheet_named, take_whole
from xuanhu.apps.papers.file_types import EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge
from xuanhu.integrations.store import Unreachable
from xuanhu.web.insured.papers.explaining import FAULTS, REFUSED
from xuanhu.web.insured.papers.listing import drawn
from xuanhu.web.insured.papers.seen import Seen, seen_by
from xuanhu.web.insured.visiting import Client, case_of, for_insured
from xuanhu.web.sealed_forms import Bounds, Fault, SealedForm, form_of, read_form, takes_files

MB: Final = 1024**2
MOST_FILES: Final = 20
LONGEST_SAID: Final = 40
DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
STATUS: Final[dict[Code, int]] = {"too-large": 413, "too-many": 429, "too-much": 429, "no-such-sheaf": 404, "over": 410}
CLOSED: Final = "这件事已经办结，不用再交资料了。还想补充的，请联系健康管家。"
NOT_A_PAPER: Final = "这种文件收不了。请拍照，或者选照片、PDF。"
NOT_NOW: Final = "现在存不进去，不是您的问题。请过几分钟再试。"
View = Callable[..., HttpResponse]


def _told(view: View) -> View:
    """What is not taken, as the script reads it: a code, a sentence, and the pieces that are here."""

    @wraps(view)
    def wrapper(request: HttpRequest, client: Client, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, client, *args, **kwargs)
        except NotTaken as error:
            about = {"code": error.code, "says": said(error.code), "have": list(error.have)}
            return JsonResponse(about, status=STATUS.get(error.code, 409))
        except Http404:
            return JsonResponse({"code": "over", "says": REFUSED["over"]}, status=410)
        except Unreachable:
            return JsonResponse({"code": "not-now", "says": NOT_NOW}, status=503)

    return wrapper


def said(code: Code) -> str:
    """Why something was not taken."""
    return REFUSED[code].format(most=settings.MAX_DOCUMENT // MB)


@require_POST
@for_insured()
@_told
def begun(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """A file will come: its name and size, the script's own number for it. Where it goes, and what is here already."""
    seen, asked = seen_by(client, case), request.POST
    if not seen.state.is_open:
        return JsonResponse({"code": "closed", "says": CLOSED}, status=409)
    number, size = _uuid(asked.get("key")), asked.get("size", "")
    if number is None or not size.isdecimal() or len(size) > len(str(settings.MAX_DOCUMENT)) + 3:
        raise NotTaken("wrong-place")
    file = Announced(
        number, clean(asked.get("name", "")), int(size), _uuid(asked.get("sheaf")), _uuid(asked.get("instead"))
    )
    return _standing(begin(case=seen.case, actor=client.caller.actor, file=file, at=client.at))


@require_safe
@for_insured(by_itself=True)
@_told
def standing(request: HttpRequest, client: Client, case: UUID, sheet: UUID) -> HttpResponse:
    """Which pieces of a file are here."""
    del request
    return _standing(_sheet(client, case, sheet))


def _read(request: HttpRequest) -> None:
    """The piece, before the transaction: a bad line may take its time."""
    if int(request.headers.get("Content-Length") or PIECE + 1) <= PIECE:
        _ = request.body


@require_http_methods(["PUT"])
@for_insured(first=_read)
@_told
def piece(request: HttpRequest, client: Client, case: UUID, sheet: UUID, start: int) -> HttpResponse:
    """A piece from a place on, with its hash (Content-Digest, RFC 9530)."""
    row, digest = _sheet(client, case, sheet), _digest(request)
    if digest is None or int(request.headers.get("Content-Length") or PIECE + 1) > PIECE:
        raise NotTaken("wrong-place", places_of(row))
    try:
        put_piece(sheet=row, start=start, content=request.body, sha256=digest, now=datetime.now(UTC))
    except Unaccepted:
        drop_sheet(sheet=row)
        return JsonResponse({"code": "no-paper", "says": NOT_A_PAPER}, status=422)
    return JsonResponse({"start": start})


@require_POST
@for_insured()
@_told
def finished(request: HttpRequest, client: Client, case: UUID, sheet: UUID) -> HttpResponse:
    """All pieces were sent: the file is put together and looked at, and what is wrong with the picture is told."""
    del request
    row = _sheet(client, case, sheet)
    try:
        return _standing(finish(sheet=row, now=datetime.now(UTC)))
    except (Unaccepted, EmptyFile, TooLarge):
        drop_sheet(sheet=row)
        return JsonResponse({"code": "no-paper", "says": NOT_A_PAPER}, status=422)


def _standing(row: Sheet) -> JsonResponse:
    return JsonResponse(
        {
            "sheet": str(row.public_id),
            "sheaf": str(row.sheaf.public_id),
            "size": row.size,
            "have": places_of(row),
            "is_whole": row.is_whole,
            "is_picture": row.is_picture,
            "faults": [FAULTS[fault] for fault in row.faults],
        }
    )


@takes_files(Bounds("file", files=MOST_FILES))
@require_POST
@for_insured(first=read_form)
def added(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """Files in one form: pictures that are chosen together are pages of one document."""
    seen, form = seen_by(client, case), form_of(request)
    problems = [] if seen.state.is_open else [CLOSED]
    problems += [_fault(one) for one in form.faults]
    rows: list[Sheet] = []
    if not form.files and not problems:
        problems = ["请先选照片或文件，再点“上传”。"]
    if seen.state.is_open:
        try:
            rows = _taken(seen, form, request)
        except NotTaken as error:
            problems.append(said(error.code))
    if problems:
        return drawn(request, seen, problems=problems, status=422)
    sheaves = {row.sheaf.public_id for row in rows}
    return redirect(f"{seen.path}/sheaves/{sheaves.pop()}" if len(sheaves) == 1 else f"{seen.path}#waiting")


def _taken(seen: Seen, form: SealedForm, request: HttpRequest) -> list[Sheet]:
    """Take the files in, each as a sheet. Raises NotTaken."""
    asked, client, rows = _uuid(request.POST.get("sheaf")), seen.client, []
    instead = _uuid(request.POST.get("instead"))
    album: Sheaf | None = None
    if asked is not None:
        album = sheaf_for(case=seen.case, actor=client.caller.actor, number=asked, at=client.at)
    for kept, name in form.files:
        row = take_whole(
            case=seen.case,
            actor=client.caller.actor,
            kept=kept,
            name=clean(name),
            sheaf=album,
            instead=instead,
            at=client.at,
            now=datetime.now(UTC),
        )
        form.is_named(kept)
        album, instead = (row.sheaf if row.is_picture else album), None
        rows.append(row)
    return rows


def _fault(fault: Fault) -> str:
    """What is wrong with a file, with its name."""
    name = fault.name[:LONGEST_SAID]
    match fault.why:
        case TooLarge():
            return f"“{name}”：{said('too-large')}"
        case Unaccepted():
            return f"“{name}”：{NOT_A_PAPER}"
        case EmptyFile():
            return f"“{name}”：{REFUSED['empty']}"
        case Unreachable():
            return NOT_NOW
        case _:
            return "没有传完，多半是网络断了。请再传一次。"


def clean(name: str) -> str:
    """A file's name without folders, and without signs that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:255]


def _sheet(client: Client, case: UUID, number: UUID) -> Sheet:
    """A file that the account itself has begun for the case. Raises Http404."""
    row = sheet_named(case=case_of(client, case), actor=client.caller.actor, number=number, at=client.at)
    if row is None:
        raise Http404
    return row


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _digest(request: HttpRequest) -> bytes | None:
    found = DIGEST.fullmatch(request.headers.get("Content-Digest", ""))
    try:
        return base64.b64decode(found[1], validate=True) if found is not None else None
    except binascii.Error:
        return None
