"""Until when the insured may withdraw, and until when an appointment may be moved."""

from datetime import date, datetime, time

from xuanhu.core.case.facts import Fact
from xuanhu.core.case.plan import Step
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, refuse


def judge_withdrawal(state: State) -> list[Refusal]:
    """INS-20 and the like: freely, until the fact that the handbook names stands, or its papers are in."""
    term = state.plan.service.withdrawal
    over = term.until in state.stands if term.until is not None else False
    if term.until_papers:
        over = over or set(term.until_papers) <= state.papers.keys()
    return [refuse("no-longer-changeable", term, until=term.until)] if over else []


def judge_again(state: State, step: Step, fact: Fact) -> list[Refusal]:
    """A fact that stands, or whose `a | b` is settled, cannot be recorded again; appointments may still be moved."""
    rival = next((name for name in step.rivals if name in state.stands), None)
    if rival is not None:
        return [refuse("already-recorded", None, fact=rival, since=state.stands[rival].at)]
    if step.adds_up:
        return _judge_part(state, step, fact)
    if step.name not in state.stands:
        return []
    if step.name == "booked" or step.name in state.plan.service.appointments:
        return judge_move(state, step.name, fact.recorded_at)
    return [refuse("already-recorded", None, fact=step.name, since=state.stands[step.name].at)]


def _judge_part(state: State, step: Step, fact: Fact) -> list[Refusal]:
    """Of what is recorded once for each (consents, forms of a report), the same one cannot come twice."""
    if step.at_most is not None and len(state.adding.get(step.name, ())) >= (step.at_most.at_most or 0):
        return [refuse("over-the-limit", step.at_most, at_most=step.at_most.at_most, hard=True)]
    if step.each is None:
        return []
    key = step.each[0]
    same = any(one.data.get(key) == fact.data.get(key) for one in state.adding.get(step.name, ()))
    return [refuse("already-recorded", None, fact=step.name)] if same else []


def judge_move(state: State, name: str, at: datetime) -> list[Refusal]:
    """AXA-10 never, PICC-11 until told, else until the day of the standing appointment begins (INS-20)."""
    term = state.plan.service.change
    if term.until == "its-day":
        on = state.stands[name].data.get("on")
        day = on.date() if isinstance(on, datetime) else on
        movable = isinstance(day, date) and at < datetime.combine(day, time(), at.tzinfo)
    else:
        movable = term.until == "told" and "told" not in state.stands
    return [] if movable else [refuse("no-longer-changeable", term, until=term.until)]
