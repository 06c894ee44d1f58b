"""The whole platform by one command: database, tables, handbooks, web server, worker; and all of it stopped."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import NamedTuple

from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.postgres import Cluster, PostgresFault, state_folder
from xuanhu.running.alone import HOST, alone_on, require_free
from xuanhu.running.faults import CannotRun
from xuanhu.running.installation import enter, leave_database, migrate, open_database
from xuanhu.running.processes import Child, stop_all
from xuanhu.scenarios.files import BUILT_IN

LOOK_EVERY = 0.5  # seconds between two looks at the children
PATIENCE = 90.0  # seconds for the web server to answer
Say = Callable[[str], None]


class Wanted(NamedTuple):
    """How the platform shall run."""

    port: int
    rehearsal: bool
    demo: bool


class Stopped(BaseException):
    """Somebody said stop. Not an Exception: nobody on the way shall take it for a failure."""


def serve(*, wanted: Wanted, at: datetime, calendar: Calendar, say: Say, warn: Say) -> None:
    """Run until told to stop, and leave no process behind. Raises CannotRun or PostgresFault for what is in the way."""
    told = Event()
    with _stopping_on_signals(told), alone_on(state_folder(), port=wanted.port):
        require_free(wanted.port)
        say("启动数据库…… (the database)")
        database = open_database()
        try:
            _set_up(database.access.owner, database.access.app, wanted, at, calendar, say)
            children = [Child("web", _web(wanted.port), warn), Child("worker", _worker(), warn)]
            try:
                _run(children, database.cluster, wanted.port, told, say, warn)
            finally:
                stop_all(children)
        finally:
            if database.cluster is not None:
                database.cluster.stop()


@contextmanager
def _stopping_on_signals(told: Event) -> Iterator[None]:
    """The first signal ends whatever is being done; further ones do not disturb the stopping."""

    def stop(*_: object) -> None:
        if not told.is_set():
            told.set()
            raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        yield
    except Stopped:
        return


def _set_up(owner: str, app: str, wanted: Wanted, at: datetime, calendar: Calendar, say: Say) -> None:
    os.environ["XUANHU_REHEARSAL"] = "1" if wanted.rehearsal else "0"
    enter(app_url=app, is_new=True)
    say("更新数据表…… (the tables)")
    migrate(owner)
    _require_right_keys()
    say("发布手册…… (the handbooks)")
    _publish(at)
    if wanted.rehearsal:
        _open_rehearsal(at, say)
    elif wanted.demo:
        _open_demo(at, calendar, say)
    leave_database()


def _require_right_keys() -> None:
    from xuanhu.apps.resealing import keys_missing, opens_what_is_stored  # noqa: PLC0415 - once Django is set up

    missing = keys_missing()
    if missing or not opens_what_is_stored():
        names = "、".join(missing) or "同名而不同的 (another of the same name)"
        raise CannotRun(
            f"数据库里有用别的密钥封存的内容：{names}；请把那把密钥放回 XUANHU_KEYS，或恢复原来的 secrets.json",
            "what is stored was sealed by keys that are not here; put them back into XUANHU_KEYS or secrets.json",
        )


def _publish(at: datetime) -> None:
    from xuanhu.apps.editions.actions import publish  # noqa: PLC0415

    for path in sorted(BUILT_IN.glob("*/handbook.yaml")):
        publish(path=path, at=at)


def _open_rehearsal(at: datetime, say: Say) -> None:
    """Make the key by which stories are played; refused beside insurers in earnest."""
    from xuanhu.apps.accounts.keys import make_key  # noqa: PLC0415
    from xuanhu.apps.parties.queries import insurers_for  # noqa: PLC0415

    if insurers_for("business"):
        raise CannotRun(
            "这里有真实的保险公司，不能彩排；请用 XUANHU_STATE 指定别的文件夹",
            "insurers in earnest are here: no rehearsal; name another folder by XUANHU_STATE",
        )
    key = make_key(name="rehearsal", role="rehearsal", insurers=[], at=at, key=os.environ.get("XUANHU_API_KEY"))
    say(f"彩排的密钥 (the rehearsal's key): {key}")
    say("  XUANHU_API_KEY=<密钥> .venv/bin/xuanhu scenario run --via <地址> <故事文件>")


def _open_demo(at: datetime, calendar: Calendar, say: Say) -> None:
    from xuanhu.demo.loading import load_demo  # noqa: PLC0415

    loaded = load_demo(at=at, calendar=calendar)
    if loaded.insurers:
        say(f"演示数据：{loaded.insurers} 家保险公司，{loaded.people} 个人，{loaded.cases} 个案件 (all invented)")
    say("演示用的账号和密钥，各一个角色 (logins and keys of the demonstration, one a role):")
    for one in loaded.logins:
        say(f"  {one.role:14} {one.login:10} {one.password}   {one.key}   {one.finds}")
    say("演示用的手机号，在 /my 登录，验证码显示在页面上 (phones of the insured; the code is shown on the page):")
    for phone in loaded.phones:
        say(f"  {phone.number} {phone.name}（{phone.whose}）")


def _web(port: int) -> list[str]:
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    # A worker that dies is started again by its parent, a parent by us; neither waits long for the last request.
    options += ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return [str(Path(sys.executable).with_name("granian")), *options, "xuanhu.config.wsgi:application"]


def _worker() -> list[str]:
    return [sys.executable, "-m", "xuanhu.cli", "worker"]


def _run(children: list[Child], cluster: Cluster | None, port: int, told: Event, say: Say, warn: Say) -> None:
    for child in children:
        child.start()
    url = f"http://{HOST}:{port}"
    _wait_until_it_answers(url, children, told)
    say(f"接口说明 (the API): {url}/api/v1/openapi.json")
    say("停止：Ctrl-C (to stop)")
    say(f"ready: {url}")
    while True:
        time.sleep(LOOK_EVERY)  # a signal ends it
        _keep_up(cluster, warn)
        for child in children:
            child.look()


def _wait_until_it_answers(url: str, children: list[Child], told: Event) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not told.is_set():
        try:
            with urllib.request.urlopen(f"{url}/alive", timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        for child in children:
            child.look()
    raise CannotRun("网页服务没有起来；原因见上面的输出", "the web server did not come up; see above")


def _keep_up(cluster: Cluster | None, warn: Say) -> None:
    """Start our own database again if it died. What it was asked meanwhile is answered with 503."""
    if cluster is None or cluster.is_running():
        return
    warn("数据库停了，正在重新启动 (the database died; it is restarted)")
    try:
        cluster.start()
    except PostgresFault as fault:
        warn(str(fault))
    else:
        warn("数据库又在运行了 (the database runs again)")
