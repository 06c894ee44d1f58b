"""What an agent does at the page of the call: type, open, send a form."""

from collections.abc import Mapping
from typing import Any

from tests.integration.accounts.staff import Desk
from tests.integration.web.reading import lines, send, token_in


def body(content: bytes) -> bytes:
    """A page of the workbench has attributes on its body; the reader knows it without."""
    head, _, rest = content.partition(b"<body")
    return b"<body>" + rest.partition(b">")[2] if rest else b"<body>" + head


def read(content: bytes) -> list[str]:
    return lines(body(content))


def found(desk: Desk, text: str) -> list[str]:
    """Whom the box finds while one types: name, numbers, insurer, policies and why, line by line."""
    token = token_in(desk.client.get("/call").content)
    said = desk.client.post("/call/found", {"q": text, "csrfmiddlewaretoken": token})
    assert said.status_code == 200, said.content
    return read(said.content)


def page(desk: Desk, path: str) -> list[str]:
    said = desk.client.get(path)
    assert said.status_code == 200, said.content
    return read(said.content)


def sent(desk: Desk, path: str, form: Mapping[str, str], at: str) -> Any:
    """A form of a page, sent to an address."""
    return send(desk, path, dict(form), page=at)
