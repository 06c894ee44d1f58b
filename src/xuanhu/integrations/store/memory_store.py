"""For tests: bytes in memory, gone with the process."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from threading import Lock

from xuanhu.integrations.store.port import Missing, Source, checked, new_key


class MemoryStore:
    """Keeps each stream in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, datetime]] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return "MemoryStore()"

    def put(self, blocks: Iterable[bytes], *, at: datetime) -> str:
        """Keep a stream; its key."""
        whole, key = b"".join(blocks), new_key()
        with self._lock:
            self._kept[key] = (whole, at)
        return key

    @contextmanager
    def open(self, key: str, *, start: int = 0) -> Iterator[Source]:
        """The bytes from a place on."""
        yield BytesIO(self._found(key)[start:])

    def size(self, key: str) -> int:
        """How many bytes there are."""
        return len(self._found(key))

    def delete(self, key: str) -> None:
        """Take the bytes away."""
        with self._lock:
            self._kept.pop(key, None)

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """The keys of what was put before a moment."""
        with self._lock:
            found = [key for key, (_, at) in self._kept.items() if at < moment]
        yield from found

    def discard_unfinished(self, *, before: datetime) -> int:
        """Nothing is ever half-written here."""
        del before
        return 0

    def _found(self, key: str) -> bytes:
        with self._lock:
            if checked(key) not in self._kept:
                raise Missing
            return self._kept[key][0]
