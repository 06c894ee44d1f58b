"""What the handbook says of a case as it stands now: what counts as used, what to know, what may still be changed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xuanhu.core.case.gates.changing import judge_withdrawal
from xuanhu.core.case.gates.turn import has_come, is_over
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.handbook.in_words.endings import say_change, say_ending, say_withdrawal
from xuanhu.core.handbook.in_words.spoken import Said
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.terms import Ending
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.progress.seen import Seen


class Sentence(NamedTuple):
    """What the handbook says, and where."""

    says: str
    clauses: Sequence[str] = ()


def warnings_of(seen: Seen) -> list[Sentence]:
    """What would use up this time although nothing came of it, as far as it may happen from now on."""
    if not seen.state.is_open:
        return []
    found = [Sentence(_first(say_ending(term, _telling(seen))), term.clause) for term in _threats(seen)]
    return list(dict.fromkeys(found))


def _threats(seen: Seen) -> Iterator[Ending]:
    state, told = seen.state, {clause for note in _notes(seen) for clause in note.clauses}
    for ending in seen.plan.service.endings:
        step = seen.plan.steps.get(ending.fact)
        if ending.outcome != "deemed-used" or step is None or told & set(ending.clause):
            continue
        may_come = has_come(state, step) and not is_over(state, step) and state.stands.keys().isdisjoint(step.rivals)
        if may_come:
            yield ending


def missing_it(seen: Seen) -> list[Sentence]:
    """What becomes of the use where an appointment is not kept."""
    endings = [one for one in seen.plan.service.endings if one.fact == "missed"]
    return [Sentence(_first(say_ending(term, _telling(seen))), term.clause) for term in endings]


def notes_of(seen: Seen) -> list[Sentence]:
    """What one should know at this point: the notes that went with the latest fact that has any."""
    return _notes(seen) if seen.state.is_open else []


def _notes(seen: Seen) -> list[Sentence]:
    notes = seen.plan.service.notes
    named = [fact.name for fact in seen.state.facts if fact.name in seen.state.stands]
    latest = next((name for name in reversed(named) if any(note.with_fact == name for note in notes)), None)
    return [Sentence(note.says, note.clause) for note in notes if note.with_fact == latest]


def about_withdrawing(seen: Seen) -> Sentence:
    """Until when one may withdraw."""
    term = seen.plan.service.withdrawal
    return Sentence(_first(say_withdrawal(term, _telling(seen))), term.clause)


def may_withdraw(seen: Seen) -> bool:
    """Whether it may be withdrawn now."""
    return seen.state.is_open and not judge_withdrawal(seen.state)


def after_withdrawing(seen: Seen) -> str:
    """What withdrawing does to the use: it comes back, unless a fact has used it for good (PICC-11)."""
    if not seen.counts_uses:
        return "撤回以后，这次申请就到此为止；需要时可以重新申请。"
    if standing_of(seen.state) == "used":
        return "这一次已经算用过，撤回也不会退还次数。"
    return "撤回以后，这一次不算用过，次数退还给您；需要时可以再申请。"


def about_moving(seen: Seen) -> Sentence:
    """Until when an appointment may be moved."""
    term = seen.plan.service.change
    return Sentence(_first(say_change(term, _telling(seen))), term.clause)


def _telling(seen: Seen) -> Telling:
    return Telling(seen.book, seen.plan.name, built_in_words())


def _first(said: Iterator[Said]) -> str:
    return next((one.says for one in said), "")
