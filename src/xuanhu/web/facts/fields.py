"""Which data a fact is asked for: what the plan needs first, then what the vocabulary and the terms let it say.

Nothing here names a service: a new handbook has its forms by its terms alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xuanhu.core.case.facts import effective
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import ARISING, CONSENTS, JUDGING, MENDING, PAPERS
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.facts.saying import NAMES, label_of

PLACE: Final = ("city", "hospital", "hospital_level", "hospital_ownership", "social_insurance_designated", "division")
WITH: Final = (*PLACE, "department", "doctor", "rank")
# What a fact may say beside what it needs (the vocabulary's data keys).
MAY_SAY: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(JUDGING, ("reason",)),
    "answered": ("reason",),
    "withdrawn": ("reason",),
    "admission-slip-issued": ("hospital",),
    "materials-received": ("modality",),
    "triaged": ("hospital", "department", "wish"),
    **dict.fromkeys(("checkup-requested", "checkup-booked"), ("address",)),
    "consultation-held": ("reason",),
    "escorted": ("reason",),
    "advised": ("minutes",),
    "report-delivered": ("form",),
    "images-received": ("study_date",),
}
GIVEN: Final = re.compile(r"\bgiven\.(\w+)")
FILLED: Final = re.compile(r"{(\w+)}")
FROM_THE_CASE: Final = ("name", "service", "hotline", "due", "date", "time", "phone")  # an SMS knows these itself
Choices = tuple[tuple[str, str], ...]


class Field(NamedTuple):
    """One question of a form. `kind` is text, number, date, day-and-time, moment, yes-or-no, choice, kinds or list."""

    key: str
    label: str
    kind: str
    is_needed: bool = False
    choices: Choices = ()
    hints: tuple[str, ...] = ()  # for free text: what it mostly is
    unit: str = ""


def fields_of(state: State, step: Step, target: str | None = None) -> list[Field]:
    """The questions for a fact. A correction asks what the fact that it corrects was asked."""
    plan = state.plan
    if step.name in MENDING:
        return [*_mending(state, step), *(_of_target(state, target) if step.name == "corrected" else ())]
    needed, more = needed_keys(step), list(_more_keys(plan, step))
    keys = dict.fromkeys([*needed, *more])
    return [field_of(state, step, key, is_needed=key in needed) for key in keys if not _is_own_moment(plan, step, key)]


def needed_keys(step: Step) -> tuple[str, ...]:
    """What the fact cannot do without."""
    return step.needed


def _is_own_moment(plan: Plan, step: Step, key: str) -> bool:
    """When it happened is asked of every fact, at the end of its form; `on` of an appointment is another thing."""
    return key == "happened_at" or (key == "on" and step.name not in plan.appointments and key not in step.needed)


def _more_keys(plan: Plan, step: Step) -> Iterator[str]:
    service, name = plan.service, step.name
    for needed in step.needed_where:
        yield from needed.keys
    yield from MAY_SAY.get(name, ())
    if name in ("booked", *service.appointments) and _has_a_place(plan):
        yield from WITH
    for limit in service.limits:
        if limit.fact == name:
            yield limit.key
            yield from (limit.unless,) if limit.unless else ()
        yield from (bound.partition(".")[2] for bound in _set_by(limit.at_most, limit.at_least, name))
    for judged in (service.among, service.recent, service.same_as):
        yield from (one.key for one in judged if one.fact == name)
    if name in ("documents-added", "materials-received"):
        yield from ("issuer",) if any(rule.issuers for rule in service.paper_rules) else ()
        yield from ("issued_on",) if any(rule.within is not None for rule in service.paper_rules) else ()
    for requirement in service.requirements:
        if requirement.fact == name:
            yield from GIVEN.findall(requirement.require)
    yield from _read_later(plan, name)


def _set_by(*bounds_and_name: object) -> Iterator[str]:
    """The limits that this fact sets, such as authorized.amount."""
    *bounds, name = bounds_and_name
    yield from (bound for bound in bounds if isinstance(bound, str) and bound.partition(".")[0] == name)


def _read_later(plan: Plan, name: str) -> Iterator[str]:
    """Keys of this fact that the flow, a clock, an ending or a text reads."""
    service = plan.service
    named = [only.where for only in service.only] + [clock.before for clock in service.clocks if clock.before]
    yield from (where.partition(".")[2] for where in named if where.partition(".")[0] == name)
    for ending in service.endings:
        if ending.fact == name:
            yield from ending.where
    for entry, text in service.sms.items():
        if entry == name or entry.startswith(f"{name}-"):
            keys = [key for key in FILLED.findall(text) if key not in FROM_THE_CASE]
            yield from (key for key in keys if plan.handbook.kind_of(key) is not None)


def _has_a_place(plan: Plan) -> bool:
    service = plan.service
    return any(term is not None for term in (service.area, service.hospital, service.partners, service.doctor))


def field_of(state: State, step: Step, key: str, *, is_needed: bool) -> Field:
    """The question for a key: by its choices where it has some, else by its kind."""
    plan = state.plan
    label, unit = (
        label_of(key, step.name, plan.handbook, plan.name),
        colleagues_words().names.get("units", {}).get(key, ""),
    )
    if key == "kinds":
        return Field(key, label, "kinds", is_needed, _papers(state, step))
    choices = _choices(state, step, key)
    if choices:
        return Field(key, label, "choice", is_needed, choices)
    kind = plan.handbook.kind_of(key)
    found = {"date-or-moment": "day-and-time"}.get(str(kind), str(kind)) if isinstance(kind, str) else "text"
    return Field(key, label, found, is_needed, hints=_hints(state, key), unit=str(unit))


def _choices(state: State, step: Step, key: str) -> Choices:
    plan = state.plan
    kind, words = plan.handbook.kind_of(key), colleagues_words()
    if key == "result" and step.name in JUDGING:
        return _named("result", _results(plan, step.name))
    if key == "consent":
        return tuple((one, words.consent(one, plan.handbook)) for one in _consents(state, step))
    if step.each is not None and key == step.each[0]:
        return _named(key, _not_yet(state, step))
    if key == "modality":
        return _named(key, words.names["modalities"])
    if key == "fact":
        facts = dict.fromkeys(promise.fact for promise in plan.promises if not promise.term.arises)
        return tuple((one, words.fact(one, plan.handbook, plan.name, "todo")) for one in facts)
    among = next((one.values for one in plan.service.among if one.fact == step.name and one.key == key), ())
    values = kind if isinstance(kind, tuple) else among
    return _named(key, values)


def _named(key: str, values: Iterable[str]) -> Choices:
    words = colleagues_words()
    return tuple((one, words.name(NAMES.get(key, key), one)) for one in values)


def _results(plan: Plan, name: str) -> tuple[str, ...]:
    """The results that the flow knows what to do with."""
    service = plan.service
    found = [str(one.where["result"]) for one in service.endings if one.fact == name and "result" in one.where]
    found += [str(one.equals) for one in service.only if one.where == f"{name}.result"]
    return tuple(dict.fromkeys(["passed", *found]))


def _consents(state: State, step: Step) -> tuple[str, ...]:
    plan = state.plan
    if step.each is not None and step.name == "signed":
        return _not_yet(state, step)
    asked = plan.service.consents.each if plan.service.consents is not None else ()
    return asked or tuple(dict.fromkeys([*CONSENTS, *plan.handbook.consent_texts]))


def _not_yet(state: State, step: Step) -> tuple[str, ...]:
    key, values = step.each or ("", ())
    done = {fact.data.get(key) for fact in state.adding.get(step.name, ())}
    return tuple(one for one in values if one not in done)


def _papers(state: State, step: Step) -> Choices:
    """Kinds of papers, those that this step is about first."""
    plan, words = state.plan, colleagues_words()
    one_of, each = missing_papers(state)
    first = [kind for one in plan.service.handed_over if one.fact == step.name for kind in one.kinds]
    if step.name != "handed-over":
        first += sorted(each) + [kind for kind in PAPERS if kind in one_of]
    kinds = dict.fromkeys([*first, *plan.handbook.papers, *PAPERS])
    return tuple((kind, words.paper(kind, plan.handbook)) for kind in kinds)


def _hints(state: State, key: str) -> tuple[str, ...]:
    plan, applied = state.plan, state.stands["applied"].data if "applied" in state.stands else {}
    if key == "city":
        return tuple(sorted(plan.cities))
    if key == "issuer":
        return tuple(dict.fromkeys(one for rule in plan.service.paper_rules for one in rule.issuers))
    return (str(applied[key]),) if applied.get(key) and isinstance(applied[key], str) else ()


# ---------------------------------------------------------------- mending


def _mending(state: State, step: Step) -> list[Field]:
    words, plan = colleagues_words(), state.plan
    choices = tuple((one, words.fact(one, plan.handbook, plan.name)) for one in mendable(state))
    return [
        Field("fact", label_of("fact", step.name, plan.handbook, plan.name), "choice", is_needed=True, choices=choices),
        Field("reason", label_of("reason", step.name, plan.handbook, plan.name), "text", is_needed=True),
    ]


def mendable(state: State) -> tuple[str, ...]:
    """The facts that may be corrected or voided, the latest first."""
    untouchable = {"applied", *ARISING, *MENDING} - {"told", "reminded"}
    named = (fact.name for fact in effective(state.facts, state.plan.appointments))
    return tuple(
        reversed(dict.fromkeys(name for name in named if name not in untouchable and name in state.plan.steps))
    )


def _of_target(state: State, target: str | None) -> list[Field]:
    if target is None or target not in state.plan.steps or target in MENDING:
        return []
    asked = fields_of(state, state.plan.steps[target])
    return [one._replace(is_needed=False) for one in asked if one.key not in ("reason", "fact")]
