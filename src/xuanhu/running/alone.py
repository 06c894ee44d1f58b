"""One platform on a state folder, one on a port: a second one is told which is in the way, and what to do."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xuanhu.running.faults import CannotRun

HOST = "127.0.0.1"


@contextmanager
def alone_on(folder: Path, *, port: int) -> Iterator[None]:
    """Be the only platform on a state folder; the lock is the system's and falls with the process. Raises CannotRun."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serving").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise _occupied(folder, file.read()) from None
        file.truncate(0)
        json.dump({"pid": os.getpid(), "url": f"http://{HOST}:{port}"}, file)
        file.flush()
        yield


def require_free(port: int) -> None:
    """Refuse a port on which somebody listens: the web server would share it without a word. Raises CannotRun."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotRun(
                    f"没有权限监听端口 {port}；请换一个 1024 以上的：PORT=8000",
                    "no right to that port; use one over 1024",
                ) from None
            raise CannotRun(
                f"端口 {port} 已被别的程序占用；请换一个，如 PORT={port + 1}，或先停掉它",
                f"port {port} is taken; choose another by PORT={port + 1}, or stop whoever has it",
            ) from None


def _occupied(folder: Path, said: str) -> CannotRun:
    try:
        other = json.loads(said)
        where = f"{other['url']}，进程 {other['pid']}"
    except (ValueError, KeyError, TypeError):
        where = "另一个进程"
    return CannotRun(
        f"{folder} 上已经有一个平台在运行（{where}）；请用那一个，先停掉它，或用 XUANHU_STATE 指定别的文件夹",
        "a platform runs on this state folder already; use it, stop it, or name another folder by XUANHU_STATE",
    )
