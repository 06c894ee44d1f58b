"""What the passing of time does to a case: reminders, warnings, overdue marks, expiry. Reckoned, never counted down.

Whoever acts on it (a story, a platform's timer) asks again at the moment itself, so a promise that was kept, moved or
exempted in the meantime is never marked.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from xuanhu.core.case.clocks import has_lapsed
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.folding import add
from xuanhu.core.case.state import RunningClock, State


class Happening(NamedTuple):
    """What is due: `kind` is reminder, warning, overdue or expiry; `fact` is the promise it is about."""

    at: datetime
    kind: str
    fact: str
    clause: tuple[str, ...]


def happenings(state: State) -> list[Happening]:
    """Everything that time will do to the case as it stands, earliest first."""
    return sorted(_happenings(state)) if state.is_open else []


def _happenings(state: State) -> Iterator[Happening]:
    for name, clock in state.clocks.items():
        term, at = clock.promise.term, clock.due.passes_at
        if term.arises:
            if not _was_reminded(state, clock) and _reminder_is_ahead(state, clock):
                yield Happening(at, "reminder", name, term.clause)
            continue
        if name in state.stands or name in state.exempt:
            continue
        if clock.target is not None:
            yield Happening(clock.target.passes_at, "warning", name, term.clause)
        yield Happening(at, "expiry" if clock.promise.expires else "overdue", name, term.clause)


def overdue(state: State, now: datetime) -> tuple[str, ...]:
    """The promises that are broken at `now`: due, not kept, not exempted, in an open case."""
    return tuple(one.fact for one in happenings(state) if one.kind == "overdue" and one.at <= now)


def let_pass(state: State, now: datetime) -> tuple[State, tuple[Fact, ...]]:
    """The case after all that is due by `now` has happened, and the facts that arose: reminded, expired."""
    if state.outcome is not None:
        return state, ()
    arisen: tuple[Fact, ...] = ()
    for promise in state.plan.acting:
        clock = state.clocks.get(promise.fact)
        if clock is not None and clock.due.passes_at <= now:
            fact = _arising(state, clock, now)
            if fact is not None:
                arisen += (fact,)
                state = add(state, fact)
    return state, arisen


def _arising(state: State, clock: RunningClock, now: datetime) -> Fact | None:
    """The reminder or the expiry that a clock brings at its moment, unless it came already or is not needed."""
    promise = clock.promise
    if promise.term.arises:
        if _was_reminded(state, clock) or not _reminder_is_ahead(state, clock):
            return None
        return Fact(promise.fact, clock.due.passes_at, clock.due.passes_at, "system", {"for": clock.start})
    if not has_lapsed(state, clock, now):
        return None
    at = max(clock.due.passes_at, _last_judged(state, clock))
    return Fact("expired", at, at, "system", {"promise": promise.fact})


def _last_judged(state: State, clock: RunningClock) -> datetime:
    """An expiry that was held comes at the moment the last images were refused."""
    judged = state.adding.get(clock.promise.term.judged_by or "", ())
    return max((fact.recorded_at for fact in judged), default=clock.due.passes_at)


def _was_reminded(state: State, clock: RunningClock) -> bool:
    reminded = state.stands.get(clock.promise.fact)
    return reminded is not None and reminded.data.get("for") == clock.start


def _reminder_is_ahead(state: State, clock: RunningClock) -> bool:
    """A booking made after the moment of its reminder needs none: the notice of the booking has just said it all."""
    return clock.promise.anchor is not None and could_be_kept(state, clock)


def could_be_kept(state: State, clock: RunningClock) -> bool:
    """Whether the moment lay ahead when the clock began. Of an appointment made for today, the day before is past."""
    anchor = clock.promise.anchor
    return anchor is None or state.stands[anchor[0]].recorded_at < clock.due.passes_at
