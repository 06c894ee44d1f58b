"""A promise as a page says it: a day with its weekday, how many working days are left, in which group it stands."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.core.reckoning.calendar import Calendar

A_DAY = timedelta(days=1)
MIDNIGHT = time()


class Group(StrEnum):
    """The groups of the start page, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this-week"
    LATER = "later"
    OPEN_END = "open-end"


TITLES = {
    Group.OVERDUE: "已逾期",
    Group.TODAY: "今天",
    Group.TOMORROW: "明天",
    Group.THIS_WEEK: "本周",
    Group.LATER: "以后",
    Group.OPEN_END: "还没有期限",
}


class Promise(NamedTuple):
    """By when: the day as people write it, the time of day if one was promised, what is left, in which group."""

    on: str
    by: str
    left: str
    group: Group
    is_provisional: bool


NO_PROMISE = Promise("未定", "", "等前一步完成后开始计时", Group.OPEN_END, is_provisional=False)


def borders(at: datetime) -> tuple[datetime, datetime, datetime, datetime]:
    """Where one group ends and the next begins: now, the end of today, of tomorrow, of this week."""
    today = datetime.combine(at.astimezone(SHANGHAI).date(), MIDNIGHT, SHANGHAI)
    monday = today + A_DAY * (7 - today.weekday())
    return at, today + A_DAY, today + 2 * A_DAY, max(monday, today + 2 * A_DAY)


def promise_of(passes_at: datetime | None, at: datetime, calendar: Calendar) -> Promise:
    """The promise that passes at a moment, as it looks now. What passes at midnight was promised for the day before."""
    if passes_at is None:
        return NO_PROMISE
    due_on, by = due_of(passes_at)
    today = at.astimezone(SHANGHAI).date()
    group = next((one for one, border in zip(Group, borders(at), strict=False) if passes_at <= border), Group.LATER)
    left = _broken(due_on, today, calendar) if group is Group.OVERDUE else _left(due_on, today, calendar)
    written = chinese_date(due_on, year=due_on.year != today.year)
    provisional = group is not Group.OVERDUE and calendar.is_provisional(today, due_on)
    return Promise(written, by, left, group, provisional)


def due_of(passes_at: datetime) -> tuple[date, str]:
    """The day by which something is due, and the hour in China; no hour where it is due by the end of that day."""
    here = passes_at.astimezone(SHANGHAI)
    return (here.date() - A_DAY, "") if here.time() == MIDNIGHT else (here.date(), f"{here:%H:%M}")


def say_due(passes_at: datetime) -> str:
    """By when something is due: 10月13日 周二, or 10月13日 周二 17:00."""
    due_on, by = due_of(passes_at)
    return f"{chinese_date(due_on)} {by}".rstrip()


def _left(due_on: date, today: date, calendar: Calendar) -> str:
    if due_on <= today:
        return "今天到期"
    days = calendar.working_days_between(today, due_on)
    return f"还剩 {days} 个工作日" if days else "在此之前没有工作日"


def _broken(due_on: date, today: date, calendar: Calendar) -> str:
    days = calendar.working_days_between(due_on, today)
    return f"已逾期 {days} 个工作日" if days else "刚刚逾期"
