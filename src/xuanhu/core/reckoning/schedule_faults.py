"""What can be wrong with a schedule of days off, said so that whoever wrote it can put it right."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""The years that can be reckoned, both included."""


class ScheduleFault(NamedTuple):
    """One thing wrong with a schedule."""

    path: str
    """Where it stands, e.g. `holidays[2].to`; empty for the whole."""
    english: str
    chinese: str

    def __str__(self) -> str:
        """Return the fault on one line, its place first."""
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.english} / {self.chinese}"


class ScheduleError(ValueError):
    """A schedule that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Iterable[ScheduleFault]) -> None:
        """Keep the faults in the order in which they were met."""
        self.faults = tuple(faults)
        count = len(self.faults)
        title = f"faults in the schedule: {count} / 放假安排有 {count} 处错误"
        super().__init__("\n".join([title, *map(str, self.faults)]))


def not_a_year(path: str, value: object) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{_shown(value)} is no year that can be reckoned; give one from {FIRST_YEAR} to {LAST_YEAR}",
        f"{_shown(value)} 不是可推算的年份，请填写 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份",
    )


def not_a_date(path: str, value: object) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{_shown(value)} is no date; write it like 2027-01-09",
        f"{_shown(value)} 不是日期，请写成 2027-01-09 的样子",
    )


def not_text(path: str, value: object) -> ScheduleFault:
    return ScheduleFault(path, f"{_shown(value)} is no text; write at least one character", "缺少内容，请填写文字")


def not_a_list(path: str, value: object) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{_shown(value)} is no list; begin each entry with a dash, or write [] if there is none",
        "这里应为列表，请每项一行、以短横线开头，没有则写 []",
    )


def not_these_keys(path: str, value: object, *, known: Iterable[str]) -> ScheduleFault:
    names = ", ".join(known)
    return ScheduleFault(
        path,
        f"{_shown(value)} has no keys; give {names}",
        f"这里应分项填写：{names}",
    )


def unknown_key(path: str, key: object, *, known: Iterable[str]) -> ScheduleFault:
    names = ", ".join(known)
    return ScheduleFault(
        f"{path}.{key}" if path else str(key),
        f"this key is not known; known are {names}",
        f"无法识别的项，可用的有：{names}",
    )


def outside_its_year(path: str, day: date, *, year: int) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{day} is not ruled by the notice for {year}; give a day from {year - 1}-12-01 to {year}-12-31",
        f"{day} 不在 {year} 年的安排之内，请填写 {year - 1}-12-01 至 {year}-12-31 之间的日期",
    )


def ends_before_it_begins(path: str, *, first: date, last: date) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{last} is before {first}, the first day off; give the last day off",
        f"{last} 早于放假首日 {first}，请填写放假的最后一天",
    )


def off_twice(path: str, day: date, *, holiday: str) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{day} is already a day off ({holiday}); name each day once",
        f"{day} 已列入{holiday}，每一天只写一次",
    )


def off_and_worked(path: str, day: date, *, holiday: str) -> ScheduleFault:
    return ScheduleFault(
        path,
        f"{day} is a day off ({holiday}) and a make-up day; keep one of the two",
        f"{day} 既列为放假（{holiday}）又列为调休上班，请只保留一项",
    )


def no_day_named() -> ScheduleFault:
    return ScheduleFault(
        "",
        "no day is named; give at least the days off, or leave the year provisional",
        "没有写明任何一天，请至少填写放假日期；尚未公布的年份不必录入",
    )


def _shown(value: object) -> str:
    return "nothing" if value is None else f"“{value}”"
