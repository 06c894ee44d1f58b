"""The installation that the environment names: its state folder, its database, its secrets; and being a part of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from xuanhu.postgres import APP, Access, Cluster, prepare, prepare_external, state_folder
from xuanhu.running.faults import CannotRun
from xuanhu.running.ring import make_secrets, read_secrets

SETTINGS = "xuanhu.config.settings"
URL = "XUANHU_DATABASE_URL"


class Database(NamedTuple):
    """The database's two doors, and the cluster where it is our own."""

    access: Access
    cluster: Cluster | None


def open_database() -> Database:
    """The PostgreSQL of DATABASE_URL, or the embedded one of the state folder, started and prepared."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return Database(prepare_external(url), None)
    cluster = Cluster()
    return Database(prepare(cluster), cluster)


def enter(*, app_url: str, is_new: bool = False) -> None:
    """Be a process of the platform, and let those that come after be of it, too. Raises CannotRun."""
    folder = state_folder()
    if is_new:
        make_secrets(folder)
    os.environ.update(read_secrets(folder, os.environ))
    os.environ.update({URL: app_url, "XUANHU_STATE": str(folder), "DJANGO_SETTINGS_MODULE": SETTINGS})
    import django  # noqa: PLC0415 - it reads the settings, which read the environment

    django.setup()


def enter_running() -> None:
    """Be a process of the platform as it stands: nothing is started, nothing is made. Raises CannotRun."""
    enter(app_url=standing_url())


def standing_url() -> str:
    """Where the application finds its database as it stands. Raises CannotRun."""
    if given := os.environ.get(URL):
        return given
    if url := os.environ.get("DATABASE_URL"):
        return prepare_external(url).app
    cluster = Cluster()
    if not cluster.is_running():
        raise CannotRun(
            f"{cluster.folder} 的数据库没有运行；请先用 xuanhu serve 启动，或设置 DATABASE_URL",
            "the database of the state folder is not running; start it by xuanhu serve, or set DATABASE_URL",
        )
    return cluster.url(role=APP)


def migrate(owner_url: str) -> None:
    """Bring the tables up to date, as their owner. Raises CannotRun."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--skip-checks", "-v", "0"],
        env={**os.environ, URL: owner_url, "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise CannotRun(f"数据库迁移没有做成：{last[0]}", "the migrations failed")


def leave_database() -> None:
    """Let go of every connection of this process."""
    from django.db import connections  # noqa: PLC0415

    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def socket_of(cluster: Cluster | None) -> Path | None:
    """The folder of our own server's socket."""
    return cluster.socket if cluster is not None else None
