"""Terms about the course of a case: beside the flow, promises, endings, changes, what is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xuanhu.core.handbook.terms.base import Term, Value


@dataclass(frozen=True, kw_only=True)
class Only(Term):
    """Facts that are part of the flow only where an earlier fact's data says so."""

    facts: tuple[str, ...]
    where: str  # FACT.KEY
    equals: Value


@dataclass(frozen=True, kw_only=True)
class Aside(Term):
    """A fact beside the flow: may be recorded once `after` stands and until `before` does."""

    fact: str
    after: str = "applied"
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class Step(Term):
    """The clause that a step of the flow comes from, where no other term says it."""

    fact: str


@dataclass(frozen=True, kw_only=True)
class Clock(Term):
    """A promise: a fact within a span after the latest of others, or by a time of day some working days before a date.

    `target` is a shorter span that warns the queue. `otherwise: expired` closes the case when the clock passes, held
    while a fact `held_by` that came in time has not been judged by the fact `judged_by`.
    """

    promise: str
    within: str | None = None
    after: tuple[str, ...] = ()
    target: str | None = None
    otherwise: Literal["overdue", "expired"] = "overdue"
    held_by: str | None = None
    judged_by: str | None = None
    before: str | None = None  # FACT.KEY of an appointment
    working_days: int = 1
    by: str | None = None  # time of day
    arises: bool = False  # the fact records itself at that moment (a reminder)


@dataclass(frozen=True, kw_only=True)
class Ending(Term):
    """A fact that closes the case, with an outcome; with `where`, only when the fact's own data says so."""

    fact: str
    outcome: str = "completed"
    where: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Withdrawal(Term):
    """Until when the insured may withdraw: until a fact stands, or until all of these papers are in."""

    until: str | None = "booked"
    until_papers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change(Term):
    """Until when an appointment may be moved by recording it again: `booked`, and the service's own appointments."""

    until: Literal["never", "told", "its-day"] = "its-day"


@dataclass(frozen=True, kw_only=True)
class Exemption(Term):
    """Promises of this service may be exempted, with the reason on record."""


@dataclass(frozen=True, kw_only=True)
class Reporting(Term):
    """What the insurer is sent: the service report, once this fact stands; recorded as reported-to-insurer."""

    after: str


@dataclass(frozen=True, kw_only=True)
class Note(Term):
    """What the insured should know; it goes out with the notice of a fact, and stands in the booklet."""

    says: str
    with_fact: str = "applied"


@dataclass(frozen=True, kw_only=True)
class Status(Term):
    """What the insured sees as the order's status while this fact is awaited, or with this outcome."""

    says: str
    awaiting: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
