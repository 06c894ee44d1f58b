"""Facts folded into a state, one after the other; and the state of a case reckoned anew from all of them."""

from collections.abc import Iterable, Mapping

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.clocks import has_expired, start_clocks
from xuanhu.core.case.facts import Fact, effective
from xuanhu.core.case.papers import gather_papers
from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import MENDING

# Facts after which everything is reckoned anew: those that change others, and an expiry that a late proof may undo.
UNDOING = frozenset({*MENDING, "expired"})


def reckon(plan: Plan, circumstances: Circumstances, facts: Iterable[Fact]) -> State:
    """The state of a case from all its facts, corrections and all. The slow, obvious way; `fold` agrees with it."""
    recorded = tuple(facts)
    standing = effective(recorded, plan.appointments)
    state = State(plan, circumstances)
    for fact in standing:
        if fact.name not in MENDING and fact.name != "expired":
            state = fold(state, fact)
    state.facts, state.is_mended = recorded, any(fact.name in UNDOING for fact in recorded)
    if state.closing is not None and not _still_follows(state, state.closing.fact):
        state.outcome, state.closing = None, None
    for fact in standing:
        if fact.name == "expired" and state.is_open and has_expired(state, fact.at):
            state = fold(state, fact)
            state.facts = recorded
    return state


def _still_follows(state: State, name: str) -> bool:
    """Whether what must stand before the closing fact still does: a visit that was never booked closes nothing."""
    step = state.plan.steps[name]
    needed = {*step.needs, *(name for name, only in step.sometimes if state.applies(only))} - {"told"}
    return needed <= state.stands.keys() and all(not choice.isdisjoint(state.stands) for choice in step.choices)


def add(state: State, *facts: Fact) -> State:
    """The state with more recorded facts: folded in, or everything anew where one of them changes earlier ones."""
    if state.is_mended or facts[0].name in MENDING:
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
    after.outcome, after.closing, after.is_mended = state.outcome, state.closing, state.is_mended
    for fact in facts:
        step = plan.steps[fact.name]
        if fact.name == "expired":
            after.is_mended = True
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
        gather_papers(state, fact)
    if step.starts:
        start_clocks(state, step)
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
