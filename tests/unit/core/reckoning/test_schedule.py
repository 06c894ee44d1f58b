"""A year's schedule: what is taken in, and what is refused, with its place and in both languages."""

from datetime import UTC, date, datetime

import pytest

from xuanhu.core.reckoning import ScheduleError, YearSchedule, parse_schedule

NEW_YEAR = date(2027, 1, 1)


def values(**changes: object) -> dict[str, object]:
    return {
        "year": 2027,
        "source": "国务院办公厅关于2027年部分节假日安排的通知",
        "holidays": [
            {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"},
            {"name": "清明节", "from": date(2027, 4, 5)},
        ],
        "make_up_days": ["2027-01-09", date(2027, 1, 16)],
        **changes,
    }


def faults(given: object) -> list[tuple[str, str]]:
    """The place of each fault, and the English words."""
    with pytest.raises(ScheduleError) as refused:
        parse_schedule(given)
    return [(fault.path, fault.english) for fault in refused.value.faults]


def birth_faults(**changes: object) -> list[tuple[str, str]]:
    fields = {"year": 2027, "holidays": {NEW_YEAR: "元旦"}, "make_up_days": frozenset(), "source": "通知", **changes}
    with pytest.raises(ScheduleError) as refused:
        YearSchedule(**fields)
    return [(fault.path, fault.chinese) for fault in refused.value.faults]


# ---------------------------------------------------------------- what is taken in


def test_parse_schedule_reads_text_and_dates():
    assert parse_schedule(values()) == YearSchedule(
        year=2027,
        holidays={
            date(2027, 1, 1): "元旦",
            date(2027, 1, 2): "元旦",
            date(2027, 1, 3): "元旦",
            date(2027, 4, 5): "清明节",
        },
        make_up_days=frozenset({date(2027, 1, 9), date(2027, 1, 16)}),
        source="国务院办公厅关于2027年部分节假日安排的通知",
    )


def test_parse_schedule_takes_december_of_the_year_before():
    schedule = parse_schedule(
        values(holidays=[{"name": "元旦", "from": "2026-12-31", "to": "2027-01-02"}], make_up_days=["2026-12-27"])
    )
    assert sorted(schedule.holidays) == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]
    assert schedule.make_up_days == {date(2026, 12, 27)}


def test_parse_schedule_trims_text():
    schedule = parse_schedule(values(source=" 通知 ", holidays=[{"name": " 元旦 ", "from": "2027-01-01"}]))
    assert (schedule.source, schedule.holidays) == ("通知", {NEW_YEAR: "元旦"})


def test_schedule_tells_its_rulings():
    schedule = YearSchedule(2027, {NEW_YEAR: "元旦"}, frozenset({date(2027, 1, 9)}), "通知")
    assert schedule.rulings == {NEW_YEAR: "元旦", date(2027, 1, 9): None}


def test_schedule_does_not_follow_the_mapping_it_was_made_from():
    holidays = {NEW_YEAR: "元旦"}
    schedule = YearSchedule(2027, holidays, frozenset(), "通知")
    holidays.clear()
    assert schedule.holidays == {NEW_YEAR: "元旦"}


# ---------------------------------------------------------------- what is refused in values


@pytest.mark.parametrize("year", [None, "2027", 1989, 2100, True])
def test_strange_year_is_refused(year):
    shown = "nothing" if year is None else f"“{year}”"
    assert faults(values(year=year)) == [
        ("year", f"{shown} is no year that can be reckoned; give one from 1990 to 2099"),
    ]


@pytest.mark.parametrize(
    "written",
    ["2027-1-9", "20270109", "2027-W01-6", "2027-02-30", "下周六", 20270109, datetime(2027, 1, 9, tzinfo=UTC)],
)
def test_strange_date_is_refused(written):
    assert faults(values(make_up_days=[written])) == [
        ("make_up_days[0]", f"“{written}” is no date; write it like 2027-01-09"),
    ]


@pytest.mark.parametrize("day", ["2026-11-30", "2028-01-01", "2028-12-31"])
def test_date_outside_the_year_is_refused(day):
    assert faults(values(make_up_days=["2027-01-09", day])) == [
        ("make_up_days[1]", f"{day} is not ruled by the notice for 2027; give a day from 2026-12-01 to 2027-12-31"),
    ]


@pytest.mark.parametrize("text", [None, "", "  ", 5])
def test_missing_text_is_refused(text):
    shown = "nothing" if text is None else f"“{text}”"
    words = f"{shown} is no text; write at least one character"
    assert faults(values(source=text)) == [("source", words)]
    assert faults(values(holidays=[{"name": text, "from": "2027-01-01"}])) == [("holidays[0].name", words)]


@pytest.mark.parametrize("key", ["holidays", "make_up_days"])
def test_list_that_is_none_is_refused(key):
    assert faults(values(**{key: "2027-01-09"})) == [
        (key, "“2027-01-09” is no list; begin each entry with a dash, or write [] if there is none"),
    ]


def test_fault_of_the_whole_has_no_place():
    with pytest.raises(ScheduleError) as refused:
        parse_schedule(values(holidays=[], make_up_days=[]))
    assert str(refused.value).splitlines()[1].startswith("no day is named; ")


def test_values_without_keys_are_refused():
    assert faults(None) == [("", "nothing has no keys; give year, source, holidays, make_up_days")]
    assert faults(values(holidays=["元旦"])) == [("holidays[0]", "“元旦” has no keys; give name, from, to")]


def test_unknown_keys_are_refused():
    holiday = {"name": "元旦", "from": "2027-01-01", "until": "2027-01-03"}
    assert faults(values(holidays=[holiday], note="草稿")) == [
        ("note", "this key is not known; known are year, source, holidays, make_up_days"),
        ("holidays[0].until", "this key is not known; known are name, from, to"),
    ]


def test_holiday_that_ends_before_it_begins_is_refused():
    assert faults(values(holidays=[{"name": "元旦", "from": "2027-01-03", "to": "2027-01-01"}])) == [
        ("holidays[0].to", "2027-01-01 is before 2027-01-03, the first day off; give the last day off"),
    ]


def test_day_named_twice_is_refused():
    holidays = [
        {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07"},
        {"name": "中秋节", "from": "2027-10-07"},
    ]
    assert faults(values(holidays=holidays)) == [
        ("holidays[1]", "2027-10-07 is already a day off (国庆节); name each day once"),
    ]


def test_day_off_and_worked_is_refused():
    assert faults(values(make_up_days=["2027-01-09", "2027-01-03"])) == [
        ("make_up_days[1]", "2027-01-03 is a day off (元旦) and a make-up day; keep one of the two"),
    ]


def test_schedule_that_names_no_day_is_refused():
    assert faults(values(holidays=[], make_up_days=[])) == [
        ("", "no day is named; give at least the days off, or leave the year provisional"),
    ]


def test_all_faults_are_told_at_once_in_both_languages():
    given = {"year": "今年", "holidays": [{"name": "", "from": "元旦", "to": "2027-01-03"}], "make_up_days": None}
    with pytest.raises(ScheduleError) as refused:
        parse_schedule(given)
    first, *_, last = str(refused.value).splitlines()
    assert first == "faults in the schedule: 5 / 放假安排有 5 处错误"
    assert last == f"make_up_days: {refused.value.faults[-1].english} / {refused.value.faults[-1].chinese}"
    assert [(fault.path, fault.chinese) for fault in refused.value.faults] == [
        ("year", "“今年” 不是可推算的年份，请填写 1990 至 2099 之间的年份"),
        ("source", "缺少内容，请填写文字"),
        ("holidays[0].name", "缺少内容，请填写文字"),
        ("holidays[0].from", "“元旦” 不是日期，请写成 2027-01-09 的样子"),
        ("make_up_days", "这里应为列表，请每项一行、以短横线开头，没有则写 []"),
    ]


# ---------------------------------------------------------------- what is refused at birth


def test_birth_with_a_strange_year_is_refused():
    assert birth_faults(year=1989, holidays={date(1989, 1, 1): "元旦"}) == [
        ("year", "“1989” 不是可推算的年份，请填写 1990 至 2099 之间的年份"),
    ]


def test_birth_without_a_day_is_refused():
    assert birth_faults(holidays={}) == [
        ("", "没有写明任何一天，请至少填写放假日期；尚未公布的年份不必录入"),
    ]


def test_birth_with_an_empty_name_is_refused():
    assert birth_faults(holidays={NEW_YEAR: " "}) == [("holidays[2027-01-01]", "缺少内容，请填写文字")]


def test_birth_with_days_outside_the_year_is_refused():
    assert birth_faults(
        holidays={date(2026, 11, 30): "元旦"}, make_up_days=frozenset({date(2028, 1, 1), date(2026, 12, 1)})
    ) == [
        (
            "holidays[2026-11-30]",
            "2026-11-30 不在 2027 年的安排之内，请填写 2026-12-01 至 2027-12-31 之间的日期",
        ),
        (
            "make_up_days[2028-01-01]",
            "2028-01-01 不在 2027 年的安排之内，请填写 2026-12-01 至 2027-12-31 之间的日期",
        ),
    ]


def test_birth_with_a_day_off_and_worked_is_refused():
    assert birth_faults(make_up_days=frozenset({NEW_YEAR})) == [
        ("make_up_days[2027-01-01]", "2027-01-01 既列为放假（元旦）又列为调休上班，请只保留一项"),
    ]
