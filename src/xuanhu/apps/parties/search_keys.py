"""By what a person is found while somebody types: keyed hashes of each beginning of the name, of its pinyin and its
initials, and of the last places of identity number and phone. The names themselves stay sealed.

Whoever has the hashes without the key learns which are alike, not what they stand for; see docs/architecture.md.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from xuanhu.apps.parties.readings import plain, readings
from xuanhu.apps.sealing import sealer
from xuanhu.core.parties import Insured

WHERE: Final = "parties.search"
SHORTEST, LONGEST = 4, 8  # last places that are kept of a number
OF_64_BITS: Final = 8
NUMBER: Final = re.compile(r"\d+x?", re.ASCII)
LETTERS: Final = re.compile(r"[a-z]+", re.ASCII)
CHINESE: Final = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003134f]")
MOST_LETTERS: Final = 40  # of a long foreign name
ABROAD: Final = re.compile(r"(?:\+|00)?86(?=1\d{10}$)")


class Sought(NamedTuple):
    """A key that is looked for, and what it stands for: why somebody was found."""

    key: int
    why: str
    ends_with: str = ""  # what was said of a number, where more was said than is kept


def keys_of(person: Insured) -> list[int]:
    """Every key under which a person is found."""
    return sorted({_key(token) for token in _tokens(person)})


def sought(text: str) -> list[Sought]:
    """The keys that an input may stand for, the narrowest first; none for what names nobody."""
    said = ABROAD.sub("", plain(text))
    if NUMBER.fullmatch(said):
        return list(_sought_number(said))
    if LETTERS.fullmatch(said):
        return [
            *_whole_and_beginning("pinyin", said, "拼音"),
            *_whole_and_beginning("initials", said, "姓名首字母"),
            *_whole_and_beginning("name", said, "姓名"),
        ]
    return _whole_and_beginning("name", said, "姓名") if CHINESE.search(said) else []


def _whole_and_beginning(kind: str, said: str, why: str) -> list[Sought]:
    cut = said[:MOST_LETTERS]
    return [Sought(_key(f"{kind}={said}"), why), Sought(_key(f"{kind}^{cut}"), why)]


def _sought_number(said: str) -> Iterator[Sought]:
    if len(said) < SHORTEST:
        return
    tail = said[-LONGEST:]
    rest = said if len(said) > LONGEST else ""
    for kind, why in (("phone", "手机号"), ("id", "身份证号")):
        yield Sought(_key(f"{kind}={said}"), why)
        yield Sought(_key(f"{kind}${tail}"), f"{why}后 {len(said)} 位", rest)


def _tokens(person: Insured) -> Iterator[str]:
    name = plain(person.name)
    yield from _beginnings("name", name, 1)
    for reading in readings(person.name):
        yield from _beginnings("pinyin", "".join(reading), 2)
        initials = "".join(syllable[:1] for syllable in reading)
        yield from _beginnings("initials", initials, 1)
        yield from _beginnings("pinyin", "".join((*reading[:1], initials[1:])), 2)  # wangxm
    yield from _ends("id", person.id_number)
    yield from _ends("phone", person.phone and ABROAD.sub("", plain(person.phone)))


def _beginnings(kind: str, text: str, shortest: int) -> Iterator[str]:
    yield f"{kind}={text}"
    for length in range(shortest, min(len(text), MOST_LETTERS) + 1):
        yield f"{kind}^{text[:length]}"


def _ends(kind: str, number: str | None) -> Iterable[str]:
    if not number:
        return
    said = plain(number)
    yield f"{kind}={said}"
    for length in range(SHORTEST, min(len(said), LONGEST) + 1):
        yield f"{kind}${said[-length:]}"


def _key(token: str) -> int:
    return int.from_bytes(sealer().index(token, WHERE)[:OF_64_BITS], "big", signed=True)
