"""What kind of paper it is by the words on its first page: a proposal, for a person to confirm. Pure."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from xuanhu.handbook_files.yaml_text import read_documents

TABLE: Final = Path(__file__).with_name("kinds.yaml")
TOP: Final = 10  # lines within which a title stands
ROOM: Final = 16  # what a title may have beside it in its line: the hospital's name
TITLE_ALONE, TITLE_SOMEWHERE, WORD = 6, 2, 1
ENOUGH: Final = 3


class Words(NamedTuple):
    """The words that speak for a kind."""

    titles: Sequence[str]
    also: Sequence[str]


@cache
def table() -> Mapping[str, Words]:
    """Every kind that can be known by its words."""
    found = read_documents(TABLE.read_bytes(), TABLE.name)[0].value
    return {kind: Words(tuple(words["titles"]), tuple(words["also"])) for kind, words in found.items()}


def proposed_kind(lines: Sequence[str]) -> str:
    """The kind that the lines of a page speak for; empty where they speak for none, or for two alike."""
    bare = [_bare(line) for line in lines]
    counts = sorted(((_count(bare, words), kind) for kind, words in table().items()), reverse=True)
    (most, kind), (next_most, _) = counts[:2]
    return kind if most >= ENOUGH and most > next_most else ""


def _count(lines: Sequence[str], words: Words) -> int:
    top, whole = lines[:TOP], "\n".join(lines)
    titles = [_bare(title) for title in words.titles]
    count = sum(WORD for word in words.also if _bare(word) in whole)
    if any(title in line and len(line) <= len(title) + ROOM for title in titles for line in top):
        return count + TITLE_ALONE
    return count + (TITLE_SOMEWHERE if any(title in whole for title in titles) else 0)


def _bare(text: str) -> str:
    """As it is compared: no blanks, half-width brackets, capitals."""
    return "".join(text.split()).replace("（", "(").replace("）", ")").upper()
