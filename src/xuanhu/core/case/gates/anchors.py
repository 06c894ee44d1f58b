"""The dates that a window may be counted from, and counting from them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.reckoning import (
    Calendar,
    Unit,
    add_months,
    calendar_year,
    earliest_with_notice,
    parse_span,
    policy_year,
)
from xuanhu.core.reckoning.schedule_faults import FIRST_YEAR, LAST_YEAR


def anchored(name: str, around: Circumstances, day: date) -> date | None:
    """The day that `policy.from`, `diagnosis.on`, `insured.details.KEY` or `SERVICE.FACT` stands for, if any."""
    whose, _, key = name.partition(".")
    if whose in YEARS and around.policy is not None:
        year = YEARS[whose](around.policy.starts_on, around.policy.ends_on, day)
        return (year.start if key == "from" else year.last) if year is not None else None
    if whose == "policy" and around.policy is not None:
        policy = around.policy
        known: Mapping[str, object] = {"from": policy.starts_on, "to": policy.ends_on}
        return _day(known.get(key) or _detail(key, policy.details))
    if whose == "insured":
        return _day(around.insured.birth_on if key == "birth" else _detail(key, around.insured.details))
    if whose == "diagnosis":
        return around.diagnosis.on if around.diagnosis is not None else None
    return _day(around.prior.get(name))


# The year in which an application lies, of the policy or of the calendar, cut at the policy's ends.
YEARS = {"policy-year": policy_year, "calendar-year": calendar_year}


def _detail(key: str, details: Mapping[str, object]) -> object:
    return details.get(key.removeprefix("details."))


def _day(value: object) -> date | None:
    """A day, from a date, a moment, or the ISO text that free details carry."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    day = value.date() if isinstance(value, datetime) else value
    return day if isinstance(day, date) and day.year < LAST_YEAR else None


def counted_from(calendar: Calendar, day: date, span: str) -> date:
    """The day that lies a span after another: `30 days`, `5 working days`, `6 months`."""
    count, _, unit = span.partition(" ")
    if unit.startswith("month"):
        return add_months(day, int(count))
    length = parse_span(span)
    counted_in_days = day.year < FIRST_YEAR or length.unit is not Unit.WORKING_DAYS
    if counted_in_days:  # before the calendar's first year nobody knows the working days any more
        return day + timedelta(days=length.count)
    return earliest_with_notice(calendar, applied=day, span=length)


def counted_back(calendar: Calendar, day: date, span: str) -> date:
    """The earliest day that still counts, a span back from another, that day included (TP-13: six months)."""
    count, _, unit = span.partition(" ")
    if unit.startswith("month"):
        return add_months(day, -int(count))
    length = parse_span(span)
    if length.unit is Unit.WORKING_DAYS:
        return calendar.working_days_before(day, length.count)
    return day - timedelta(days=length.count)
