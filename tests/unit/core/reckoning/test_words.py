"""How days and moments are written, and on which day an instant falls in China."""

from datetime import UTC, date, datetime, timedelta

import pytest

from xuanhu.core.reckoning import SHANGHAI, china_day, chinese_date, chinese_moment, in_shanghai, weekday_name

NAIVE = datetime(2026, 10, 13, 17)  # noqa: DTZ001 - what must be refused


def test_chinese_date_has_month_day_and_weekday():
    assert chinese_date(date(2026, 10, 14)) == "10月14日 周三"


def test_chinese_date_with_year_begins_with_it():
    assert chinese_date(date(2027, 1, 3), year=True) == "2027年1月3日 周日"


def test_weekday_name_of_each_day_of_a_week():
    monday = date(2026, 10, 12)
    names = [weekday_name(monday + timedelta(days=n)) for n in range(7)]
    assert names == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


def test_chinese_moment_has_the_time_of_day():
    assert chinese_moment(datetime(2026, 10, 13, 9, 5, 59, tzinfo=SHANGHAI)) == "10月13日 周二 09:05"


def test_chinese_moment_of_an_instant_in_another_zone_is_read_in_china():
    assert chinese_moment(datetime(2026, 12, 31, 16, 30, tzinfo=UTC), year=True) == "2027年1月1日 周五 00:30"


def test_china_day_turns_at_midnight_in_china():
    assert china_day(datetime(2026, 10, 13, 23, 59, 59, tzinfo=SHANGHAI)) == date(2026, 10, 13)
    assert china_day(datetime(2026, 10, 13, 15, 59, 59, tzinfo=UTC)) == date(2026, 10, 13)
    assert china_day(datetime(2026, 10, 13, 16, 0, 0, tzinfo=UTC)) == date(2026, 10, 14)


def test_in_shanghai_keeps_the_instant():
    at = datetime(2026, 10, 13, 9, tzinfo=UTC)
    assert (in_shanghai(at), in_shanghai(at).hour) == (at, 17)


@pytest.mark.parametrize("reading", [in_shanghai, china_day, chinese_moment])
def test_a_moment_without_a_zone_is_refused(reading):
    with pytest.raises(ValueError, match=r"no time zone.*缺少时区"):
        reading(NAIVE)
