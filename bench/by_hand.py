"""The limit: the nine-step case by hand, in tuples and dictionaries, with nothing that a handbook could change.

Per step: a command, a decision over a fixed table, facts as tuples, a fold into a new dictionary; one timer in all.
It knows one flow, judges no data, gives no reasons, reckons no calendar, explains nothing and cannot correct a fact. It
shows what the interpreter can do at best with the same traffic of facts; nobody could run a handbook on it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

Fact = tuple[str, datetime, str, Mapping[str, object]]
State = tuple[dict[str, Fact], tuple[str, ...], bool]
Command = tuple[str, Mapping[str, object], datetime, str]


class Row(NamedTuple):
    """What must stand, who may, what arises with it, which timer it sets, which it clears, whether it closes."""

    needs: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("care-manager",)
    arises: tuple[str, ...] = ()
    sets: str | None = None
    clears: str | None = None
    closes: bool = False


TABLE = {
    "applied": Row(roles=("insured", "agent")),
    "identity-verified": Row(("applied",), ("agent",)),
    "documents-added": Row(("applied",), ("insured", "agent"), ("documents-complete",)),
    "reviewed": Row(("documents-complete",), ("reviewer",)),
    "triaged": Row(("reviewed",), sets="booked"),
    "booked": Row(("triaged",), arises=("told",), clears="booked"),
    "escort-called": Row(("told",), ("escort",)),
    "escorted": Row(("told",), ("escort",)),
    "attended": Row(("told",), closes=True),
}
START: State = ({}, (), True)


def decide(state: State, command: Command) -> tuple[Fact, ...]:
    """The facts that a command gives, or none."""
    stands, _, is_open = state
    name, data, at, by = command
    needs, roles, arises, _, _, _ = TABLE[name]
    if not is_open or by not in roles or name in stands:
        return ()
    for need in needs:
        if need not in stands:
            return ()
    if arises:
        return ((name, at, by, data), *((other, at, "system", data) for other in arises))
    return ((name, at, by, data),)


def fold(state: State, facts: tuple[Fact, ...]) -> State:
    """The state with these facts."""
    stands, timers, is_open = state
    stands = stands.copy()
    for fact in facts:
        name = fact[0]
        stands[name] = fact
        row = TABLE.get(name)
        if row is not None:
            if row.sets is not None:
                timers = (*timers, row.sets)
            if row.clears is not None:
                timers = tuple(timer for timer in timers if timer != row.clears)
            if row.closes:
                is_open = False
    return stands, timers, is_open


def run(commands: list[Command]) -> State:
    """One case from its application to its end."""
    state = START
    for command in commands:
        state = fold(state, decide(state, command))
    return state
