"""Pages read as a person reads them: text in order, without the spaces of typesetting; forms sent as browsers do."""

import re
from html.parser import HTMLParser
from typing import Any

from tests.integration.accounts.staff import PASSWORD, Desk
from xuanhu.handbook_files.booklet.typesetting import unspaced

ENDS = {"p", "li", "h1", "h2", "title", "label", "legend", "button", "a", "dt", "dd", "div", "section"}


class Reader(HTMLParser):
    """Collects lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ENDS:
            self.lines.append("")


def lines(content: bytes) -> list[str]:
    """What stands in the body of a page, line by line."""
    reader = Reader()
    reader.feed(content.decode().partition("<body>")[2])
    return [text for line in reader.lines if (text := " ".join(unspaced(line).split()))]


def token_in(content: bytes) -> str:
    """The token of the page's form."""
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', content)
    return found[1].decode() if found else ""


def send(desk: Desk, path: str, form: dict[str, str], *, page: str | None = None) -> Any:
    """Open the page with the form, then send it."""
    token = token_in(desk.client.get(page or path).content)
    return desk.client.post(path, {**form, "csrfmiddlewaretoken": token})


def come_in(desk: Desk, person: Any, password: str = PASSWORD) -> Any:
    """Log in by the page."""
    return send(desk, "/login", {"login": person.login, "password": password})
