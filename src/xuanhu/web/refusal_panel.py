"""A refusal on a page: the sentence to read out, its clauses with the handbook they stand in, what would change it."""

from collections.abc import Iterable
from typing import NamedTuple

from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.handbook_files.wording import built_in_words


class Refused(NamedTuple):
    """One reason, as it stands in the panel."""

    says: str
    change: str
    clauses: tuple[str, ...]
    handbook: str


def refused(refusals: Iterable[Refusal], state: State) -> list[Refused]:
    """Every reason in words."""
    speaker, plan = Speaker(built_in_words()), state.plan
    said = ((speaker.say(one, plan, state), one.clauses) for one in refusals)
    return [Refused(words.says, words.change, clauses, plan.handbook.handbook) for words, clauses in said]
