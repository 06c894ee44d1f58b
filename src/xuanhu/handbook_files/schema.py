"""The language of handbooks as a JSON schema, so that an editor completes and checks while one writes.

Made from the dataclasses: their fields, types and docstrings, and the names of the vocabulary.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from inspect import getdoc
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.flow import FACT
from xuanhu.core.handbook.service import Channel, Handbook, Key, Service
from xuanhu.core.handbook.terms import Consents
from xuanhu.handbook_files.checks.names import CHOICES, FACT_AND_KEY, FACTS, KEYS, OF_OTHERS, PAPERS
from xuanhu.handbook_files.checks.values import IN_MONTHS, SPANS, TIMES
from xuanhu.handbook_files.conveniences import ALL_SERVICES, fields_of
from xuanhu.handbook_files.wording import built_in_words

Schema = dict[str, Any]

_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}
_TIME: Final = "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"


def json_schema() -> Schema:
    """The schema of a handbook file (draft 2020-12)."""
    defs: dict[str, Schema] = dict(_names())
    root = _of_dataclass(Handbook, defs)
    service = defs[Service.__name__]
    shared = {key: value for key, value in service.items() if key != "required"}
    defs["EveryService"] = shared | {"description": "What every service gets that does not say it itself, key by key."}
    root["properties"][ALL_SERVICES] = {"$ref": "#/$defs/EveryService"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A handbook of Xuanhu",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def schema_text() -> str:
    """The schema as it is kept in a file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _names() -> Iterable[tuple[str, Schema]]:
    """Names that are free, with those that everybody knows as examples; and spans and times."""
    slug = f"^{FACT.pattern}$"
    yield "fact", {"type": "string", "pattern": slug, "examples": list(built_in_words().facts)}
    yield "fact-and-key", {"type": "string", "examples": ["booked.on", "applied.has_dicom", "reviewed.result"]}
    yield "data-key", {"type": "string", "examples": list(vocabulary.KEYS)}
    yield "paper", {"type": "string", "examples": ["usual-papers", *vocabulary.PAPERS]}
    yield "reason", {"type": "string", "examples": list(vocabulary.REASONS)}
    yield "consent", {"type": "string", "examples": list(vocabulary.CONSENTS)}
    count = "[1-9][0-9]{0,3}"
    yield "span", {"type": "string", "pattern": f"^{count} (working day|day|hour)s?$", "examples": ["5 working days"]}
    yield (
        "span-of-date",
        {"type": "string", "pattern": f"^{count} (working day|day|month)s?$", "examples": ["6 months"]},
    )
    yield "time", {"type": "string", "pattern": _TIME, "examples": ["09:00"]}


def _of_dataclass(kind: Any, defs: dict[str, Schema]) -> Schema:
    kinds = fields_of(kind)
    properties = {each.name: _of_field(kind, each.name, kinds[each.name], defs) for each in fields(kind)}
    needed = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
    return {
        "description": " ".join((getdoc(kind) or "").split()),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": needed,
    }


def _of_field(owner: Any, name: str, kind: Any, defs: dict[str, Schema]) -> Schema:
    """The schema of a field; a text in it is narrowed to the names or the form that it must have."""
    text = _text_of(owner, name)
    if get_origin(kind) is not Mapping:
        return _of(kind, defs, text)
    names = {"propertyNames": text} if text != _PLAIN[str] else {}
    return _of(kind, defs, _PLAIN[str]) | names


def _text_of(owner: Any, name: str) -> Schema:
    """What a text in this field may be."""
    if (owner, name) == (Channel, "channel"):
        return {"enum": list(vocabulary.CHANNELS)}
    for kind, field, allowed in CHOICES:
        if (kind, field) == (owner, name):
            return {"enum": list(allowed)}
    known = next((ref for ref, where in _references() if (owner, name) in where), None)
    if known is None and name in ("reason", "if_none"):
        known = "reason"
    if known is None and name in FACTS and (owner, name) not in OF_OTHERS:
        known = "fact"
    return {"$ref": f"#/$defs/{known}"} if known else _PLAIN[str]


def _references() -> Iterable[tuple[str, Iterable[tuple[Any, str]]]]:
    spans = [(kind, name) for kind, name, _ in SPANS]
    yield "span-of-date", [each for each in spans if each[0] in IN_MONTHS]
    yield "span", spans
    yield "time", TIMES
    yield "fact-and-key", FACT_AND_KEY
    yield "data-key", KEYS
    yield "paper", PAPERS
    yield "consent", ((Consents, "each"),)


def _of(kind: Any, defs: dict[str, Schema], text: Schema) -> Schema:
    if kind is str:
        return text
    if kind is Key:  # a text alone is its label
        return {"anyOf": [_PLAIN[str], _reference(kind, defs)]}
    if is_dataclass(kind):
        return _reference(kind, defs)
    if get_origin(kind) in (Union, UnionType):
        return {"anyOf": [_of(one, defs, text) for one in get_args(kind)]}
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    return _PLAIN[kind] if kind in _PLAIN else _of_many(kind, defs, text)


def _of_many(kind: Any, defs: dict[str, Schema], text: Schema) -> Schema:
    """A mapping; or a list, which of texts may be one text."""
    if get_origin(kind) is Mapping:
        return {"type": "object", "additionalProperties": _of(get_args(kind)[1], defs, text)}
    item = get_args(kind)[0]
    array = {"type": "array", "items": _of(item, defs, text)}
    return {"anyOf": [text, array]} if item is str else array


def _reference(kind: Any, defs: dict[str, Schema]) -> Schema:
    name = kind.__name__
    defs[name] = _of_dataclass(kind, defs)
    return {"$ref": f"#/$defs/{name}"}
