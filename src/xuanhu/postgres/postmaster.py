"""The running server as its file postmaster.pid tells it, and whether that file may be believed."""

import os
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from xuanhu.postgres.faults import PostgresFault

_PROCESSES = Path("/proc")  # not on macOS
_LINES = 8  # pid, data folder, start, port, socket folder, address, shared memory, state


class Status(NamedTuple):
    """How the server fares: stopped, starting, ready or stopping."""

    state: str
    data: Path
    pid: int | None = None
    started_at: datetime | None = None

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


class Postmaster(NamedTuple):
    """What postmaster.pid says; while the server is still writing it the later lines are missing."""

    pid: int
    data: Path
    started_at: datetime
    port: str
    socket: Path | None
    state: str

    def is_here(self, data: Path) -> bool:
        """Whether this process lives and is the server of this data folder.

        After a crash the system may have given the number to anybody, so the process itself is asked: its command
        line must be a postgres of this folder. A dead process that no parent has collected has no command line. Its
        age is not compared with the file's: the file holds the wall clock's time, and after the clock was set a
        living server would be taken for dead, and its file removed.
        """
        return f"/postgres -D {data} " in _command_line(self.pid)

    def answers(self, data: Path) -> bool:
        """Whether somebody listens on its socket: it may run in another container, where its number is not ours.

        A copied data folder brings a file that names the original's folder, and socket.
        """
        if self.data != data or not self.socket:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            try:
                line.connect(str(self.socket / f".s.PGSQL.{self.port}"))
            except OSError:
                return False
        return True


def read_postmaster(data: Path) -> Postmaster | None:
    """What postmaster.pid says, true or not; None if there is none, or none that can be read."""
    try:
        lines = (data / "postmaster.pid").read_text("utf-8", errors="surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise PostgresFault(
            f"没有读取 {data} 的权限；请以它的所有者或 root 运行", f"{data} may be read by its owner and by root only"
        ) from error
    lines += [""] * (_LINES - len(lines))
    if not lines[0].isdecimal() or not lines[2].isdecimal():
        return None
    began = datetime.fromtimestamp(int(lines[2]), tz=UTC)
    return Postmaster(
        int(lines[0]), Path(lines[1]), began, lines[3], Path(lines[4]) if lines[4] else None, lines[7].strip()
    )


def living_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on this data folder."""
    found = read_postmaster(data)
    return found if found and (found.is_here(data) or found.answers(data)) else None


def remove_stale_files(data: Path, socket_lock: Path) -> None:
    """Remove the lock files of a dead server where a new one would believe them and we know better.

    PostgreSQL refuses to start while any process has that number, be it a stranger or the uncollected dead; it looks
    so at postmaster.pid and at the lock beside the socket. Where the number is free they are left alone: the server
    then looks for itself whether old children still use the data (it does so in any case, by the shared memory that
    belongs to the folder).
    """
    if living_postmaster(data):
        return
    for file in (data / "postmaster.pid", socket_lock):
        if _names_a_process(file):
            file.unlink(missing_ok=True)


def _names_a_process(file: Path) -> bool:
    """Whether a lock file's number, its first line, is that of any process."""
    first = file.read_text("utf-8", errors="replace").partition("\n")[0] if file.is_file() else ""
    if not first.strip().isdecimal():
        return False
    try:
        os.kill(int(first), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    """The command line of a process, its parts joined by blanks; empty if there is no such process."""
    if _PROCESSES.is_dir():
        try:
            return (
                (_PROCESSES / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "surrogateescape")
            )
        except OSError:  # gone, or going
            return ""
    asked = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a number is asked about
    return told.stdout.strip() + " "
