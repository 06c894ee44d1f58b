"""`xuanhu serve`: the whole platform by one command; `xuanhu worker`: its worker alone, on this or another machine."""

import os
from datetime import UTC, datetime
from threading import Event
from typing import Annotated

import typer

from xuanhu.commands.opened import err, faults_said, open_calendar, out


def serve(
    port: Annotated[int, typer.Option(help="监听的端口 (the port)", envvar="PORT", min=1, max=65535)] = 8000,
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="彩排：请求可以带着时刻来 (stories may be played on it)")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="放进演示用的公司和案件 (with invented insurers and cases)")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="在自己的文件夹和端口上试一遍就停 (try everything, apart, and stop)")
    ] = False,
) -> None:
    """启动平台：数据库、迁移、手册、网页服务和定时。 Start the platform; Ctrl-C stops all of it."""
    from xuanhu.running.checking import check_platform
    from xuanhu.running.serving import Wanted, serve

    is_rehearsal = rehearsal or os.environ.get("XUANHU_REHEARSAL") == "1"
    if check:
        raise typer.Exit(0 if check_platform(rehearsal=is_rehearsal, say=_say) else 1)
    wanted = Wanted(port, is_rehearsal, demo)
    with faults_said():
        serve(wanted=wanted, at=datetime.now(UTC), calendar=open_calendar(None), say=_say, warn=_warn)


def worker() -> None:
    """只运行定时和发送；几台机器可以同时运行。 Timers and messages only; several machines may run one."""
    from xuanhu.running.installation import enter_running

    with faults_said():
        enter_running()
    from xuanhu.apps.jobs.worker import run_worker

    run_worker(told=Event(), say=lambda what: _warn(f"数据库连不上，稍后再试 (no database; trying again): {what}"))


def _say(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)
    out.file.flush()  # into a file or a pipe, too: somebody waits for `ready`


def _warn(line: str) -> None:
    err.print(line, style="yellow", markup=False, soft_wrap=True)
