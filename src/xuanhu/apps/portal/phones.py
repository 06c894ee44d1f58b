"""Mobile numbers as people type them."""

import re
from typing import Final

from xuanhu.apps.parties.readings import plain

_MOBILE: Final = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})", re.ASCII)


def read_phone(text: str) -> str | None:
    """The eleven digits of a mainland mobile number, whatever blanks or country code stand in it; None for no such."""
    found = _MOBILE.fullmatch(plain(text))
    return found[1] if found is not None else None
