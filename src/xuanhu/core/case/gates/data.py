"""What a fact must be told, and that it is told in a form that can be judged."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.terms import Term
from xuanhu.core.handbook.vocabulary import CONSENTS, JUDGING, KEYS, PAPERS
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.schedule_faults import FIRST_YEAR, LAST_YEAR


def unreadable(data: Mapping[str, object], plan: Plan) -> tuple[str, ...]:
    """The keys whose values cannot be read; no other judge is asked about them."""
    bad: tuple[str, ...] = ()
    own = plan.handbook.keys
    for key, value in data.items():
        if value.__class__ is PLAIN.get(key):
            continue
        readable = is_well_formed(key, value, plan.handbook.kind_of(key) if key in own else None)
        if not readable or (key == "kinds" and not _are_papers(value, plan)):
            bad += (key,)
    if data.get("consent") and not _is_consent(data["consent"], plan):
        bad += ("consent",)
    return bad


def _are_papers(value: object, plan: Plan) -> bool:
    """Whether these are kinds of papers that everybody, or this handbook, knows; none at all is judged elsewhere."""
    own = plan.handbook.papers
    return isinstance(value, tuple | list) and all(one in PAPERS or one in own for one in value)


def _is_consent(value: object, plan: Plan) -> bool:
    """Whether there is such a text to sign: everybody's, the handbook's, or one that the service asks for."""
    consents = plan.service.consents
    if consents is None or not isinstance(value, str):
        return isinstance(value, str)
    return value in CONSENTS or value in plan.handbook.consent_texts or value in consents.each


def judge_needed(
    plan: Plan, step: Step, data: Mapping[str, object], bad: tuple[str, ...] = (), excused: str | None = None
) -> list[Refusal]:
    """One missing-data for every needed key that was not given, and for every value that could not be read (`bad`)."""
    name = step.name
    keys = [key for key in step.needed if _is_empty(data.get(key))] if step.needed else []
    if name in MORE_NEEDED:
        keys += [key for key in MORE_NEEDED[name](data) if _is_empty(data.get(key))]
    for needed in step.needed_where:
        if all(data.get(key) == value for key, value in needed.where.items()):
            keys += [key for key in needed.keys if _is_empty(data.get(key))]
    keys += bad
    if not keys:
        return []
    keys = [key for key in dict.fromkeys(keys) if key != excused]
    if not keys:
        return []
    term: Term | None = next((one for one in plan.service.needed if one.fact == name), None)
    if name == "identity-verified":
        term = plan.service.identity
    return [refuse("missing-data", term, keys=tuple(keys))]


def _is_empty(value: object) -> bool:
    if value:
        return isinstance(value, str) and value.isspace()
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


def is_well_formed(key: str, value: object, own_kind: object = None) -> bool:
    """Whether a value is of the kind that its key wants: everybody's key, or one of the handbook's own."""
    if isinstance(own_kind, str):
        return value is None or _OF_KIND[own_kind](value)
    return value is None or FORMS.get(key, _is_free)(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def _is_amount(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value >= 0
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(one, str) and one.strip() for one in value)


def _is_day(value: object) -> bool:
    """A day that can be reckoned with; a moment is one by the clock in China, for another zone has another day."""
    if not isinstance(value, date) or not FIRST_YEAR < value.year < LAST_YEAR:
        return False
    return not isinstance(value, datetime) or value.tzinfo is SHANGHAI


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime) and _is_day(value)


def _is_free(value: object) -> bool:
    """What a handbook's own key may carry: one plain value, or a list of them."""
    several = value if isinstance(value, tuple | list) else (value,)
    return all(isinstance(one, str | bool) or _is_finite(one) or _is_day(one) for one in several)


def _is_finite(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())


def _is_person(value: object) -> bool:
    """A patient may be named by name, by relation, or by name and number."""
    return isinstance(value, str) or (
        isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair)
    )


def _is_one_of(*values: str) -> Callable[[object], bool]:
    known = frozenset(values)
    return lambda value: isinstance(value, str) and value in known


_OF_KIND: Mapping[str, Callable[[object], bool]] = {
    "text": _is_text,
    "yes-or-no": _is_yes_or_no,
    "number": _is_amount,
    "list": _is_list,
    "date": _is_day,
    "date-or-moment": _is_day,
    "moment": _is_moment,
}
FORMS: Mapping[str, Callable[[object], bool]] = {
    **{key: _OF_KIND[kind] if isinstance(kind, str) else _is_one_of(*kind) for key, kind in KEYS.items()},
    "patient": _is_person,
}
# The classes whose values are well formed whatever they say: what is looked at first, because most values are of these.
_CLASS_OF_KIND = {"text": str, "yes-or-no": bool}
PLAIN: Mapping[str, type] = {key: _CLASS_OF_KIND[kind] for key, kind in KEYS.items() if kind in _CLASS_OF_KIND}
