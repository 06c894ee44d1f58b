"""Typst, kept within bounds: fonts of the wheel alone, templates of this folder alone, data that stays data."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import manimgx_fonts_cjk  # type: ignore[import-untyped]
import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
STANDARD: Final = "a-2b"  # for archives: the fonts are inside, nothing is loaded
SHARP: Final = 110  # dots per inch of a page that is looked at beside a form


class NotTypeset(RuntimeError):  # noqa: N818 - what is raised is a letter that was not made
    """A template that cannot be typeset with this data. Never says what the data was."""


def typeset(*, template: str, data: Mapping[str, object], at: datetime) -> bytes:
    """The PDF/A of a template with its data, made at a moment. Raises NotTypeset."""
    made = _compiled(template, data, format="pdf", pdf_standards=STANDARD, timestamp=int(at.timestamp()))
    return made if isinstance(made, bytes) else made[0]


def page_pictures(*, template: str, data: Mapping[str, object], at: datetime) -> list[bytes]:
    """The same pages as PNG, for whoever reads them beside a form. Raises NotTypeset."""
    made = _compiled(template, data, format="png", ppi=SHARP, timestamp=int(at.timestamp()))
    return [made] if isinstance(made, bytes) else made


def _compiled(template: str, data: Mapping[str, object], **more: Any) -> bytes | list[bytes]:
    given = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        made: bytes | list[bytes] | None = typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=given,
            **more,
        )
    except typst.TypstError as error:
        raise NotTypeset(f"{template}: {error.message}") from None
    if not made:
        raise NotTypeset(template)
    return made


@cache
def _fonts() -> Any:
    """The fonts of the wheel, read once a process."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(manimgx_fonts_cjk.__file__).parent],
    )
