"""The order of a service's facts, read from one line: `applied > reviewed, documents-complete > attended | missed`.

`a > b`: b may be recorded once a stands. `a, b`: both, in either order. `a | b`: one of them. `(a)`: may be left out.
"""

import re
from typing import NamedTuple

FACT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class FlowError(ValueError):
    """A flow that cannot be read; the message says at which word and what would be right."""


class Stage(NamedTuple):
    """What stands between two `>`: all of `must`, or one of `one_of`; `may` can be left out."""

    must: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact of the stage."""
        return self.must + self.one_of + self.may


def read_flow(text: str) -> tuple[Stage, ...]:
    """Read the line into its stages. Raises FlowError."""
    return tuple(_read_stage(part.strip()) for part in text.split(">"))


def _read_stage(text: str) -> Stage:
    if "|" in text:
        if "," in text:
            raise FlowError(f"“{text}”: 同一步里不能既有 , 又有 | (either ',' or '|' in one step, not both)")
        return Stage(one_of=tuple(_read_fact(word) for word in text.split("|")))
    words = [word.strip() for word in text.split(",")]
    optional = [word[1:-1] for word in words if word.startswith("(") and word.endswith(")")]
    needed = [word for word in words if not (word.startswith("(") and word.endswith(")"))]
    return Stage(must=tuple(map(_read_fact, needed)), may=tuple(map(_read_fact, optional)))


def _read_fact(word: str) -> str:
    name = word.strip()
    if not FACT.fullmatch(name):
        raise FlowError(f"“{name}” 不是事实的名称，应如 documents-complete (not the name of a fact)")
    return name
