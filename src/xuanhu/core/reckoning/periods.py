"""Stretches of the calendar that a policy is measured by, and ages.

Periods are half-open: the end is the day after the last day. All days are days in China.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = 12
_HALF_YEAR = 6


class Period(NamedTuple):
    """The days from `start` up to, but without, `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day of the period; before `start` if the period is empty."""
        return self.end - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day < self.end


def add_months(day: date, count: int) -> date:
    """Return the same day of the month so many months later, or earlier if `count` is negative.

    Where that month is too short, its last day: 31 August less 6 months is the last of February.
    """
    years, month = divmod(day.month - 1 + count, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, count: int) -> date:
    """Return the same day so many years later; 29 February becomes 28 in an ordinary year."""
    return add_months(day, _MONTHS * count)


def policy_period(first: date, last: date | None) -> Period:
    """Return the days of a policy, both end days included (design, Reckoning).

    A policy without a last day, or for life (9999-12-31), ends at `date.max`. Raises `ValueError`
    if the last day is before the first.
    """
    if last is None or last == date.max:
        return Period(first, date.max)
    if last < first:
        message = f"a policy from {first} cannot end on {last} / 保单止期 {last} 早于起期 {first}"
        raise ValueError(message)
    return Period(first, last + timedelta(days=1))


def policy_year(first: date, last: date | None, day: date) -> Period | None:
    """Return the policy year in which a day lies, cut at the policy's end; None outside the policy.

    Years begin on the anniversaries of the first day; that of 29 February is the 28th in an
    ordinary year. Raises as `policy_period` does.
    """
    policy = policy_period(first, last)
    if not policy.contains(day):
        return None
    years = day.year - first.year
    if day < add_years(first, years):
        years -= 1
    return Period(add_years(first, years), min(add_years(first, years + 1), policy.end))


def calendar_year(first: date, last: date | None, day: date) -> Period | None:
    """Return the calendar year in which a day lies, cut to the policy; None outside the policy.

    Raises as `policy_period` does.
    """
    policy = policy_period(first, last)
    if not policy.contains(day):
        return None
    new_year = date(day.year, 1, 1)
    return Period(max(first, new_year), min(add_years(new_year, 1), policy.end))


def waiting_period(first: date, days: int) -> Period:
    """Return the policy's first days, its first day included; 0 days are an empty period.

    Raises `ValueError` for a negative number of days.
    """
    if days < 0:
        message = f"a waiting period cannot last {days} days / 等待期天数不能为负数：{days}"
        raise ValueError(message)
    return Period(first, first + timedelta(days=days))


def half_year_back(day: date) -> date:
    """Return the first day of the half year that ends on `day`: six months back (design)."""
    return add_months(day, -_HALF_YEAR)


def age_on(birth: date, day: date) -> int:
    """Return the age in full years (周岁) on a day.

    A year is full on the birthday itself. Who was born on 29 February completes it, in an ordinary
    year, on 1 March: the 28th is still the day before the birthday. Raises `ValueError` for a day
    before birth.
    """
    if day < birth:
        message = f"{day} is before the birth on {birth} / {day} 早于出生日期 {birth}"
        raise ValueError(message)
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    return day.year - birth.year - (not had_birthday)
