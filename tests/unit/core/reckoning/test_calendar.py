"""Working days of China, with the State Council's notice for 2026 as the measure."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from xuanhu.core.reckoning import Calendar, Day, DayKind, OutsideCalendar, YearSchedule, china

CALENDAR = china()

# The notice of 2025-11-04: name, first and last day off.
DAYS_OFF_2026 = [
    ("元旦", date(2026, 1, 1), date(2026, 1, 3)),
    ("春节", date(2026, 2, 15), date(2026, 2, 23)),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6)),
    ("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21)),
    ("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
]
MAKE_UP_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def schedule(year: int, holidays: dict[date, str], *make_up_days: date) -> YearSchedule:
    return YearSchedule(year, holidays, frozenset(make_up_days), "通知")


# ---------------------------------------------------------------- what a day is


def test_year_2026_is_as_the_state_council_published_it():
    year = [CALENDAR.day(day) for day in days(date(2026, 1, 1), date(2026, 12, 31))]
    off = {day.on: day.name for day in year if day.kind is DayKind.HOLIDAY}
    assert off == {day: name for name, first, last in DAYS_OFF_2026 for day in days(first, last)}
    assert [day.on for day in year if day.kind is DayKind.MAKE_UP] == MAKE_UP_2026


@pytest.mark.parametrize(
    ("on", "kind", "name", "is_working"),
    [
        (date(2026, 10, 8), DayKind.WORKING, "", True),
        (date(2026, 10, 10), DayKind.MAKE_UP, "调休上班", True),
        (date(2026, 10, 17), DayKind.WEEKEND, "周六", False),
        (date(2026, 10, 18), DayKind.WEEKEND, "周日", False),
        (date(2026, 10, 6), DayKind.HOLIDAY, "国庆节", False),
        (date(2015, 9, 3), DayKind.HOLIDAY, "抗战胜利纪念日", False),
        (date(2020, 1, 31), DayKind.HOLIDAY, "春节", False),
    ],
)
def test_day_has_its_kind_and_name(on, kind, name, is_working):
    day = CALENDAR.day(on)
    assert day == Day(on, kind, name, provisional=False)
    assert (day.is_working, CALENDAR.is_working_day(on)) == (is_working, is_working)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2025, 10, 1), date(2025, 10, 8), "国庆节、中秋节"),
        (date(2023, 9, 29), date(2023, 10, 6), "中秋节、国庆节"),
        (date(2020, 10, 1), date(2020, 10, 8), "国庆节、中秋节"),
        (date(2023, 12, 30), date(2024, 1, 1), "元旦"),
    ],
)
def test_days_off_in_a_row_share_the_name_of_their_holidays(first, last, name):
    assert {CALENDAR.day(day).name for day in days(first, last)} == {name}


def test_day_of_a_year_without_a_notice_is_provisional():
    assert CALENDAR.day(date(2027, 10, 4)) == Day(date(2027, 10, 4), DayKind.HOLIDAY, "国庆节", provisional=True)
    assert CALENDAR.day(date(2027, 10, 9)) == Day(date(2027, 10, 9), DayKind.WEEKEND, "周六", provisional=True)


def test_first_and_last_day_of_the_calendar_are_served():
    calendar = china(schedule(2099, {date(2099, 12, 31): "岁末"}))
    assert calendar.day(date(1990, 1, 1)).name == "元旦"
    assert calendar.day(date(2099, 12, 31)).name == "岁末"


# ---------------------------------------------------------------- counting, across each holiday of 2026


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # 元旦: the Sunday is worked
        (date(2025, 12, 31), 2, date(2026, 1, 5)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # 春节: so is the Saturday before
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # and the Saturday after
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # 清明节
        (date(2026, 4, 30), 1, date(2026, 5, 6)),  # 劳动节
        (date(2026, 4, 30), 4, date(2026, 5, 9)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 6, 18), 1, date(2026, 6, 22)),  # 端午节
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # 中秋节
        (date(2026, 9, 24), 1, date(2026, 9, 28)),
        (date(2026, 9, 28), 5, date(2026, 10, 10)),  # 国庆节
        (date(2026, 9, 28), 6, date(2026, 10, 12)),
        (date(2026, 10, 8), 5, date(2026, 10, 14)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # from a day off
        (date(2026, 12, 30), 2, date(2027, 1, 4)),  # into the provisional year
        (date(2026, 1, 4), 0, date(2026, 1, 4)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
    ],
)
def test_add_working_days_counts_make_up_days_and_skips_days_off(start, count, expected):
    assert CALENDAR.add_working_days(start, count) == expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 10, 8), 1, date(2026, 9, 30)),
        (date(2026, 10, 12), 1, date(2026, 10, 10)),
        (date(2026, 10, 4), 1, date(2026, 9, 30)),
        (date(2026, 1, 4), 1, date(2025, 12, 31)),
        (date(2026, 1, 5), 2, date(2025, 12, 31)),
        (date(2026, 2, 24), 2, date(2026, 2, 13)),
        (date(2026, 10, 4), 0, date(2026, 10, 4)),
    ],
)
def test_working_days_before_counts_back(start, count, expected):
    assert CALENDAR.working_days_before(start, count) == expected


def test_steps_over_many_years_come_back():
    far = CALENDAR.add_working_days(date(2001, 6, 1), 20_000)
    assert (far.year, CALENDAR.working_days_before(far, 20_000)) == (2081, date(2001, 6, 1))


@pytest.mark.parametrize("step", [CALENDAR.add_working_days, CALENDAR.working_days_before])
def test_negative_count_is_refused(step):
    with pytest.raises(ValueError, match=r"cannot count -1 working days.*不能为负数：-1"):
        step(date(2026, 10, 8), -1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 10), date(2026, 10, 10)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 17), date(2026, 10, 19)),
    ],
)
def test_next_working_day_is_the_day_itself_if_it_is_worked(day, expected):
    assert CALENDAR.next_working_day(day) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 9, 28), date(2026, 10, 10), 5),
        (date(2026, 10, 10), date(2026, 9, 28), -5),
        (date(2026, 9, 28), date(2026, 9, 28), 0),
        (date(2026, 9, 30), date(2026, 10, 7), 0),
        (date(2025, 12, 31), date(2026, 12, 31), 248),  # 261 weekdays, 19 of them off, 6 days made up
    ],
)
def test_working_days_between_counts_the_end_and_not_the_start(start, end, expected):
    assert CALENDAR.working_days_between(start, end) == expected


# ---------------------------------------------------------------- schedules


NEW_YEAR_2027 = schedule(2027, {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦"}, date(2027, 1, 3))


def test_year_end_changes_when_the_schedule_is_loaded():
    start = date(2026, 12, 30)
    assert CALENDAR.add_working_days(start, 3) == date(2027, 1, 5)
    assert CALENDAR.is_provisional(start, date(2027, 1, 5)) is True
    loaded = china(NEW_YEAR_2027)
    assert loaded.add_working_days(start, 3) == date(2027, 1, 4)
    assert loaded.is_provisional(start, date(2027, 1, 4)) is False
    assert loaded.day(date(2027, 1, 3)) == Day(date(2027, 1, 3), DayKind.MAKE_UP, "调休上班", provisional=False)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2001, 1, 1), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2027, 3, 1), date(2027, 3, 1), True),
        (date(2000, 12, 31), date(2001, 1, 1), True),
    ],
)
def test_is_provisional_if_a_year_has_no_notice(start, end, expected):
    assert CALENDAR.is_provisional(start, end) is expected


def test_schedule_rules_december_of_the_year_before():
    loaded = china(schedule(2027, {date(2026, 12, 31): "元旦"}, date(2026, 12, 27)))
    assert CALENDAR.add_working_days(date(2026, 12, 25), 4) == date(2026, 12, 31)
    assert loaded.add_working_days(date(2026, 12, 25), 1) == date(2026, 12, 27)
    assert loaded.add_working_days(date(2026, 12, 25), 5) == date(2027, 1, 4)
    assert loaded.is_provisional(date(2026, 12, 1), date(2026, 12, 31)) is False


def test_schedule_that_rules_december_does_not_publish_that_year():
    loaded = china(schedule(2028, {date(2027, 12, 31): "元旦"}))
    assert loaded.is_provisional(date(2027, 12, 31), date(2027, 12, 31)) is True
    assert loaded.is_provisional(date(2028, 1, 1), date(2028, 12, 31)) is False


def test_schedule_of_a_published_year_changes_only_the_days_it_names():
    loaded = china(schedule(2026, {date(2026, 10, 8): "特别假"}))
    assert loaded.day(date(2026, 10, 8)).name == "特别假"
    assert loaded.add_working_days(date(2026, 9, 28), 5) == date(2026, 10, 12)
    assert loaded.day(date(2026, 10, 10)).kind is DayKind.MAKE_UP
    assert loaded.day(date(2026, 5, 1)).name == "劳动节"


def test_schedule_can_make_a_holiday_a_working_day():
    loaded = china(schedule(2026, {}, date(2026, 10, 7)))
    assert loaded.day(date(2026, 10, 7)).kind is DayKind.WORKING
    assert loaded.day(date(2026, 10, 6)).name == "国庆节"


def test_schedule_ends_what_was_guessed_but_no_statutory_day():
    assert CALENDAR.next_working_day(date(2027, 5, 3)) == date(2027, 5, 5)
    loaded = china(schedule(2027, {date(2027, 5, 1): "劳动节", date(2027, 5, 2): "劳动节"}))
    assert loaded.next_working_day(date(2027, 5, 3)) == date(2027, 5, 3)
    assert loaded.day(date(2027, 10, 1)).name == "国庆节"


def test_last_schedule_that_names_a_day_holds():
    later = schedule(2027, {date(2027, 1, 3): "元旦"})
    assert china(NEW_YEAR_2027, later).day(date(2027, 1, 3)).name == "元旦"
    assert china(later, NEW_YEAR_2027).day(date(2027, 1, 3)).kind is DayKind.MAKE_UP


# ---------------------------------------------------------------- the edges, and the order of questions


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.is_working_day(date(1989, 12, 31)), 1989),
        (lambda: CALENDAR.day(date(2100, 1, 1)), 2100),
        (lambda: CALENDAR.add_working_days(date(2099, 12, 31), 1), 2100),
        (lambda: CALENDAR.working_days_before(date(1990, 1, 1), 1), 1989),
        (lambda: CALENDAR.working_days_between(date(2099, 1, 1), date(9999, 12, 31)), 2100),
        (lambda: CALENDAR.is_provisional(date(1980, 1, 1), date(1980, 1, 2)), 1980),
    ],
)
def test_what_leads_outside_the_calendar_is_refused(ask, year):
    with pytest.raises(OutsideCalendar, match=rf"{year} is outside the calendar.*无法推算 {year} 年"):
        ask()


def test_answers_do_not_depend_on_what_was_asked_before():
    forwards, backwards = Calendar(), Calendar()
    years = range(2020, 2032)
    there = {year: forwards.add_working_days(date(year, 9, 1), 100) for year in years}
    back = {year: backwards.add_working_days(date(year, 9, 1), 100) for year in reversed(years)}
    assert there == back


def test_answers_are_the_same_in_many_threads():
    starts = days(date(2024, 1, 1), date(2028, 12, 31))
    shared = Calendar()
    with ThreadPoolExecutor(max_workers=8) as pool:
        found = list(pool.map(lambda day: shared.add_working_days(day, 30), starts))
    assert found == [CALENDAR.add_working_days(day, 30) for day in starts]
