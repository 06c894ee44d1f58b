"""Until when the insured may withdraw, and until when an appointment may be moved."""

from datetime import date, datetime, time

from xuanhu.core.case.plan import Step
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, refuse


def judge_withdrawal(state: State) -> Refusal | None:
    """INS-20 and the like: freely, until the fact that the handbook names stands, or its papers are in."""
    term = state.plan.service.withdrawal
    over = term.until in state.stands if term.until is not None else False
    if term.until_papers:
        over = over or set(term.until_papers) <= state.papers.keys()
    return refuse("no-longer-changeable", term, until=term.until) if over else None


def judge_again(state: State, step: Step, data: object, at: datetime) -> Refusal | None:
    """A fact that stands cannot be recorded again, except what adds up, and an appointment that may still be moved."""
    name = step.name
    if step.adds_up:
        return _judge_part(state, step, data)
    if name not in state.stands:
        return None
    if name == "booked":
        return judge_move(state, at)
    return refuse("already-recorded", None, fact=name, on=state.stands[name].at)


def _judge_part(state: State, step: Step, data: object) -> Refusal | None:
    """Of what is recorded once for each (consents, forms of a report), the same one cannot come twice."""
    if step.each is None or not isinstance(data, dict):
        return None
    key = step.each[0]
    if any(fact.data.get(key) == data.get(key) for fact in state.adding.get(step.name, ())):
        return refuse("already-recorded", None, fact=step.name)
    return None


def judge_move(state: State, at: datetime) -> Refusal | None:
    """AXA-10 never, PICC-11 until told, else until the day of the standing appointment begins (INS-20)."""
    term = state.plan.service.change
    if term.until == "its-day":
        on = state.stands["booked"].data.get("on")
        day = on.date() if isinstance(on, datetime) else on
        movable = isinstance(day, date) and at < datetime.combine(day, time(), at.tzinfo)
    else:
        movable = term.until == "told" and "told" not in state.stands
    return None if movable else refuse("no-longer-changeable", term, until=term.until)
