"""What is wrong with a handbook beyond its types, all at once; and the doubts that it rests on."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.checks.clauses import check_clauses
from xuanhu.handbook_files.checks.flow import check_flow
from xuanhu.handbook_files.checks.names import check_names
from xuanhu.handbook_files.checks.places import check_places
from xuanhu.handbook_files.checks.scope import scopes
from xuanhu.handbook_files.checks.values import check_values
from xuanhu.handbook_files.checks.wording import check_wording
from xuanhu.handbook_files.faults import Fault, Place, in_order
from xuanhu.handbook_files.nodes import Document

_CHECKS: Final[tuple[Callable[[Handbook, Document], Iterator[Fault]], ...]] = (
    check_clauses,
    check_flow,
    check_names,
    check_values,
    check_places,
    check_wording,
)


class Doubt(NamedTuple):
    """A reading that the handbook rests on, beside the term that it concerns, with the clauses in question."""

    place: Place
    path: tuple[str | int, ...]
    clauses: tuple[str, ...]
    text: str


def lint(handbook: Handbook, document: Document) -> list[Fault]:
    """Every fault, in the order of the file. `document` is the one that `read_handbook` gives beside the handbook."""
    return list(in_order(fault for check in _CHECKS for fault in check(handbook, document)))


def doubts(handbook: Handbook, document: Document) -> list[Doubt]:
    """Every doubt of a term, and of each clause that a term cites, in the order of the file."""
    return sorted(_doubts(handbook, document), key=lambda doubt: doubt.place)


def _doubts(handbook: Handbook, document: Document) -> Iterator[Doubt]:
    for scope in scopes(handbook, document):
        for term, path in scope.terms:
            place = document.place(path)
            if term.doubt:
                yield Doubt(place, path, term.clause, term.doubt)
            for clause in term.clause:
                if clause in handbook.clauses and handbook.clauses[clause].doubt:
                    yield Doubt(place, path, (clause,), handbook.clauses[clause].doubt)
