"""`xuanhu serve` as a person starts it: a process on a state folder and a port of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.platform import lay_out

PATIENCE = 120
APART = ("DATABASE_URL", "XUANHU_DATABASE_URL", "XUANHU_KEYS", "XUANHU_SECRET", "XUANHU_REHEARSAL", "PORT")
XUANHU = [sys.executable, "-m", "xuanhu.cli"]


def environment_of(state: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in APART}
    return {**kept, "XUANHU_STATE": str(state), "COLUMNS": "300", **more}


def run(state: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command, once through."""
    return subprocess.run(
        [*XUANHU, *command], env=environment_of(state, **more), capture_output=True, text=True, check=False, timeout=300
    )


@dataclass
class Serving:
    """A platform that is ready."""

    process: subprocess.Popen[str]
    state: Path
    port: int
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def key(self, role: str) -> str:
        return re.search(rf"^\s+{role}\s.*?(xh_\S+)", "\n".join(self.said), re.MULTILINE)[1]

    def queue(self) -> int | None:
        """The status of a request that needs the database; none where nobody answers."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/queue", headers={"Authorization": f"Bearer {self.key('agent')}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def until(self, holds, what: str):
        """Ask again and again until it holds, and give what it gave."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            if found := holds():
                return found
            time.sleep(0.1)
        raise AssertionError(what)

    def until_it_answers(self) -> None:
        self.until(lambda: self.queue() == 200, "requests do not succeed again")

    def child(self, name: str) -> int | None:
        """The number of the living child whose command line holds a name."""
        return next((pid for pid in children_of(self.process.pid) if name in command_line(pid)), None)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def processes_of(state: Path) -> list[int]:
    """Every living process that names a state folder, in its arguments or its environment."""
    mark, found = os.fsencode(state), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(mark in (process / part).read_bytes() for part in ("cmdline", "environ")):
                found.append(int(process.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def serving(state: Path, *options: str, **more: str) -> Iterator[Serving]:
    """Serve until the test is over; what it says on standard error goes to a file beside."""
    port = free_port()
    command = [*XUANHU, "serve", "--port", str(port), *options]
    with (state / "stderr").open("w") as errors:
        process = subprocess.Popen(
            command, env=environment_of(state, **more), stdout=subprocess.PIPE, stderr=errors, text=True
        )
    serving = Serving(process, state, port)
    try:
        for line in process.stdout:
            serving.said.append(line.rstrip())
            if line.startswith("ready: "):
                break
        yield serving
    finally:
        if process.poll() is None:
            serving.stop()
        process.stdout.close()


def errors_of(serving: Serving) -> str:
    return (serving.state / "stderr").read_text()


def postmaster_of(state: Path) -> int:
    return int((state / "postgres/data/postmaster.pid").read_text().splitlines()[0])


@contextmanager
def a_folder() -> Iterator[Path]:
    """A state folder; the database's own user passes through it where we are root."""
    with tempfile.TemporaryDirectory(prefix="xuanhu-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextmanager
def a_laid_out_folder() -> Iterator[Path]:
    """A state folder whose tables are there already: the self-check shows that the first start makes them."""
    with a_folder() as folder:
        lay_out(folder / "postgres")
        yield folder


def keys_in(state: Path) -> dict[str, str]:
    return json.loads((state / "secrets.json").read_text())
