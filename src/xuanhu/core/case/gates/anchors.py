"""The dates that a window may be counted from."""

from collections.abc import Mapping
from datetime import date, datetime

from xuanhu.core.case.circumstances import Circumstances


def anchored(name: str, around: Circumstances) -> date | None:
    """The day that `policy.from`, `diagnosis.on`, `insured.details.KEY` or `SERVICE.FACT` stands for; None if there is none."""
    whose, _, key = name.partition(".")
    if whose == "policy" and around.policy is not None:
        policy = around.policy
        known: Mapping[str, object] = {"from": policy.starts_on, "to": policy.ends_on}
        return _day(known.get(key) or _detail(key, policy.details))
    if whose == "insured":
        return _day(around.insured.birth_on if key == "birth" else _detail(key, around.insured.details))
    if whose == "diagnosis":
        return around.diagnosis.on if around.diagnosis is not None else None
    return _day(around.prior.get(name))


def _detail(key: str, details: Mapping[str, object]) -> object:
    return details.get(key.removeprefix("details."))


def _day(value: object) -> date | None:
    """A day, from a date, a moment, or the ISO text that free details carry."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
