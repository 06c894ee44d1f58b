"""The port for keeping bytes: put a stream, open it, ask its size, delete it, find old ones.

Keys are the store's own, random, and say nothing. What is put is there whole or not at all, and is never changed; the
store neither knows nor asks what it keeps, so whoever calls has sealed it.
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol

KEY: Final = re.compile(r"[0-9a-f]{32}")


class Missing(LookupError):  # noqa: N818 - what is raised is bytes that are not there
    """There are no bytes of that key."""

    def __init__(self) -> None:
        super().__init__("保存处没有这份内容 (nothing is kept under that key)")


class Unreachable(OSError):  # noqa: N818 - what is raised is a store that cannot be reached
    """Not now: the store cannot be reached, or has no room. Nothing was kept; try again."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("保存处暂时用不了 (the store cannot be used now)" + (f" [{detail}]" if detail else ""))


class Source(Protocol):
    """Bytes to read, one piece after the other."""

    def read(self, size: int, /) -> bytes: ...


class Store(Protocol):
    """Whoever keeps bytes: raises Missing or Unreachable, and whatever the stream that is put raises."""

    def put(self, blocks: Iterable[bytes], *, at: datetime) -> str:
        """Keep a stream, safely on disk when this returns; its key. A stream that raises leaves nothing behind."""
        ...

    def open(self, key: str, *, start: int = 0) -> AbstractContextManager[Source]:
        """The bytes from a place on. Raises Missing."""
        ...

    def size(self, key: str) -> int:
        """How many bytes there are. Raises Missing."""
        ...

    def delete(self, key: str) -> None:
        """Take the bytes away; nothing happens where there are none."""
        ...

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """The keys of what was put before a moment, in any order."""
        ...

    def discard_unfinished(self, *, before: datetime) -> int:
        """Take away what a crash left half-written before a moment; how many there were."""
        ...


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_hex(16)


def checked(key: str) -> str:
    """The key. Raises Missing for what is none: it never becomes part of a path."""
    if not KEY.fullmatch(key):
        raise Missing
    return key
