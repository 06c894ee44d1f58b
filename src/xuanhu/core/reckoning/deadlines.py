"""When something is due: spans of time, and the moment from which a promise is overdue.

Civil Code of the PRC, articles 201 to 203: the day of the event is not counted, a day ends at
24:00, and a span of days that would end on a day off ends on the next working day.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from xuanhu.core.reckoning.calendar import ONE_DAY, Calendar, Day, DayKind
from xuanhu.core.reckoning.words import SHANGHAI, china_day, chinese_date, in_shanghai

_MIDNIGHT = time(tzinfo=SHANGHAI)
_SPAN = re.compile(r"([1-9][0-9]{0,3}) (working day|day|hour)s?")


class Unit(StrEnum):
    """What a span is counted in."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "days"
    HOURS = "hours"


_UNIT_IN_CHINESE = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "天",
    Unit.HOURS: "小时",
}


class Span(NamedTuple):
    """A length of time, such as 5 working days."""

    count: int  # type: ignore[assignment]  # given up for it: tuple.count, which nobody calls
    unit: Unit

    def in_chinese(self) -> str:
        """Return e.g. 5 个工作日, 15 天 or 48 小时."""
        return f"{self.count} {_UNIT_IN_CHINESE[self.unit]}"


def parse_span(text: str) -> Span:
    """Read e.g. `5 working days`, `1 working day`, `15 days` or `48 hours`, up to 9999 of them.

    Raises `ValueError` for anything else, zero included: what is due at once has no span.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        message = (
            f"“{text}” is no span of time; write e.g. 5 working days, 15 days or 48 hours / "
            f"“{text}”不是时限，请写成 5 working days、15 days 或 48 hours 的样子"
        )
        raise ValueError(message)
    return Span(int(match[1]), Unit(f"{match[2]}s"))


class Due(NamedTuple):
    """By when something must be done."""

    on: date
    """The last day on which it is in time, in China."""
    passes_at: datetime
    """The first instant at which it is overdue: 00:00 of the next day, unless `exact`."""
    exact: bool
    """Whether it is due at a time of day, which then is `passes_at`."""
    provisional: bool
    """Whether it may move once a year's schedule is published."""


def due_within(calendar: Calendar, *, start: datetime, span: Span) -> Due:
    """Return when something is due that must follow an event at `start` within a span.

    The day of the event, as it is in China, is not counted (article 201); days off are skipped in
    working days, and move the end of calendar days to the next working day (article 203); hours are
    exact. Raises `ValueError` if `start` has no time zone, `OutsideCalendar` beyond the calendar.
    """
    count, unit = span
    event_on = china_day(start)
    if unit is Unit.WORKING_DAYS:
        on = calendar.add_working_days(event_on, count)
        return _due_by_end_of(on, calendar.is_provisional(event_on + ONE_DAY, on))
    if unit is Unit.CALENDAR_DAYS:
        last = event_on + timedelta(days=count)
        on = calendar.next_working_day(last)
        return _due_by_end_of(on, calendar.is_provisional(last, on))
    ends_at = in_shanghai(start.astimezone(UTC) + timedelta(hours=count))
    return Due(ends_at.date(), ends_at, exact=True, provisional=False)


@cache  # thousands of cases fall due on the same few days
def _due_by_end_of(day: date, provisional: bool) -> Due:  # noqa: FBT001 - a keyword would cost a third
    return Due(day, datetime.combine(day + ONE_DAY, _MIDNIGHT), exact=False, provisional=provisional)


def due_before(calendar: Calendar, *, anchor: date, working_days: int, by: time) -> Due:
    """Return when something is due ahead of a day, e.g. 1 working day before a visit by 17:00.

    `anchor` is not counted; `by` is a time of day in China. Raises `OutsideCalendar`.
    """
    return _due_before(calendar, anchor, working_days, by)


@lru_cache(maxsize=4096)  # thousands of appointments lie on the same few days
def _due_before(calendar: Calendar, anchor: date, working_days: int, by: time) -> Due:
    on = calendar.working_days_before(anchor, working_days)
    passes_at = datetime.combine(on, by, SHANGHAI)
    provisional = calendar.is_provisional(on, anchor - ONE_DAY)
    return Due(on, passes_at, exact=True, provisional=provisional)


def earliest_with_notice(calendar: Calendar, *, applied: date, span: Span) -> date:
    """Return the first day that leaves the notice asked for, e.g. 5 working days of admission.

    That is the day of application plus the span (design, Reckoning); calendar days do not move off
    a day off. Raises `ValueError` for hours, `OutsideCalendar` beyond the calendar.
    """
    count, unit = span
    if unit is Unit.HOURS:
        message = "notice is given in days, not in hours / 提前时间须以天或工作日计，不能以小时计"
        raise ValueError(message)
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(applied, count)
    return applied + timedelta(days=count)


class ReckonedDay(NamedTuple):
    """One day of a reckoning: how it was taken, so that people can follow the count."""

    on: date
    kind: DayKind
    name: str
    """As in `Day`: 国庆节, 周六, 调休上班 or nothing."""
    count: int | None  # type: ignore[assignment]  # as in Span
    """Which day of the span it is, from 1; None if it was not counted."""
    note: Literal["start", "due", "rolled", ""]
    """The day that counting starts from, the due day, or the due day after days off."""
    unit: Unit = Unit.WORKING_DAYS
    """What the span is counted in."""
    provisional: bool = False
    """Whether the schedule of its year is not published yet."""


def reckon_within(calendar: Calendar, *, start: datetime, span: Span) -> tuple[ReckonedDay, ...]:
    """Return the days of `due_within` one by one, from the day of the event to the due day.

    Of a span of hours no day is counted. Raises as `due_within` does.
    """
    event_on = china_day(start)
    due_on = due_within(calendar, start=start, span=span).on
    days = (event_on + timedelta(days=n) for n in range((due_on - event_on).days + 1))
    return tuple(_reckon(map(calendar.day, days), span=span, due_on=due_on))


def reckon_before(calendar: Calendar, *, anchor: date, working_days: int) -> tuple[ReckonedDay, ...]:
    """Return the days of `due_before` in the order of counting: from the anchor back to the due day.

    Raises `OutsideCalendar`.
    """
    due_on = calendar.working_days_before(anchor, working_days)
    days = (anchor - timedelta(days=n) for n in range((anchor - due_on).days + 1))
    span = Span(working_days, Unit.WORKING_DAYS)
    return tuple(_reckon(map(calendar.day, days), span=span, due_on=due_on))


def _reckon(days: Iterable[Day], *, span: Span, due_on: date) -> Iterator[ReckonedDay]:
    counted = 0
    for distance, day in enumerate(days):
        counts = distance > 0 and counted < span.count and _is_counted(day, unit=span.unit)
        counted += counts
        note: Literal["start", "due", "rolled", ""] = "start" if distance == 0 else ""
        if day.on == due_on:
            note = "rolled" if span.unit is Unit.CALENDAR_DAYS and distance > span.count else "due"
        count = counted if counts else None
        yield ReckonedDay(day.on, day.kind, day.name, count, note, span.unit, day.provisional)


def _is_counted(day: Day, *, unit: Unit) -> bool:
    return day.is_working if unit is Unit.WORKING_DAYS else unit is Unit.CALENDAR_DAYS


def explain_day(day: ReckonedDay) -> str:
    """Return the day as a line in Chinese, e.g. 10月10日 周六 调休上班，第3个工作日."""
    provisional = "（放假安排未公布，暂定）" if day.provisional else ""
    return f"{chinese_date(day.on)} {'，'.join(_remarks(day))}".rstrip() + provisional


def _remarks(day: ReckonedDay) -> Iterator[str]:
    is_due = day.note in ("due", "rolled")
    if day.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP):
        yield day.name
    if day.note == "start":
        yield "起始日"
    if day.count is not None:
        yield f"第{day.count}{'个工作日' if day.unit is Unit.WORKING_DAYS else '天'}"
    elif day.note == "rolled":
        yield "顺延至此"
    elif day.unit is not Unit.HOURS and not is_due:
        yield "周末，不计" if day.kind is DayKind.WEEKEND and not day.note else "不计"
    if is_due:
        yield "截止日"
