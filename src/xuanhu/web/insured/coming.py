"""Papers that the next step itself is about: the slip that a hospital issues, what is handed over at the end.

The desk records the step; what the insured can do is to bring the paper, and then it is our turn.
"""

from collections.abc import Mapping
from typing import Final

from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.state import State

OF_STEPS: Final[Mapping[str, tuple[str, ...]]] = {"admission-slip-issued": ("admission-slip",)}


def papers_of_next_step(state: State) -> list[str]:
    """The kinds that are not in yet, each once."""
    kinds = [kind for name in next_in_flow(state) for kind in _papers_of(state, name)]
    return [kind for kind in dict.fromkeys(kinds) if kind not in state.papers]


def is_brought(state: State, name: str) -> bool:
    """Whether a step is about papers, and all of them are in: then we look at them."""
    kinds = _papers_of(state, name)
    return bool(kinds) and state.papers.keys() >= {*kinds}


def _papers_of(state: State, name: str) -> list[str]:
    handed = [kind for one in state.plan.service.handed_over if one.fact == name for kind in one.kinds]
    return [*OF_STEPS.get(name, ()), *handed]
