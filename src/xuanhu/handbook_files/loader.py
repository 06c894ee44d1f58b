"""Handbooks from their files: the frozen terms, or all faults at once."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.conveniences import resolve
from xuanhu.handbook_files.faults import Fault, Faulty, Place, in_order
from xuanhu.handbook_files.nodes import Document
from xuanhu.handbook_files.type_faults import explain_types
from xuanhu.handbook_files.yaml_text import read_documents

_SUFFIXES: Final = (".yaml", ".yml")
_STORY: Final = re.compile(rb"^(- )?[\"']?story[\"']?\s*:", re.MULTILINE)
_BUILT_IN: Final = Path(__file__).parent.parent / "handbooks"


class Edition(NamedTuple):
    """A handbook with the document that it was read from, whose places are those of the file."""

    handbook: Handbook
    document: Document


def load_handbook(text: str | bytes, file: str) -> Handbook:
    """Read one handbook. Raises Faulty with everything that does not fit the language."""
    return read_handbook(text, file).handbook


def read_handbook(text: str | bytes, file: str) -> Edition:
    """Read one handbook, and keep where everything in it stands. Raises Faulty."""
    first, *more = read_documents(text, file)
    if more:
        wrong = "一个文件只能有一本手册 (one handbook a file)"
        raise Faulty([Fault(more[0].start, "yaml-syntax", wrong, "另存为一个文件 (put it into a file of its own)")])
    document = Document(resolve(first.root))
    try:
        handbook = _adapter().validate_json(json.dumps(document.value, default=_as_number), strict=True)
    except ValidationError as error:
        raise Faulty(explain_types(error, document)) from None
    return Edition(handbook, document)


def _as_number(value: Decimal) -> int | float:
    return float(value)


@cache
def _adapter() -> TypeAdapter[Handbook]:
    return TypeAdapter(Handbook)


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Editions of handbooks. Raises Faulty where two editions of one handbook are in force on the same day."""

    all_editions: tuple[Edition, ...] = ()

    def __post_init__(self) -> None:
        faults = in_order(_overlaps(self.all_editions))
        if faults:
            raise Faulty(faults)

    @property
    def handbooks(self) -> tuple[Handbook, ...]:
        """Every edition of every handbook, as they were read."""
        return tuple(edition.handbook for edition in self.all_editions)

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the handbooks."""
        return tuple(dict.fromkeys(handbook.handbook for handbook in self.handbooks))

    def editions(self, handbook: str) -> tuple[Handbook, ...]:
        """The editions of a handbook, the earliest first; none of an unknown one."""
        return tuple(sorted((one for one in self.handbooks if one.handbook == handbook), key=lambda one: one.from_on))

    def in_force(self, handbook: str, day: date) -> Handbook | None:
        """The edition for applications of that day; the earliest for a day before all of them."""
        editions = self.editions(handbook)
        if editions and day < editions[0].from_on:
            return editions[0]
        return next((one for one in editions if one.is_in_force(day)), None)

    def with_more(self, other: "Library") -> "Library":
        """Both libraries in one. Raises Faulty where editions overlap."""
        return Library(self.all_editions + other.all_editions)


def _overlaps(editions: Iterable[Edition]) -> Iterator[Fault]:
    """Of two editions in force on the same day, the one that starts later is at fault."""
    ordered = sorted(editions, key=lambda one: (one.handbook.handbook, one.handbook.from_on))
    for earlier, later in pairwise(ordered):
        if earlier.handbook.handbook == later.handbook.handbook and later.handbook.from_on < earlier.handbook.until_on:
            name = f"{earlier.handbook.handbook} {earlier.handbook.edition}"
            wrong = f"和 {name}（{earlier.document.start}）的生效日期重叠 (overlaps with that edition)"
            right = "在前一版写 until_on，不晚于这一版的 from_on (end the earlier one)"
            yield Fault(later.document.place(("from_on",)), "overlapping-editions", wrong, right)


def load_library(*folders: Path) -> Library:
    """Read every handbook below these folders; stories, and other YAML, are passed over. Raises Faulty."""
    editions: list[Edition] = []
    faults: list[Fault] = []
    for path in _files(folders):
        try:
            editions += _read_if_handbook(path)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return Library(tuple(editions))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.exists():
            wrong = "没有这个文件夹 (there is no such folder)"
            raise Faulty([Fault(Place(str(folder), 1, 1), "no-folder", wrong, "核对路径 (check the path)")])
        below = folder.rglob("*") if folder.is_dir() else (folder,)
        yield from sorted(path for path in below if path.suffix in _SUFFIXES and path.is_file())


def _read_if_handbook(path: Path) -> list[Edition]:
    content = path.read_bytes()
    if _STORY.search(content) or b"handbook" not in content:
        return []
    value = read_documents(content, str(path))[0].value
    return [read_handbook(content, str(path))] if isinstance(value, dict) and "handbook" in value else []


@cache
def built_in() -> Library:
    """The handbooks that come with Xuanhu."""
    return load_library(_BUILT_IN)
