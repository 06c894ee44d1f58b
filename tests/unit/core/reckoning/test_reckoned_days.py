"""A reckoning day by day, as people are shown it."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from xuanhu.core.reckoning import (
    SHANGHAI,
    DayKind,
    ReckonedDay,
    Unit,
    china,
    explain_day,
    parse_span,
    reckon_before,
    reckon_within,
)

CALENDAR = china()


def lines_within(start: datetime, span: str) -> list[str]:
    return [explain_day(day) for day in reckon_within(CALENDAR, start=start, span=parse_span(span))]


def test_working_days_over_national_day_are_told_day_by_day():
    assert lines_within(datetime(2026, 9, 28, 10, tzinfo=SHANGHAI), "5 working days") == [
        "9月28日 周一 起始日，不计",
        "9月29日 周二 第1个工作日",
        "9月30日 周三 第2个工作日",
        "10月1日 周四 国庆节，不计",
        "10月2日 周五 国庆节，不计",
        "10月3日 周六 国庆节，不计",
        "10月4日 周日 国庆节，不计",
        "10月5日 周一 国庆节，不计",
        "10月6日 周二 国庆节，不计",
        "10月7日 周三 国庆节，不计",
        "10月8日 周四 第3个工作日",
        "10月9日 周五 第4个工作日",
        "10月10日 周六 调休上班，第5个工作日，截止日",
    ]


def test_working_days_over_a_weekend_from_a_day_off():
    assert lines_within(datetime(2026, 10, 7, 10, tzinfo=SHANGHAI), "4 working days") == [
        "10月7日 周三 国庆节，起始日，不计",
        "10月8日 周四 第1个工作日",
        "10月9日 周五 第2个工作日",
        "10月10日 周六 调休上班，第3个工作日",
        "10月11日 周日 周末，不计",
        "10月12日 周一 第4个工作日，截止日",
    ]


def test_calendar_days_count_days_off_and_roll_at_the_end():
    assert lines_within(datetime(2026, 9, 22, 10, tzinfo=SHANGHAI), "4 days") == [
        "9月22日 周二 起始日，不计",
        "9月23日 周三 第1天",
        "9月24日 周四 第2天",
        "9月25日 周五 中秋节，第3天",
        "9月26日 周六 中秋节，第4天",
        "9月27日 周日 中秋节，不计",
        "9月28日 周一 顺延至此，截止日",
    ]


def test_calendar_days_from_a_weekend_that_end_on_a_working_day():
    assert lines_within(datetime(2026, 10, 17, 10, tzinfo=SHANGHAI), "2 days") == [
        "10月17日 周六 起始日，不计",
        "10月18日 周日 第1天",
        "10月19日 周一 第2天，截止日",
    ]


def test_hours_count_no_day():
    assert lines_within(datetime(2026, 10, 10, 10, tzinfo=SHANGHAI), "48 hours") == [
        "10月10日 周六 调休上班，起始日",
        "10月11日 周日",
        "10月12日 周一 截止日",
    ]


def test_hours_within_one_day_are_due_on_it():
    start = datetime(2026, 10, 12, 10, tzinfo=SHANGHAI)
    assert reckon_within(CALENDAR, start=start, span=parse_span("2 hours")) == (
        ReckonedDay(date(2026, 10, 12), DayKind.WORKING, "", None, "due", Unit.HOURS),
    )


def test_days_of_a_provisional_year_are_marked():
    assert lines_within(datetime(2026, 12, 31, 10, tzinfo=SHANGHAI), "1 working day") == [
        "12月31日 周四 起始日，不计",
        "1月1日 周五 元旦，不计（放假安排未公布，暂定）",
        "1月2日 周六 元旦，不计（放假安排未公布，暂定）",
        "1月3日 周日 元旦，不计（放假安排未公布，暂定）",
        "1月4日 周一 第1个工作日，截止日（放假安排未公布，暂定）",
    ]


def test_reckon_before_counts_back_from_the_anchor():
    days = reckon_before(CALENDAR, anchor=date(2026, 10, 12), working_days=2)
    assert days == (
        ReckonedDay(date(2026, 10, 12), DayKind.WORKING, "", None, "start"),
        ReckonedDay(date(2026, 10, 11), DayKind.WEEKEND, "周日", None, ""),
        ReckonedDay(date(2026, 10, 10), DayKind.MAKE_UP, "调休上班", 1, ""),
        ReckonedDay(date(2026, 10, 9), DayKind.WORKING, "", 2, "due"),
    )


def test_reckon_before_on_the_day_itself_is_that_day():
    (day,) = reckon_before(CALENDAR, anchor=date(2026, 10, 12), working_days=0)
    assert (day.on, day.note, explain_day(day)) == (date(2026, 10, 12), "due", "10月12日 周一 截止日")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (ReckonedDay(date(2026, 10, 8), DayKind.WORKING, "", 1, ""), "10月8日 周四 第1个工作日"),
        (ReckonedDay(date(2026, 10, 3), DayKind.HOLIDAY, "国庆节", None, ""), "10月3日 周六 国庆节，不计"),
        (ReckonedDay(date(2026, 10, 10), DayKind.MAKE_UP, "调休上班", 3, ""), "10月10日 周六 调休上班，第3个工作日"),
    ],
)
def test_explain_day_says_how_it_was_taken(day, line):
    assert explain_day(day) == line


def test_reckoned_days_follow_each_other_without_a_gap():
    days = reckon_within(CALENDAR, start=datetime(2026, 2, 10, 9, tzinfo=SHANGHAI), span=parse_span("40 working days"))
    steps = {later.on - earlier.on for earlier, later in pairwise(days)}
    assert (steps, days[-1].count) == ({timedelta(days=1)}, 40)
