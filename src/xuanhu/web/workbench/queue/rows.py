"""Cases as lines of the queue: the promise and what is left of it, what, who, whose turn, in whose hands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.apps.work.actions import WORD
from xuanhu.apps.work.models import Assignment
from xuanhu.apps.work.queries import set_aside, with_all
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_name
from xuanhu.web.promises import Group, Promise, promise_of
from xuanhu.web.turns import roles_of, step_in_words
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.queue.filters import OPEN_END, TABS, WAITING

MINUTE = timedelta(minutes=1)


class Held(NamedTuple):
    """In whose hands a case is: their name, whether they are the visitor, the word with which it came."""

    name: str
    is_me: bool
    word: str


class Row(NamedTuple):
    """A case as a line."""

    id: str
    version: str
    promise: Promise
    left: str
    due: str  # the moment, where the page itself counts the minutes
    group: str
    heading: str  # the group's title where a new one begins
    service: str
    next_step: str
    name: str
    city: str
    insurer: str
    turn: str
    is_mine: bool
    held: Held | None
    put_off: str
    may_take: bool
    may_leave: bool


def rows_of(ids: Sequence[int], visitor: Visitor, *, after: str = "") -> list[Row]:
    """The lines of a page; `after` is the group of the line before it."""
    aside = set_aside(ids, visitor.at)
    return list(_headed((_row(case, aside, visitor) for case in with_all(ids)), after))


def _headed(rows: Iterable[Row], before: str) -> Iterator[Row]:
    for row in rows:
        yield row._replace(heading=TABS[row.group]) if row.group != before else row
        before = row.group


def _row(case: Case, aside: Mapping[int, datetime], visitor: Visitor) -> Row:
    handbook = edition_of(case.handbook, case.edition)
    step = case.awaiting[0] if case.awaiting else ""
    roles = roles_of(handbook.handbook, handbook.edition, case.service, step)
    terms = handbook.services.get(case.service)
    is_mine = visitor.person.role in roles
    promise = promise_of(case.next_due_at, visitor.at, calendar())
    counted = case.next_due_at if promise.group is Group.TODAY else None
    held = _held(getattr(case, "assignment", None), visitor)
    acts, gives = (visitor.caller.may(one) for one in (Permission.ACT_ON_CASES, Permission.ASSIGN_CASES))
    return Row(
        id=str(case.public_id),
        version=_version(case),
        promise=promise,
        left=left_today(counted, visitor.at) if counted is not None else promise.left,
        due=counted.isoformat() if counted is not None else "",
        group=group_of(promise, is_mine=is_mine),
        heading="",
        service=terms.name if terms is not None else case.service,
        next_step=step_in_words(step, handbook, case.service),
        name=masked_name(sealer().open(case.insured.name, f"{WHERE}.name")),
        city=case.city,
        insurer=case.insurer.name,
        turn=built_in_words().name("roles", roles[0]) if roles else "",
        is_mine=is_mine,
        held=held,
        put_off=_put_off(aside.get(case.id)),
        may_take=acts and held is None,
        may_leave=held is not None and (gives or (acts and held.is_me)),
    )


def group_of(promise: Promise, *, is_mine: bool) -> str:
    """Under which tab a case stands."""
    if promise.group is Group.OPEN_END:
        return OPEN_END if is_mine else WAITING
    return promise.group.value


def left_today(passes_at: datetime, at: datetime) -> str:
    """What is left of a promise that passes today, by the minute; the page's script says the same."""
    minutes = max(0, (passes_at - at) // MINUTE)
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return "马上到期"
    return "还剩" + (f" {hours} 小时" if hours else "") + (f" {rest} 分钟" if rest else "")


def _held(assignment: Assignment | None, visitor: Visitor) -> Held | None:
    if assignment is None:
        return None
    is_me = assignment.person_id == visitor.person.id
    word = sealer().open(assignment.word, WORD) if assignment.word and is_me else ""
    return Held(shown_name(assignment.person), is_me, word)


def _put_off(until: datetime | None) -> str:
    return f"{until.astimezone(SHANGHAI):%H:%M}" if until is not None else ""


def _version(case: Case) -> str:
    """Changes with each fact and each change of hands: by it a page knows which lines have changed."""
    assignment = getattr(case, "assignment", None)
    text = f"{case.fact_count} {assignment.since if assignment else ''} {case.next_due_at}"
    return blake2b(text.encode(), digest_size=6).hexdigest()
