"""What a platform answers to a step of a story, in the words of design, section 5; the same in memory and over HTTP."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple, Protocol

from xuanhu.scenarios.story import Step, Story

NO_USES: Mapping[str, int | None] = {}
NO_DUES: Mapping[str, date | datetime] = {}


class Reason(NamedTuple):
    """A refusal as it is read out."""

    code: str
    clauses: tuple[str, ...]
    says: str


class Answer(NamedTuple):
    """Where the case stands after a step. `uses_left` None of a service is any number; `due` holds started clocks,
    `since` from when each is counted.
    """

    status: str | None = None
    outcome: str | None = None
    refused: tuple[Reason, ...] = ()
    cites: tuple[str, ...] = ()
    awaiting: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    due: Mapping[str, date | datetime] = NO_DUES
    since: Mapping[str, date | datetime] = NO_DUES
    overdue: tuple[str, ...] = ()
    uses_left: Mapping[str, int | None] = NO_USES
    notices: tuple[str, ...] = ()


class Platform(Protocol):
    """Where a story is played."""

    def begin(self, story: Story) -> None:
        """Make the story's parties and policies known, and forget the story before."""

    def answer(self, story: Story, step: Step) -> Answer:
        """Let time pass until the step, do it, and say how things stand."""
