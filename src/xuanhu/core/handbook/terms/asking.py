"""Terms about who may ask for a service, for what, how often and where: judged when it is applied for."""

from dataclasses import dataclass
from typing import Literal

from xuanhu.core.handbook.terms.base import Term


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
    `pool` share one grant: of `times`, or of `pool_times` where `times` is a service's smaller share of it.
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
    reason: str
    required: bool = False
