"""When things are due, and from when they are overdue."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from xuanhu.core.reckoning import (
    SHANGHAI,
    Due,
    OutsideCalendar,
    Span,
    Unit,
    YearSchedule,
    china,
    due_before,
    due_within,
    earliest_with_notice,
    parse_span,
)

CALENDAR = china()
CHINA_2027 = china(YearSchedule(2027, {date(2027, 1, 1): "元旦"}, frozenset({date(2027, 1, 2)}), "通知"))


def at(month: int, day: int, hour: int = 10, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def by_end_of(day: date, *, provisional: bool = False) -> Due:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)
    return Due(day, midnight, exact=False, provisional=provisional)


# ---------------------------------------------------------------- spans


@pytest.mark.parametrize(
    ("text", "span", "chinese"),
    [
        ("5 working days", Span(5, Unit.WORKING_DAYS), "5 个工作日"),
        ("1 working day", Span(1, Unit.WORKING_DAYS), "1 个工作日"),
        ("15 days", Span(15, Unit.CALENDAR_DAYS), "15 天"),
        ("1 day", Span(1, Unit.CALENDAR_DAYS), "1 天"),
        ("48 hours", Span(48, Unit.HOURS), "48 小时"),
        ("9999 hours", Span(9999, Unit.HOURS), "9999 小时"),
    ],
)
def test_span_is_read_and_told_in_chinese(text, span, chinese):
    assert parse_span(text) == span
    assert span.in_chinese() == chinese


@pytest.mark.parametrize(
    "text",
    ["", "5", "0 days", "-1 days", "05 days", "10000 days", "５ days", "5 weeks", "five days", "5  days", "5 days\n"],
)
def test_text_that_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match=r"(?s)is no span of time.*不是时限"):
        parse_span(text)


# ---------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("start", "count", "due_on"),
    [
        (at(1, 1), 1, date(2026, 1, 4)),
        (at(2, 13), 5, date(2026, 2, 27)),
        (at(4, 3), 5, date(2026, 4, 13)),
        (at(4, 30), 5, date(2026, 5, 11)),
        (at(6, 18), 5, date(2026, 6, 26)),
        (at(9, 18), 5, date(2026, 9, 24)),
        (at(9, 24), 5, date(2026, 10, 9)),
        (at(9, 28), 5, date(2026, 10, 10)),
        (at(9, 28), 10, date(2026, 10, 16)),
        (at(10, 8, 0), 5, date(2026, 10, 14)),
        (at(10, 8, 23), 5, date(2026, 10, 14)),
    ],
)
def test_due_within_working_days_is_by_the_end_of_the_last(start, count, due_on):
    assert due_within(CALENDAR, start=start, span=Span(count, Unit.WORKING_DAYS)) == by_end_of(due_on)


def test_due_passes_at_midnight_after_the_due_day():
    due = due_within(CALENDAR, start=at(10, 8, 15), span=parse_span("5 working days"))
    assert due.passes_at.isoformat() == "2026-10-15T00:00:00+08:00"


def test_event_late_in_another_zone_falls_on_its_day_in_china():
    start = datetime(2026, 10, 8, 16, 30, tzinfo=UTC)
    assert due_within(CALENDAR, start=start, span=parse_span("1 working day")) == by_end_of(date(2026, 10, 10))


def test_due_over_the_year_end_is_provisional_until_the_schedule_is_loaded():
    start, span = at(12, 31), parse_span("3 working days")
    assert due_within(CALENDAR, start=start, span=span) == by_end_of(date(2027, 1, 6), provisional=True)
    assert due_within(CHINA_2027, start=start, span=span) == by_end_of(date(2027, 1, 5))


def test_event_on_the_last_day_of_a_provisional_year_is_not_counted_so_its_due_is_firm():
    calendar = china(YearSchedule(2028, {date(2028, 1, 1): "元旦"}, frozenset(), "通知"))
    due = due_within(calendar, start=at(12, 31, year=2027), span=parse_span("1 working day"))
    assert due == by_end_of(date(2028, 1, 3))


def test_due_beyond_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar):
        due_within(CALENDAR, start=at(12, 31, year=2099), span=parse_span("1 working day"))


@pytest.mark.parametrize("span", ["1 working day", "1 day", "1 hour"])
def test_event_without_a_zone_is_refused(span):
    with pytest.raises(ValueError, match="no time zone"):
        due_within(CALENDAR, start=datetime(2026, 10, 8, 9), span=parse_span(span))  # noqa: DTZ001


# ---------------------------------------------------------------- calendar days and hours


@pytest.mark.parametrize(
    ("start", "count", "due_on"),
    [
        (at(10, 8), 15, date(2026, 10, 23)),
        (at(10, 8), 2, date(2026, 10, 10)),  # a make-up Saturday is worked
        (at(9, 22), 2, date(2026, 9, 24)),
        (at(9, 22), 3, date(2026, 9, 28)),  # 中秋节: to Monday
        (at(9, 16), 15, date(2026, 10, 8)),  # 国庆节: to the first day after it
        (at(10, 14), 3, date(2026, 10, 19)),  # Saturday: to Monday
    ],
)
def test_due_within_calendar_days_moves_off_days_off(start, count, due_on):
    assert due_within(CALENDAR, start=start, span=Span(count, Unit.CALENDAR_DAYS)) == by_end_of(due_on)


def test_calendar_days_are_provisional_only_where_their_end_is():
    assert due_within(CALENDAR, start=at(12, 20), span=parse_span("11 days")) == by_end_of(date(2026, 12, 31))
    ends_on_new_year = due_within(CALENDAR, start=at(12, 20), span=parse_span("12 days"))
    assert ends_on_new_year == by_end_of(date(2027, 1, 4), provisional=True)


def test_due_within_hours_is_exact_and_never_provisional():
    ends_at = at(10, 4, 15)
    assert due_within(CALENDAR, start=at(10, 2, 15), span=parse_span("48 hours")) == Due(
        date(2026, 10, 4), ends_at, exact=True, provisional=False
    )


def test_hours_over_the_end_of_summer_time_are_counted_as_they_pass():
    start = datetime(1991, 9, 14, 12, tzinfo=SHANGHAI)  # summer time ended the next night
    due = due_within(CALENDAR, start=start, span=parse_span("24 hours"))
    assert (due.passes_at - start.astimezone(UTC), due.passes_at.hour) == (timedelta(hours=24), 11)


# ---------------------------------------------------------------- ahead of a day


@pytest.mark.parametrize(
    ("anchor", "working_days", "due_on"),
    [
        (date(2026, 10, 14), 1, date(2026, 10, 13)),
        (date(2026, 10, 12), 1, date(2026, 10, 10)),
        (date(2026, 10, 8), 1, date(2026, 9, 30)),
        (date(2026, 10, 14), 0, date(2026, 10, 14)),
    ],
)
def test_due_before_is_exact(anchor, working_days, due_on):
    due = due_before(CALENDAR, anchor=anchor, working_days=working_days, by=time(17))
    passes_at = datetime.combine(due_on, time(17), SHANGHAI)
    assert due == Due(due_on, passes_at, exact=True, provisional=False)


def test_due_before_a_day_of_a_provisional_year_is_provisional_if_days_of_it_were_counted():
    assert due_before(CALENDAR, anchor=date(2027, 1, 1), working_days=1, by=time(9)).provisional is False
    in_2027 = due_before(CALENDAR, anchor=date(2027, 1, 5), working_days=2, by=time(9))
    assert (in_2027.on, in_2027.provisional) == (date(2026, 12, 31), True)
    loaded = due_before(CHINA_2027, anchor=date(2027, 1, 5), working_days=2, by=time(9))
    assert (loaded.on, loaded.provisional) == (date(2027, 1, 2), False)


@pytest.mark.parametrize(
    ("applied", "span", "expected"),
    [
        (date(2026, 9, 28), "5 working days", date(2026, 10, 10)),
        (date(2026, 9, 26), "1 working day", date(2026, 9, 28)),
        (date(2026, 9, 28), "5 days", date(2026, 10, 3)),
    ],
)
def test_earliest_with_notice_is_application_plus_the_span(applied, span, expected):
    assert earliest_with_notice(CALENDAR, applied=applied, span=parse_span(span)) == expected


def test_notice_in_hours_is_refused():
    with pytest.raises(ValueError, match=r"not in hours.*不能以小时计"):
        earliest_with_notice(CALENDAR, applied=date(2026, 9, 28), span=parse_span("48 hours"))
