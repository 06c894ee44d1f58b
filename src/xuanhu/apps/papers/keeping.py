"""Bytes of documents: recognised, counted and sealed while they stream into the store, and proved on their way out."""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, Protocol
from uuid import UUID, uuid4

from django.conf import settings

from xuanhu.apps.papers.file_types import Recogniser
from xuanhu.apps.papers.sealed_stream import HEADER, Damaged, chunk_of, offset_of, open_sealed, seal, sealed_size
from xuanhu.apps.sealing import KEY, sealer
from xuanhu.integrations.store import Store, store_for

DATA_KEY: Final = "papers.document.data_key"


class Sealed(Protocol):
    """Whatever has bytes in the store: a document, and what is on its way to be one."""

    @property
    def public_id(self) -> UUID: ...
    @property
    def store_key(self) -> str: ...
    @property
    def data_key(self) -> str: ...
    @property
    def size(self) -> int: ...


class TooLarge(ValueError):  # noqa: N818 - what is raised is a stream that is too long
    """More bytes than a document may have."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Bytes in the store that no row names yet: whoever makes none must `forget` them."""

    public_id: UUID
    store_key: str
    data_key: str
    size: int
    sha256: bytes
    media_type: str


@cache
def store() -> Store:
    """The platform's store of documents."""
    return store_for(settings.DOCUMENT_STORE)


def keep(blocks: Iterable[bytes], *, most: int, at: datetime, public_id: UUID | None = None) -> Kept:
    """Seal a stream into the store under a new key, for a document that will have this id, or a new one.

    Raises Unaccepted or EmptyFile for what is not taken, TooLarge, and what the stream raises: then nothing is kept.
    """
    public_id, key = public_id or uuid4(), os.urandom(KEY)
    seen = _Seen(most)
    store_key = store().put(seal(seen.watch(blocks), key), at=at)
    return Kept(
        public_id=public_id,
        store_key=store_key,
        data_key=wrapped(key, public_id),
        size=seen.size,
        sha256=seen.hash.digest(),
        media_type=seen.media_type,
    )


def forget(kept: Kept) -> None:
    """Take away bytes that no row was made for."""
    store().delete(kept.store_key)


class _Seen:
    """What is found out about bytes while they go by."""

    def __init__(self, most: int) -> None:
        self.hash = hashlib.sha256()
        self.size = 0
        self.media_type = ""
        self._most = most

    def watch(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        recogniser = Recogniser()
        for block in blocks:
            self.size += len(block)
            if self.size > self._most:
                raise TooLarge
            recogniser.feed(block)
            self.hash.update(block)
            yield block
        self.media_type = recogniser.finish()


def wrapped(key: bytes, document: UUID) -> str:
    """A data key sealed by the ring; it opens for this document only."""
    return sealer().seal(base64.b64encode(key).decode(), _where(document))


def unwrapped(row: Sealed) -> bytes:
    """The data key of a document. Raises SealError for a ring that no longer has its key."""
    return base64.b64decode(sealer().open(row.data_key, _where(row.public_id)))


def _where(document: UUID) -> str:
    return f"{DATA_KEY}.{document}"


def prove(row: Sealed, *, start: int = 0, end: int | None = None) -> None:
    """Read a document, or a part of it, and let nothing be changed or missing. Raises Damaged or Missing."""
    for _ in plain(row, start=start, end=end):
        pass


def plain(row: Sealed, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of a document from `start` up to `end` (excluded), opened. Raises Damaged or Missing."""
    end = row.size if end is None else end
    kept, key = store(), unwrapped(row)
    with kept.open(row.store_key) as source:
        header = source.read(HEADER)
    chunk = chunk_of(header)
    if kept.size(row.store_key) != sealed_size(row.size, chunk=chunk):
        raise Damaged
    place = start // chunk * chunk
    with kept.open(row.store_key, start=offset_of(start, chunk=chunk)) as source:
        for opened in open_sealed(source, key, header=header, size=row.size, start=start):
            yield opened[max(start - place, 0) : end - place]
            place += len(opened)
            if place >= end:
                return
