"""The default: every message becomes one line of JSON in a file, safely on disk, and each key stands there once.

Several processes may write at once. A line that a crash cut short was never acknowledged, so it is taken away.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Final

from xuanhu.integrations.messages.addresses import accept
from xuanhu.integrations.messages.port import Message, Sent, Unreachable

FILE_NAME: Final = "messages.jsonl"


class FileSender:
    """Writes to `messages.jsonl` in a folder that only this user may read."""

    provider: Final = "file"

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = Lock()
        self._known: dict[str, Sent] = {}
        self._read_to = 0
        self._inode = 0

    def __repr__(self) -> str:
        return f"FileSender({str(self._path.parent)!r})"

    def send(self, message: Message, *, at: datetime) -> Sent:
        to = accept(message, at=at)
        try:
            with self._lock, self._opened() as file:
                self._catch_up(file)
                known = self._known.get(message.idempotency_key)
                return known or self._append(file, message, to=to, at=at)
        except OSError as error:
            raise Unreachable("provider-down", detail=error.strerror or "I/O") from error

    @contextmanager
    def _opened(self) -> Iterator[FileIO]:
        """The file, locked against other processes; made if it is not there."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not self._path.exists()
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed
            if is_new:
                _sync_folder(self._path.parent)
            yield file

    def _catch_up(self, file: FileIO) -> None:
        """Learn the keys that others wrote since, and take away a last line without its end."""
        state = os.fstat(file.fileno())
        if state.st_ino != self._inode or state.st_size < self._read_to:
            self._known, self._read_to, self._inode = {}, 0, state.st_ino
        file.seek(self._read_to)
        whole = file.read().rpartition(b"\n")
        lines = whole[0] + whole[1]
        self._known.update(_keys_of(lines))
        self._read_to += len(lines)
        if whole[2]:
            file.truncate(self._read_to)

    def _append(self, file: FileIO, message: Message, *, to: str, at: datetime) -> Sent:
        line = json.dumps(_entry(message, to=to, at=at), ensure_ascii=False).encode() + b"\n"
        file.seek(self._read_to)
        try:
            _write_all(file, line)
            os.fsync(file.fileno())
        except OSError:
            file.truncate(self._read_to)  # not safely there: so it shall not be there at all
            raise
        self._read_to += len(line)
        sent = Sent(self.provider, _id_of(message.idempotency_key), at)
        self._known[message.idempotency_key] = sent
        return sent


def _entry(message: Message, *, to: str, at: datetime) -> dict[str, object]:
    return {
        "key": message.idempotency_key,
        "at": at.isoformat(),
        "kind": message.kind,
        "channel": message.channel,
        "to": to,
        "subject": message.subject,
        "text": message.text,
        "template_code": message.template_code,
        "template_params": dict(message.template_params),
    }


def _keys_of(lines: bytes) -> Iterator[tuple[str, Sent]]:
    """What stands in the file already; a line that somebody spoilt by hand is passed over."""
    for line in lines.splitlines():
        try:
            entry = json.loads(line)
            key, at = str(entry["key"]), datetime.fromisoformat(entry["at"])
        except (ValueError, KeyError, TypeError):
            continue
        yield key, Sent(FileSender.provider, _id_of(key), at)


def _id_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _write_all(file: FileIO, line: bytes) -> None:
    """Unbuffered writing may stop half-way, on a full disk for one."""
    rest = memoryview(line)
    while rest:
        rest = rest[file.write(rest) :]


def _sync_folder(folder: Path) -> None:
    """A new file is only safe when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
