"""The period that the figures are of: out of the address, the last four weeks where it says nothing."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from xuanhu.core.reckoning import SHANGHAI, chinese_date

A_DAY: Final = timedelta(days=1)
USUAL: Final = timedelta(weeks=4)
LONGEST: Final = timedelta(days=366)


class Period(NamedTuple):
    """From one day to another, both inside; what was wrong with the days that were asked for."""

    first: date
    last: date
    wrong: str = ""

    @property
    def since(self) -> datetime:
        """Its first moment. What passes at midnight is of the day before, so the very first moment is not in it."""
        return datetime.combine(self.first, time(), SHANGHAI) + timedelta(microseconds=1)

    @property
    def until(self) -> datetime:
        """The moment after its last."""
        return datetime.combine(self.last + A_DAY, time(), SHANGHAI) + timedelta(microseconds=1)

    @property
    def words(self) -> str:
        """9月16日 周三 至 10月13日 周二."""
        return f"{chinese_date(self.first)} 至 {chinese_date(self.last)}"


def period_of(given: Mapping[str, str], at: datetime) -> Period:
    """The period of an address."""
    today = at.astimezone(SHANGHAI).date()
    usual = Period(today - USUAL + A_DAY, today)
    try:
        first = date.fromisoformat(given["from"]) if given.get("from") else usual.first
        last = date.fromisoformat(given["to"]) if given.get("to") else usual.last
    except ValueError:
        return usual._replace(wrong="日期请写成 2026-10-13 这样")
    if not first <= last or last - first > LONGEST or not today - 10 * LONGEST <= first <= today + LONGEST:
        return usual._replace(wrong="起始日期要在截止日期之前，最长一年")
    return Period(first, last)
