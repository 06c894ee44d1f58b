"""Booklets on pages: the one that is printed for the insured, made from the published edition itself."""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.booklet import booklet_html
from xuanhu.handbook_files.booklet.typesetting import link
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.headers import POLICY
from xuanhu.web.visiting import Visitor, for_people

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Printed(NamedTuple):
    """A booklet: the page, and what it may load: the style sheet that stands in it, by its hash."""

    html: str
    policy: str


def in_force(day: date) -> Sequence[Handbook]:
    """The editions that hold for applications of a day, one of each handbook."""
    books = library()
    found = (books.in_force(name, day) for name in books.ids)
    return [book for book in found if book is not None]


def clause_address(handbook: str, clause: str) -> str:
    """Where a clause is read: the handbook's booklet, opened at that clause."""
    return f"/handbooks/{handbook}{link('clause', clause)}"


@require_safe
@for_people()
def booklet(request: HttpRequest, visitor: Visitor, handbook: str) -> HttpResponse:
    """The booklet of the edition in force, or of the latest one."""
    del request
    books = library()
    if handbook not in books.ids:
        raise Http404
    edition = books.in_force(handbook, visitor.at.date()) or books.editions(handbook)[-1]
    return printed_answer(edition.handbook, edition.edition)


def printed_answer(handbook: str, edition: str) -> HttpResponse:
    """The booklet of an edition that is there, as the answer to whoever may read it."""
    printed = _printed(handbook, edition)
    return HttpResponse(printed.html, headers={"Content-Security-Policy": printed.policy})


@lru_cache(maxsize=100)
def _printed(handbook: str, edition: str) -> Printed:
    html = booklet_html(edition_of(handbook, edition), built_in_words())
    hashes = (hashlib.sha256(style.encode()).digest() for style in STYLE.findall(html))
    allowed = "".join(f" 'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    return Printed(html, POLICY.format(more=allowed))
