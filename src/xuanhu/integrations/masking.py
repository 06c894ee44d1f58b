"""How personal data is shown where it need not be read: on lists, in logs, in errors. The one place that says so."""

import re
from typing import Final

HIDDEN: Final = "****"
_SHORTEST_NUMBER: Final = 8  # digits; of anything shorter nothing is shown
_TWO_CHARACTER_SURNAMES: Final = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 百里 东郭 南宫 西门 独孤 申屠 轩辕 澹台".split()  # noqa: SIM905, E501 - one table, easily read
)
_ID_NUMBER: Final = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?![\dXx])")
_MOBILE: Final = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_MAIL: Final = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*@(?=[A-Za-z0-9-]+\.)")


def masked_phone(number: str) -> str:
    """138****8000, whatever blanks, hyphens or country code 86 the number is written with."""
    digits = "".join(re.findall(r"\d", number, re.ASCII))
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return f"{mobile[1]}{HIDDEN}{mobile[2]}"
    return f"{digits[:3]}{HIDDEN}{digits[-4:]}" if len(digits) >= _SHORTEST_NUMBER else HIDDEN


def masked_name(name: str) -> str:
    """The surname and one star, so that not even the length of the name is told: 王*."""
    bare = name.strip()
    surname = 2 if bare[:2] in _TWO_CHARACTER_SURNAMES and len(bare) > len("欧阳") else 1
    return f"{bare[:surname]}*"


def masked_id_number(number: str) -> str:
    """1101**********002X; anything that is not of 18 places is hidden whole."""
    found = _ID_NUMBER.fullmatch(number.strip())
    return f"{found[1]}{'*' * 10}{found[2].upper()}" if found else "*" * 18


def masked_mail(address: str) -> str:
    """w***@example.cn"""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}***@{domain}" if at else HIDDEN


def masked_address(address: str) -> str:
    """Where a message goes, be it a phone or a mailbox."""
    return masked_mail(address) if "@" in address else masked_phone(address)


def masked_text(text: str) -> str:
    """Free text of others, such as an error of a gateway, with the numbers and mailboxes in it hidden."""
    hidden = _ID_NUMBER.sub(lambda found: masked_id_number(found[0]), text)
    hidden = _MOBILE.sub(lambda found: f"{found[1]}{HIDDEN}{found[2]}", hidden)
    return _MAIL.sub(r"\1***@", hidden)
