"""The same nine steps in two well-known state machine libraries: states only, no data, no reasons, no clocks."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from statemachine import State as MachineState
from statemachine import StateMachine
from transitions import Machine

STEPS = (
    "identity_verified",
    "documents_added",
    "reviewed",
    "triaged",
    "booked",
    "escort_called",
    "escorted",
    "attended",
)
STATES = ("applied", *STEPS)


class Case:
    """A model for transitions: one case with its facts."""

    def __init__(self) -> None:
        self.facts: list[str] = []

    def record(self) -> None:
        """Keep the fact of the step that was taken."""
        self.facts.append("fact")


def by_transitions() -> Callable[[], Any]:
    """A case a call, by one machine for all models, as its documentation advises."""
    moves = [
        {"trigger": f"do_{after}", "source": before, "dest": after, "after": "record"}
        for before, after in pairwise(STATES)
    ]
    machine = Machine(model=None, states=list(STATES), transitions=moves, initial="applied", auto_transitions=False)

    def run() -> Case:
        case = Case()
        machine.add_model(case)
        for step in STEPS:
            getattr(case, f"do_{step}")()
        machine.remove_model(case)
        return case

    return run


class Outpatient(StateMachine):
    """The nine steps for python-statemachine."""

    applied = MachineState(initial=True)
    identity_verified = MachineState()
    documents_added = MachineState()
    reviewed = MachineState()
    triaged = MachineState()
    booked = MachineState()
    escort_called = MachineState()
    escorted = MachineState()
    attended = MachineState(final=True)
    advance = (
        applied.to(identity_verified)
        | identity_verified.to(documents_added)
        | documents_added.to(reviewed)
        | reviewed.to(triaged)
        | triaged.to(booked)
        | booked.to(escort_called)
        | escort_called.to(escorted)
        | escorted.to(attended)
    )


def by_statemachine() -> Callable[[], Any]:
    """A case a call: a new machine, advanced step by step."""

    def run() -> Outpatient:
        machine = Outpatient()
        for _ in STEPS:
            machine.advance()
        return machine

    return run
