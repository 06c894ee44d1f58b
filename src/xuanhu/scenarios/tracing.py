"""From a clause to the terms that carry it and the stories that show it: what is promised, enforced, and tried."""

from collections.abc import Iterable
from typing import NamedTuple

from xuanhu.handbook_files.checks.scope import scopes
from xuanhu.handbook_files.faults import Place
from xuanhu.handbook_files.loader import Edition
from xuanhu.scenarios.playing import Played


class Carrier(NamedTuple):
    """A term that carries a clause, and where it stands in the file."""

    path: str
    place: Place


class Shown(NamedTuple):
    """A story that names a clause; `cited` tells whether one of its verdicts really cites it."""

    title: str
    place: Place
    cited: bool


class Trace(NamedTuple):
    """One clause: what it says, the terms that carry it, the stories that show it."""

    clause: str
    says: str
    carriers: tuple[Carrier, ...]
    stories: tuple[Shown, ...]

    @property
    def is_shown(self) -> bool:
        """Whether at least one story shows it, with a verdict that cites it."""
        return any(story.cited for story in self.stories)


def trace(edition: Edition, played: Iterable[Played]) -> list[Trace]:
    """Every clause of a handbook, in its order, with its terms and its stories."""
    handbook = edition.handbook
    stories = [one for one in played if one.story.handbook == handbook.handbook]
    cited = {id(one): {clause for answer in one.answers for clause in answer.cites} for one in stories}
    return [
        Trace(
            clause=name,
            says=clause.says,
            carriers=tuple(_carriers(edition, name)),
            stories=tuple(
                Shown(one.story.title, one.story.place, name in cited[id(one)])
                for one in stories
                if name in one.story.shows
            ),
        )
        for name, clause in handbook.clauses.items()
    ]


def _carriers(edition: Edition, clause: str) -> list[Carrier]:
    document = edition.document
    return [
        Carrier(".".join(str(step) for step in path), document.place(path))
        for scope in scopes(edition.handbook, document)
        for term, path in scope.terms
        if clause in term.clause
    ]
