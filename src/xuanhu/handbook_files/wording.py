"""The words that people read, loaded from words/*.yaml beside this file."""

from functools import cache
from pathlib import Path
from typing import Any

from xuanhu.core.handbook.words import Sayings, Words
from xuanhu.handbook_files.yaml_text import read_documents

FOLDER = Path(__file__).parent / "words"


@cache
def built_in_words() -> Words:
    """The words that come with the program."""
    names = _read("names")
    reasons = {code: Sayings(**words) for code, words in _read("reasons")["reasons"].items()}
    return Words(
        facts=_read("facts")["facts"],
        names={kind: words for kind, words in names.items() if isinstance(words, dict)},
        reasons=reasons,
    )


@cache
def colleagues_words() -> Words:
    """The same words on the pages of people at work, where a fact tells of somebody else: nobody there is 您."""
    return built_in_words().among_colleagues()


def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yaml"
    values = read_documents(path.read_bytes(), path.name)[0].value
    return values if isinstance(values, dict) else {}
