"""Papers: when they are complete, and what is still missing (flows, 'Papers')."""

from datetime import datetime

from xuanhu.core.case.clocks import start_clocks
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.plan import Step
from xuanhu.core.case.state import State


def gather_papers(state: State, fact: Fact) -> None:
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
        start_clocks(state, state.plan.steps["documents-complete"])


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
