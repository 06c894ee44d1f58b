"""The default: a folder, fanned out by the first letters of random keys; written aside, then moved into place.

A file is there when its name is, and its name is safe on disk before `put` returns. No name that anybody gave is ever
part of a path.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from xuanhu.integrations.store.port import KEY, Missing, Source, Unreachable, checked, new_key

UNFINISHED: Final = "unfinished"
_PRIVATE: Final = 0o700


class FolderStore:
    """Keeps each stream as a file in a folder that only this user may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __repr__(self) -> str:
        return f"FolderStore({str(self._folder)!r})"

    def put(self, blocks: Iterable[bytes], *, at: datetime) -> str:
        """Keep a stream; its key. A stream that raises leaves nothing behind."""
        key = new_key()
        aside, place = self._folder / UNFINISHED / key, self._place(key)
        with _reachable():
            file = _begun(aside)
        try:
            with file:
                for block in blocks:  # what the stream raises goes through as it is
                    with _reachable():
                        file.write(block)
                with _reachable():
                    _settle(file, at)
            with _reachable():
                self._move(aside, place)
        except BaseException:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
                place.unlink(missing_ok=True)
            raise
        return key

    @contextmanager
    def open(self, key: str, *, start: int = 0) -> Iterator[Source]:
        """The bytes from a place on."""
        with _reachable():
            file = self._place(checked(key)).open("rb")
        with file:
            file.seek(start)
            yield file

    def size(self, key: str) -> int:
        """How many bytes there are."""
        with _reachable():
            return self._place(checked(key)).stat().st_size

    def delete(self, key: str) -> None:
        """Take the bytes away."""
        with suppress(Missing), _reachable():
            self._place(checked(key)).unlink(missing_ok=True)

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """The keys of what was put before a moment."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if KEY.fullmatch(path.name) and _is_before(path, moment):
                yield path.name

    def discard_unfinished(self, *, before: datetime) -> int:
        """Take away what a crash left half-written."""
        left = [path for path in (self._folder / UNFINISHED).glob("*") if _is_before(path, before)]
        for path in left:
            with _reachable():
                path.unlink(missing_ok=True)
        return len(left)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:4] / key

    def _move(self, aside: Path, place: Path) -> None:
        """Into place; the file is only safe when every folder that names it is, whoever made it."""
        place.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        aside.rename(place)
        for folder in (place.parent, place.parent.parent, self._folder):
            _sync_folder(folder)


def _begun(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def _settle(file: BinaryIO, at: datetime) -> None:
    """Everything on disk, with the moment by which old files are found."""
    file.flush()
    os.utime(file.fileno(), (at.timestamp(), at.timestamp()))
    os.fsync(file.fileno())


def _is_before(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # somebody else was quicker
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _reachable() -> Iterator[None]:
    """What the system says, in the words of the port."""
    try:
        yield
    except FileNotFoundError:
        raise Missing from None
    except OSError as error:
        raise Unreachable(error.strerror or "I/O") from error
