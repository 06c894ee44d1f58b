"""The working days ahead, week by week: from which an appointment's day is picked."""

from datetime import date, timedelta
from typing import NamedTuple

from xuanhu.apps.cases.loading import calendar
from xuanhu.core.reckoning import chinese_date

WEEKS, A_WEEK = 4, 7
A_DAY = timedelta(days=1)


class Ahead(NamedTuple):
    """A day that may be picked: what it is, whether it is worked, whether it is past."""

    on: str
    day: int
    month: int
    mark: str
    says: str
    is_working: bool
    is_past: bool
    is_today: bool


def days_ahead(today: date) -> list[list[Ahead]]:
    """Four weeks, from this Monday on."""
    monday = today - A_DAY * today.weekday()
    return [[_ahead(monday + A_DAY * (A_WEEK * week + n), today) for n in range(A_WEEK)] for week in range(WEEKS)]


def _ahead(on: date, today: date) -> Ahead:
    day = calendar().day(on)
    mark = day.name.partition("、")[0] if day.name else ""
    mark = "周末" if mark.startswith("周") else mark
    says = f"{chinese_date(on)}{f'，{mark}' if mark else ''}"
    return Ahead(on.isoformat(), on.day, on.month, mark, says, day.is_working, on < today, on == today)
