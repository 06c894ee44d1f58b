"""Where a case stands: folded from its facts, never stored as truth, never changed after it is made.

`stands` holds what has become true (of what adds up: the first, and only when it is whole), `adding` all of
what adds up, `papers` the moment each kind came in, `clocks` what each promise is due.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.facts import Fact, effective
from xuanhu.core.case.plan import Plan, Promise, Step
from xuanhu.core.handbook.terms import Ending, Only
from xuanhu.core.handbook.vocabulary import MENDING
from xuanhu.core.reckoning.deadlines import Due, due_before, due_within


class RunningClock(NamedTuple):
    """A promise with its due day and its start: the latest of its facts, or the appointment that it comes before."""

    promise: Promise
    start: datetime | date
    due: Due
    target: Due | None = None


class State:
    """A case as it stands. Made by `reckon` and `fold` only."""

    __slots__ = (
        "adding",
        "asked",
        "circumstances",
        "clocks",
        "closing",
        "exempt",
        "facts",
        "first_kept",
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


def reckon(plan: Plan, circumstances: Circumstances, facts: Iterable[Fact]) -> State:
    """The state of a case from all its facts, corrections and all. The slow, obvious way; `fold` agrees with it."""
    recorded = tuple(facts)
    standing = effective(recorded, plan.appointments)
    state = State(plan, circumstances)
    for fact in standing:
        if fact.name not in MENDING and fact.name != "expired":
            state = fold(state, fact)
    state.facts = recorded
    for fact in standing:
        if fact.name == "expired" and state.is_open and has_expired(state, fact.at):
            state = fold(state, fact)
            state.facts = recorded
    return state


def add(state: State, *facts: Fact) -> State:
    """The state with more recorded facts: folded in, or everything anew where one of them changes earlier ones."""
    if facts[0].name in MENDING or (state.plan.expires and any(fact.name == "expired" for fact in state.facts)):
        return reckon(state.plan, state.circumstances, (*state.facts, *facts))
    return fold(state, *facts)


def fold(state: State, *facts: Fact) -> State:
    """The state after more facts, each in its turn. The state that was given stays as it is."""
    plan = state.plan
    after = State.__new__(State)
    after.plan, after.circumstances = plan, state.circumstances
    after.facts = state.facts + facts
    after.stands = stands = state.stands.copy()
    after.adding, after.papers, after.asked = state.adding, state.papers, state.asked
    after.clocks, after.exempt, after.first_kept = state.clocks, state.exempt, state.first_kept
    after.outcome, after.closing = state.outcome, state.closing
    for fact in facts:
        step = plan.steps[fact.name]
        if step.adds_up:
            _add_up(after, step, fact)
        elif fact.name != "told" or _is_told_of(after):
            if fact.name in stands:
                _keep_first(after, stands[fact.name])
            stands[fact.name] = fact
        if step.has_effects:
            _take_effect(after, step, fact)
    return after


def _keep_first(state: State, earlier: Fact) -> None:
    """A clock is kept by the first booking, however often the appointment is moved (flows, 'Withdrawing')."""
    if earlier.name not in state.first_kept:
        state.first_kept = {**state.first_kept, earlier.name: earlier.at}


def _is_told_of(state: State) -> bool:
    """Told stands only while what was told does: a voided appointment has been told to nobody."""
    return any(teller in state.stands for teller in state.plan.service.tells)


def _take_effect(state: State, step: Step, fact: Fact) -> None:
    """What follows from a fact at once: papers complete or not, clocks started, the case closed."""
    if step.gathers:
        _gather(state, fact)
    if step.starts:
        _start(state, step)
    for ending in step.endings:
        if state.outcome is None and fact.name in state.stands and _holds(ending.where, fact.data):
            state.outcome, state.closing = ending.outcome, ending


def _holds(where: Mapping[str, object], data: Mapping[str, object]) -> bool:
    return all(data.get(key) == value for key, value in where.items())


def _add_up(state: State, step: Step, fact: Fact) -> None:
    """Add a fact to the others of its name, and say when it stands: at once, or when each that is asked for is in."""
    name = fact.name
    earlier = state.adding.get(name, ())
    state.adding = {**state.adding, name: (*earlier, fact)}
    if step.each is not None:
        _stand_when_each_is_in(state, step)
    elif not earlier or fact.at < state.stands[name].at:
        state.stands[name] = fact
    kinds = fact.data.get("kinds")
    if name in ("documents-added", "materials-received") and isinstance(kinds, tuple | list):
        came = {kind: min(fact.at, state.papers.get(kind, fact.at)) for kind in kinds}
        state.papers = {**state.papers, **came}
    elif name == "documents-requested" and isinstance(kinds, tuple | list):
        if not state.plan.followers & state.stands.keys():
            state.asked |= frozenset(kinds)
    elif name == "exempted":
        state.exempt |= {str(fact.data.get("fact"))}


def _stand_when_each_is_in(state: State, step: Step) -> None:
    """Two consents, two forms of a report: the fact stands when the last of them is in, of each the first counting."""
    key, values = step.each or ("", ())
    facts = sorted(state.adding[step.name], key=lambda one: one.at, reverse=True)
    firsts = {str(one.data.get(key)): one for one in facts}
    if all(value in firsts for value in values):
        state.stands[step.name] = max((firsts[value] for value in values), key=lambda one: one.at)


def _gather(state: State, fact: Fact) -> None:
    """Let documents-complete arise, move or go away with what is in and what stands before it (flows, 'Papers')."""
    complete_at = papers_complete_at(state)
    known = state.stands.get("documents-complete")
    if complete_at is None:
        if known is not None:
            del state.stands["documents-complete"]
            state.clocks = {
                name: clock
                for name, clock in state.clocks.items()
                if "documents-complete" not in clock.promise.term.after
            }
    elif known is None or known.at != complete_at:
        state.stands["documents-complete"] = Fact("documents-complete", complete_at, fact.recorded_at, "system")
        _start(state, state.plan.steps["documents-complete"])


def papers_complete_at(state: State) -> datetime | None:
    """When the papers became complete: the latest of the moments of what was asked for and of what stands before."""
    plan, papers, stands = state.plan, state.papers, state.stands
    wanted = plan.all_of | state.asked
    if not wanted <= papers.keys() or (plan.one_of and plan.one_of.isdisjoint(papers)):
        return None
    before = _standing_before(state, plan.steps["documents-complete"])
    if before is None:
        return None
    moments = [stands[name].at for name in before]
    moments += [papers[kind] for kind in wanted]
    if plan.one_of:
        moments.append(min(moment for kind, moment in papers.items() if kind in plan.one_of))
    return max(moments)


def _standing_before(state: State, step: Step) -> list[str] | None:
    """The facts that stand before one in its flow; None if not all do that have to."""
    stands = state.stands
    found = [*step.needs, *(name for name, only in step.sometimes if state.applies(only))]
    found += [next((name for name in choice if name in stands), "") for choice in step.choices]
    return found if all(name in stands for name in found) else None


def missing_papers(state: State) -> tuple[frozenset[str], frozenset[str]]:
    """What is still missing: (kinds of which one is enough, kinds that are needed each)."""
    one_of = state.plan.one_of if state.plan.one_of.isdisjoint(state.papers) else frozenset()
    return one_of, (state.plan.all_of | state.asked) - state.papers.keys()


def _start(state: State, step: Step) -> None:
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
        elif any(_may_come(state, name) for name in group):
            return None
    return max(moments, default=None)


def _may_come(state: State, name: str) -> bool:
    """Whether a fact is part of this case's flow, or may turn out to be: while what decides it does not stand."""
    step = state.plan.steps.get(name)
    if step is None or step.only is None:
        return step is not None
    return state.applies(step.only) or step.only.where.partition(".")[0] not in state.stands


def is_held(state: State, clock: RunningClock) -> bool:
    """Whether something that came in time has not been judged yet, so that the case may not expire (TP-08)."""
    term = clock.promise.term
    sent = [fact for fact in state.adding.get(term.held_by or "", ()) if fact.at < clock.due.passes_at]
    if not sent:
        return False
    judged = state.adding.get(term.judged_by or "", ())
    return not judged or max(fact.recorded_at for fact in sent) > max(fact.recorded_at for fact in judged)


def has_lapsed(state: State, clock: RunningClock, now: datetime) -> bool:
    """Whether the case has expired by this clock: it has passed, its fact did not come in time, nothing holds it."""
    promise, passes_at = clock.promise, clock.due.passes_at
    if not promise.expires or now < passes_at or promise.fact in state.exempt:
        return False
    return not is_kept(state, clock) and not is_held(state, clock)


def is_kept(state: State, clock: RunningClock) -> bool:
    """Whether the promised fact came in time, by its own moment; of a moved appointment the first counts."""
    kept = state.stands.get(clock.promise.fact)
    return kept is not None and state.first_kept.get(clock.promise.fact, kept.at) < clock.due.passes_at


def has_expired(state: State, now: datetime) -> bool:
    """Whether the case has expired at `now` by any of its clocks."""
    return any(has_lapsed(state, clock, now) for clock in state.clocks.values())
