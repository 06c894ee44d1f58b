"""Chinese typesetting: a thin space between Chinese and Latin, and texts made safe for anchors and for CSS."""

import re
from typing import Final
from urllib.parse import quote

THIN: Final = "\u2009"  # a line may end here
TIGHT: Final = "\u202f"  # the same width, but a number stays with its measure word
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_AFTER_NUMBER: Final = re.compile(rf"(?<=[0-9%]) ?(?=[{_HAN}])")
_AFTER_LATIN: Final = re.compile(rf"(?<=[A-Za-z+]) ?(?=[{_HAN}])")
_BEFORE_LATIN: Final = re.compile(rf"(?<=[{_HAN}]) ?(?=[A-Za-z0-9])")


def spaced(text: str) -> str:
    """The text with a thin space wherever Chinese meets Latin letters or numbers; a full space there becomes thin."""
    return _BEFORE_LATIN.sub(THIN, _AFTER_LATIN.sub(THIN, _AFTER_NUMBER.sub(TIGHT, text)))


def unspaced(text: str) -> str:
    """The text as it was before `spaced`, for looking something up in a page."""
    return text.replace(THIN, "").replace(TIGHT, "")


def anchor(kind: str, name: str) -> str:
    """The id of a place in the page: clause-AXA-03."""
    return "-".join((kind, *name.split()))


def link(kind: str, name: str) -> str:
    """The address of that place inside the page."""
    return "#" + quote(anchor(kind, name))


def css_text(text: str) -> str:
    """A text as a CSS string: whatever could end the string or the style sheet is escaped."""
    return '"' + "".join(f"\\{ord(one):x} " if one in '"\\<>&\n\r\f' else one for one in text) + '"'


def common_prefix(names: tuple[str, ...]) -> str:
    """What every name begins with up to its last dash, AXA- of AXA-03; nothing where they differ."""
    heads = {"".join(name.rpartition("-")[:2]) for name in names}
    return heads.pop() if len(heads) == 1 else ""
