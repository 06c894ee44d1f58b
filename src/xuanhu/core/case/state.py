"""Where a case stands: folded from its facts, never stored as truth, never changed after it is made.

`stands` holds what has become true (of what adds up: the first, and only when it is whole), `adding` all of
what adds up, `papers` the moment each kind came in, `clocks` what each promise is due.
"""

from datetime import date, datetime
from typing import NamedTuple

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.plan import Plan, Promise
from xuanhu.core.handbook.terms import Ending, Only
from xuanhu.core.reckoning.deadlines import Due


class RunningClock(NamedTuple):
    """A promise with its due day and its start: the latest of its facts, or the appointment that it comes before."""

    promise: Promise
    start: datetime | date
    due: Due
    target: Due | None = None


class State:
    """A case as it stands. Made by `folding` only."""

    __slots__ = (
        "adding",
        "asked",
        "circumstances",
        "clocks",
        "closing",
        "exempt",
        "facts",
        "first_kept",
        "is_mended",
        "outcome",
        "papers",
        "plan",
        "stands",
    )

    def __init__(self, plan: Plan, circumstances: Circumstances) -> None:
        """A case of which nothing is known yet."""
        self.plan = plan
        self.circumstances = circumstances
        self.facts: tuple[Fact, ...] = ()
        self.stands: dict[str, Fact] = {}
        self.adding: dict[str, tuple[Fact, ...]] = {}
        self.papers: dict[str, datetime] = {}
        self.asked: frozenset[str] = frozenset()
        self.clocks: dict[str, RunningClock] = {}
        self.exempt: frozenset[str] = frozenset()
        self.first_kept: dict[str, datetime] = {}
        self.is_mended = False  # whether it holds facts that change others, so that every further one is reckoned anew
        self.outcome: str | None = None
        self.closing: Ending | None = None

    @property
    def is_open(self) -> bool:
        """Whether facts may still be recorded."""
        return self.outcome is None

    def has(self, name: str) -> bool:
        """Whether a fact of that name stands, or has stood at least in part (one consent of two)."""
        return name in self.stands or name in self.adding

    def applies(self, only: Only) -> bool:
        """Whether what is there only sometimes is there in this case, as far as its facts say."""
        fact, _, key = only.where.partition(".")
        return fact in self.stands and self.stands[fact].data.get(key) == only.equals

    def __eq__(self, other: object) -> bool:
        """The same facts under the same circumstances give the same state: everything that is reckoned is compared."""
        if not isinstance(other, State):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__ if name != "facts")

    __hash__ = None  # type: ignore[assignment]
