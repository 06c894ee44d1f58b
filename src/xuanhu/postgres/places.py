"""Where things lie on this machine: the state folder, the folder of the socket; what is made for the server's user."""

import os
import stat
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from xuanhu.postgres.account import Account
from xuanhu.postgres.conninfo import PORT
from xuanhu.postgres.faults import PostgresFault

# A socket's address holds 108 bytes on Linux, 104 on macOS, one of them a closing zero.
LONGEST_SOCKET = 103
_ENTER_ONLY = 0o711  # the server's account passes through, and sees nothing
_PRIVATE = 0o700


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where Xuanhu keeps what must last: $XUANHU_STATE, else the machine's place as root, else the user's own."""
    if given := environment.get("XUANHU_STATE"):
        return Path(given).expanduser().resolve()
    return Path("/var/lib/xuanhu") if os.geteuid() == 0 else Path.home() / ".local/share/xuanhu"


def socket_folder(home: Path) -> Path:
    """The folder of the socket: inside the cluster's home, or a short one where that would be too long.

    A comma would part two folders, in the server's setting as in libpq's host.
    """
    inside = home / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET and "," not in str(inside):
        return inside
    name = blake2b(os.fsencode(home), digest_size=8).hexdigest()
    return Path("/run/xuanhu") / name if os.geteuid() == 0 else Path(f"/tmp/xuanhu-{name}")  # noqa: S108 - made_private


def made_private(folder: Path, account: Account) -> Path:
    """Make this folder, 0700 and the account's: whoever may enter the socket's folder may connect as anyone.

    It may have been there before, perhaps laid out by another user of the machine: then it is refused, not mended.
    """
    made_parents(folder.parent)
    try:
        folder.mkdir(mode=_PRIVATE)
    except FileExistsError:
        pass
    else:
        folder.chmod(_PRIVATE)
        account.own(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {account.uid, os.geteuid()}:
        raise PostgresFault(
            f"{folder} 不是 {account.name} 的文件夹，数据库不能放在这里", f"{folder} does not belong to {account.name}"
        )
    if found.st_uid != account.uid or found.st_mode & 0o077:
        _require_ours(folder)
        folder.chmod(_PRIVATE)
        account.own(folder)
    return folder


def _require_ours(folder: Path) -> None:
    """A folder that we close to others is one laid out for us, still empty, or one that holds our lock."""
    if any(folder.iterdir()) and not (folder / "lock").exists():
        raise PostgresFault(
            f"{folder} 里有别的文件，数据库不能放在这里；请换一个空文件夹",
            f"{folder} holds other files; name an empty folder for the database",
        )


def made_parents(folder: Path) -> None:
    """The folders above, where missing; made by root under a strict umask they would shut out the server's user."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            one.chmod(_ENTER_ONLY)


def require_way_in(folder: Path, account: Account) -> None:
    """Refuse a place that the server's account cannot reach. Other people's folders are never opened up for it."""
    if account.run("/bin/sh", "-c", 'cd "$0"', folder).returncode == 0:
        return
    closed = next(
        (one for one in reversed(folder.parents) if account.run("/bin/sh", "-c", 'cd "$0"', one).returncode), folder
    )
    raise PostgresFault(
        f"数据库以系统用户 {account.name} 运行，进不了 {closed}；请用 XUANHU_STATE 指定别的文件夹",
        f"the server runs as {account.name}, which cannot enter {closed}; name another folder by XUANHU_STATE",
    )


def write_for(account: Account, file: Path, text: str) -> None:
    """Write a file of the account's anew, whole or not at all; never through a link that lies in its folder."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    account.own(fresh)
    fresh.replace(file)
