"""Phone numbers and mailboxes in their normal form, and what every sender checks before it sends."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Final

from xuanhu.integrations.messages.port import CHANNELS, Message, Rejected, require_zone

_MAINLAND: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
_ABROAD: Final = re.compile(r"(?:\+|00)((?!86)[1-9][0-9]{7,14})")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+"
_MAILBOX: Final = re.compile(
    rf"(?=.{{3,254}}$)(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z]{{2,63}}"
)


def phone_number(text: str) -> str:
    """11 digits of a mainland mobile; of a number abroad (+852 ..) its country code and digits.

    Raises:
        Rejected: no mobile number.

    """
    bare = re.sub(r"[ ()\u2010-\u2015-]", "", unicodedata.normalize("NFKC", text)).strip()
    found = _MAINLAND.fullmatch(bare) or _ABROAD.fullmatch(bare)
    if not found:
        raise Rejected("bad-address")
    return found[1]


def mailbox(text: str) -> str:
    """A mailbox, its domain in lower case.

    Raises:
        Rejected: no mailbox that plain SMTP can reach.

    """
    bare = text.strip()
    if not _MAILBOX.fullmatch(bare):
        raise Rejected("bad-address")
    local, _, domain = bare.rpartition("@")
    return f"{local}@{domain.lower()}"


def accept(message: Message, *, at: datetime, channels: Collection[str] = CHANNELS) -> str:
    """What every sender checks first; gives the address to send to, in its normal form."""
    require_zone(at)
    if message.channel not in channels:
        raise Rejected("wrong-channel", detail=message.channel)
    return phone_number(message.to) if message.channel == "sms" else mailbox(message.to)
