"""What the passing of time does to a case: reminders, warnings, overdue marks, expiry. Reckoned, never counted down.

Whoever acts on it (a story, a platform's timer) asks again at the moment itself, so a promise that was kept, moved or
exempted in the meantime is never marked.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.core.case.facts import Fact
from xuanhu.core.case.state import RunningClock, State, add, lapsed


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
    arisen: list[Fact] = []
    for one in happenings(state):
        if one.kind == "reminder" and one.at <= now and not _expired_before(state, one.at):
            arisen.append(Fact(one.fact, one.at, one.at, "system", {"for": _appointment(state, one.fact)}))
            state = add(state, arisen[-1])
    clock = lapsed(state, now) if state.is_open else None
    if clock is not None:
        at = max(clock.due.passes_at, _last_judged(state, clock))
        arisen.append(Fact("expired", at, at, "system", {"promise": clock.promise.fact}))
        state = add(state, arisen[-1])
    return state, tuple(arisen)


def _expired_before(state: State, moment: datetime) -> bool:
    return lapsed(state, moment) is not None


def _last_judged(state: State, clock: RunningClock) -> datetime:
    """An expiry that was held comes at the moment the last images were refused."""
    judged = state.adding.get(clock.promise.term.judged_by or "", ())
    return max((fact.recorded_at for fact in judged), default=clock.due.passes_at)


def _was_reminded(state: State, clock: RunningClock) -> bool:
    reminded = state.stands.get(clock.promise.fact)
    return reminded is not None and reminded.data.get("for") == clock.start


def _reminder_is_ahead(state: State, clock: RunningClock) -> bool:
    """A booking made after the moment of its reminder needs none: the notice of the booking has just said it all."""
    booked = state.stands[clock.promise.anchor[0]] if clock.promise.anchor else None
    return booked is not None and booked.recorded_at < clock.due.passes_at


def _appointment(state: State, reminder: str) -> date:
    start = state.clocks[reminder].start
    return start.date() if isinstance(start, datetime) else start
