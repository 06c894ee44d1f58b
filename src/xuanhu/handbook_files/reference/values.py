"""What a field of the language may hold, in a few words: read off the schema that editors get."""

from functools import cache
from typing import Any, Final

from xuanhu.handbook_files.schema import json_schema

_NAMED: Final = {
    "fact": "a fact",
    "fact-and-key": "FACT.KEY",
    "data-key": "a data key",
    "paper": "a paper",
    "reason": "a reason code",
    "consent": "a consent",
    "span": "a span",
    "span-back": "a span of days, working days or months",
    "span-of-date": "a span of days, working days or months",
    "time": "a time of day",
}
_PLAIN: Final = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}


@cache
def _schema() -> dict[str, Any]:
    return json_schema()


def value_of(kind: type, field: str) -> str:
    """What a field holds, as it is said in a table."""
    schema = _schema()
    owner = schema["$defs"].get(kind.__name__, schema)  # the handbook itself is the root
    return _said(owner["properties"][field])


def _said(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _of_reference(str(schema["$ref"]).rpartition("/")[2])
    if "enum" in schema:
        return ", ".join(f"`{_spelt(one)}`" for one in schema["enum"])
    if "anyOf" in schema:
        return _either([one for one in schema["anyOf"] if one.get("type") != "null"])
    if schema.get("type") == "array":
        return f"a list: {_said(schema['items'])}"
    if schema.get("type") == "object":
        return f"a mapping to {_said(schema['additionalProperties'])}"
    return "a day" if schema.get("format") == "date" else _PLAIN[schema["type"]]


def _of_reference(name: str) -> str:
    return _NAMED[name]


def _either(these: list[dict[str, Any]]) -> str:
    """One of several; a text or a list of such texts is said once, and what may be anything is a value."""
    if {one.get("type") for one in these} >= {"string", "boolean", "number"}:
        return "a value"
    array = next((one for one in these if one.get("type") == "array"), None)
    if array is not None and array["items"] in these:
        return f"one or several: {_said(array['items'])}"
    return " or ".join(dict.fromkeys(map(_said, these)))


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
