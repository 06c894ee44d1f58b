"""The doctor: one look after another at an installation; each says what is so, and where it is wrong what helps."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.postgres import PostgresFault, state_folder
from xuanhu.running.examining import Examined, bad, of_the_platform, well
from xuanhu.running.faults import CannotRun
from xuanhu.running.installation import enter, standing_url
from xuanhu.running.ring import RING, SECRET, secrets_file

PYTHONS = ((3, 11), (3, 13))
ROOM = 1 << 30  # bytes: with less, PostgreSQL soon stops taking anything
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)( ;[^\\]+)? \\$", re.MULTILINE)
PINS = Path(__file__).parents[3] / "requirements" / "run.txt"
OLDEST = 150000  # PostgreSQL 15
EXTENSIONS = {"pg_trgm", "btree_gist"}


class Look(NamedTuple):
    """What a look at the platform needs."""

    at: datetime
    calendar: Calendar


def examine(*, at: datetime, calendar: Calendar) -> list[Examined]:
    """Everything that can be seen; where the database is out of reach, what can be seen without it."""
    found = [_python(), _packages(), _folder(), _room(), _keys()]
    try:
        url = standing_url()
        found += _database(url)
        enter(app_url=url)
    except (CannotRun, PostgresFault) as fault:
        return [*found, bad(str(fault), "")]
    except psycopg.Error:
        return [*found, bad("数据库连不上 (no connection)", "核对 DATABASE_URL，或运行 xuanhu serve")]
    return [*found, *_guarded(of_the_platform(at=at, calendar=calendar))]


def _guarded(looks: Iterator[Callable[[], Examined]]) -> Iterator[Examined]:
    """Each look for itself: what hinders one, such as a table that is missing, does not hide the others."""
    from django.db import DatabaseError  # noqa: PLC0415 - once Django is set up

    for look in looks:
        try:
            yield look()
        except DatabaseError as error:
            what = f"{look.__name__.strip('_')}：查不了 (cannot be looked at)：{type(error).__name__}"
            yield bad(what, "先让数据表更新：重启 xuanhu serve")


def _python() -> Examined:
    this, (first, last) = sys.version_info[:2], PYTHONS
    said = f"Python {sys.version.split()[0]}"
    return well(said) if first <= this <= last else bad(said, "请用 Python 3.11 到 3.13 重新安装")


def _packages() -> Examined:
    """What is installed is what was tested."""
    if not PINS.is_file():
        return well("依赖：不是从源码安装，不核对版本 (installed without its pins)")
    pinned = [(name, wanted) for name, wanted, only in PIN.findall(PINS.read_text("utf-8")) if not only]
    other = [f"{name} {_installed(name)}（应为 {wanted}）" for name, wanted in pinned if _installed(name) != wanted]
    if other:
        return bad(f"依赖与锁定的版本不同：{'、'.join(other)}", "运行 make setup")
    return well(f"依赖：{len(pinned)} 个，都是锁定的版本 (as pinned)")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "没有安装"


def _folder() -> Examined:
    folder, file = state_folder(), secrets_file(state_folder())
    if not folder.is_dir():
        return bad(f"状态文件夹 {folder} 还没有", "运行 xuanhu serve，或用 XUANHU_STATE 指到原来的文件夹")
    if not os.access(folder, os.W_OK | os.X_OK):
        return bad(f"状态文件夹 {folder} 写不了", "请用它的所有者运行")
    if file.exists() and file.stat().st_mode & 0o077:
        return bad(f"{file} 别人也能读", f"chmod 600 {file}，并换一把密钥：xuanhu keys rotate")
    return well(f"状态文件夹 {folder}，只有自己能读密钥 (state folder)")


def _room() -> Examined:
    folder = state_folder()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    said = f"磁盘还有 {free / ROOM:.1f} GB (room on the disk)"
    return well(said) if free >= ROOM else bad(said, "请腾出地方；不够时数据库会停止写入")


def _keys() -> Examined:
    has_file = secrets_file(state_folder()).exists()
    missing = [name for name in (RING, SECRET) if not os.environ.get(name) and not has_file]
    if missing:
        return bad(f"没有密钥：{'、'.join(missing)}", f"从备份恢复 {secrets_file(state_folder())}，或设置这些变量")
    return well("密钥在 (keys are here)")


def _database(url: str) -> Iterator[Examined]:
    """The server itself, asked without the application's tables."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as db:
        number = db.info.server_version
        said = f"PostgreSQL {number // 10000}.{number % 10000}"
        yield well(said) if number >= OLDEST else bad(said, "请升级到 PostgreSQL 15 或更新的版本")
        yield _locale(db)
        yield _extensions(db)
        yield _role(db)
        yield _clock(db)


def _one(db: "psycopg.Connection[Any]", query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = db.execute(query).fetchone() or ()
    return row


def _locale(db: "psycopg.Connection[Any]") -> Examined:
    encoding, ctype = _one(
        db,
        "SELECT pg_encoding_to_char(encoding)::text, datctype::text FROM pg_database"
        " WHERE datname = current_database()",
    )
    said = f"编码 {encoding}，区域 {ctype} (encoding and locale)"
    if encoding != "UTF8" or ctype in ("C", "POSIX"):
        return bad(said, "请用 UTF8 编码和 C.UTF-8 重建数据库；现在按汉字查找会落空")
    return well(said)


def _extensions(db: "psycopg.Connection[Any]") -> Examined:
    missing = EXTENSIONS - {row[0] for row in db.execute("SELECT extname::text FROM pg_extension")}
    if missing:
        names = "、".join(sorted(missing))
        return bad(f"缺少扩展：{names}", f"请管理员执行 CREATE EXTENSION（{names}），或重启 xuanhu serve")
    return well("扩展齐全 (extensions)")


def _role(db: "psycopg.Connection[Any]") -> Examined:
    """Row-level security binds nobody who may bypass it, or who owns the tables."""
    name, is_free, owned = _one(
        db,
        "SELECT rolname::text, rolsuper OR rolbypassrls,"
        " (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND pg_has_role(current_user, relowner, 'member')) FROM pg_roles WHERE rolname = current_user",
    )
    if is_free or owned:
        return bad(f"角色 {name} 不受行级安全约束", "请用 xuanhu_app 这样的普通角色连接，不要用表的所有者或超级用户")
    return well(f"角色 {name} 受行级安全约束 (row-level security binds it)")


def _clock(db: "psycopg.Connection[Any]") -> Examined:
    """Moments are stamped here and compared there."""
    (there,) = _one(db, "SELECT extract(epoch FROM clock_timestamp())")
    apart = abs(float(there) - _now())
    said = f"时钟与数据库相差 {apart:.1f} 秒 (clocks)"
    return well(said) if apart < 5 else bad(said, "请在两边打开网络对时（NTP）")  # noqa: PLR2004


def _now() -> float:
    import time  # noqa: PLC0415

    return time.time()  # noqa: TID251 - the clock itself is examined
