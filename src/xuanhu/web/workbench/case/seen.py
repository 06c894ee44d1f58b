"""A case as somebody at a page sees it: its rows, how it stands now, what may be recorded, and by whom."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.loading import state_of
from xuanhu.apps.cases.models import Case
from xuanhu.core.case.gates.changing import judge_move
from xuanhu.core.case.gates.turn import awaited, has_come, is_over, next_in_flow
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import ARISING, MENDING
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.visiting import Visitor

CLOCKS_DIFFER: Final = timedelta(minutes=1)
ANYTIME: Final = ("documents-added", "documents-requested", "admission-slip-issued", "exempted", "withdrawn", "ended")
STANDS_FOR: Final = {"documents-complete": "documents-added"}  # what arises by itself, and what lets it arise


class Seen(NamedTuple):
    """A case, as it stands at the moment of the visit."""

    case: Case
    state: State

    @property
    def plan(self) -> Plan:
        """The service's plan."""
        return self.state.plan

    @property
    def book(self) -> Handbook:
        """The edition that the case goes by."""
        return self.state.plan.handbook

    @property
    def service(self) -> str:
        """What the service is called."""
        return self.state.plan.service.name

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/cases/{self.case.public_id}"


class Possible(NamedTuple):
    """A fact that may come now: its words, who may record it, whether the visitor may, whether it is waited for."""

    name: str
    title: str
    roles: tuple[str, ...]
    is_mine: bool
    is_next: bool

    @property
    def who(self) -> str:
        """Whose turn it is."""
        return colleagues_words().names_of("roles", self.roles[:2])


def case_seen(public_id: UUID, visitor: Visitor) -> Seen:
    """The case of that id, as time has brought it. Raises Http404 for one that is not there, or another's."""
    row = Case.objects.select_related("policy", "insured", "insurer").filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return Seen(row, let_pass(state_of(row), visitor.at)[0])


def possible(seen: Seen, visitor: Visitor) -> list[Possible]:
    """What may be recorded now: what the case waits for, what else has its turn, what may come any time.

    What arises by itself is shown as what lets it arise.
    """
    state = seen.state
    ahead = [STANDS_FOR.get(name, name) for name in next_in_flow(state)]
    beside = [STANDS_FOR.get(name, name) for name in awaited(state)]
    rest = [*_again(state), *_anytime(state)]
    names = dict.fromkeys(name for name in (*ahead, *beside, *rest) if name not in ARISING)
    return [_possible(seen, visitor, name, is_next=name in (*ahead, *beside)) for name in names]


def _possible(seen: Seen, visitor: Visitor, name: str, *, is_next: bool) -> Possible:
    step = seen.plan.steps[name]
    title = colleagues_words().fact(name, seen.book, seen.plan.name, "todo")
    if name in seen.state.stands and name in _movable(seen.state):
        title = f"改期（{title}）"
    return Possible(name, title, step.roles, visitor.caller.role in step.roles, is_next)


def _again(state: State) -> Iterable[str]:
    """What stands and may come again: an appointment that may be moved, what adds up."""
    if not state.is_open:
        return ()
    adding = (step for step in state.plan.steps.values() if step.adds_up and step.name in state.stands)
    more = [step.name for step in adding if step.each is None and not _is_anytime(step) and _may_add(state, step)]
    return (*_movable(state), *more)


def _movable(state: State) -> tuple[str, ...]:
    appointments = ("booked", *state.plan.service.appointments)
    at = state.facts[-1].recorded_at
    return tuple(name for name in appointments if name in state.stands and not judge_move(state, name, at))


def _may_add(state: State, step: Step) -> bool:
    return has_come(state, step) and not is_over(state, step) and state.stands.keys().isdisjoint(step.rivals)


def _is_anytime(step: Step) -> bool:
    return step.name in (*ANYTIME, *MENDING)


def _anytime(state: State) -> Iterable[str]:
    steps, service = state.plan.steps, state.plan.service
    if not state.is_open:
        return MENDING
    asked = [name for name in ANYTIME if name in steps and name not in state.stands]
    asked += [name for name in ("documents-added", "documents-requested") if name in steps]
    if service.exemption is None or not state.plan.promises:
        asked = [name for name in asked if name != "exempted"]
    return dict.fromkeys((*asked, *MENDING))


def people_named(actors: Iterable[str]) -> dict[str, str]:
    """What colleagues call those who acted, by how they stand on record; one query however many there are."""
    logins = {actor.removeprefix("person:") for actor in actors if actor.startswith("person:")}
    rows = Person.objects.filter(login__in=logins) if logins else []
    return {f"person:{row.login}": shown_name(row) for row in rows}
