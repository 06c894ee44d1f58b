"""How people in China write a day and a moment, and the clock that they read them by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The one clock of the house: all China keeps Beijing time, whose zone bears this name."""


def in_shanghai(at: datetime) -> datetime:
    """Return the same instant as read on a clock in China.

    Raises `ValueError` for a datetime without a time zone: it names no instant.
    """
    if at.utcoffset() is None:
        message = f"{at} has no time zone, so it is no instant / 时间缺少时区，无法确定时刻"
        raise ValueError(message)
    return at.astimezone(SHANGHAI)


def china_day(at: datetime) -> date:
    """Return the day on which an instant falls in China; raises as `in_shanghai` does."""
    return at.date() if at.tzinfo is SHANGHAI else in_shanghai(at).date()


def weekday_name(day: date) -> str:
    """Return 周一 to 周日."""
    return "周" + "一二三四五六日"[day.weekday()]


def chinese_date(day: date, *, year: bool = False) -> str:
    """Write a day as 10月14日 周三, or with its year as 2026年10月14日 周三."""
    written_year = f"{day.year}年" if year else ""
    return f"{written_year}{day.month}月{day.day}日 {weekday_name(day)}"


def chinese_moment(at: datetime, *, year: bool = False) -> str:
    """Write an instant as 10月13日 周二 17:00, by the clock in China; raises as `in_shanghai`."""
    here = in_shanghai(at)
    return f"{chinese_date(here.date(), year=year)} {here:%H:%M}"
