"""Who runs the server. PostgreSQL refuses root, so root lends it a system user; anybody else runs it as himself."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xuanhu.postgres.faults import PostgresFault

SYSTEM_USER = "xuanhu-pg"
_ROOT = 0
# Nothing of the caller's environment: PGPORT, PGDATA, PGOPTIONS, LD_PRELOAD and a strange LC_ALL all change a server.
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether it is not the user who runs us."""
        return self.uid != os.geteuid()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, from / because our own folder may be closed to it, and wait for its end."""
        return subprocess.run(  # noqa: S603 - a list, no shell; the programs are PostgreSQL's own
            [str(part) for part in command],
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            cwd="/",
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def can_run(self, program: Path) -> bool:
        """Whether this user may execute the program: asked of the system, which knows about every folder above it."""
        try:
            return self.run(program, "--version").returncode == 0
        except PermissionError:
            return False

    def own(self, path: Path) -> None:
        """Make a file or folder of ours this user's; a link itself, not what it points to."""
        if self.is_other:
            os.lchown(path, self.uid, self.gid)

    def own_all(self, folder: Path) -> None:
        """The same for a folder with all that lies in it."""
        self.own(folder)
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                self.own(Path(parent, name))


def account_for(data: Path) -> Account:
    """The user who runs the server on this data folder.

    The owner of existing data goes on running it: a server begun as one user cannot read the files as another.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() == _ROOT:
        return _of_uid(owner) if owner else _system_account()
    if owner not in {None, os.geteuid()}:
        raise PostgresFault(
            f"{data} 属于用户 {_of_uid(owner or _ROOT).name}；请以该用户或 root 运行",
            f"{data} belongs to {_of_uid(owner or _ROOT).name}; run as that user, or as root",
        )
    return ourselves()


def ourselves() -> Account:
    """The user who runs us: clients of the server need no other."""
    return _of_uid(os.geteuid())


def _of_uid(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:  # a container may run under a number that has no name
        return Account(str(uid), uid, os.getegid() if uid == os.geteuid() else uid)
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _system_account() -> Account:
    """The server's own system user; `nobody` where users cannot be added (a read-only /etc, no useradd)."""
    return _named(SYSTEM_USER) or _added(SYSTEM_USER) or _named("nobody") or _nobody_at_all()


def _named(name: str) -> Account | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _added(name: str) -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd:
        _of_uid(_ROOT).run(
            useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name
        )
    return _named(name)  # asked again whatever useradd said: another process may have been quicker


def _nobody_at_all() -> Account:
    raise PostgresFault(
        "root 不能运行 PostgreSQL，而系统用户也建不成；请换普通用户运行，或设置 DATABASE_URL",
        "PostgreSQL refuses root and no system user could be added; run as another user, or set DATABASE_URL",
    )
