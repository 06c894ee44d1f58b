"""The reference pages on handbooks, made from the language itself: every term, every field, every reason code.

What a term means is its docstring, what a field holds is its type, and each example is cut out of `example.yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from inspect import getdoc
from pathlib import Path
from typing import Any, Final, get_args

from jinja2 import Environment, StrictUndefined

from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Term
from xuanhu.handbook_files.conveniences import fields_of
from xuanhu.handbook_files.faults import Place
from xuanhu.handbook_files.loader import Edition, read_handbook
from xuanhu.handbook_files.reference import known
from xuanhu.handbook_files.reference.reasons import reason_reference
from xuanhu.handbook_files.reference.values import value_of
from xuanhu.handbook_files.term_words import field_words

__all__ = ["EXAMPLE", "example", "language_reference", "reason_reference"]

FOLDER: Final = Path(__file__).parent
EXAMPLE: Final = FOLDER / "example.yaml"
_OF_EVERY_TERM: Final = frozenset(each.name for each in fields(Term))


@cache
def example() -> Edition:
    """The handbook from which the examples are cut."""
    return read_handbook(EXAMPLE.read_bytes(), EXAMPLE.name)


def language_reference() -> str:
    """The page docs/reference/handbook-language.md."""
    page = Environment(
        autoescape=False,  # noqa: S701 - the page is Markdown, and nobody but us writes into it
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    template = page.from_string((FOLDER / "language.md").read_text("utf-8"))
    return template.render(handbook=_Described(Handbook), service=_Described(Service), known=known)


class _Described:
    """A dataclass of the language as its page describes it, field by field; the page must describe every one."""

    def __init__(self, kind: type[Term]) -> None:
        self.kind = kind
        self.owner = "" if kind is Handbook else "services"

    def table(self, *names: str) -> str:
        """Some fields of the handbook or of a service, as a table."""
        return _table(self.kind, [each for each in fields(self.kind) if each.name in names])

    def term(self, name: str, shown_by: str = "") -> str:
        """A field that holds a term, several, or a mapping of them: what it means, its own fields, an example.

        The example is that of the service `shown_by`, or of the first that has one.
        """
        kind = _kind_below(fields_of(self.kind)[name])
        own = [each for each in fields(kind) if each.name not in _OF_EVERY_TERM] if kind is not None else []
        parts = [f"### `{name}` {field_words()[name]}"]
        parts += [_doc(kind)] if kind is not None and kind is not Term else []
        parts += [_table(kind, own)] if kind is not None and own else []
        return "\n\n".join([*parts, _fenced(_excerpt(self.owner, name, shown_by))])


def _kind_below(kind: Any) -> type[Term] | None:
    """The term that a field's type is about: Window of tuple[Window, ...], ForWhom of ForWhom | None."""
    if isinstance(kind, type) and issubclass(kind, Term):
        return kind
    found = (_kind_below(one) for one in get_args(kind))
    return next((one for one in found if one is not None), None)


def _doc(kind: type[Term]) -> str:
    paragraphs = (getdoc(kind) or "").split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def _table(kind: type[Term], these: list["Field[Any]"]) -> str:
    rows = [
        f"| `{each.name}` | {field_words()[each.name]} | {value_of(kind, each.name)} | {_default(each)} |"
        for each in these
    ]
    return "\n".join(["| field | 中文 | holds | left out |", "|---|---|---|---|", *rows])


def _default(each: "Field[Any]") -> str:
    """What holds where the field is not written; nothing where it says what the term is without it."""
    if each.default_factory is not MISSING:
        return ""
    if each.default is MISSING:
        return "**needed**"
    if each.default in (None, "", ()):
        return ""
    if isinstance(each.default, tuple):
        return ", ".join(f"`{one}`" for one in each.default)
    return f"`{str(each.default).lower() if isinstance(each.default, bool) else each.default}`"


def _fenced(text: str) -> str:
    return f"```yaml\n{text}\n```"


def _excerpt(owner: str, name: str, shown_by: str) -> str:
    """The place of the example handbook where the field is written, cut out with what stands below it."""
    place = example().document.key_place((owner, shown_by, name)) if shown_by else _first_place(owner, name)
    lines = EXAMPLE.read_text("utf-8").splitlines()[place.line - 1 :]
    margin = place.column - 1
    return "\n".join(line[margin:] for line in _block(lines, margin))


def _first_place(owner: str, name: str) -> Place:
    document = example().document
    if not owner:
        return document.key_place((name,))
    services: Mapping[str, Any] = document.value[owner]
    found = [document.key_place((owner, each, name)) for each, service in services.items() if name in service]
    return min(found)


def _block(lines: list[str], margin: int) -> Iterator[str]:
    """The first line and those that belong to it: further in, or entries of its list at the same margin."""
    yield lines[0]
    for line in lines[1:]:
        depth = len(line) - len(line.lstrip())
        if not line.strip() or depth < margin or (depth == margin and not line.lstrip().startswith("- ")):
            return
        yield line
