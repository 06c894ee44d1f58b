"""Acts on documents: added, withdrawn, opened, each in its caller's transaction; and what keeps the store in order."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from xuanhu.apps.cases.actions import Acted, record_fact
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.keeping import Kept, store
from xuanhu.apps.papers.models import Document, Opening
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import every_insurer, seeing

NAME: Final = "papers.document.name"
FACT: Final = "documents-added"
ORPHAN_AFTER: Final = timedelta(days=1)  # no upload takes so long
A_FEW: Final = 100  # orphans come of crashes: more of them than documents mean another platform's store
AT_ONCE: Final = 100
One = TypeVar("One")


class Upload(NamedTuple):
    """Bytes that are kept, of which kind they are, and the name of their file."""

    kept: Kept
    kind: str
    name: str


class Added(NamedTuple):
    """What became of an upload: the document, unless its fact was refused; whether it is new; the fact, if recorded."""

    document: Document | None
    is_new: bool
    acted: Acted | None


class AlreadyWithdrawnError(ValueError):
    """A document that was withdrawn before."""


class NotOurStoreError(RuntimeError):
    """A store full of bytes that no document names: another platform's, or this database is an old copy."""


def add_document(
    *, case: Case, upload: Upload, records: bool, at: datetime, by: str | None, role: str, actor: str
) -> Added:
    """Add a document whose bytes are kept; with `records`, record too that it came, or keep nothing where that is no.

    The same bytes of the same kind once more are the document that is there. The caller forgets bytes that are not new.
    `by` is in which role the fact is judged, `role` whose the document is.
    """
    list(Case.objects.select_for_update().filter(id=case.id).values_list("id"))  # two of the same at once: one waits
    kept, kind = upload.kept, upload.kind
    there = Document.objects.filter(case=case, kind=kind, sha256=kept.sha256, withdrawn_at=None).first()
    if there is not None:
        return Added(there, is_new=False, acted=None)
    acted = None
    if records:
        data = {"kinds": (kind,)}
        acted = record_fact(public_id=str(case.public_id), name=FACT, data=data, at=at, by=by, actor=actor)
        if acted is None or not acted.verdict.allowed:
            return Added(None, is_new=False, acted=acted)
    document = Document.objects.create(
        insurer_id=case.insurer_id,
        case=case,
        public_id=kept.public_id,
        kind=kind,
        name=sealer().seal(upload.name, NAME),
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        store_key=kept.store_key,
        data_key=kept.data_key,
        added_at=at,
        by=by or role,
        actor=actor,
    )
    return Added(document, is_new=True, acted=acted)


def withdraw_document(*, document: Document, reason: str, at: datetime, by: str, actor: str) -> Document:
    """Withdraw a document: it is kept, and no longer listed. Raises AlreadyWithdrawnError."""
    row = Document.objects.select_for_update().get(id=document.id)
    if row.withdrawn_at is not None:
        raise AlreadyWithdrawnError
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason, row.withdrawn_actor = at, by, reason, actor
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "withdrawn_actor"])
    return row


def note_opening(*, document: Document, at: datetime, by: str, actor: str) -> None:
    """Put on record that somebody reads a document."""
    Opening.objects.create(insurer_id=document.insurer_id, document=document, at=at, by=by, actor=actor)


def sweep_orphans(*, at: datetime) -> int:
    """Take away bytes older than a day that no document names: what a crash between store and commit left behind.

    Raises NotOurStoreError, and takes nothing away, where nearly all would be orphans.
    """
    before, orphans, named = at - ORPHAN_AFTER, set[str](), 0
    for keys in _parts(store().kept_before(before)):
        with seeing(every_insurer()):
            ours = set(Document.objects.filter(store_key__in=keys).values_list("store_key", flat=True))
        named += len(ours)
        orphans |= set(keys) - ours
    if len(orphans) > max(A_FEW, named):
        raise NotOurStoreError
    for key in orphans:
        store().delete(key)
    return len(orphans) + store().discard_unfinished(before=before)


def _parts(all_of_them: Iterable[One]) -> Iterator[list[One]]:
    """A hundred at a time."""
    rest = iter(all_of_them)
    while part := list(islice(rest, AT_ONCE)):
        yield part
