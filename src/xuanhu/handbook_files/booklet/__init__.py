"""The insured's booklet: a whole handbook as one page that stands by itself, for a phone and for paper."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from xuanhu.core.handbook.in_words import Topic, say_handbook
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.words import Words
from xuanhu.handbook_files.booklet.typesetting import anchor, common_prefix, css_text, link, spaced

__all__ = ["booklet_html"]

_FOLDER: Final = Path(__file__).parent
KEY_FACTS: Final = (Topic.WHO, Topic.ILLNESS, Topic.TIMES, Topic.WHEN, Topic.WHERE)
TO_PREPARE: Final = (Topic.APPLYING, Topic.PAPERS, Topic.SIGNING)
TO_KNOW: Final = (Topic.NOTES, Topic.USED, Topic.CHANGING, Topic.LIMITS, Topic.STATUSES)


def booklet_html(handbook: Handbook, words: Words) -> str:
    """The booklet as HTML: no script, nothing fetched, readable from a file. Raises as `say_handbook` does."""
    page = _environment().get_template("booklet.html")
    return page.render(
        book=say_handbook(handbook, words),
        key_facts=KEY_FACTS,
        to_prepare=TO_PREPARE,
        to_know=TO_KNOW,
        promises=Topic.PROMISES,
        prefix=common_prefix(tuple(handbook.clauses)),
        css=Markup((_FOLDER / "booklet.css").read_text("utf-8")),  # noqa: S704 - our own file
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(spaced=spaced, css_text=lambda text: Markup(css_text(text)))  # noqa: S704 - escaped there
    environment.globals.update(anchor=anchor, link=link)
    return environment
