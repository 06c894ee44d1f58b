"""A person's cases with their next promise and whose turn it is; what happened last; what was sent."""

from collections.abc import Sequence
from typing import NamedTuple

from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case, Fact
from xuanhu.apps.cases.of_insured import last_facts
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.models import Insured
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.promises import Promise, promise_of
from xuanhu.web.turns import roles_of, step_in_words
from xuanhu.web.visiting import Visitor

MOST_NOTICES = 5
STATES = {"sent": "已发出", "pending": "等待发送", "dead": "没有发出去", "silent": "没有短信"}


class OpenCase(NamedTuple):
    """An open case: what is due next, and whose turn it is."""

    path: str
    service: str
    promise: Promise
    next_step: str
    turn: str
    is_mine: bool


class ClosedCase(NamedTuple):
    """A case that is over, and how."""

    path: str
    service: str
    outcome: str
    applied_on: str


class Event(NamedTuple):
    """Something that happened: when, what, and by whom, or with which result."""

    when: str
    what: str
    detail: str


def open_case_of(case: Case, visitor: Visitor) -> OpenCase:
    """An open case, as the side of the page shows it."""
    step = case.awaiting[0] if case.awaiting else ""
    book = edition_of(case.handbook, case.edition)
    roles = roles_of(case.handbook, case.edition, case.service, step)
    return OpenCase(
        path=f"/cases/{case.public_id}",
        service=service_name(case),
        promise=promise_of(case.next_due_at, visitor.at, calendar()),
        next_step=step_in_words(step, book, case.service),
        turn=colleagues_words().name("roles", roles[0]) if roles else "",
        is_mine=visitor.person.role in roles,
    )


def closed_case_of(case: Case) -> ClosedCase:
    """A closed case, as the side of the page shows it."""
    book = edition_of(case.handbook, case.edition)
    outcome = colleagues_words().outcome(case.outcome or "", book)
    return ClosedCase(f"/cases/{case.public_id}", service_name(case), outcome, chinese_date(case.applied_on))


def contacts_of(cases: Sequence[Case]) -> list[Event]:
    """What people did last in these cases."""
    known = {case.id: case for case in cases}
    return [_contact(fact, known[fact.case_id]) for fact in last_facts(cases)] if cases else []


def notices_of(row: Insured) -> list[Event]:
    """What was sent to a person last; never its text."""
    words = colleagues_words()
    notices = Notice.objects.filter(insured=row, audience="insured").order_by("-id")
    return [
        Event(chinese_moment(one.at.astimezone(SHANGHAI)), words.name("notices", one.kind), STATES.get(one.state, ""))
        for one in notices.only("at", "kind", "state")[:MOST_NOTICES]
    ]


def service_name(case: Case) -> str:
    """What the handbook calls the service of a case."""
    terms = edition_of(case.handbook, case.edition).services.get(case.service)
    return terms.name if terms is not None else case.service


def _contact(fact: Fact, case: Case) -> Event:
    words, book = colleagues_words(), edition_of(case.handbook, case.edition)
    done = words.fact(fact.name, book, case.service)
    when = chinese_moment(fact.recorded_at.astimezone(SHANGHAI))
    return Event(when, f"{service_name(case)}：{done}", words.name("roles", fact.by))
