"""Processes beside the test: Python programs, one of them as another user, and killing so that it is over."""

import os
import pwd
import select
import subprocess
import sys
from pathlib import Path

# Everything is imported before rights are dropped: this Python may lie in a folder that is closed to others.
_BEGINNING = """
import os, sys
from pathlib import Path
import psycopg
from xuanhu.postgres import *
"""
_AS_ANOTHER = """
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({gid})
    os.setuid({uid})
    os.chdir("/")
"""


def begun(program: str, *arguments: str | Path, as_nobody: bool = False) -> subprocess.Popen[str]:
    """A Python process that has xuanhu.postgres at hand; as root perhaps one that becomes nobody first."""
    nobody = pwd.getpwnam("nobody")
    dropped = _AS_ANOTHER.format(uid=nobody.pw_uid, gid=nobody.pw_gid) if as_nobody else ""
    return subprocess.Popen(
        [sys.executable, "-c", _BEGINNING + dropped + program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> str:
    """What a process printed, once it has ended well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def kill(pid: int) -> None:
    """Kill -9, and wait until the process is dead."""
    watched = os.pidfd_open(pid)
    try:
        os.kill(pid, 9)
        over = select.poll()
        over.register(watched, select.POLLIN)
        over.poll(60_000)
    finally:
        os.close(watched)


def servers_of(data: Path) -> list[int]:
    """The numbers of all postmasters that run on a data folder."""
    wanted = f"/postgres\0-D\0{data}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if wanted in line:
            found.append(int(process.name))
    return found
