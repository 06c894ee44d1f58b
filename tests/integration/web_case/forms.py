"""Forms read off a page and filled as somebody would fill them: what a page does not ask for cannot be said."""

from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from xuanhu.core.reckoning import SHANGHAI


class FormReader(HTMLParser):
    """The form of that id: what it holds when it is drawn, and every name that it has."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.is_inside = form, False
        self.names: set[str] = set()
        self.options: dict[str, list[str]] = {}
        self.held: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = told.get("id") == self.form
        if not self.is_inside:
            return
        name = told.get("name", self._select if tag == "option" else "")
        if not name:
            return
        self.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "option":
            self._hold(name, told.get("value", ""), is_held="selected" in told)
        elif tag == "input" and told.get("type") in ("radio", "checkbox"):
            self._hold(name, told.get("value", ""), is_held="checked" in told)
        elif tag == "input":
            self.held[name] = [told.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False

    def _hold(self, name: str, value: str, *, is_held: bool) -> None:
        self.options.setdefault(name, []).append(value)
        if is_held:
            self.held.setdefault(name, []).append(value)


def form_on(content: bytes, form: str = "fact") -> FormReader:
    reader = FormReader(form)
    reader.feed(content.decode())
    return reader


def filled(reader: FormReader, data: dict[str, Any]) -> dict[str, list[str]]:
    """What is sent if this data is typed into the form; a key that the form lacks fails."""
    sent = dict(reader.held)
    for key, value in data.items():
        assert key in reader.names, f"the form has no {key}"
        if isinstance(value, datetime):
            here = value.astimezone(SHANGHAI)
            sent |= {key: [here.date().isoformat()], f"{key}.time": [f"{here:%H:%M}"]}
            continue
        sent[key] = written(key, value)
        assert all(one in reader.options.get(key, sent[key]) for one in sent[key]), f"{key} cannot be {value}"
    return sent


def written(key: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, tuple):
        return list(value) if key == "kinds" else ["\n".join(value)]
    return [str(value)]
