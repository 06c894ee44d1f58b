"""The working days of China: the State Council's yearly schedules, make-up days included.

A year is reckoned whole, the first time it is asked for, and never again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from xuanhu.core.reckoning.schedule import YearSchedule
from xuanhu.core.reckoning.schedule_faults import FIRST_YEAR, LAST_YEAR
from xuanhu.core.reckoning.statutory import statutory_year
from xuanhu.core.reckoning.words import weekday_name

ONE_DAY = timedelta(days=1)
_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
_SATURDAY = 5


class OutsideCalendar(ValueError):  # noqa: N818 - the name says what is wrong
    """A date that cannot be reckoned: it lies, or leads, outside the calendar's years."""

    def __init__(self, year: int) -> None:
        """Say which year was wanted and which there are."""
        super().__init__(
            f"{year} is outside the calendar, which covers {FIRST_YEAR} to {LAST_YEAR} / "
            f"日历只涵盖 {FIRST_YEAR} 至 {LAST_YEAR} 年，无法推算 {year} 年"
        )


class DayKind(StrEnum):
    """What a day is: the first and the last kind are worked."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"


class Day(NamedTuple):
    """One day of the calendar."""

    on: date
    kind: DayKind
    name: str
    """The holiday (国庆节), the weekday of a weekend (周六), 调休上班, or nothing."""
    provisional: bool
    """Whether the schedule of its year is not published yet."""

    @property
    def is_working(self) -> bool:
        """Whether the day is worked."""
        return self.kind in (DayKind.WORKING, DayKind.MAKE_UP)


class Calendar:
    """The days of 1990 to 2099, worked or not; immutable, and safe to share between threads.

    Of schedules that name the same day the last one holds. All methods take dates as they are in
    China, and raise `OutsideCalendar` for what lies outside these years.
    """

    __slots__ = ("_years",)

    def __init__(self, schedules: Iterable[YearSchedule] = ()) -> None:
        """Build the calendar from what is known of the years, overridden by these schedules."""
        self._years = _Years(schedules)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        year = self._years[day.year]
        number = day.toordinal() - year.eve
        return year.counts[number] > year.counts[number - 1]

    def day(self, day: date) -> Day:
        """Return what the day is, and its name in Chinese."""
        provisional = self._years[day.year].provisional
        if self.is_working_day(day):
            if day.weekday() < _SATURDAY:
                return Day(day, DayKind.WORKING, "", provisional)
            return Day(day, DayKind.MAKE_UP, "调休上班", provisional)
        if holiday := self._holiday(day):
            return Day(day, DayKind.HOLIDAY, holiday, provisional)
        return Day(day, DayKind.WEEKEND, weekday_name(day), provisional)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the count-th working day after `day`, which is itself never counted.

        Count 0 gives `day`, worked or not. Raises `ValueError` for a negative count.
        """
        if count < 1:
            return _no_step(day, count)
        number = day.year
        year = self._years[number]
        index = year.counts[day.toordinal() - year.eve] + count - 1
        while index >= len(year.working_days):
            index -= len(year.working_days)
            number += 1
            year = self._years[number]
        return year.working_days[index]

    def working_days_before(self, day: date, count: int) -> date:
        """Return the count-th working day before `day`, which is itself never counted.

        Count 0 gives `day`, worked or not. Raises `ValueError` for a negative count.
        """
        if count < 1:
            return _no_step(day, count)
        number = day.year
        year = self._years[number]
        index = year.counts[day.toordinal() - year.eve - 1] - count
        while index < 0:
            number -= 1
            year = self._years[number]
            index += len(year.working_days)
        return year.working_days[index]

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the next that is."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days d there are with start < d <= end.

        If `end` is before `start`: minus as many as lie between them the other way round.
        """
        if end < start:
            return -self.working_days_between(end, start)
        whole_years = sum(len(self._years[number].working_days) for number in range(start.year, end.year))
        return whole_years + self._count_in_year(end) - self._count_in_year(start)

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether a day from `start` to `end`, both included, has no published schedule."""
        if start.year == end.year:
            return self._years[end.year].provisional
        return any(self._years[number].provisional for number in range(start.year, end.year + 1))

    def _count_in_year(self, day: date) -> int:
        year = self._years[day.year]
        return year.counts[day.toordinal() - year.eve]

    def _holiday(self, day: date) -> str:
        """Return the holiday that a day off belongs to; nothing for a plain weekend.

        A schedule names its days itself. All other days off in a row are one holiday, as in the
        notices: weekends and swapped weekdays share its name, and 国庆节、中秋节 may share a row.
        """
        if named := self._years.rulings.get(day):
            return named
        names = dict.fromkeys(
            name for off in self._days_off_around(day) for name in self._years[off.year].holidays.get(off, ())
        )
        return "、".join(names)

    def _days_off_around(self, day: date) -> Iterator[date]:
        first = last = day
        while first > _FIRST_DAY and not self.is_working_day(first - ONE_DAY):
            first -= ONE_DAY
        while last < _LAST_DAY and not self.is_working_day(last + ONE_DAY):
            last += ONE_DAY
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset)


def china(*schedules: YearSchedule) -> Calendar:
    """Return the calendar of mainland China, with the schedules that an operator has loaded.

    What no schedule names is as the `holidays` package has it: the State Council's notices since
    2001, and for the years after its last one the statutory days, provisionally.
    """
    return Calendar(schedules)


class _Year(NamedTuple):
    """One year's working days, laid out so that a step over any number of them is one look-up."""

    eve: int
    """The ordinal of the day before 1 January: an ordinal less this is the number of a day."""
    counts: tuple[int, ...]
    """How many working days there are among the first n days, for n from 0."""
    working_days: tuple[date, ...]
    holidays: Mapping[date, tuple[str, ...]]
    provisional: bool


class _Years(dict[int, _Year]):
    """The years as they are asked for. Two threads may build one twice; the two are equal."""

    def __init__(self, schedules: Iterable[YearSchedule]) -> None:
        super().__init__()
        self.noticed: set[int] = set()
        self.rulings: dict[date, str | None] = {}
        for schedule in schedules:
            self.noticed.add(schedule.year)
            self.rulings.update(schedule.rulings)

    def __missing__(self, number: int) -> _Year:
        if not FIRST_YEAR <= number <= LAST_YEAR:
            raise OutsideCalendar(number)
        year = self[number] = _reckon_year(number, rulings=self.rulings, noticed=number in self.noticed)
        return year


def _reckon_year(number: int, *, rulings: Mapping[date, str | None], noticed: bool) -> _Year:
    """Lay the operator's rulings over what is known of the year.

    A notice settles which weekdays are off in lieu, so what was guessed of them falls away.
    """
    known = statutory_year(number)
    guessed = known.guessed_days if noticed else frozenset()
    holidays = {day: names for day, names in known.holidays.items() if day not in guessed}

    def is_worked(day: date) -> bool:
        if day in rulings:
            return rulings[day] is None
        return day in known.make_up_days or (day.weekday() < _SATURDAY and day not in holidays)

    eve = date(number, 1, 1).toordinal() - 1
    days = [date.fromordinal(at) for at in range(eve + 1, date(number, 12, 31).toordinal() + 1)]
    return _Year(
        eve=eve,
        counts=tuple(accumulate(map(is_worked, days), initial=0)),
        working_days=tuple(filter(is_worked, days)),
        holidays=holidays | {day: (name,) for day, name in rulings.items() if name},
        provisional=not (known.published or noticed),
    )


def _no_step(day: date, count: int) -> date:
    if count < 0:
        message = f"cannot count {count} working days / 工作日天数不能为负数：{count}"
        raise ValueError(message)
    return day
