"""Acts on sheaves: a sheet is whole, is moved, turned, taken out; a sheaf becomes a document once a person says which.

Everything here is of one account; whoever calls has found the sheaf by `sheaves_of`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from xuanhu.apps.cases.models import Case
from xuanhu.apps.incoming.models import Piece, Sheaf, Sheet
from xuanhu.apps.incoming.one_pdf import as_one_pdf
from xuanhu.apps.incoming.pictures import LARGEST, PICTURES, Page, look, page_of
from xuanhu.apps.incoming.pieces import NAME, NotTaken, make_room, next_place, put_together, sheaf_for
from xuanhu.apps.incoming.reader import is_there as reader_is_there
from xuanhu.apps.papers.actions import Added, Upload, add_document
from xuanhu.apps.papers.file_types import ENDINGS, PDF
from xuanhu.apps.papers.keeping import Kept, forget, keep, plain, store, wrapped
from xuanhu.apps.papers.sealed_stream import seal
from xuanhu.apps.sealing import KEY, sealer

TURNS: Final = (0, 90, 180, 270)
LOOKED_AT: Final = PICTURES | {PDF}


def finish(*, sheet: Sheet, now: datetime) -> Sheet:
    """Put the pieces of a sheet together; one that is whole stays so. `now` is the machine's own, for the store.

    Raises NotTaken, Unaccepted, TooLarge.
    """
    row = Sheet.objects.select_for_update(of=("self",)).select_related("sheaf").get(id=sheet.id)
    if row.is_whole:
        return row
    kept = put_together(sheet=row, now=now)
    try:
        _is_whole(row, kept, now)
    except BaseException:
        forget(kept)
        raise
    return row


def take_whole(
    *,
    case: Case,
    actor: str,
    kept: Kept,
    name: str,
    sheaf: Sheaf | None,
    at: datetime,
    now: datetime,
    instead: UUID | None = None,
) -> Sheet:
    """Take in a file that came in one go; its sheet. The caller forgets bytes that are not taken. Raises NotTaken."""
    list(Case.objects.select_for_update(no_key=True).filter(id=case.id).values_list("id"))
    make_room(case=case, actor=actor, size=kept.size)
    sheaf = sheaf if sheaf is not None else sheaf_for(case=case, actor=actor, number=None, at=at)
    row = Sheet.objects.create(
        insurer_id=case.insurer_id,
        sheaf=sheaf,
        public_id=kept.public_id,
        begun_as=kept.public_id,
        actor=actor,
        place=next_place(sheaf),
        name=sealer().seal(name, NAME),
        size=kept.size,
        instead=instead,
    )
    _is_whole(row, kept, now)
    return row


def _is_whole(row: Sheet, kept: Kept, now: datetime) -> None:
    """A sheet is here: it is looked at, and stands where it belongs."""
    row.media_type, row.sha256, row.store_key, row.data_key = (
        kept.media_type,
        kept.sha256,
        kept.store_key,
        kept.data_key,
    )
    if kept.media_type in LOOKED_AT and kept.size <= LARGEST:
        seen = look(b"".join(plain(kept)), kept.media_type)
        row.is_picture, row.pages, row.faults = seen.is_picture, seen.pages, list(seen.faults)
        if seen.shown:
            _keep_shown(row, seen.shown, now)
    _forget_later(row.pieces.values_list("store_key", flat=True))
    Piece.objects.filter(sheet=row).delete()
    if row.instead is not None:
        _take_place(row, row.instead)
    others = row.sheaf.sheets.exclude(id=row.id)
    if not row.is_picture and others.exists():
        row.sheaf = _another(row.sheaf)  # only pictures are pages of one document
    elif row.is_picture and others.filter(is_picture=False).exclude(media_type="").exists():
        row.sheaf = _another(row.sheaf)
    row.save()
    have_read(row.sheaf)


def _keep_shown(row: Sheet, shown: bytes, now: datetime) -> None:
    key = os.urandom(KEY)
    row.shown_store_key = store().put(seal([shown], key), at=now)
    row.shown_data_key, row.shown_size = wrapped(key, row.public_id), len(shown)


def _take_place(row: Sheet, number: UUID) -> None:
    """A page photographed again stands where the old one stood, and the old one is gone."""
    old = row.sheaf.sheets.filter(public_id=number).exclude(id=row.id).first()
    if old is not None:
        row.place = old.place
        drop_sheet(sheet=old)


def _another(sheaf: Sheaf) -> Sheaf:
    """A sheaf beside one, that ends with it."""
    return Sheaf.objects.create(
        insurer_id=sheaf.insurer_id,
        case_id=sheaf.case_id,
        actor=sheaf.actor,
        begun_at=sheaf.begun_at,
        ends_at=sheaf.ends_at,
    )


def bytes_of(row: Sheet) -> Kept:
    """The bytes of a whole sheet, as a document will name them."""
    return Kept(
        public_id=row.public_id,
        store_key=row.store_key or "",
        data_key=row.data_key,
        size=row.size,
        sha256=bytes(row.sha256 or b""),
        media_type=row.media_type,
    )


def shown_of(row: Sheet) -> bytes:
    """The small picture of a sheet; empty where there is none. Raises Damaged or Missing."""
    if row.shown_store_key is None:
        return b""
    about = Kept(
        public_id=row.public_id,
        store_key=row.shown_store_key,
        data_key=row.shown_data_key,
        size=row.shown_size,
        sha256=b"",
        media_type="",
    )
    return b"".join(plain(about))


def name_of_sheet(row: Sheet) -> str:
    """The name of the file, opened."""
    return sealer().open(row.name, NAME)


def sheets_of(sheaf: Sheaf) -> list[Sheet]:
    """The sheets of a sheaf in their order."""
    return list(sheaf.sheets.order_by("place", "id"))


def turn_sheet(*, sheet: Sheet, turn: int) -> None:
    """Turn a page to so many degrees, clockwise from how it came."""
    if turn in TURNS and sheet.is_picture:
        Sheet.objects.filter(id=sheet.id).update(turn=turn)


def move_sheet(*, sheet: Sheet, number: int) -> None:
    """Let a page be the one of that number (from 1); the others close up."""
    rows = sheets_of(sheet.sheaf)
    others = [row for row in rows if row.id != sheet.id]
    others.insert(max(0, min(number - 1, len(others))), sheet)
    for place, row in enumerate(others, 1):
        Sheet.objects.filter(id=row.id).update(place=place)
    have_read(sheet.sheaf)


def part_sheet(*, sheet: Sheet) -> Sheaf:
    """Let a page be a document of its own."""
    if sheet.sheaf.sheets.count() == 1:
        return sheet.sheaf
    sheaf = _another(sheet.sheaf)
    Sheet.objects.filter(id=sheet.id).update(sheaf=sheaf, place=1)
    have_read(sheaf)
    have_read(sheet.sheaf)
    return sheaf


def drop_sheet(*, sheet: Sheet) -> None:
    """Take a page out; its bytes are gone once this is committed, and so is a sheaf that has no other."""
    _forget_bytes(sheet)
    Sheet.objects.filter(id=sheet.id).delete()
    if not Sheaf.objects.filter(id=sheet.sheaf_id, sheets=None).delete()[0]:
        have_read(sheet.sheaf)


def drop_sheaf(*, sheaf: Sheaf) -> None:
    """Take a sheaf away with all that is in it."""
    for sheet in sheets_of(sheaf):
        _forget_bytes(sheet)
    Sheaf.objects.filter(id=sheaf.id).delete()


def drop_unfinished(*, case: Case, actor: str) -> None:
    """Take away what an account began to send and gave up."""
    for sheet in unfinished_of(case=case, actor=actor).select_related("sheaf"):
        drop_sheet(sheet=sheet)


def unfinished_of(*, case: Case, actor: str) -> QuerySet[Sheet]:
    """What an account began to send for a case, and what is not whole."""
    return Sheet.objects.filter(sheaf__case=case, actor=actor, media_type="")


def _forget_bytes(sheet: Sheet) -> None:
    keys = [sheet.store_key, sheet.shown_store_key, *sheet.pieces.values_list("store_key", flat=True)]
    _forget_later(key for key in keys if key is not None)


def _forget_later(keys: Iterable[str]) -> None:
    """Bytes go when their rows are gone for good."""
    for key in list(keys):
        transaction.on_commit(lambda key=key: store().delete(key))  # type: ignore[misc]


def confirm(*, sheaf: Sheaf, kind: str, name: str, at: datetime, now: datetime, by: str, actor: str) -> Added:
    """Make a sheaf the document that a person says it is, on record; refused, it stays as it was. Raises NotTaken.

    A file by itself is kept as it came, byte by byte; several pages, or one that was turned, become one PDF. `name` is
    what it is called where the file has no name of its own.
    """
    row = Sheaf.objects.select_for_update(of=("self",)).select_related("case").get(id=sheaf.id)
    sheets = sheets_of(row)
    if not sheets or not all(sheet.is_whole for sheet in sheets):
        raise NotTaken("not-whole")
    alone = sheets[0] if len(sheets) == 1 and not sheets[0].turn else None
    if alone is not None:
        own = name_of_sheet(alone) or name + ENDINGS[alone.media_type]
        upload = Upload(bytes_of(alone), kind, own)
    else:
        pages = as_one_pdf(_pages(sheets))
        upload = Upload(keep(pages, most=settings.MAX_DOCUMENT, at=now), kind, name + ENDINGS[PDF])
    added = add_document(case=row.case, upload=upload, records=True, at=at, by=by, role=by, actor=actor)
    if alone is None and not added.is_new:
        forget(upload.kept)
    if added.document is not None:
        if alone is not None and added.is_new:
            Sheet.objects.filter(id=alone.id).update(sha256=None, media_type="", store_key=None)  # the document's now
        drop_sheaf(sheaf=row)
    return added


def _pages(sheets: Sequence[Sheet]) -> Iterator[Page]:
    for sheet in sheets:
        yield page_of(b"".join(plain(bytes_of(sheet))), sheet.turn)


def have_read(sheaf: Sheaf) -> None:
    """Have the first page read, once, where somebody is there who reads."""
    first = first_sheet(sheaf.id)
    if first is None or not first.is_whole:
        return
    wanted = reader_is_there() and first.media_type in LOOKED_AT and first.size <= LARGEST
    another = Sheaf.objects.filter(Q(reading_of=None) | ~Q(reading_of=first.id), id=sheaf.id)
    if not another.update(reading_of=first.id, is_being_read=wanted, reading="", proposed=""):
        return
    if wanted:
        from xuanhu.apps.incoming.tasks import read_first_page  # noqa: PLC0415 - jobs stand above acts

        read_first_page.defer(sheaf=sheaf.id, insurer=sheaf.insurer_id)


def sweep(*, at: datetime) -> int:
    """Take away sheaves that nobody has confirmed in time, of visible insurers; how many there were."""
    over = list(Sheaf.objects.select_for_update(skip_locked=True).filter(ends_at__lte=at))
    for sheaf in over:
        drop_sheaf(sheaf=sheaf)
    return len(over)


def first_sheet(sheaf: int) -> Sheet | None:
    """The sheet that a sheaf begins with."""
    return Sheet.objects.filter(sheaf=sheaf).order_by("place", "id").first()


def sheet_named(*, case: Case, actor: str, number: UUID, at: datetime) -> Sheet | None:
    """The account's own sheet of that number, while it is kept."""
    found = Sheet.objects.select_related("sheaf").filter(public_id=number, actor=actor)
    return found.filter(sheaf__case=case, sheaf__ends_at__gt=at).first()
