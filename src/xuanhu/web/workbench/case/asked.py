"""A form for a fact, bound to what was typed: every question by its kind, with what the case knows filled in."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from xuanhu.core.case.facts import latest_named
from xuanhu.core.case.plan import Step
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import MENDING
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.facts.fields import Field, fields_of
from xuanhu.web.facts.reading import MOMENT, Typed, last_of
from xuanhu.web.workbench.case.seen import Seen

KNOWN: tuple[str, ...] = ("city", "hospital", "department", "division", "rank", "country")  # asked once, at application


class Question(NamedTuple):
    """A field with what stands in it, and what was wrong with it."""

    field: Field
    values: tuple[str, ...] = ()
    time: str = ""
    problem: str = ""

    @property
    def value(self) -> str:
        """What stands in a field of one value."""
        return self.values[0] if self.values else ""

    @property
    def choices(self) -> tuple[tuple[str, str, bool], ...]:
        """The choices, each with whether it is chosen."""
        return tuple((value, said, value in self.values) for value, said in self.field.choices)


class Form(NamedTuple):
    """The form of a fact. `name` is the fact, `seen` how many facts the case had when it was drawn."""

    name: str
    title: str
    questions: tuple[Question, ...]
    moment: Question
    seen: int
    target: str = ""
    is_appointment: bool = False
    has_place: bool = False
    is_checkup: bool = False

    @property
    def knows_place(self) -> bool:
        """Whether a hospital stands in it already."""
        return any(one.field.key == "hospital" and one.value for one in self.questions)

    @property
    def is_ready(self) -> bool:
        """Whether all that is needed stands in it, so that the gate may be asked at once."""
        return all(one.value or (one.field.is_needed and len(one.field.choices) == 1) for one in self.needed)

    @property
    def needed(self) -> list[Question]:
        """What has to be said."""
        return [one for one in self.questions if one.field.is_needed]

    @property
    def more(self) -> list[Question]:
        """What may be said."""
        return [one for one in self.questions if not one.field.is_needed]


def form_of(
    seen: Seen,
    name: str,
    *,
    typed: Typed | None = None,
    problems: Mapping[str, str] | None = None,
    target: str = "",
) -> Form:
    """The form of a fact: what was typed, else what the case knows already."""
    state, step = seen.state, seen.plan.steps[name]
    wrong = problems or {}
    fields = fields_of(state, step, target or None)
    known = _known(state, step, target) if typed is None else {}
    questions = tuple(_question(one, typed, known.get(one.key), wrong.get(one.key, "")) for one in fields)
    keys = {one.key for one in fields}
    return Form(
        name=name,
        title=colleagues_words().fact(name, seen.book, seen.plan.name, "todo"),
        questions=questions,
        moment=_question(MOMENT, typed, None, wrong.get(MOMENT.key, "")),
        seen=seen.case.fact_count,
        target=target,
        is_appointment=name in seen.plan.appointments,
        has_place=name in seen.plan.appointments and "hospital" in keys,
        is_checkup="institution" in keys,
    )


def _question(field: Field, typed: Typed | None, known: object, problem: str) -> Question:
    if typed is not None:
        values = tuple(typed.getlist(field.key))
        return Question(field, values, last_of(typed, f"{field.key}.time"), problem)
    values, clock = _written(field, known)
    return Question(field, values, clock, problem)


def _written(field: Field, value: object) -> tuple[tuple[str, ...], str]:  # noqa: PLR0911 - one line a kind
    """A value as its input holds it."""
    if value is None:
        return (), ""
    if isinstance(value, bool):
        return (("true" if value else "false"),), ""
    if isinstance(value, datetime):
        here = value.astimezone(SHANGHAI)
        return (here.date().isoformat(),), f"{here:%H:%M}"
    if isinstance(value, date):
        return (value.isoformat(),), ""
    if isinstance(value, Decimal):
        return (f"{value.normalize():f}",), ""
    if isinstance(value, tuple | list):
        return tuple(map(str, value)) if field.kind == "kinds" else ("\n".join(map(str, value)),), ""
    return (str(value),), ""


def _known(state: State, step: Step, target: str) -> dict[str, object]:
    """What the case knows is never asked again: the wish, the hospital agreed on, the appointment that is moved."""
    if step.name in MENDING:
        wrong = latest_named(state.facts, target, state.plan.appointments) if target else None
        return {**(wrong.data if wrong is not None else {}), "fact": target or None, "reason": None}
    found: dict[str, object] = {}
    for name in ("applied", "triaged", "checkup-requested", step.name if step.name in state.plan.appointments else ""):
        fact = state.stands.get(name)
        if fact is not None:
            allowed = KNOWN if name in ("applied", "triaged") else tuple(fact.data)
            found |= {key: value for key, value in fact.data.items() if key in allowed}
    if step.name in ("checkup-requested", "checkup-booked", "booked", "triaged", *state.plan.appointments):
        return found
    return {}
