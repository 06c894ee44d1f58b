"""The self-check: a platform of its own, begun by the very command, asked over HTTP, and stopped."""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from xuanhu.running.asking import Failed, Platform, in_earnest, in_rehearsal

PATIENCE = 180.0  # seconds until it is ready
STOPPING = 60.0
KEY = re.compile(r"^\s+([a-z-]+)\s.*?(xh_\S+)")
REHEARSAL_KEY = re.compile(r"rehearsal's key\): (\S+)")
APART = ("DATABASE_URL", "XUANHU_DATABASE_URL", "XUANHU_KEYS", "XUANHU_KEYS_FILE", "XUANHU_SECRET", "XUANHU_SENDER")
Say = Callable[[str], None]


class Begun(NamedTuple):
    """A platform that is ready: its process, its address, the keys that it has printed."""

    process: subprocess.Popen[str]
    url: str
    keys: dict[str, str]


def check_platform(*, rehearsal: bool, say: Say) -> bool:
    """Try everything on a state folder and a port of its own, so that a running platform is never disturbed."""
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-check-"))
    folder.chmod(0o711)  # the database's user has to pass through, where we are root
    try:
        with _begun(folder, rehearsal=rehearsal) as begun:
            say(f"✓ 启动 (it starts): {begun.url}")
            platform = Platform(begun.url, begun.keys, folder)
            for step in (in_rehearsal if rehearsal else in_earnest)(platform):
                say(f"✓ {step}")
            _stop(begun.process)
        _require_nothing_left(folder)
        say("✓ 停止，没有留下进程 (it stops, and leaves no process)")
    except Failed as failure:
        say(f"✗ {failure}")
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say("自检通过 (all is well)")
    return True


@contextmanager
def _begun(folder: Path, *, rehearsal: bool) -> Iterator[Begun]:
    environment = {name: value for name, value in os.environ.items() if name not in APART}
    environment |= {"XUANHU_STATE": str(folder), "XUANHU_REHEARSAL": "1" if rehearsal else "0", "COLUMNS": "200"}
    environment |= {"PORT": str(_free_port()), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "xuanhu.cli", "serve", "--demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield _until_ready(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _until_ready(process: subprocess.Popen[str]) -> Begun:
    """Read what it prints until it says that it is ready, and take the keys from it."""
    keys: dict[str, str] = {}
    said: list[str] = []
    for line in _lines(process, time.monotonic() + PATIENCE):
        said.append(line)
        if found := KEY.match(line):
            keys[found[1]] = found[2]
        if found := REHEARSAL_KEY.search(line):
            keys["rehearsal"] = found[1]
        if line.startswith("ready: "):
            return Begun(process, line.removeprefix("ready: "), keys)
    raise Failed("启动没有完成 (it did not start)：\n" + "\n".join(said[-20:]))


def _lines(process: subprocess.Popen[str], until: float) -> Iterator[str]:
    stream = process.stdout
    if stream is None:
        return
    pending = ""
    while time.monotonic() < until:
        if not select.select([stream], [], [], 1.0)[0]:
            continue
        some = os.read(stream.fileno(), 65536).decode("utf-8", "replace")
        if not some:
            return
        *whole, pending = (pending + some).split("\n")
        yield from whole


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        raise Failed("没有按时停下 (it did not stop)") from None
    if code:
        raise Failed(f"停止时退出码是 {code} (it did not end with 0)")


def _require_nothing_left(folder: Path) -> None:
    """No process names the folder any more: neither in its arguments nor in its environment."""
    mark = os.fsencode(str(folder))
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        for part in ("cmdline", "environ"):
            try:
                if mark in (process / part).read_bytes():
                    left.append(process.name)
            except OSError:
                continue
    if left:
        raise Failed(f"留下了进程 (processes are left): {' '.join(dict.fromkeys(left))}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
