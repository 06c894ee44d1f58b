"""What is looked at inside the platform: tables, keys, handbooks, the worker, what waits, what failed, the calendar."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar

LATE = timedelta(minutes=5)  # a timer or a notice that waits longer waits for a worker that is not there
SILENT = timedelta(minutes=1)
ANNOUNCED_BY = 12  # the month in which next year's holidays are known


class Examined(NamedTuple):
    """One look: whether all is well, what was seen, and what helps where it is not."""

    is_well: bool
    what: str
    remedy: str = ""


def well(what: str) -> Examined:
    """Nothing to do."""
    return Examined(is_well=True, what=what)


def bad(what: str, remedy: str) -> Examined:
    """Something to do."""
    return Examined(is_well=False, what=what, remedy=remedy)


def of_the_platform(*, at: datetime, calendar: Calendar) -> Iterator[Callable[[], Examined]]:
    """The looks, in the order in which one hinders the next. Django is set up."""

    def _late_timers() -> Examined:
        from xuanhu.running.waiting import oldest_timer  # noqa: PLC0415 - once Django is set up

        return _late("定时 (timers)", oldest_timer(at=at), at)

    def _late_notices() -> Examined:
        from xuanhu.running.waiting import oldest_notice  # noqa: PLC0415

        return _late("通知 (notices)", oldest_notice(at=at), at)

    def _holidays() -> Examined:
        return _next_year(calendar, at.astimezone(SHANGHAI).date())

    yield from (_migrations, _stored_keys, _handbooks, _worker, _late_timers, _late_notices)
    yield from (_dead_letters, _failed_jobs, _rehearsal, _holidays)


def _migrations() -> Examined:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = "、".join(f"{one.app_label}.{one.name}" for one, _ in pending[:3])
        return bad(f"{len(pending)} 个迁移还没有做：{names}", "重启 xuanhu serve，它会先迁移")
    return well("数据表是最新的 (migrations)")


def _stored_keys() -> Examined:
    from xuanhu.apps.resealing import keys_missing, opens_what_is_stored  # noqa: PLC0415

    missing = keys_missing()
    if missing:
        return bad(
            f"丢了密钥 {'、'.join(missing)}，用它封存的内容打不开", "从备份恢复 secrets.json，或放回 XUANHU_KEYS"
        )
    if not opens_what_is_stored():
        return bad("密钥名称对，内容却打不开", "这是另一套密钥；请恢复这个数据库自己的 secrets.json")
    return well("封存的内容打得开 (what is sealed opens)")


def _handbooks() -> Examined:
    from xuanhu.apps.editions.models import Edition  # noqa: PLC0415

    count = Edition.objects.count()
    return well(f"发布了 {count} 版手册 (handbooks)") if count else bad("没有发布手册", "重启 xuanhu serve")


def _worker() -> Examined:
    from xuanhu.apps.jobs.queries import silence_of_workers  # noqa: PLC0415

    silence = silence_of_workers()
    if silence is None:
        return bad("没有在运行的 worker：定时不走，通知不发", "运行 xuanhu serve 或 xuanhu worker")
    said = f"worker {silence.total_seconds():.0f} 秒前还在 (it was heard)"
    return well(said) if silence < SILENT else bad(said, "worker 没有声音了；请重启它")


def _late(what: str, since: datetime | None, at: datetime) -> Examined:
    if since is None or at - since < LATE:
        return well(f"{what}：没有耽搁 (nothing waits)")
    return bad(
        f"{what}：最早的已经等了 {int((at - since) / timedelta(minutes=1))} 分钟", "看 worker 是否在运行，日志里有什么"
    )


def _dead_letters() -> Examined:
    from xuanhu.running.waiting import dead_notices  # noqa: PLC0415

    count = dead_notices()
    return (
        bad(f"{count} 条通知发不出", "xuanhu notices dead 看原因")
        if count
        else well("没有发不出的通知 (no dead letters)")
    )


def _failed_jobs() -> Examined:
    from xuanhu.apps.jobs.queries import failed_jobs  # noqa: PLC0415

    count = failed_jobs()
    return bad(f"{count} 个任务出了错", "看 worker 的日志") if count else well("没有出错的任务 (no failed jobs)")


def _rehearsal() -> Examined:
    from django.conf import settings  # noqa: PLC0415

    from xuanhu.apps.parties.queries import insurers_for  # noqa: PLC0415

    rehearsals, business = insurers_for("rehearsal"), insurers_for("business")
    if business and (rehearsals or settings.REHEARSAL):
        return bad("彩排和真实的保险公司在一起", "去掉 XUANHU_REHEARSAL；彩排请用 XUANHU_STATE 指定别的文件夹")
    return well("彩排与真实业务分开 (no rehearsal beside business)")


def _next_year(calendar: Calendar, today: date) -> Examined:
    """Known by December at the latest; before that dates in the next year are provisional, and said to be."""
    year = today.year + 1
    is_open = calendar.is_provisional(date(year, 1, 1), date(year, 12, 31))
    if not is_open:
        return well(f"{year} 年放假安排已知 (holidays)")
    said = f"{year} 年放假安排还是暂定的 (provisional)"
    if today.month < ANNOUNCED_BY:
        return well(said)
    return bad(said, "国务院公布以后请装入：见 docs/how-to/add-a-holiday-schedule.md")
