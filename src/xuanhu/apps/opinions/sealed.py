"""Texts of opinions, sealed for their columns and opened again."""

import json
from collections.abc import Mapping
from typing import Final

from xuanhu.apps.sealing import sealer

WHERE: Final = "opinions"
SECTIONS: Final = ("summary", "question", "opinion", "advice")


def seal(column: str, text: str) -> str:
    """A text for a column such as panel.history; nothing stays nothing."""
    return sealer().seal(text, f"{WHERE}.{column}") if text else ""


def opened(column: str, text: str) -> str:
    """The text again."""
    return sealer().open(text, f"{WHERE}.{column}") if text else ""


def seal_sections(table: str, sections: Mapping[str, str]) -> str:
    """The sections of a text for a table such as opinion; what is no section is left out."""
    kept = {name: sections.get(name, "") for name in SECTIONS}
    return seal(f"{table}.sections", json.dumps(kept, ensure_ascii=False))


def opened_sections(table: str, text: str) -> dict[str, str]:
    """The sections again, each there."""
    found: dict[str, str] = json.loads(opened(f"{table}.sections", text) or "{}")
    return {name: found.get(name, "") for name in SECTIONS}
