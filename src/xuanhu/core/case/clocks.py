"""Clocks: a promise starts at the latest of its facts, is kept when its fact stands, and may be held.

A clock has no due date before all its facts stand; a fact recorded late, or corrected, moves it (design, section 4).
"""

from datetime import date, datetime

from xuanhu.core.case.plan import Promise, Step
from xuanhu.core.case.state import RunningClock, State
from xuanhu.core.reckoning.deadlines import due_before, due_within


def start_clocks(state: State, step: Step) -> None:
    """Start, or start anew, the clocks that wait for this fact."""
    stands, calendar = state.stands, state.circumstances.calendar
    for promise in step.starts:
        if promise.only is not None and not state.applies(promise.only):
            continue
        if promise.within is not None:
            start = _start_of(state, promise)
            if start is None:
                state.clocks = {name: clock for name, clock in state.clocks.items() if name != promise.fact}
            else:
                due = due_within(calendar, start=start, span=promise.within)
                target = due_within(calendar, start=start, span=promise.target) if promise.target else None
                state.clocks = {**state.clocks, promise.fact: RunningClock(promise, start, due, target)}
        elif promise.anchor is not None and promise.by is not None and promise.anchor[0] in stands:
            day = stands[promise.anchor[0]].data.get(promise.anchor[1])
            if isinstance(day, date):
                on = day.date() if isinstance(day, datetime) else day
                due = due_before(calendar, anchor=on, working_days=promise.term.working_days, by=promise.by)
                state.clocks = {**state.clocks, promise.fact: RunningClock(promise, on, due)}


def _start_of(state: State, promise: Promise) -> datetime | None:
    """The latest of the facts that start a clock; None while one of them does not stand."""
    stands = state.stands
    moments = []
    for group in promise.after:
        standing = [stands[name].at for name in group if name in stands]
        if standing:
            moments.append(max(standing))
        elif is_waited_for(state, group):
            return None
    return max(moments, default=None)


def is_waited_for(state: State, group: tuple[str, ...]) -> bool:
    """Whether one of these facts may still come in this case."""
    return any(_may_come(state, name) for name in group)


def _may_come(state: State, name: str) -> bool:
    """Whether a fact is part of this case's flow, or may turn out to be: while what decides it does not stand."""
    step = state.plan.steps.get(name)
    if step is None or step.only is None:
        return step is not None
    return state.applies(step.only) or step.only.where.partition(".")[0] not in state.stands


def is_held(state: State, clock: RunningClock) -> bool:
    """Whether something that came in time has not been judged yet, so that the case may not expire (TP-08)."""
    term = clock.promise.term
    sent = [(fact.recorded_at, 0, fact.at) for fact in state.adding.get(term.held_by or "", ())]
    judged = [(fact.recorded_at, 1, fact.at) for fact in state.adding.get(term.judged_by or "", ())]
    unjudged: list[datetime] = []
    for _, is_judgement, at in sorted([*sent, *judged]):
        if not is_judgement:
            unjudged.append(at)
        elif unjudged:  # each refusal judges the earliest that nobody has judged
            del unjudged[0]
    return any(at < clock.due.passes_at for at in unjudged)


def is_kept(state: State, clock: RunningClock) -> bool:
    """Whether the promised fact came in time, by its own moment; of a moved appointment the first counts."""
    kept = state.stands.get(clock.promise.fact)
    return kept is not None and state.first_kept.get(clock.promise.fact, kept.at) < clock.due.passes_at


def has_lapsed(state: State, clock: RunningClock, now: datetime) -> bool:
    """Whether the case has expired by this clock: it has passed, its fact did not come in time, nothing holds it."""
    promise, passes_at = clock.promise, clock.due.passes_at
    if not promise.expires or now < passes_at or promise.fact in state.exempt:
        return False
    return not is_kept(state, clock) and not is_held(state, clock)


def has_expired(state: State, now: datetime) -> bool:
    """Whether the case has expired at `now` by any of its clocks."""
    return any(has_lapsed(state, clock, now) for clock in state.clocks.values())
