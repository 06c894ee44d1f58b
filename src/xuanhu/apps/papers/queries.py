"""What is read of documents: those of a case, the bytes of one, and whether all bytes are still what they were."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.actions import NAME, note_opening
from xuanhu.apps.papers.keeping import plain, prove
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.sealed_stream import Damaged
from xuanhu.apps.sealing import SealError, sealer
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.integrations.store import Missing, Unreachable

AT_ONCE: Final = 100


class Spoilt(NamedTuple):
    """A document that cannot be had: its bytes are missing or changed, cannot be read, or its key is lost."""

    document: UUID
    insurer: int
    what: Literal["missing", "changed", "unreadable", "no-key"]


def documents_of(*, case: Case, after: int, limit: int, withdrawn: bool = False) -> list[Document]:
    """The documents of a case in the order in which they came; those withdrawn too if asked."""
    rows = Document.objects.filter(case=case, id__gt=after)
    return list((rows if withdrawn else rows.filter(withdrawn_at=None)).order_by("id")[:limit])


def is_named(store_key: str) -> bool:
    """Whether any document has these bytes."""
    with seeing(every_insurer()):
        return Document.objects.filter(store_key=store_key).exists()


def name_of(document: Document) -> str:
    """The name of the file, opened."""
    return sealer().open(document.name, NAME)


def open_document(
    *, document: Document, at: datetime, by: str, actor: str, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The content, or a part of it, and on record who read it.

    All of it is proved before any of it is given. Raises Damaged, Missing, SealError, and then nobody has read it.
    """
    prove(document, start=start, end=end)
    with seeing([document.insurer_id]):
        note_opening(document=document, at=at, by=by, actor=actor)
    return plain(document, start=start, end=end)


def verify_documents() -> Iterator[Spoilt]:
    """Stream and hash every document of every insurer; each whose bytes are missing or not what they were."""
    after = 0
    while True:
        with seeing(every_insurer()):
            rows = list(Document.objects.filter(id__gt=after).order_by("id")[:AT_ONCE])
        if not rows:
            return
        after = rows[-1].id
        for row in rows:
            what = _spoilt(row)
            if what is not None:
                yield Spoilt(row.public_id, row.insurer_id, what)


def _spoilt(row: Document) -> Literal["missing", "changed", "unreadable", "no-key"] | None:
    found = hashlib.sha256()
    try:
        for piece in plain(row):
            found.update(piece)
    except Missing:
        return "missing"
    except Damaged:
        return "changed"
    except Unreachable:
        return "unreadable"
    except SealError:
        return "no-key"
    return None if found.digest() == bytes(row.sha256) else "changed"
