"""The terms of a handbook: what can be said of a service, each with the clause it comes from.

Frozen and plain, so that a program, an editor's schema and a reader see the same thing. A term is data:
how it is judged stands in `core.case`, how it reads in Chinese in `core.handbook.words`.
Spans are written as people write them: `5 working days`, `15 days`, `48 hours`, `6 months`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Literal

Value = str | bool | int | Decimal


@dataclass(frozen=True, kw_only=True)
class Term:
    """What every term has: the clauses it comes from, and the doubt, if two clauses disagree or one is silent."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    clause: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class ForWhom(Term):
    """Who may be the patient: the insured, or relations that the application names."""

    who: tuple[str, ...] = ("insured",)


@dataclass(frozen=True, kw_only=True)
class OnSchedule(Term):
    """The service has effect only where the policy schedule or an endorsement lists it."""


@dataclass(frozen=True, kw_only=True)
class InForce(Term):
    """The application falls inside the policy period (always judged; the term carries its clause)."""


@dataclass(frozen=True, kw_only=True)
class WaitingPeriod(Term):
    """Application and diagnosis fall after the policy's first days: as many as the policy says, unless `days` does."""

    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Window(Term):
    """Applications are taken only from `opens` until `closes` after another date, both ends included.

    `after` is policy.from, policy.to, policy-year.from, policy-year.to, calendar-year.from, calendar-year.to (of the
    application's year), diagnosis.on, insured.birth, policy.details.KEY, insured.details.KEY,
    or SERVICE.FACT, a fact of another case under the policy. `closes: 30 days` is until the thirtieth day after it.
    """

    after: str
    opens: str | None = None
    closes: str | None = None
    reason: str = "outside-window"
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition(Term):
    """The illness: one of these kinds, with one of these states, and the first of its kind where that is asked."""

    kinds: tuple[str, ...]
    status: tuple[str, ...] = ("confirmed",)
    first: bool = False
    named: str | None = None  # the key of the application that says which of the kinds it is about


@dataclass(frozen=True, kw_only=True)
class Age(Term):
    """Somebody's age in full years, on the day of application or on the policy's first day."""

    of: Literal["insured", "patient"] = "insured"
    at_least: int | None = None
    at_most: int | None = None
    on: Literal["application", "policy-start"] = "application"
    reason: str = "age-not-covered"


@dataclass(frozen=True, kw_only=True)
class Uses(Term):
    """How often, in what period; `times` none is any number.

    `used_from` is the fact from which a use is used for good, before the case closes. Services that name the same
    `pool` share one grant: of `times`, or of `pool_times` where a service has a smaller share of its own.
    """

    times: int | None = None
    per: Literal["policy-year", "policy-period", "calendar-year"] = "policy-period"
    used_from: str | None = None
    pool: str | None = None
    pool_times: int | None = None
    told_ahead: str = "30 days"


@dataclass(frozen=True, kw_only=True)
class PriorService(Term):
    """Another service under the same policy has come as far as this fact, in the same period where one is named."""

    service: str
    fact: str
    per: Literal["policy-year", "policy-period", "calendar-year"] = "policy-period"


@dataclass(frozen=True, kw_only=True)
class Papers(Term):
    """What makes the papers complete: at least one of `one_of` and each of `all_of`, and what the agent asks for.

    `usual-papers` in `one_of` stands for the six papers that usually show an illness.
    """

    one_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperRule(Term):
    """Who must have issued these papers (`issuers`), and how old they may be at application (`within`).

    Judged where issuer and issued_on are given; with `required` they must be.
    """

    kinds: tuple[str, ...]
    issuers: tuple[str, ...] = ()
    within: str | None = None
    required: bool = False
    reason: str = "paper-not-accepted"


@dataclass(frozen=True, kw_only=True)
class Consents(Term):
    """What is signed with the fact `signed`: each of these before the case goes on."""

    each: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Area(Term):
    """Where: one of the handbook's named city lists, or countries by their two letters."""

    cities: str | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hospital(Term):
    """Which hospitals, wherever one is named: level, ownership, division, social insurance; may one be wished for."""

    lowest_level: str | None = None
    ownership: tuple[str, ...] = ()
    division: tuple[str, ...] = ()
    social_insurance: bool = False
    designable: bool = True


@dataclass(frozen=True, kw_only=True)
class Partners(Term):
    """Only hospitals of the partner list in force on the day of application, where one is loaded."""


@dataclass(frozen=True, kw_only=True)
class Doctor(Term):
    """Whether a doctor may be wished for (at application), and the lowest rank wherever one is named."""

    designable: bool = True
    lowest_rank: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeAhead(Term):
    """The date under `key` may not fall before application plus this span."""

    at_least: str
    key: str = "planned_admission_on"


@dataclass(frozen=True, kw_only=True)
class Declared(Term):
    """What the application must say, yes or no; `required` where silence is refused too."""

    key: str
    must_be: bool
    required: bool = False
    reason: str = ""


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
class Recent(Term):
    """The date under `key` of a fact lies at most this span back from the day of application, that day included."""

    fact: str
    key: str
    within: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SameAs(Term):
    """The value under `key` is the one that an earlier fact named, if it named one."""

    fact: str
    key: str
    earlier: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandedOver(Term):
    """The fact names at least these papers."""

    fact: str
    kinds: tuple[str, ...]


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
class Identity(Term):
    """Who is identified by name and number: the insured, or the patient where that is another person on file."""

    of: Literal["insured", "patient"] = "insured"


@dataclass(frozen=True, kw_only=True)
class Repeated(Term):
    """A fact of the flow that may be recorded again and again, at most so often; it stands from the first time on."""

    fact: str
    at_most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Each(Term):
    """A fact that is recorded once for each of these values of a key, and is done when all are."""

    fact: str
    key: str
    values: tuple[str, ...]


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
