"""The quick calendar against counting day by day, and against another package."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanhu.core.reckoning import (
    SHANGHAI,
    Span,
    Unit,
    YearSchedule,
    add_years,
    age_on,
    china,
    due_within,
    parse_span,
    policy_period,
    policy_year,
    reckon_before,
    reckon_within,
)

CALENDAR = china()
ONE_DAY = timedelta(days=1)

DAYS = st.dates(date(1992, 1, 1), date(2097, 12, 31))
DAYS_OF_2027 = st.dates(date(2026, 12, 1), date(2027, 12, 31))
COUNTS = st.integers(0, 120)


@cache
def package_year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    found = holidays.country_holidays("CN", years=year)
    return frozenset(found), frozenset(found.weekend_workdays)


def is_worked(day: date) -> bool:
    off, made_up = package_year(day.year)
    return day in made_up or (day.weekday() < 5 and day not in off)


def count_on(day: date, count: int, step: timedelta, works: Callable[[date], bool] = is_worked) -> date:
    """The count-th working day from a day, found by walking."""
    while count:
        day += step
        count -= works(day)
    return day


def birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@st.composite
def schedules(draw: st.DrawFn) -> YearSchedule:
    """A notice for 2027 of any days, December before it included."""
    named = draw(st.dictionaries(DAYS_OF_2027, st.sampled_from(["元旦", "国庆节", None]), min_size=1))
    off = {day: name for day, name in named.items() if name}
    return YearSchedule(2027, off, frozenset(day for day, name in named.items() if not name), "通知")


@given(DAYS, COUNTS)
def test_add_working_days_agrees_with_walking(day, count):
    assert CALENDAR.add_working_days(day, count) == count_on(day, count, ONE_DAY)


@given(DAYS, COUNTS)
def test_working_days_before_agrees_with_walking_back(day, count):
    assert CALENDAR.working_days_before(day, count) == count_on(day, count, -ONE_DAY)


@given(DAYS, st.integers(0, 400))
def test_working_days_between_agrees_with_walking_and_is_symmetric(start, length):
    end = start + timedelta(days=length)
    walked = sum(is_worked(start + timedelta(days=n)) for n in range(1, length + 1))
    assert CALENDAR.working_days_between(start, end) == walked
    assert CALENDAR.working_days_between(end, start) == -walked


@given(st.dates(date(1992, 1, 1), date(2080, 12, 31)), st.integers(0, 3000))
def test_between_undoes_add(day, count):
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(schedules(), st.dates(date(2026, 11, 1), date(2028, 1, 31)), st.integers(1, 60))
def test_schedule_overrides_the_days_it_names(schedule, day, count):
    statutory = frozenset(holidays.country_holidays("CN", years=2027, observed=False))

    def works(on: date) -> bool:
        if on in schedule.holidays or on in schedule.make_up_days:
            return on in schedule.make_up_days
        return on.weekday() < 5 and on not in statutory if on.year == 2027 else is_worked(on)

    loaded = china(schedule)
    assert loaded.add_working_days(day, count) == count_on(day, count, ONE_DAY, works)
    assert loaded.working_days_before(day, count) == count_on(day, count, -ONE_DAY, works)


@pytest.mark.parametrize("year", range(2007, 2027))
def test_each_day_of_a_published_year_agrees_with_another_package(year):
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(length)]
    ours = {day for day in days if CALENDAR.is_working_day(day)}
    assert ours == {day for day in days if chinese_calendar.is_workday(day)}


@given(st.datetimes(datetime(1992, 1, 1), datetime(2097, 12, 31)), st.integers(1, 90))  # noqa: DTZ001
def test_calendar_days_end_on_the_first_working_day_that_is_not_too_early(naive, count):
    start = naive.replace(tzinfo=SHANGHAI)
    due = due_within(CALENDAR, start=start, span=Span(count, Unit.CALENDAR_DAYS))
    day = naive.date() + timedelta(days=count)
    while not is_worked(day):
        day += ONE_DAY
    assert due[:3] == (day, datetime.combine(day + ONE_DAY, time(tzinfo=SHANGHAI)), False)


@given(DAYS, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
def test_reckoning_counts_each_number_once_and_ends_on_the_due_day(day, count, unit):
    start, span = datetime.combine(day, time(12, tzinfo=SHANGHAI)), Span(count, unit)
    reckoned = reckon_within(CALENDAR, start=start, span=span)
    assert [one.count for one in reckoned if one.count] == list(range(1, count + 1))
    assert (reckoned[0].on, reckoned[0].note) == (day, "start")
    assert reckoned[-1].on == due_within(CALENDAR, start=start, span=span).on
    assert [one.note in ("due", "rolled") for one in reckoned] == [False] * (len(reckoned) - 1) + [True]


@given(DAYS, st.integers(1, 60))
def test_reckoning_back_counts_each_number_once(day, count):
    reckoned = reckon_before(CALENDAR, anchor=day, working_days=count)
    assert [one.count for one in reckoned if one.count] == list(range(1, count + 1))
    assert (reckoned[-1].on, reckoned[-1].note) == (count_on(day, count, -ONE_DAY), "due")


@given(st.integers(1, 9999), st.sampled_from(Unit))
def test_span_is_read_as_it_is_written(count, unit):
    assert parse_span(f"{count} {unit}") == Span(count, unit)


@given(DAYS, st.integers(0, 9000), st.integers(0, 9000))
def test_policy_years_follow_each_other_through_the_policy(first, length, offset):
    policy = policy_period(first, first + timedelta(days=length))
    day = first + timedelta(days=offset)
    year = policy_year(first, policy.last, day)
    if not policy.contains(day):
        assert year is None
        return
    assert year.contains(day)
    assert year.end in (policy.end, policy_year(first, None, year.end).start)
    assert year.end <= add_years(year.start, 1) + ONE_DAY  # the day more is 29 February


@given(st.dates(date(1920, 1, 1), date(2026, 12, 31)), st.integers(0, 40_000))
def test_age_is_the_number_of_birthdays(birth, lived):
    day = birth + timedelta(days=lived)
    years = range(birth.year + 1, day.year + 1)
    assert age_on(birth, day) == sum(birthday(birth, year) <= day for year in years)
