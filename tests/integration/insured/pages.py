"""Pages of the insured read as text."""

from typing import Any, Self

from tests.integration.web.reading import lines


class Text(str):
    """Text in which blanks do not count: pages set thin spaces and break lines where they like."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, "".join(text.split()))

    def __contains__(self, said: str) -> bool:  # type: ignore[override]
        return super().__contains__("".join(said.split()))


def page(desk: Any, path: str) -> Text:
    """All text of a page."""
    said = desk.client.get(path)
    assert said.status_code == 200, (path, said.status_code)
    return Text("".join(lines(said.content)))
