"""The State Council's notice of one year's days off and make-up working days, as data.

It comes out in late autumn and an operator loads it; until then the next year is provisional.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xuanhu.core.reckoning import schedule_faults as faults
from xuanhu.core.reckoning.schedule_faults import (
    FIRST_YEAR,
    LAST_YEAR,
    ScheduleError,
    ScheduleFault,
)

_SCHEDULE_KEYS = ("year", "source", "holidays", "make_up_days")
_HOLIDAY_KEYS = ("name", "from", "to")
_DECEMBER = 12


@dataclass(frozen=True)
class YearSchedule:
    """The days that one notice rules; it may rule days in December of the year before, too.

    Raises `ScheduleError` if a day lies outside these thirteen months, is both off and worked, or
    has an empty name; and if no day is named, for that would make the year look published.
    """

    year: int
    holidays: Mapping[date, str]
    """Each day off, weekends within a holiday included, with the holiday's name in Chinese."""
    make_up_days: frozenset[date]
    """Weekend days that are worked (调休上班)."""
    source: str
    """The notice, in words by which a reader can find it."""

    def __post_init__(self) -> None:
        """Take copies that nobody else holds, and refuse nonsense at birth."""
        object.__setattr__(self, "holidays", dict(self.holidays))
        object.__setattr__(self, "make_up_days", frozenset(self.make_up_days))
        if found := tuple(_faults_of(self)):
            raise ScheduleError(found)

    @property
    def rulings(self) -> dict[date, str | None]:
        """What the notice says of each day that it names: its holiday, or None for a make-up day."""
        return {**self.holidays, **dict.fromkeys(self.make_up_days)}


def parse_schedule(values: object) -> YearSchedule:
    """Read a schedule from the values that a YAML file held.

    Their form: `{year: 2027, source: ..., holidays: [{name: 元旦, from: 2027-01-01,
    to: 2027-01-03}, ...], make_up_days: [2027-01-09, ...]}`. Dates are strings, as in YAML 1.2, or
    dates; `from` and `to` are both days off, and a single day needs no `to`. Raises `ScheduleError`
    with all faults at once, each with its path in the values.
    """
    return _Reading().schedule(values)


class _Reading:
    """One pass over the values of a schedule: what is right is kept, what is wrong is noted."""

    def __init__(self) -> None:
        self.faults: list[ScheduleFault] = []
        self.year: int | None = None
        self.holidays: dict[date, str] = {}
        self.make_up_days: list[date] = []

    def schedule(self, values: object) -> YearSchedule:
        fields = self._fields("", values, known=_SCHEDULE_KEYS)
        if fields is None:
            raise ScheduleError(self.faults)
        self.year = self._year("year", fields.get("year"))
        source = self._text("source", fields.get("source"))
        for path, value in self._entries("holidays", fields.get("holidays")):
            self._holiday(path, value)
        for path, value in self._entries("make_up_days", fields.get("make_up_days")):
            self._make_up_day(path, value)
        if self.faults or self.year is None:
            raise ScheduleError(self.faults)
        return YearSchedule(self.year, self.holidays, frozenset(self.make_up_days), source)

    def _holiday(self, path: str, value: object) -> None:
        fields = self._fields(path, value, known=_HOLIDAY_KEYS)
        if fields is None:
            return
        name = self._text(f"{path}.name", fields.get("name"))
        first = self._date(f"{path}.from", fields.get("from"))
        last = self._date(f"{path}.to", fields["to"]) if "to" in fields else first
        if first is None or last is None:
            return
        if last < first:
            self.faults.append(faults.ends_before_it_begins(f"{path}.to", first=first, last=last))
        for day in _each_day(first, last):
            if day in self.holidays:
                self.faults.append(faults.off_twice(path, day, holiday=self.holidays[day]))
            self.holidays[day] = name

    def _make_up_day(self, path: str, value: object) -> None:
        day = self._date(path, value)
        if day is None:
            return
        if day in self.holidays:
            self.faults.append(faults.off_and_worked(path, day, holiday=self.holidays[day]))
        self.make_up_days.append(day)

    def _year(self, path: str, value: object) -> int | None:
        if isinstance(value, int) and _can_be_reckoned(value):
            return value
        self.faults.append(faults.not_a_year(path, value))
        return None

    def _text(self, path: str, value: object) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.faults.append(faults.not_text(path, value))
        return ""

    def _date(self, path: str, value: object) -> date | None:
        day = _as_date(value)
        if day is None:
            self.faults.append(faults.not_a_date(path, value))
        elif self.year is not None and not _is_ruled(day, by=self.year):
            self.faults.append(faults.outside_its_year(path, day, year=self.year))
            return None
        return day

    def _entries(self, path: str, value: object) -> Iterator[tuple[str, object]]:
        if not isinstance(value, list):
            self.faults.append(faults.not_a_list(path, value))
            return
        for index, entry in enumerate(value):
            yield f"{path}[{index}]", entry

    def _fields(self, path: str, value: object, *, known: tuple[str, ...]) -> Mapping[object, object] | None:
        if not isinstance(value, Mapping):
            self.faults.append(faults.not_these_keys(path, value, known=known))
            return None
        for key in value:
            if key not in known:
                self.faults.append(faults.unknown_key(path, key, known=known))
        return value


def _faults_of(schedule: YearSchedule) -> Iterator[ScheduleFault]:
    year = schedule.year
    if not _can_be_reckoned(year):
        yield faults.not_a_year("year", year)
    if not schedule.rulings:
        yield faults.no_day_named()
    for day, name in schedule.holidays.items():
        path = f"holidays[{day}]"
        if not name.strip():
            yield faults.not_text(path, name)
        if not _is_ruled(day, by=year):
            yield faults.outside_its_year(path, day, year=year)
    for day in sorted(schedule.make_up_days):
        path = f"make_up_days[{day}]"
        if day in schedule.holidays:
            yield faults.off_and_worked(path, day, holiday=schedule.holidays[day])
        if not _is_ruled(day, by=year):
            yield faults.outside_its_year(path, day, year=year)


def _can_be_reckoned(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _is_ruled(day: date, *, by: int) -> bool:
    return day.year == by or (day.year == by - 1 and day.month == _DECEMBER)


def _as_date(value: object) -> date | None:
    """Return the date that is meant; a moment is none, nor is 20270109 or 2027-W01-6."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if day.isoformat() == value else None


def _each_day(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
