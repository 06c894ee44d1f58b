"""What a fact must be told, and that it is told in a form that can be judged."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.terms import Term
from xuanhu.core.handbook.vocabulary import GOOD_RESULTS, JUDGING, KEYS


def judge_needed(plan: Plan, name: str, data: Mapping[str, object], excused: str | None = None) -> list[Refusal]:
    """One missing-data for every needed key that was not given, and for every value that cannot be read."""
    step = plan.steps[name]
    keys = [key for key in _wanted(step, data) if key != excused and _is_empty(data.get(key))]
    keys += [key for key, value in data.items() if key not in keys and not is_well_formed(key, value)]
    if not keys:
        return []
    term = next((one for one in plan.service.needed if one.fact == name), None)
    if term is None and name == "identity-verified":
        return [_missing(plan.service.identity, keys)]
    return [_missing(term, keys)]


def _missing(term: Term | None, keys: list[str]) -> Refusal:
    return refuse("missing-data", term, keys=tuple(keys))


def _wanted(step: Step, data: Mapping[str, object]) -> Iterator[str]:
    yield from step.needed
    if step.name in JUDGING and data.get("result") not in GOOD_RESULTS and data.get("result") is not None:
        yield "reason"
    if step.name == "images-received" and data.get("modality") not in (None, "none"):
        yield "study_date"


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [])


def is_well_formed(key: str, value: object) -> bool:
    """Whether a value is of the kind that its key wants; keys that a handbook brings are free."""
    kind = KEYS.get(key, "free")
    if value is None or kind == "free" or key == "patient":
        return True
    if isinstance(kind, tuple):
        return value in kind
    if kind == "yes-or-no":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0
    if kind == "list":
        return isinstance(value, tuple | list) and all(isinstance(one, str) and one.strip() for one in value)
    if kind == "text":
        return isinstance(value, str)
    return isinstance(value, datetime if kind == "moment" else date)
