"""How a file comes over a bad line: begun, sent in pieces of one size in any order and as often as one likes, finished.

Whoever sends names the file by a number of their own, so that beginning twice begins once. A piece is answered only
when it is safe on disk: whatever dies in between loses that piece alone. Each piece is sealed under a key of its own.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet, Sum

from xuanhu.apps.cases.models import Case
from xuanhu.apps.incoming.models import Piece, Sheaf, Sheet
from xuanhu.apps.papers.file_types import Recogniser
from xuanhu.apps.papers.keeping import Kept, keep, plain, store, wrapped
from xuanhu.apps.papers.sealed_stream import seal
from xuanhu.apps.sealing import KEY, sealer

PIECE: Final = 256 * 1024
NAME: Final = "incoming.sheet.name"
LONGEST_NAME: Final = 255
MOST_SHEETS: Final = 60  # of a case, and of an account, that nobody has confirmed yet
# A little less than the day after which the store takes away bytes that no document names.
A_DAY: Final = timedelta(hours=23, minutes=50)

Code = Literal[
    "empty", "too-large", "too-many", "too-much", "no-such-sheaf", "another-file", "wrong-place", "wrong-hash",
    "not-whole", "over",
]  # fmt: skip


class NotTaken(ValueError):  # noqa: N818 - what is raised is something that is not taken
    """Not taken, and why: a stable code; `have` are the places of the pieces that are here, where that helps."""

    def __init__(self, code: Code, have: Sequence[int] = ()) -> None:
        super().__init__(code)
        self.code, self.have = code, tuple(have)


class Announced(NamedTuple):
    """A file that will come: the sender's own number for it, its name and size in bytes.

    `sheaf` is where it belongs, a new one if None; `instead` the sheet of that sheaf whose place it takes.
    """

    begun_as: UUID
    name: str
    size: int
    sheaf: UUID | None = None
    instead: UUID | None = None


def begin(*, case: Case, actor: str, file: Announced, at: datetime) -> Sheet:
    """Begin a file; one that was begun before is the one that is there. Raises NotTaken."""
    list(Case.objects.select_for_update(no_key=True).filter(id=case.id).values_list("id"))  # the quota is counted alone
    there = Sheet.objects.select_related("sheaf").filter(actor=actor, begun_as=file.begun_as).first()
    if there is not None:
        if (there.sheaf.case_id, there.size) != (case.id, file.size):
            raise NotTaken("another-file")
        return there
    if file.size <= 0:
        raise NotTaken("empty")
    if file.size > settings.MAX_DOCUMENT:
        raise NotTaken("too-large")
    make_room(case=case, actor=actor, size=file.size)
    sheaf = sheaf_for(case=case, actor=actor, number=file.sheaf, at=at)
    return Sheet.objects.create(
        insurer_id=case.insurer_id,
        sheaf=sheaf,
        begun_as=file.begun_as,
        actor=actor,
        place=next_place(sheaf),
        name=sealer().seal(file.name[:LONGEST_NAME], NAME),
        size=file.size,
        instead=file.instead,
    )


def make_room(*, case: Case, actor: str, size: int) -> None:
    """Let a case, and an account, have no more on its way than a platform can keep. Raises NotTaken."""
    for held in (Sheet.objects.filter(sheaf__case=case), Sheet.objects.filter(actor=actor)):
        if held.count() >= MOST_SHEETS:
            raise NotTaken("too-many")
        if (held.aggregate(sum=Sum("size"))["sum"] or 0) + size > 2 * settings.MAX_DOCUMENT:
            raise NotTaken("too-much")


def sheaf_for(*, case: Case, actor: str, number: UUID | None, at: datetime) -> Sheaf:
    """The sender's own sheaf of that number, or a new one. Raises NotTaken."""
    if number is None:
        return Sheaf.objects.create(insurer_id=case.insurer_id, case=case, actor=actor, begun_at=at, ends_at=at + A_DAY)
    found = sheaves_of(case=case, actor=actor, at=at).filter(public_id=number).first()
    if found is None:
        raise NotTaken("no-such-sheaf")
    return found


def sheaves_of(*, case: Case, actor: str, at: datetime) -> QuerySet[Sheaf]:
    """What an account has on its way for a case, the oldest first."""
    return Sheaf.objects.filter(case=case, actor=actor, ends_at__gt=at).order_by("id")


def next_place(sheaf: Sheaf) -> int:
    """Behind the last sheet."""
    return 1 + (sheaf.sheets.aggregate(last=Max("place"))["last"] or 0)


def put_piece(*, sheet: Sheet, start: int, content: bytes, sha256: bytes, now: datetime) -> None:
    """Keep a piece; one that is here already does no harm. `now` is the machine's own, for the store.

    Raises NotTaken, and Unaccepted for what no paper can be.
    """
    if sheet.is_whole:
        return
    if start % PIECE or not 0 <= start < sheet.size or len(content) != min(PIECE, sheet.size - start):
        raise NotTaken("wrong-place", places_of(sheet))
    if hashlib.sha256(content).digest() != sha256:
        raise NotTaken("wrong-hash")
    if start == 0:
        Recogniser().feed(content)  # told at the first piece, not after the last
    if _is_here(sheet, start, sha256):
        return
    number, key = uuid4(), os.urandom(KEY)
    kept = store().put(seal([content], key), at=now)
    try:
        with transaction.atomic():
            Piece.objects.create(
                insurer_id=sheet.insurer_id,
                sheet=sheet,
                public_id=number,
                start=start,
                size=len(content),
                sha256=sha256,
                store_key=kept,
                data_key=wrapped(key, number),
            )
    except IntegrityError:  # the same piece twice at once, or the sheet is gone
        store().delete(kept)
        if not _is_here(sheet, start, sha256):
            raise NotTaken("over") from None


def _is_here(sheet: Sheet, start: int, sha256: bytes) -> bool:
    """Whether this piece is here. Raises NotTaken where another one is: it is a different file."""
    there = sheet.pieces.filter(start=start).first()
    if there is not None and bytes(there.sha256) != sha256:
        raise NotTaken("another-file")
    return there is not None


def places_of(sheet: Sheet) -> list[int]:
    """From where on the pieces go that are here."""
    return list(sheet.pieces.order_by("start").values_list("start", flat=True))


def put_together(*, sheet: Sheet, now: datetime) -> Kept:
    """The pieces as one file, recognised, hashed, sealed. The caller takes it in, or forgets it.

    Raises NotTaken for one that is not whole, Unaccepted for what is no paper.
    """
    pieces = list(sheet.pieces.order_by("start"))
    if sum(one.size for one in pieces) != sheet.size:
        raise NotTaken("not-whole", [one.start for one in pieces])
    return keep(_flowing(pieces), most=settings.MAX_DOCUMENT, at=now, public_id=sheet.public_id)


def _flowing(pieces: Sequence[Piece]) -> Iterator[bytes]:
    for one in pieces:
        yield from plain(one)
