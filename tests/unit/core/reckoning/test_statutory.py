"""What is taken from the `holidays` package."""

from datetime import date

import pytest

from xuanhu.core.reckoning.statutory import holiday_names, statutory_year


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("元旦", ("元旦",)),
        ("农历除夕", ("春节",)),
        ("农历除夕（补假）", ("春节",)),
        ("春节延长假期", ("春节",)),
        ("清明节（推定）", ("清明节",)),
        ("劳动节（补假，推定）", ("劳动节",)),
        ("端午节", ("端午节",)),
        ("中秋节; 国庆节", ("国庆节", "中秋节")),
        ("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日", ("抗战胜利纪念日",)),
        ("休息日（由 2026-01-04 调休）", ()),
        ("植树节", ("植树节",)),
    ],
)
def test_label_of_the_package_becomes_clean_names(label, names):
    assert holiday_names(label) == names


def test_year_with_a_notice_has_its_make_up_days_and_nothing_guessed():
    year = statutory_year(2026)
    assert year.published is True
    assert sorted(year.make_up_days) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert year.guessed_days == frozenset()
    assert year.holidays[date(2026, 1, 2)] == ()


def test_year_without_a_notice_has_no_make_up_days_and_says_what_is_guessed():
    year = statutory_year(2027)
    assert (year.published, year.make_up_days) == (False, frozenset())
    assert sorted(year.guessed_days) == [
        date(2027, 2, 9),
        date(2027, 2, 10),
        date(2027, 5, 3),
        date(2027, 5, 4),
        date(2027, 10, 4),
        date(2027, 10, 5),
    ]


def test_make_up_day_in_december_by_the_next_years_notice_belongs_to_its_own_year():
    assert {day for day in statutory_year(2011).make_up_days if day.month == 12} == {date(2011, 12, 31)}
    assert date(2011, 12, 31) not in statutory_year(2012).make_up_days


def test_labels_do_not_follow_the_locale_of_the_machine(monkeypatch):
    for variable in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(variable, "en_US.UTF-8")
    assert statutory_year(2026).holidays[date(2026, 10, 1)] == ("国庆节",)
