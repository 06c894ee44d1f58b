"""A copy of what is held: asked for, made by a job, taken for a day by the account that asked, then gone.

The ZIP is sealed while it is made, under a key of its own: it never lies plain on a disk, nor whole in memory.
"""

import base64
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any, Final, cast

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.papers.keeping import plain, prove, store
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.sealed_stream import HEADER, Damaged, chunk_of, open_sealed, seal
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.acting import actor_of
from xuanhu.apps.portal.models import Account
from xuanhu.apps.rights.contents import as_json, as_page, everything_on, file_of, papers_on
from xuanhu.apps.rights.models import Export
from xuanhu.apps.sealing import KEY, SealError, sealer
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.integrations.store import Missing

DATA_KEY: Final = "rights.export.data_key"
GOOD_FOR: Final = timedelta(hours=24)
UNMADE_AFTER: Final = timedelta(hours=2)  # whoever waits longer may ask again


def ask_for_export(*, insured: Insured, account: Account, at: datetime) -> tuple[Export, bool]:
    """Ask for a copy; whether it is new: one that is being made, or can still be taken, is that one."""
    Account.objects.select_for_update(no_key=True).get(id=account.id)
    for one in exports_of(insured=insured, account=account):
        if may_take(one, at) or (one.ready_at is None and at - one.asked_at < UNMADE_AFTER):
            return one, False
    _note(Act.EXPORT_ASKED, insured, account, at)
    made = Export.objects.create(insurer_id=insured.insurer_id, insured=insured, account=account, asked_at=at)
    return made, True


def exports_of(*, insured: Insured, account: Account) -> list[Export]:
    """The latest exports that this account has asked for."""
    return list(Export.objects.filter(insured=insured, account=account).order_by("-id")[:5])


def may_take(export: Export, at: datetime) -> bool:
    """Whether it is made, and its day is not over."""
    return export.gone_at is None and export.ends_at is not None and at < export.ends_at


def make_export(*, export: int, insurer: int, at: datetime) -> bool:
    """Make the ZIP; False where it was made before, or nobody can take it any more."""
    with seeing([insurer]):
        rows = Export.objects.select_for_update(of=("self",)).select_related("insured__insurer", "account")
        row = rows.get(id=export)
        if row.ready_at is not None or row.account.ended_at is not None:
            return False
        key, counted = os.urandom(KEY), _Counted()
        row.store_key = store().put(seal(counted.watch(_zipped(row, at)), key), at=at)
        row.data_key = sealer().seal(base64.b64encode(key).decode(), f"{DATA_KEY}.{row.public_id}")
        row.size, row.ready_at, row.ends_at = counted.size, at, at + GOOD_FOR
        row.save(update_fields=["store_key", "data_key", "size", "ready_at", "ends_at"])
    return True


def take_export(*, export: Export, at: datetime) -> Iterator[bytes]:
    """The bytes, each chunk proved before it is given, and on the trail that they were taken. Raises SealError."""
    _note(Act.EXPORT_TAKEN, export.insured, export.account, at)
    key = base64.b64decode(sealer().open(export.data_key, f"{DATA_KEY}.{export.public_id}"))
    return _opened(export, key)


def take_away_what_is_over(*, at: datetime) -> int:
    """Take away the bytes of exports whose day is over; how many."""
    with seeing(every_insurer()):
        rows = list(Export.objects.select_for_update().filter(gone_at=None, ends_at__lte=at))
        for one in rows:
            take_away(export=one, at=at)
    return len(rows)


def take_away(*, export: Export, at: datetime) -> None:
    """Take away the bytes of one."""
    if export.store_key:
        store().delete(export.store_key)
    export.gone_at, export.data_key = at, ""
    export.save(update_fields=["gone_at", "data_key"])


def _opened(export: Export, key: bytes) -> Iterator[bytes]:
    with store().open(export.store_key) as source:
        header = source.read(HEADER)
        chunk_of(header)
        yield from open_sealed(source, key, header=header, size=export.size)


def _zipped(row: Export, at: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece. A paper that cannot be read is left out and named; the rest is given."""
    everything = everything_on(insured=row.insured, account=row.account, at=at)
    papers, sink = papers_on(row.insured), _Sink()
    missing = []
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as file:
        for number, paper in enumerate(papers, start=1):
            if not _can_be_read(paper):
                missing.append(file_of(number, paper))
                continue
            with file.open(_entry(file_of(number, paper), at), "w", force_zip64=True) as entry:
                for piece in plain(paper):
                    entry.write(piece)
                    yield sink.taken()
        everything["unreadable"] = missing
        file.writestr(_entry("数据.json", at), as_json(everything))
        page = as_page(everything, insured=row.insured, account=row.account, at=at)
        file.writestr(_entry("请先看这里.html", at), page)
        yield sink.taken()
    yield sink.taken()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def _can_be_read(paper: Document) -> bool:
    try:
        prove(paper)
    except (Damaged, Missing, SealError):
        return False
    return True


class _Sink:
    """Takes what is written until somebody fetches it. It cannot be wound back, so the ZIP is a stream."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        found = bytes(self._held)
        self._held.clear()
        return found


class _Counted:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.size = 0

    def watch(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.size += len(piece)
            yield piece


def _note(act: Act, insured: Insured, account: Account, at: datetime) -> None:
    subject, by = Subject("insured", str(insured.public_id)), By(actor_of(account), "insured")
    record(act=act, subject=subject, by=by, at=at, insurer=insured.insurer_id)
