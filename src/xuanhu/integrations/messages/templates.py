"""The words of an SMS: which text of a handbook fits, and what it says once its placeholders are filled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xuanhu.integrations.messages.gaps import PLACEHOLDER, without

LONGEST: Final = 500
Value = str | int | Sequence[str] | None
_CUT: Final = "…"
_STOPS: Final = "。，；、.,;"


def text_for(words: Mapping[str, str], *, kind: str, values: Iterable[object] = ()) -> str | None:
    """The text of a kind: that of its first variant `<kind>-<value>` that there is, else its own, else none.

    `values` is all that may choose: result, start, form, `again`, the fact that was awaited. False is written `false`.
    """
    for value in values:
        variant = f"{kind}-{str(value).lower() if isinstance(value, bool) else value}"
        if variant in words:
            return words[variant]
    return words.get(kind)


def render(text: str, values: Mapping[str, Value]) -> str:
    """The text with its placeholders filled. What is not known (None, empty, not given) leaves no trace.

    It is never longer than LONGEST: the longest values are cut.
    """
    known = parameters(text, values)
    template = without(text, {name for name in PLACEHOLDER.findall(text) if name not in known})
    filled = _filled(template, known)
    while len(filled) > LONGEST:
        name = max(PLACEHOLDER.findall(template), key=lambda name: len(known[name]), default=None)
        if name is None or len(known[name]) <= 1:
            return filled[: LONGEST - 1] + _CUT
        kept = max(len(known[name]) - 1 - (len(filled) - LONGEST), 0)
        known[name] = known[name][:kept] + _CUT
        filled = _filled(template, known)
    return filled


def parameters(text: str, values: Mapping[str, Value]) -> dict[str, str]:
    """What fills the placeholders of a text: TemplateParam of a gateway that keeps the text itself."""
    names = dict.fromkeys(PLACEHOLDER.findall(text))
    known = {name: written for name in names if (written := _written(values.get(name)))}
    if "date" in names and "date" not in known:
        known.pop("time", None)  # an hour without its day misleads
    return known


def registered(text: str) -> str:
    """The text as Alibaba Cloud wants it registered: ${name} for {name}."""
    return PLACEHOLDER.sub(r"${\1}", text)


def _filled(template: str, known: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: known[found[1]], template)


def _written(value: Value) -> str:
    """One line, without the full stop that the template brings."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else "、".join(value) if isinstance(value, Sequence) else str(value)
    return " ".join(text.replace("\0", "").split()).rstrip(_STOPS)
