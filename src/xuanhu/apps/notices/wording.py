"""What a notice says: the handbook's SMS with the values of the case, and the notes that go with the fact."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from xuanhu.core.case.facts import Fact, latest_named
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import JUDGING
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.messages import parameters, render, text_for

Value = str | int | tuple[str, ...] | None


class Words(NamedTuple):
    """A notice in words. `template` names the text of the handbook, for gateways that keep texts themselves."""

    text: str
    template: str
    params: Mapping[str, str]
    notes: tuple[str, ...] = ()


NO_WORDS = Words("", "", {})


def words_for(state: State, kind: str, refusals: Iterable[Refusal] = ()) -> Words:
    """The words of a case's notice; an empty text where the handbook sends none."""
    plan = state.plan
    fact = latest_named(state.facts, kind, plan.appointments) or state.stands.get(kind)
    notes = tuple(note.says for note in plan.service.notes if note.with_fact == kind)
    chosen = _chosen(state, kind, fact)
    if chosen is None:
        return NO_WORDS._replace(notes=notes)
    values = _values(state, fact, tuple(refusals))
    return words_of(plan.handbook, plan.name, chosen, values)._replace(notes=notes)


def words_of(handbook: Handbook, service: str, entry: str, values: Mapping[str, Value]) -> Words:
    """A text of a service, by its name under `sms`, filled."""
    text = handbook.services[service].sms[entry]
    template = f"{handbook.handbook}/{service}/{entry}"
    return Words(render(text, values), template, parameters(text, values))


def hotline_of(handbook: Handbook) -> str | None:
    """The number to ring, where a handbook has one."""
    return handbook.hotlines[0].number if handbook.hotlines else None


def _chosen(state: State, kind: str, fact: Fact | None) -> str | None:
    """The name of the text that fits; none rather than one that speaks of a yes where the answer was no."""
    sms, data = state.plan.service.sms, fact.data if fact is not None else {}
    again = "again" if kind in state.first_kept else None
    choosing = [data.get("result"), data.get("start"), data.get("form"), again, data.get("promise")]
    entries = {name: name for name in sms}
    found = text_for(entries, kind=kind, values=[one for one in choosing if one is not None])
    is_no = data.get("start") is False or (kind in JUDGING and data.get("result") not in (None, "passed"))
    return None if is_no and found == kind else found


def _values(state: State, fact: Fact | None, refusals: tuple[Refusal, ...]) -> dict[str, Value]:
    plan, insured = state.plan, state.circumstances.insured
    data = fact.data if fact is not None else {}
    appointment = _appointment(state, fact)
    values = {key: _said(value) for key, value in {**appointment, **data}.items()}
    kinds = data.get("kinds")
    if isinstance(kinds, tuple | list):
        values["kinds"] = built_in_words().papers(map(str, kinds), plan.handbook)
    if fact is not None and fact.name == "refused":
        values["reason"] = _reasons(state, fact, refusals)
    return values | {
        "name": insured.name,
        "service": plan.service.name,
        "hotline": hotline_of(plan.handbook),
        "due": _due(state),
        **_when(appointment.get("on")),
    }


def _said(value: object) -> Value:
    """A value of a fact as people read it."""
    if isinstance(value, datetime):
        return chinese_moment(value)
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return tuple(map(str, value))
    return None if value is None or isinstance(value, bool) else str(value)


def _appointment(state: State, fact: Fact | None) -> Mapping[str, object]:
    """The data of the appointment that a notice speaks of: its own, or that which it reminds of."""
    if fact is None:
        return {}
    if fact.name in state.plan.appointments:
        return fact.data
    anchors = [one.anchor[0] for one in state.plan.promises if one.fact == fact.name and one.anchor is not None]
    return next((state.stands[name].data for name in anchors if name in state.stands), {})


def _when(on: object) -> dict[str, Value]:
    if isinstance(on, datetime):
        here = on.astimezone(SHANGHAI)
        return {"date": chinese_date(here.date()), "time": f"{here:%H:%M}"}
    return {"date": chinese_date(on)} if isinstance(on, date) else {}


def _due(state: State) -> str | None:
    """By when what was promised last in the flow is due: what comes before it is no promise to the insured."""
    stands, exempt = state.stands, state.exempt
    running = [
        clock.due
        for name, clock in state.clocks.items()
        if name not in stands and name not in exempt and not clock.promise.term.arises
    ]
    if not state.is_open or not running:
        return None
    due = max(running, key=lambda one: one.passes_at)
    return chinese_moment(due.passes_at) if due.exact else chinese_date(due.on)


def _reasons(state: State, fact: Fact, refusals: tuple[Refusal, ...]) -> str:
    """Why not, as an agent would read it out; from the codes on record where the verdict is not at hand."""
    codes = fact.data.get("reasons")
    known = refusals or tuple(Refusal(str(code)) for code in (codes if isinstance(codes, tuple | list) else ()))
    speaker = Speaker(built_in_words())
    return "；".join(speaker.say(one, state.plan, state).says.rstrip("。") for one in known)
