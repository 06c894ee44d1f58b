"""Terms about a single fact: its data, its doer, its measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from xuanhu.core.handbook.terms.base import Term, Value


@dataclass(frozen=True, kw_only=True)
class Hours(Term):
    """When an appointment under the fact may lie: weekdays 1 to 7, working days only, a slot inside the hours."""

    fact: str = "booked"
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    working_days: bool = False
    opens: str = "00:00"
    closes: str = "24:00"
    slot_minutes: int = 0
    reason: str = "out-of-hours"


@dataclass(frozen=True, kw_only=True)
class Limit(Term):
    """A measure of one fact, or of all facts of that name added up: of a day, of the case, of all cases of a period.

    `at_most` and `at_least` are a number, or FACT.KEY for one that an earlier fact set (an authorized amount); where
    that fact set none, nothing passes. A list is measured by how many different entries it has. With the key `unless`
    given, the limit gives way.
    """

    fact: str
    key: str
    at_most: Decimal | str | None = None
    at_least: Decimal | str | None = None
    per: Literal["fact", "day", "case", "policy-year", "policy-period", "calendar-year"] = "fact"
    unless: str | None = None
    reason: str = "over-the-limit"


@dataclass(frozen=True, kw_only=True)
class Among(Term):
    """The value under `key` of a fact is one of these; with `by`, of the row that the application's key `by` picks.

    `if_none` is the reason where the value is 'none' (there is no such thing at all).
    """

    fact: str
    key: str
    values: tuple[str, ...] = ()
    by: str | None = None
    table: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str
    if_none: str | None = None


@dataclass(frozen=True, kw_only=True)
class Needed(Term):
    """Keys that the fact needs in this service, beside what it needs everywhere; with `where`, only then."""

    fact: str
    keys: tuple[str, ...]
    where: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Who(Term):
    """Who may record a fact in this service, where that differs from everywhere."""

    fact: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Requirement(Term):
    """For what no other term says: a condition in CEL.

    It reads insured, patient, policy, diagnosis, application, facts, given and today, and is judged when `fact` comes
    (`applied`: at application). Where it is false, or a key it reads was not given, the fact is refused with `reason`
    and the sentence `says`; `change` says what would help.
    """

    require: str
    reason: str
    says: str
    change: str = ""
    fact: str = "applied"


@dataclass(frozen=True, kw_only=True)
class Each(Term):
    """A fact that is recorded once for each of these values of a key, and is done when all are."""

    fact: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Repeated(Term):
    """A fact of the flow that may be recorded again and again, at most so often; it stands from the first time on."""

    fact: str
    at_most: int | None = None
