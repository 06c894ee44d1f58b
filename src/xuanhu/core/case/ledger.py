"""The ledger: each entitlement's uses, reserved, used, released or lapsed, by which case and in which period.

A use is reserved when a service is applied for, used when the case is completed or deemed used (or from the fact
that the handbook names, for good), and comes back when the case is rejected, withdrawn, unable or expired (design,
section 4).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from xuanhu.core.case.facts import Fact
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Service
from xuanhu.core.handbook.vocabulary import RELEASING
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.deadlines import parse_span
from xuanhu.core.reckoning.periods import Period, calendar_year, policy_period, policy_year

Standing = Literal["reserved", "used", "released"]


class Entry(NamedTuple):
    """What one case holds of an entitlement. `pool` is the service, or the grant that several services share."""

    case: str
    service: str
    pool: str
    applied_on: date
    standing: Standing


def pool_of(name: str, service: Service) -> str:
    """The grant that a service draws on."""
    return service.uses.pool or name


def standing_of(state: State) -> Standing:
    """What a case does to the use it applied for."""
    used_from = state.plan.service.uses.used_from
    if used_from is not None and used_from in state.stands:
        return "used"
    if state.outcome is None:
        return "reserved"
    return "released" if state.outcome in RELEASING else "used"


def entry_of(case: str, state: State) -> Entry:
    """The case's line in the ledger."""
    applied_on = state.stands["applied"].at.date()
    return Entry(case, state.plan.name, pool_of(state.plan.name, state.plan.service), applied_on, standing_of(state))


def period_of(service: Service, policy: Policy, day: date) -> Period | None:
    """The period whose uses `day` falls into; None outside the policy."""
    return period_named(service.uses.per, policy, day)


def period_named(per: str, policy: Policy, day: date) -> Period | None:
    """The policy-year, calendar-year or policy-period in which `day` lies; None outside the policy."""
    if not policy.is_in_force(day):
        return None
    if per == "policy-year":
        return policy_year(policy.starts_on, policy.ends_on, day)
    if per == "calendar-year":
        return calendar_year(policy.starts_on, policy.ends_on, day)
    return policy_period(policy.starts_on, policy.ends_on)


def uses_left(name: str, service: Service, policy: Policy | None, entries: Iterable[Entry], day: date) -> int | None:
    """How many uses are left on that day: None for any number, 0 outside the period or off the schedule."""
    if policy is None:
        return None
    period = period_of(service, policy, day)
    if period is None or not policy.lists(name):
        return 0
    uses, pool = service.uses, pool_of(name, service)
    if uses.times is None:
        return None
    held = [
        one for one in entries if one.pool == pool and one.standing != "released" and period.contains(one.applied_on)
    ]
    if uses.pool_times is None:
        return max(0, uses.times - len(held))
    own = sum(one.service == name for one in held)
    return max(0, min(uses.times - own, uses.pool_times - len(held)))


def measured(service: Service, policy: Policy, day: date, others: Sequence[State]) -> dict[tuple[str, str], Decimal]:
    """What other cases of a service have recorded, for its limits that add up over a period: see `Elsewhere`."""
    sums: dict[tuple[str, str], Decimal] = {}
    for limit in service.limits:
        period = period_named(limit.per, policy, day) if limit.per not in ("fact", "day", "case") else None
        if period is not None:
            within = [state for state in others if period.contains(state.stands["applied"].at.date())]
            facts = [fact for state in within for fact in _all_standing(state) if fact.name == limit.fact]
            values = [value for fact in facts if isinstance(value := fact.data.get(limit.key), int | Decimal)]
            sums[limit.per, f"{limit.fact}.{limit.key}"] = sum(map(Decimal, values), Decimal(0))
    return sums


def _all_standing(state: State) -> list[Fact]:
    """Every standing fact of a case: of those that add up, each."""
    single = [fact for name, fact in state.stands.items() if name not in state.adding]
    return single + [fact for facts in state.adding.values() for fact in facts]


def lapse_told_at(service: Service, period: Period) -> datetime | None:
    """When the insured is told that a use will lapse: 30 days before the period ends, at 09:00 (flows, 'Reports')."""
    if service.uses.times is None or period.end == date.max:
        return None
    day = period.last - timedelta(days=parse_span(service.uses.told_ahead).count)
    return datetime.combine(day, time(9), SHANGHAI)
