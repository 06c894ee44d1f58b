"""What a fact must be told, and that it is told in a form that can be judged."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.terms import Term
from xuanhu.core.handbook.vocabulary import JUDGING, KEYS


def judge_needed(plan: Plan, step: Step, data: Mapping[str, object], excused: str | None = None) -> list[Refusal]:
    """One missing-data for every needed key that was not given, and for every value that cannot be read."""
    name = step.name
    keys = [key for key in step.needed if _is_empty(data.get(key))] if step.needed else []
    if name in MORE_NEEDED:
        keys += [key for key in MORE_NEEDED[name](data) if _is_empty(data.get(key))]
    for key, value in data.items():
        form = FORMS.get(key)
        if form is not None and value is not None and not form(value):
            keys.append(key)
    keys = [key for key in dict.fromkeys(keys) if key != excused] if keys else keys
    if not keys:
        return []
    term: Term | None = next((one for one in plan.service.needed if one.fact == name), None)
    if name == "identity-verified":
        term = plan.service.identity
    return [refuse("missing-data", term, keys=tuple(keys))]


def _is_empty(value: object) -> bool:
    if value:
        return value.__class__ is str and value.isspace()  # type: ignore[attr-defined]
    return value is None or isinstance(value, str | tuple | list)


def _reason_unless_passed(data: Mapping[str, object]) -> tuple[str, ...]:
    """A result that is not a pass needs its reason (flows, 'Needed data')."""
    return () if data.get("result") in (None, "passed") else ("reason",)


def _date_of_a_study(data: Mapping[str, object]) -> tuple[str, ...]:
    """What is no DICOM file at all has no study date."""
    return () if data.get("modality") in (None, "none") else ("study_date",)


MORE_NEEDED: Mapping[str, Callable[[Mapping[str, object]], tuple[str, ...]]] = {
    **dict.fromkeys(JUDGING, _reason_unless_passed),
    "images-received": _date_of_a_study,
}


def is_well_formed(key: str, value: object) -> bool:
    """Whether a value is of the kind that its key wants; keys that a handbook brings are free, and so is no value."""
    return value is None or key not in FORMS or FORMS[key](value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0


def _is_list(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(one, str) and one.strip() for one in value)


def _is_day(value: object) -> bool:
    return isinstance(value, date)


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime)


def _is_one_of(*values: str) -> Callable[[object], bool]:
    known = frozenset(values)
    return lambda value: value.__hash__ is not None and value in known


_OF_KIND: Mapping[str, Callable[[object], bool]] = {
    "text": _is_text,
    "yes-or-no": _is_yes_or_no,
    "number": _is_amount,
    "list": _is_list,
    "date": _is_day,
    "date-or-moment": _is_day,
    "moment": _is_moment,
}
# A patient may be named by name, by relation, or by name and number; who that is, is judged elsewhere.
FORMS: Mapping[str, Callable[[object], bool]] = {
    key: _OF_KIND[kind] if isinstance(kind, str) else _is_one_of(*kind) for key, kind in KEYS.items() if key != "patient"
}
