"""What does not fit the language: every complaint of pydantic as a fault with its place, and words that help."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import ValidationError

from xuanhu.handbook_files.conveniences import ALL_SERVICES, fields_of, kind_at
from xuanhu.handbook_files.faults import Fault, in_order, nearest, quoted
from xuanhu.handbook_files.nodes import Document, Steps

_A_MAPPING: Final = ("键和值 (a mapping)", "写成 键: 值 (write key: value)")
# By the type that the language has in a place: what is wanted there, and what would be right.
_WANTED: Final = {
    str: ("文字 (text)", "写文字；数字要加引号 (write text; a number in quotes)"),
    bool: (" true 或 false (true or false)", "写 true 或 false，不加引号 (write true or false, without quotes)"),
    int: ("整数 (a whole number)", "写整数，如 2，不加引号 (write a whole number such as 2, without quotes)"),
    date: ("日期 (a date)", "写成 2026-01-31 的样子 (write it like 2026-01-31)"),
    tuple: ("列表 (a list)", "写成 [甲, 乙]，或每行一个 - (write [a, b], or one - a line)"),
    Mapping: _A_MAPPING,
}
_SEVERAL: Final = ("文字或数字 (text or a number)", "写文字或数字 (write text or a number)")


def explain_types(error: ValidationError, document: Document) -> tuple[Fault, ...]:
    """All that pydantic found, in the order of the file; of a value that could be several things, said once."""
    return in_order(_explain(each, document) for each in _once(error, document))


def _once(error: ValidationError, document: Document) -> Iterator[tuple[str, Steps]]:
    seen = set()
    for each in error.errors(include_url=False, include_context=False):
        path = each["loc"] if each["type"] == "missing" else _known_part(each["loc"], document)
        if path not in seen:
            yield each["type"], path
        seen.add(path)


def _known_part(loc: tuple[str | int, ...], document: Document) -> tuple[str | int, ...]:
    """The location without what pydantic adds to it for a choice of types."""
    node, count = document.root, 0
    for step in loc:
        if step not in node.children:
            break
        node, count = node.children[step], count + 1
    return loc[:count]


def _explain(problem: tuple[str, Steps], document: Document) -> Fault:
    kind, path = problem
    if kind == "missing":
        return _missing(path, document)
    if kind == "unexpected_keyword_argument":
        return _unknown(path, document)
    value, meant = _value(path, document), kind_at(path)
    if get_origin(meant) is Literal and isinstance(value, str):
        wrong = f"{quoted(value)} 不在可选之列 (not one of the choices)"
        return Fault(document.place(path), "wrong-value", wrong, nearest(value, get_args(meant)))
    wanted, right = _wanted(meant)
    return Fault(document.place(path), "wrong-type", f"这里要{wanted}，不能是{_shown(value)} (wrong type)", right)


def _wanted(meant: Any) -> tuple[str, str]:
    if get_origin(meant) is Literal:
        return "可选的词 (one of some words)", nearest("", get_args(meant))
    if is_dataclass(meant):
        return _A_MAPPING
    return _WANTED.get(get_origin(meant) or meant, _SEVERAL)


def _shown(value: Any) -> str:
    if isinstance(value, bool | None):
        return {True: " true", False: " false", None: "空的"}[value]
    if isinstance(value, dict | list):
        return "一组键和值" if isinstance(value, dict) else "列表"
    return f"{'文字' if isinstance(value, str) else '数字'} {quoted(value)}"


def _missing(path: Steps, document: Document) -> Fault:
    name = path[-1]
    wrong = f"缺少 {name} ({name} is missing)"
    return Fault(document.place(path[:-1]), "missing-key", wrong, f"补上 {name}: (add {name})")


def _unknown(path: Steps, document: Document) -> Fault:
    name = str(path[-1])
    if name == ALL_SERVICES:
        wrong = "all_services 要写成键和值 (all_services must be a mapping)"
        return Fault(document.place(path), "wrong-type", wrong, _A_MAPPING[1])
    known = [*fields_of(kind_at(path[:-1])), *([ALL_SERVICES] if len(path) == 1 else [])]
    wrong = f"不认得 {quoted(name)} 这个键 (unknown key)"
    right = nearest(name, known, otherwise="看看手册语言说明 (see the handbook language)")
    return Fault(document.key_place(path), "unknown-key", wrong, right)


def _value(path: Steps, document: Document) -> Any:
    value = document.value
    for step in path:
        value = value[step]
    return value
