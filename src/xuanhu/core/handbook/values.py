"""Values as stories, files and requests write them: days, moments, a fact's data, read by what each key wants."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import SHANGHAI

Problem = Callable[[tuple[str | int, ...], str, str, str], None]
Path = tuple[str | int, ...]

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SHORT_HOUR = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d):")  # 9:00 for 09:00
RIGHT_DATE = "写成 2026-10-09 的样子，日期要存在 (a date that exists, such as 2026-10-09)"
RIGHT_MOMENT = "写成 2026-10-09 14:30 的样子 (a moment such as 2026-10-09 14:30)"


def read_date(value: object) -> date | None:
    """A day from its text; None if there is no such day."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def read_moment(value: object) -> datetime | None:
    """A moment in China from its text; None if there is no such moment. A day alone is its beginning."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(SHORT_HOUR.sub(r"\1 0\2:", value))
        return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
    except (OverflowError, ValueError):
        return None


def read_day_or_moment(value: object) -> date | datetime | None:
    """A day where no time of day is given, else a moment."""
    return read_date(value) or read_moment(value)


def read_data(given: Mapping[str, object], handbook: Handbook, path: Path, problem: Problem) -> dict[str, object]:
    """The data of a fact. Unknown keys and dates that do not exist are told to `problem`; no more is judged here."""
    data: dict[str, object] = {}
    for key, value in given.items():
        kind = handbook.kind_of(key)
        if kind is None:
            problem((*path, key), "unknown-key", f"没有“{key}”这一项 (no such data key)", "")
            continue
        data[key] = _read(key, kind, value, (*path, key), problem)
    return data


READERS: Mapping[object, Callable[[object], date | None]] = {
    "date": read_date,
    "date-or-moment": read_day_or_moment,
    "moment": read_moment,
}


def read_value(kind: object, value: object) -> object:
    """A value of a kind from its text; None for a day that does not exist, other values as they are."""
    reader = READERS.get(kind) if isinstance(kind, str) else None
    return reader(value) if reader is not None else value


def _read(key: str, kind: object, value: object, path: Path, problem: Problem) -> object:
    if value is None:
        return "none" if key == "modality" else None
    if kind == "list":
        return tuple(value) if isinstance(value, list) else (value,)
    if kind == "text" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # an identity number of digits alone, written without quotes
    read = read_value(kind, value)
    if read is None:
        right = RIGHT_MOMENT if kind == "moment" else RIGHT_DATE
        problem(path, "bad-date", f"“{value}”不是一个日子 (not a day that exists)", right)
    return read
