"""What is wrong in a file: the place, a stable code, what is wrong and what would be right, in Chinese and English."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

_LONGEST_QUOTE = 40


class Place(NamedTuple):
    """Where in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Fault(NamedTuple):
    """One mistake. `wrong` and `right` are Chinese first, then English in brackets; `right` may be empty."""

    place: Place
    code: str
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        advice = f" → {self.right}" if self.right else ""
        return f"{self.place}: {self.code}: {self.wrong}{advice}"


class Faulty(ValueError):  # noqa: N818 - what is raised is a file that is faulty
    """A file that cannot be taken, with all that is wrong in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by their place, each said once."""
    return tuple(sorted(set(faults)))


def quoted(value: object) -> str:
    """A value as it may stand in a message: one line, and not too long."""
    text = " ".join(str(value).split())
    return f"“{text}”" if len(text) <= _LONGEST_QUOTE else f"“{text[:_LONGEST_QUOTE]}…”"


def nearest(name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """What would be right in place of an unknown name: the likest known one, or all of them if they are few."""
    names = list(dict.fromkeys(known))
    like = get_close_matches(name, names, n=1)
    if like:
        return f"是不是 {like[0]}？ (did you mean {like[0]}?)"
    if names and len(", ".join(names)) <= 3 * _LONGEST_QUOTE:
        return f"可用的有：{'、'.join(names)} (one of: {', '.join(names)})"
    return otherwise or "核对写法 (check how it is written)"
