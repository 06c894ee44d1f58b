"""Values as people write them in spreadsheets, read to what the platform keeps: 三级甲等, 2026/1/1, 心内科、肿瘤科."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from xuanhu.core.handbook.values import RIGHT_DATE, read_date
from xuanhu.core.handbook.vocabulary import HOSPITAL_LEVELS, OWNERSHIPS, RANKS

LONGEST = 200
DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", re.ASCII)
PHONE: Final = re.compile(r"[0-9+(][0-9+()\- ]{4,28}[0-9)]", re.ASCII)
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
PARTING: Final = re.compile(r"[、,，;；|\n]+")
KIND_OF_PROVINCE: Final = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
SHORTEST_CITY = 3  # 沙市 is a whole name
LEVELS: Final = {
    **dict.fromkeys(("三甲", "三级甲等", "三级甲", "三级特等"), "tertiary-a"),
    **dict.fromkeys(("三级", "三乙", "三丙", "三级乙等", "三级丙等", "三级未定等"), "tertiary"),
    **dict.fromkeys(("二级", "二甲", "二乙", "二级甲等", "二级乙等", "二级丙等", "二级未定等"), "secondary"),
    **dict.fromkeys(("一级", "一甲", "一级甲等", "一级乙等", "一级丙等", "一级未定等"), "primary"),
}
OWNED: Final = {**dict.fromkeys(("公立", "公办"), "public"), **dict.fromkeys(("民营", "私立", "民办"), "private")}
RANKED: Final = {
    "主任医师": "chief-physician",
    "副主任医师": "associate-chief-physician",
    "主治医师": "attending-physician",
    "住院医师": "resident-physician",
}
YES: Final = ("是", "有", "y", "yes", "true", "1", "√")
NO: Final = ("否", "无", "不是", "n", "no", "false", "0", "×")


class UnreadableError(ValueError):
    """A value that cannot be taken: what is wrong, and what would be right, Chinese and English."""

    def __init__(self, wrong: str, right: str) -> None:
        self.wrong = wrong
        self.right = right
        super().__init__(wrong)


Read = Callable[[object], object]


def text(value: object) -> str:
    """A text on one line; full-width blanks at its ends do not count."""
    if value is None or isinstance(value, bool | list | dict):
        raise UnreadableError("应是文字 (a text is needed)", "写成一段文字 (write a text)")
    if isinstance(value, Decimal):
        value = f"{value:f}"
    found = " ".join(str(value).split())
    if len(found) > LONGEST:
        raise UnreadableError(f"超过{LONGEST}个字 (too long)", f"至多{LONGEST}个字 (at most {LONGEST} characters)")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in found):
        raise UnreadableError("有不能用的控制字符 (a control character)", "删去它 (remove it)")
    return found


def code(value: object) -> str:
    """A code that may stand in an address."""
    found = text(value)
    if not CODE.fullmatch(found):
        raise UnreadableError("不是编码 (not a code)", "用字母、数字、点和横线 (letters, digits, dots, hyphens)")
    return found


def texts(value: object) -> list[str]:
    """Several texts, parted by 、 or a comma, each once."""
    parts = value if isinstance(value, list) else PARTING.split(str(value).replace("\r", "\n"))
    return list(dict.fromkeys(filter(None, map(text, parts))))


def day(value: object) -> date:
    """A day: 2026-01-01, 2026/1/1 or 2026年1月1日."""
    found = DAY.fullmatch(text(value))
    read = read_date(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}") if found else None
    if read is None:
        raise UnreadableError("不是一个日子 (not a day that exists)", RIGHT_DATE)
    return read


def phone(value: object) -> str:
    """A telephone number, as it is dialled."""
    found = unicodedata.normalize("NFKC", text(value)).replace("—", "-")
    if not PHONE.fullmatch(found):
        raise UnreadableError(
            "不像电话号码 (not a telephone number)", "如 13800138000 或 010-00000000 (digits and hyphens)"
        )
    return found


def province(value: object) -> str:
    """A province by its short name, as handbooks write it: 广东省 is 广东."""
    return KIND_OF_PROVINCE.sub("", text(value))


def city(value: object) -> str:
    """A city by its short name: 北京市 is 北京."""
    found = text(value)
    return found.removesuffix("市") if len(found) >= SHORTEST_CITY else found


def yes_or_no(value: object) -> bool:
    """是 or 否."""
    found = text(str(value) if isinstance(value, bool) else value).lower()
    if found not in YES + NO:
        raise UnreadableError("应写是或否 (yes or no)", "是、否 (yes or no)")
    return found in YES


def _one_of(words: tuple[str, ...], spoken: Mapping[str, str]) -> Read:
    """One of the platform's words, or how it is spoken."""

    def read(value: object) -> str:
        found = text(value)
        word = found if found in words else spoken.get(found.replace(" ", ""))
        if word is None:
            said = {name: zh for zh, name in reversed(list(spoken.items()))}
            known = "、".join(f"{said[name]}（{name}）" for name in reversed(words))
            raise UnreadableError("不认识这个写法 (not a known value)", f"可用的有：{known} (one of these)")
        return word

    return read


level = _one_of(HOSPITAL_LEVELS, LEVELS)
ownership = _one_of(OWNERSHIPS, OWNED)
rank = _one_of(RANKS, RANKED)
