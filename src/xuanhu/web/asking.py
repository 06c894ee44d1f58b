"""The form of an application: only what the service asks for, by its terms, in the words of its handbook."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.in_words.telling import YES_AND_NO, Telling
from xuanhu.core.handbook.values import read_data
from xuanhu.core.handbook.vocabulary import KEYS
from xuanhu.handbook_files.wording import built_in_words

APPOINTMENTS: Final = ("booked",)
LONGEST: Final = 100


class Choice(NamedTuple):
    """A value that may be chosen, its word, and whether it is."""

    value: str
    word: str
    is_chosen: bool


class Field(NamedTuple):
    """One thing to ask: its name, its label, how it is asked, what was said, what is wrong with it."""

    key: str
    label: str
    kind: str  # text, date, choice, radio
    value: str
    choices: Sequence[Choice]
    suggestions: Sequence[str]
    is_required: bool
    wrong: str


class Read(NamedTuple):
    """What a form said: data as the core reads it, and what could not be read, by key."""

    data: Mapping[str, object]
    wrong: Mapping[str, str]


def asked(plan: Plan) -> list[str]:
    """The keys that the application of a service asks for, in the order of forms; the channel is always the first."""
    service = plan.service
    keys = {"channel", *required(plan)}
    if service.area is not None and service.area.cities is not None:
        keys |= {"city", "department"} if any(fact in plan.steps for fact in APPOINTMENTS) else {"city"}
        keys |= {"hospital"} if service.hospital is None or service.hospital.designable else set()
    keys |= {"country"} if service.area is not None and service.area.countries else set()
    keys |= {service.notice_ahead.key} if service.notice_ahead is not None else set()
    keys |= {one.key for one in service.declared}
    keys |= {service.condition.named} if service.condition is not None and service.condition.named else set()
    if service.doctor is not None and service.doctor.lowest_rank is not None:
        keys.add("rank")
    order = list(KEYS)
    return sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))


def required(plan: Plan) -> set[str]:
    """The keys without which nothing can be applied for."""
    needed = {key for one in plan.service.needed if one.fact == "applied" and not one.where for key in one.keys}
    return needed | {one.key for one in plan.service.declared if one.required}


def fields_of(plan: Plan, said: Mapping[str, str], wrong: Mapping[str, str], channels: Sequence[str]) -> list[Field]:
    """The fields of the form, with what was already said; the channel is asked where there are several."""
    telling, must = Telling(plan.handbook, plan.name, built_in_words()), required(plan)
    keys = [key for key in asked(plan) if key != "channel" or len(channels) > 1]
    said = {"channel": channels[0], **{key: value for key, value in said.items() if value}}
    return [_field(key, plan, telling, said.get(key, ""), wrong.get(key, ""), must, channels) for key in keys]


def _field(
    key: str, plan: Plan, telling: Telling, value: str, wrong: str, must: Iterable[str], channels: Sequence[str]
) -> Field:
    kind = plan.handbook.kind_of(key)
    values = _values(key, kind, plan, telling, channels)
    choices = [Choice(one, word, one == value) for one, word in values]
    how = "radio" if key == "channel" or kind == "yes-or-no" else "choice" if choices else "text"
    if kind in ("date", "date-or-moment"):
        how = "date"
    label = telling.question(key, "applied") if key in YES_AND_NO else telling.label(key, "applied")
    suggestions = sorted(plan.cities) if key == "city" else ()
    return Field(key, label, how, value, choices, suggestions, key in must, wrong)


def _values(key: str, kind: object, plan: Plan, telling: Telling, channels: Sequence[str]) -> list[tuple[str, str]]:
    service = plan.service
    if key == "channel":
        return [(one, telling.name(key, one)) for one in channels]
    if kind == "yes-or-no":
        yes, no, _ = YES_AND_NO.get(key, ("是", "否", ""))
        return [("true", yes), ("false", no)]
    if key == "country" and service.area is not None:
        return [(one, telling.name(key, one)) for one in service.area.countries]
    if service.condition is not None and key == service.condition.named:
        return [(one, telling.words.name("conditions", one)) for one in service.condition.kinds]
    return [(one, telling.name(key, one)) for one in kind] if isinstance(kind, tuple) else []


def read_form(plan: Plan, said: Mapping[str, str], channels: Sequence[str]) -> Read:
    """The data of a form; what was left empty was not said. The first of the channels, where another is said."""
    given: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for key in asked(plan):
        text = said.get(key, "").strip()[:LONGEST]
        if not text:
            continue
        is_yes_or_no = plan.handbook.kind_of(key) == "yes-or-no"
        given[key] = {"true": True, "false": False}.get(text, text) if is_yes_or_no else text
    if given.get("channel") not in channels:
        given["channel"] = channels[0]

    def problem(path: tuple[str | int, ...], _code: str, _said: str, _right: str) -> None:
        wrong[str(path[-1])] = "请填一个存在的日期"

    data = read_data(given, plan.handbook, (), problem)
    return Read({key: value for key, value in data.items() if key not in wrong}, wrong)
