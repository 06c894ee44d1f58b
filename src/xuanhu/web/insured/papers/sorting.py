"""A sheaf on its way to be a document: pages looked at, turned, moved, taken out; then a person says what it is."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.incoming.models import Sheaf, Sheet
from xuanhu.apps.incoming.pictures import Unreadable
from xuanhu.apps.incoming.pieces import PIECE, NotTaken, sheaves_of
from xuanhu.apps.incoming.reading import lines_read
from xuanhu.apps.incoming.sheaves import (
    TURNS,
    confirm,
    drop_sheaf,
    drop_sheet,
    move_sheet,
    name_of_sheet,
    part_sheet,
    sheets_of,
    turn_sheet,
)
from xuanhu.core.reckoning import SHANGHAI, chinese_moment
from xuanhu.integrations.masking import masked_text
from xuanhu.web.insured.papers.explaining import FAULTS
from xuanhu.web.insured.papers.seen import BY, Seen, seen_by
from xuanhu.web.insured.papers.sending import said
from xuanhu.web.insured.visiting import Client, for_insured
from xuanhu.web.refusal_panel import Reason, reasons_of

FIRST_LINES: Final = 4
FIRST_KINDS: Final = 5
NO_KIND: Final = "请先选这是哪种资料。拿不准也没关系，选最像的一种，我们会核对。"
NOT_OPENED: Final = "有一页打不开，做不成一份。请把那一页删掉或重拍。"


class PageSeen(NamedTuple):
    """A page as it is shown: its number, what is wrong with it, how it may be changed."""

    id: UUID
    number: int
    name: str
    is_shown: bool
    is_picture: bool
    is_whole: bool
    pages: int
    faults: list[str]
    turn: int
    next_turn: int


@require_safe
@for_insured()
def sheaf(request: HttpRequest, client: Client, case: UUID, sheaf: UUID) -> HttpResponse:
    """The pages, and the question what they are."""
    seen = seen_by(client, case)
    return _drawn(request, seen, _sheaf(seen, sheaf))


@require_safe
@for_insured(by_itself=True)
def proposal(request: HttpRequest, client: Client, case: UUID, sheaf: UUID) -> HttpResponse:
    """The question alone, for a page that waits for the reading."""
    seen = seen_by(client, case)
    return render(request, "web/insured/papers/kind.html", _about(seen, _sheaf(seen, sheaf)))


def _sheaf(seen: Seen, number: UUID) -> Sheaf:
    """The account's own sheaf. Raises Http404."""
    found = sheaves_of(case=seen.case, actor=seen.client.caller.actor, at=seen.client.at)
    row = found.filter(public_id=number).first()
    if row is None:
        raise Http404
    return row


def _drawn(request: HttpRequest, seen: Seen, row: Sheaf, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "web/insured/papers/sheaf.html", {**_about(seen, row), **more}, status=status)


def _about(seen: Seen, row: Sheaf) -> dict[str, Any]:
    pages = [_page(number, sheet) for number, sheet in enumerate(sheets_of(row), 1)]
    kinds, lines = seen.kinds, lines_read(row)
    likely = [one for one in kinds if one[0] == row.proposed]
    wanted = {one.kind for one in (*seen.each, *seen.one_of)}
    near = [*likely, *(one for one in kinds if one[0] in wanted and one not in likely)][: max(FIRST_KINDS, len(wanted))]
    return {
        "client": seen.client,
        "seen": seen,
        "sheaf": row,
        "path": f"{seen.path}/sheaves/{row.public_id}",
        "pages": pages,
        "are_pictures": all(page.is_picture for page in pages),
        "ends": chinese_moment(row.ends_at.astimezone(SHANGHAI)),
        "near": near or kinds[:FIRST_KINDS],
        "others": [one for one in kinds if one not in (near or kinds[:FIRST_KINDS])],
        "proposed": likely[0][1] if likely else "",
        "chosen": row.proposed,
        "lines": [masked_text(line) for line in lines[:FIRST_LINES]],
        "piece": PIECE,
    }


def _page(number: int, sheet: Sheet) -> PageSeen:
    following = TURNS[(TURNS.index(sheet.turn) + 1) % len(TURNS)]
    return PageSeen(
        sheet.public_id,
        number,
        name_of_sheet(sheet),
        sheet.shown_store_key is not None,
        sheet.is_picture,
        sheet.is_whole,
        sheet.pages,
        [FAULTS[fault] for fault in sheet.faults],
        sheet.turn,
        following,
    )


@require_POST
@for_insured()
def changed(request: HttpRequest, client: Client, case: UUID, sheaf: UUID) -> HttpResponse:
    """A page turned, moved, parted or taken out. Each button says what shall be, not by how much: twice is once."""
    seen = seen_by(client, case)
    row = _sheaf(seen, sheaf)
    act, _, rest = request.POST.get("act", "").partition(":")
    number, _, value = rest.partition(":")
    if act == "drop-all":
        drop_sheaf(sheaf=row)
        return redirect(seen.path)
    sheet = next((one for one in sheets_of(row) if str(one.public_id) == number), None)
    if sheet is not None and act == "turn" and value.isdecimal():
        turn_sheet(sheet=sheet, turn=int(value[:3]))
    elif sheet is not None and act == "move" and value.isdecimal():
        move_sheet(sheet=sheet, number=int(value[:3]))
    elif sheet is not None and act == "part":
        part_sheet(sheet=sheet)
    elif sheet is not None and act == "drop":
        drop_sheet(sheet=sheet)
    is_left = Sheaf.objects.filter(id=row.id).exists()
    return redirect(f"{seen.path}/sheaves/{sheaf}#pages" if is_left else seen.path)


@require_POST
@for_insured()
def confirmed(request: HttpRequest, client: Client, case: UUID, sheaf: UUID) -> HttpResponse:
    """It is what the person says; now it is on record. Sent twice, it is there once."""
    seen, kind = seen_by(client, case), request.POST.get("kind", "")
    found = sheaves_of(case=seen.case, actor=client.caller.actor, at=client.at).filter(public_id=sheaf).first()
    if found is None:
        return redirect(seen.path)
    if kind not in dict(seen.kinds):
        return _drawn(request, seen, found, status=422, problem=NO_KIND)
    name = seen.word(kind)
    try:
        added = confirm(
            sheaf=found, kind=kind, name=name, at=client.at, now=datetime.now(UTC), by=BY, actor=client.caller.actor
        )
    except NotTaken as error:
        return _drawn(request, seen, found, status=409, problem=said(error.code), chosen=kind)
    except Unreadable:
        return _drawn(request, seen, found, status=422, problem=NOT_OPENED, chosen=kind)
    if added.document is None:
        reasons: list[Reason] = reasons_of(added.acted) if added.acted is not None else []
        return _drawn(request, seen, found, status=422, refusals=reasons, chosen=kind)
    return redirect(f"{seen.path}?in={added.document.public_id}")
