"""Months, policy years, waiting periods and ages."""

from datetime import date

import pytest

from xuanhu.core.reckoning import (
    Period,
    add_months,
    add_years,
    age_on,
    calendar_year,
    half_year_back,
    policy_period,
    policy_year,
    waiting_period,
)

FIRST, LAST = date(2026, 3, 15), date(2028, 9, 14)


def test_period_has_its_start_and_not_its_end():
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [march.contains(day) for day in days] == [False, True, True, False]
    assert march.last == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 8, 31), -6, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 20), 0, date(2026, 5, 20)),
        (date(2026, 5, 31), 25, date(2028, 6, 30)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_months_last(day, count, expected):
    assert add_months(day, count) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 7, 1), -2, date(2024, 7, 1)),
    ],
)
def test_add_years_clamps_the_29th_of_february(day, count, expected):
    assert add_years(day, count) == expected


@pytest.mark.parametrize(
    ("last", "end"),
    [(LAST, date(2028, 9, 15)), (FIRST, date(2026, 3, 16)), (None, date.max), (date.max, date.max)],
)
def test_policy_period_includes_both_end_days(last, end):
    assert policy_period(FIRST, last) == Period(FIRST, end)


def test_policy_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match=r"cannot end on 2026-03-14.*保单止期 2026-03-14 早于起期 2026-03-15"):
        policy_period(FIRST, date(2026, 3, 14))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 14), None),
        (date(2026, 3, 15), Period(date(2026, 3, 15), date(2027, 3, 15))),
        (date(2027, 3, 14), Period(date(2026, 3, 15), date(2027, 3, 15))),
        (date(2027, 3, 15), Period(date(2027, 3, 15), date(2028, 3, 15))),
        (date(2028, 9, 14), Period(date(2028, 3, 15), date(2028, 9, 15))),
        (date(2028, 9, 15), None),
    ],
)
def test_policy_year_runs_between_anniversaries_and_is_cut_at_the_end(day, expected):
    assert policy_year(FIRST, LAST, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 27), Period(date(2024, 2, 29), date(2025, 2, 28))),
        (date(2025, 2, 28), Period(date(2025, 2, 28), date(2026, 2, 28))),
        (date(2028, 2, 28), Period(date(2027, 2, 28), date(2028, 2, 29))),
        (date(2028, 2, 29), Period(date(2028, 2, 29), date(2029, 2, 28))),
    ],
)
def test_policy_year_from_the_29th_of_february_of_an_open_policy(day, expected):
    assert policy_year(date(2024, 2, 29), None, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 14), None),
        (date(2026, 12, 31), Period(date(2026, 3, 15), date(2027, 1, 1))),
        (date(2027, 1, 1), Period(date(2027, 1, 1), date(2028, 1, 1))),
        (date(2028, 1, 1), Period(date(2028, 1, 1), date(2028, 9, 15))),
        (date(2028, 9, 15), None),
    ],
)
def test_calendar_year_is_cut_to_the_policy(day, expected):
    assert calendar_year(FIRST, LAST, day) == expected


def test_waiting_period_counts_the_first_day():
    waiting = waiting_period(date(2026, 1, 1), 90)
    assert (waiting, waiting.last) == (Period(date(2026, 1, 1), date(2026, 4, 1)), date(2026, 3, 31))


def test_waiting_period_of_no_days_is_empty():
    waiting = waiting_period(date(2026, 1, 1), 0)
    assert (waiting.start, waiting.contains(date(2026, 1, 1))) == (waiting.end, False)


def test_waiting_period_of_negative_days_is_refused():
    with pytest.raises(ValueError, match=r"cannot last -1 days.*不能为负数：-1"):
        waiting_period(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 8, 31), date(2026, 2, 28)), (date(2026, 8, 28), date(2026, 2, 28)), (FIRST, date(2025, 9, 15))],
)
def test_half_year_back_is_six_calendar_months(day, expected):
    assert half_year_back(day) == expected


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1949, 12, 31), date(2026, 12, 30), 76),
        (date(1949, 12, 31), date(2026, 12, 31), 77),
        (date(2026, 5, 1), date(2026, 5, 1), 0),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_is_in_full_years(birth, day, age):
    assert age_on(birth, day) == age


def test_age_before_birth_is_refused():
    with pytest.raises(ValueError, match=r"2026-04-30 is before the birth on 2026-05-01.*早于出生日期"):
        age_on(date(2026, 5, 1), date(2026, 4, 30))
