"""What is promised by which day, before one applies: if what is still missing came today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from xuanhu.core.case.state import State
from xuanhu.core.case.supposing import Supposed, suppose
from xuanhu.core.handbook.in_words import PromiseInWords, ServiceInWords
from xuanhu.core.handbook.in_words.telling import Telling, either
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.reckonings import Explained, explain_clock

# What may come on the day of an application: one's own papers, and what is done with them at once. What takes days by
# its nature (a sample on its way, a scan still to be made) is not supposed: there the span is said, and no day.
TODAY: Final = (
    "applied",
    "identity-verified",
    "documents-added",
    "documents-complete",
    "admission-slip-issued",
    "triaged",
    "reviewed",
)
FIRST_PAPERS: Final = {"documents-added": "交来第一批资料"}  # the word of the timeline says what comes later: 补好资料


class Promised(NamedTuple):
    """A promise with its day, and what that waits for (备齐资料、审核完); without one where none can be said yet."""

    words: PromiseInWords
    waits: str
    explained: Explained | None


def promised(state: State, words: ServiceInWords, at: datetime) -> list[Promised]:
    """Our promises of a case that would be, those with a day first, the last of them the aim."""
    told, found = {one.fact: one for one in words.promises}, []
    for promise in state.plan.promises:
        one = told.get(promise.fact)
        if one is None or one.yours or not one.figure or promise.term.arises:
            continue
        supposed = suppose(state, promise, at)
        if supposed is not None and set(supposed.facts) <= set(TODAY):
            explained = explain_clock(state, supposed.clock, at)
            found.append(Promised(one, _waits(state, supposed), explained))
        elif not one.when:
            found.append(Promised(one, "", None))
    return sorted(found, key=lambda one: one.explained is None)


def aim_of(found: Sequence[Promised]) -> Promised | None:
    """The promise that people wait for: the last that has a day, else the first."""
    with_day = [one for one in found if one.explained is not None]
    return with_day[-1] if with_day else next(iter(found), None)


def _waits(state: State, supposed: Supposed) -> str:
    """What was taken to come today: first what is the insured's to bring."""
    telling = Telling(state.plan.handbook, state.plan.name, built_in_words())
    return "、".join(
        FIRST_PAPERS.get(fact) or telling.promise(fact) for fact in sorted(supposed.facts, key=TODAY.index)
    )


def next_facts(state: State) -> list[str]:
    """The first of the way that does not stand yet."""
    telling = Telling(state.plan.handbook, state.plan.name, built_in_words())
    for stage in telling.stages:
        waiting = [fact for fact in stage.facts if fact not in state.stands and fact in state.plan.steps]
        if waiting:
            return waiting
    return []


def next_steps(state: State) -> str:
    """The same as there is to do: 预约通话."""
    telling = Telling(state.plan.handbook, state.plan.name, built_in_words())
    words = list(dict.fromkeys(telling.todo(fact) for fact in next_facts(state)))
    return either(words) if words else ""
