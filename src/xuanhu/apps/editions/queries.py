"""The library of published editions, read once and again only when something was published since."""

import re
from collections.abc import Mapping
from functools import cache

from django.db.models import Count, Max

from xuanhu.apps.editions.models import Edition
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.loader import Library, read_handbook


def library() -> Library:
    """Every published edition."""
    newest = Edition.objects.aggregate(last=Max("id"), count=Count("id"))
    return library_as_of(newest["last"] or 0, newest["count"])


@cache
def library_as_of(_last: int, _count: int) -> Library:
    """Every edition, for one who knows the newest one's id and how many there are."""
    rows = Edition.objects.order_by("id").values_list("text", "handbook", "edition")
    return Library(tuple(read_handbook(text, f"{name}-{edition}.yaml") for text, name, edition in rows))


@cache
def _known(_last: int, handbook: str, edition: str) -> Handbook:
    row = Edition.objects.get(handbook=handbook, edition=edition)
    return read_handbook(row.text, f"{handbook}-{edition}.yaml").handbook


def edition_of(handbook: str, edition: str) -> Handbook:
    """One edition by name. Raises Edition.DoesNotExist."""
    return _known(0, handbook, edition)


def services_with(fact: str) -> Mapping[str, tuple[str, ...]]:
    """By handbook, the services in whose flow a fact stands, in whatever edition."""
    books = library()
    found = {
        handbook: {
            name
            for edition in books.editions(handbook)
            for name, terms in edition.services.items()
            if fact in re.findall(r"[\w-]+", terms.flow)
        }
        for handbook in books.ids
    }
    return {handbook: tuple(sorted(names)) for handbook, names in found.items() if names}
