"""When a promise would be due if what it still waits for came at a moment: said before one applies, never stored."""

from datetime import datetime
from typing import NamedTuple

from xuanhu.core.case.clocks import is_waited_for
from xuanhu.core.case.plan import Promise
from xuanhu.core.case.state import RunningClock, State
from xuanhu.core.reckoning.deadlines import due_within


class Supposed(NamedTuple):
    """A promise's clock, and the facts that were taken to stand although they do not yet."""

    clock: RunningClock
    facts: tuple[str, ...]


def suppose(state: State, promise: Promise, at: datetime) -> Supposed | None:
    """The clock of a promise if all that it waits for became true at a moment.

    None for one that is counted back from an appointment, and for one that is not part of this case as it stands.
    """
    if promise.within is None or (promise.only is not None and not state.applies(promise.only)):
        return None
    stands = state.stands
    missing = [group for group in promise.after if not any(name in stands for name in group)]
    facts = tuple(next(name for name in group) for group in missing if is_waited_for(state, group))
    standing = [stands[name].at for group in promise.after for name in group if name in stands]
    start = max([*standing, *([at] if facts else [])], default=at)
    due = due_within(state.circumstances.calendar, start=start, span=promise.within)
    return Supposed(RunningClock(promise, start, due), facts)
