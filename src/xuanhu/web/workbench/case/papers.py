"""Papers of a case: what is needed, what is in, what is missing; the documents, and how each may be looked at."""

from typing import Final, NamedTuple

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.papers.file_types import BMP, DICOM, ENDINGS, GIF, JPEG, PDF, PNG, WEBP
from xuanhu.apps.papers.models import Document
from xuanhu.apps.papers.queries import documents_of, name_of
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.handbook.vocabulary import PAPERS
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.case.seen import Seen
from xuanhu.web.workbench.case.trying import Message, try_fact

MOST: Final = 200
PICTURES: Final = (JPEG, PNG, GIF, WEBP, BMP)
SHOWN: Final = (PDF, *PICTURES)
MOST_TELLING: Final[tuple[str, ...]] = ("pathology-report", "outpatient-record", "discharge-summary")
KB, MB = 1024, 1024**2


class Paper(NamedTuple):
    """A document as the page lists it. `shows` is frame, picture, scan or nothing: how it is looked at."""

    id: str
    kind: str
    name: str
    about: str
    path: str
    shows: str


class Line(NamedTuple):
    """A kind of paper: whether it is in since when; whether one of several is enough."""

    name: str
    kind: str
    since: str
    is_one_of: bool


class Checklist(NamedTuple):
    """What is needed, in and missing; `asks` are the kinds that one request may ask for, and which it does."""

    lines: tuple[Line, ...]
    one_of: str
    asks: tuple[tuple[str, str, bool], ...]
    is_complete: bool
    message: Message | None

    @property
    def missing(self) -> list[Line]:
        """What is not in."""
        return [line for line in self.lines if not line.since]


def papers_of(seen: Seen, visitor: Visitor) -> list[Paper]:
    """The documents of a case, the newest first."""
    del visitor
    rows = documents_of(case=seen.case, after=0, limit=MOST)
    return [_paper(seen, row) for row in reversed(rows)]


def _paper(seen: Seen, row: Document) -> Paper:
    words, role = built_in_words(), built_in_words().name("roles", row.by)
    return Paper(
        id=str(row.public_id),
        kind=words.paper(row.kind, seen.book),
        name=name_of(row),
        about=f"{_size(row.size)} · {chinese_moment(row.added_at)} · {role}",
        path=f"{seen.path}/papers/{row.public_id}",
        shows="frame" if row.media_type == PDF else "picture" if row.media_type in PICTURES else _scan(row),
    )


def _scan(row: Document) -> str:
    return "scan" if row.media_type == DICOM else ""


def _size(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, size // KB)} KB"


def checklist_of(seen: Seen, visitor: Visitor) -> Checklist | None:
    """The papers of the service's flow; nothing where it goes without."""
    plan, state, words = seen.plan, seen.state, built_in_words()
    if not plan.gathers_papers and not state.asked and not state.papers:
        return None
    one_of, each = missing_papers(state)
    wanted = list(_in_order(plan.all_of | state.asked, seen))
    came = [kind for kind in _in_order(frozenset(state.papers), seen) if kind not in wanted]
    lines = [_line(seen, kind) for kind in wanted] + [_line(seen, kind, is_one_of=kind in plan.one_of) for kind in came]
    asked = [*_in_order(each, seen), *_telling(one_of)]
    asks = tuple((kind, words.paper(kind, seen.book), kind in asked) for kind in [*_in_order(each | one_of, seen)])
    return Checklist(
        lines=tuple(lines),
        one_of=words.papers(one_of, seen.book),
        asks=asks,
        is_complete=not one_of and not each,
        message=_request_text(seen, visitor, tuple(asked)) if asked else None,
    )


def _telling(one_of: frozenset[str]) -> list[str]:
    """Of papers of which one is enough, the one to ask for: whatever is asked for is needed from then on."""
    known = [kind for kind in MOST_TELLING if kind in one_of] or sorted(one_of)
    return known[:1]


def kinds_of(seen: Seen) -> list[tuple[str, str]]:
    """Every kind that may be put in, what is missing first."""
    words = built_in_words()
    one_of, each = missing_papers(seen.state)
    first = [*_in_order(each, seen), *_in_order(one_of, seen)]
    return [(kind, words.paper(kind, seen.book)) for kind in dict.fromkeys([*first, *seen.book.papers, *PAPERS])]


def _in_order(kinds: frozenset[str], seen: Seen) -> list[str]:
    order = [*PAPERS, *seen.book.papers]
    return sorted(kinds, key=lambda kind: order.index(kind) if kind in order else len(order))


def _line(seen: Seen, kind: str, *, is_one_of: bool = False) -> Line:
    came = seen.state.papers.get(kind)
    name = built_in_words().paper(kind, seen.book)
    return Line(name, kind, chinese_date(came.date()) if came is not None else "", is_one_of)


def _request_text(seen: Seen, visitor: Visitor, kinds: tuple[str, ...]) -> Message | None:
    """What would be sent if all that is missing were asked for; nothing where the visitor may not ask."""
    if not seen.state.is_open or not visitor.caller.may(Permission.ACT_ON_CASES):
        return None
    tried = try_fact(seen=seen, name="documents-requested", data={"kinds": kinds}, visitor=visitor)
    if tried.following is None:
        return None
    return next(iter(tried.following.messages), Message("补资料通知", ""))


def is_shown(media_type: str) -> bool:
    """Whether a browser may show it inside the page."""
    return media_type in SHOWN


def ending_of(media_type: str) -> str:
    """How its file name ends."""
    return ENDINGS.get(media_type, "")
