"""A service's terms laid out flat, so that a step of a case costs a few look-ups (docs/performance.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.flow import Stage
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Clock, Ending, Needed, Only, Repeated
from xuanhu.core.reckoning.deadlines import Span


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A clock with its spans and times read."""

    term: Clock
    fact: str
    after: tuple[tuple[str, ...], ...] = ()  # one of each group must stand; `a | b` of the flow is one group
    within: Span | None = None
    target: Span | None = None
    anchor: tuple[str, str] | None = None  # the appointment: (fact, key)
    by: time | None = None
    only: Only | None = None

    @property
    def expires(self) -> bool:
        """Whether the case is closed when the clock passes."""
        return self.term.otherwise == "expired"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """All that is to be known of one fact of a service when it is recorded."""

    name: str
    roles: tuple[str, ...]
    in_flow: bool = False
    optional: bool = False
    arises: bool = False  # by itself, and nobody's to record
    adds_up: bool = False
    stages: tuple[Stage, ...] = ()  # what stands before it, from the beginning
    needs: frozenset[str] = frozenset()  # the same, flat, without what is there only sometimes
    choices: tuple[frozenset[str], ...] = ()
    sometimes: tuple[tuple[str, Only], ...] = ()  # facts before it that are there only where earlier data says so
    rivals: tuple[str, ...] = ()  # the others of `a | b`
    only: Only | None = None  # the same for this fact itself
    is_plain: bool = True  # whether `needs` says all that must stand before it
    before: str | None = None  # a fact beside the flow: until this one stands
    each: tuple[str, tuple[str, ...]] | None = None  # (key, values): done when recorded for each
    needed: tuple[str, ...] = ()
    is_told_nothing: bool = False  # whether no key is needed, whatever is given
    needed_where: tuple[Needed, ...] = ()
    at_most: Repeated | None = None
    endings: tuple[Ending, ...] = ()
    starts: tuple[Promise, ...] = ()
    gathers: bool = False  # whether documents-complete may come, move or go with it
    has_effects: bool = False  # whether anything follows from it at once: papers, clocks, an ending
    tells: bool = False
    notifies: bool = False
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A service of a handbook, ready to be followed.

    `acting` are the promises that do something when their moment comes, `expires` whether one of them closes the case;
    `followers` are the facts after documents-complete.
    """

    handbook: Handbook
    name: str
    service: Service
    steps: Mapping[str, Step]
    promises: tuple[Promise, ...]
    acting: tuple[Promise, ...] = ()
    expires: bool = False
    followers: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    appointments: frozenset[str] = vocabulary.APPOINTMENTS
    one_of: frozenset[str] = frozenset()
    all_of: frozenset[str] = frozenset()
    judges: dict[str, object] = field(default_factory=dict)  # see gates.recording: made once a fact

    @property
    def gathers_papers(self) -> bool:
        """Whether papers have to be complete in this flow."""
        return "documents-complete" in self.steps
