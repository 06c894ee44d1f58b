"""What was typed into a form, read as the data of a fact; every value that cannot be read is told beside its field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from xuanhu.core.handbook.values import read_date
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.web.facts.fields import Field

LONGEST: Final = 4000
NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,6})?", re.ASCII)
TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?", re.ASCII)
WIDE: Final = str.maketrans("０１２３４５６７８９．，：", "0123456789.,:")
BREAKS: Final = re.compile(r"[\r\n、；;]+")
MOMENT: Final = Field("_moment", "发生在别的时间", "day-and-time")
NOT_A_DAY: Final = "请选一个存在的日期"
NOT_A_TIME: Final = "时间请写成 14:30 的样子"
NOT_A_NUMBER: Final = "请只填数字，例如 3 或 3500.50"


class Typed(Protocol):
    """A form as it was sent."""

    def getlist(self, key: str) -> list[str]:
        """All that was typed under a name."""
        ...


def last_of(typed: Typed, key: str) -> str:
    """What was typed under a name, without blanks; nothing where nothing was."""
    found = typed.getlist(key)
    return found[-1].strip() if found else ""


class Read(NamedTuple):
    """The data, and what could not be read by field."""

    data: dict[str, object]
    problems: Mapping[str, str]


class Unread(ValueError):  # noqa: N818 - what is raised is a value that cannot be read
    """A value that cannot be read, and what would be right."""


def read_form(fields: Iterable[Field], typed: Typed) -> Read:
    """The data of a fact; what was left empty is not said."""
    data: dict[str, object] = {}
    problems: dict[str, str] = {}
    for field in fields:
        try:
            value = _value(field, typed)
        except Unread as error:
            problems[field.key] = str(error)
            continue
        if value is not None:
            data[field.key] = value
    try:
        data |= _own_moment(typed)
    except Unread as error:
        problems[MOMENT.key] = str(error)
    return Read(data, problems)


def _own_moment(typed: Typed) -> dict[str, object]:
    """When it happened, where that was not just now: a day alone is `on`, with a time it is a moment."""
    found = _day_and_time(MOMENT.key, typed)
    if found is None:
        return {}
    return {"happened_at": found} if isinstance(found, datetime) else {"on": found}


def _value(field: Field, typed: Typed) -> object:
    if field.kind == "kinds":
        return tuple(dict.fromkeys(one for one in typed.getlist(field.key) if one)) or None
    if field.kind == "day-and-time":
        return _day_and_time(field.key, typed)
    if field.kind == "moment":
        found = _day_and_time(field.key, typed)
        if found is not None and not isinstance(found, datetime):
            raise Unread(NOT_A_TIME)
        return found
    text = last_of(typed, field.key).replace("\0", "").strip()
    if not text:
        return None
    if len(text) > LONGEST:
        message = f"最多 {LONGEST} 个字"
        raise Unread(message)
    return _of_text(field, text)


def _of_text(field: Field, text: str) -> object:
    if field.kind == "yes-or-no":
        return text == "true"
    if field.kind == "number":
        return _number(text)
    if field.kind == "date":
        return _day(text)
    if field.kind == "list":
        return tuple(one.strip() for one in BREAKS.split(text) if one.strip())
    return text


def _number(text: str) -> Decimal:
    bare = text.translate(WIDE).replace(",", "").replace(" ", "")
    if NUMBER.fullmatch(bare) is None:
        raise Unread(NOT_A_NUMBER)
    return Decimal(bare)


def _day(text: str) -> date:
    found = read_date(text)
    if found is None:
        raise Unread(NOT_A_DAY)
    return found


def _day_and_time(key: str, typed: Typed) -> date | datetime | None:
    day, clock = last_of(typed, key), last_of(typed, f"{key}.time").translate(WIDE)
    if not day:
        if clock:
            raise Unread(NOT_A_DAY)
        return None
    if not clock:
        return _day(day)
    found = TIME.fullmatch(clock)
    if found is None:
        raise Unread(NOT_A_TIME)
    return datetime.combine(_day(day), time(int(found[1]), int(found[2])), SHANGHAI)
