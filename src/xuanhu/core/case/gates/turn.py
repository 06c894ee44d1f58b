"""Turn: a fact waits for what stands before it in the flow, and is refused with the earliest thing missing."""

from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.vocabulary import ARISING

SLIP = "admission-slip-issued"


def has_come(state: State, step: Step) -> bool:
    """Whether everything before the fact stands."""
    stands = state.stands
    if not step.needs <= stands.keys():
        return False
    return step.is_plain or (
        all(not choice.isdisjoint(stands) for choice in step.choices)
        and all(name in stands for name, only in step.sometimes if state.applies(only))
        and (step.only is None or state.applies(step.only))
    )


def earliest_missing(state: State, step: Step) -> tuple[str, ...]:
    """The facts missing in the first stage that is not whole; of two in either order both.

    The admission slip may stand anywhere before the booking, so it is missing beside whatever else is.
    """
    slip = (SLIP,) if SLIP in step.needs and SLIP not in state.stands else ()
    for stage in step.stages:
        missing = tuple(name for name in stage.must if _is_missing(state, name))
        if missing:
            return missing + slip
        if stage.one_of and not any(name in state.stands for name in stage.one_of):
            return stage.one_of + slip
    return slip


def judge_turn(state: State, step: Step) -> list[Refusal]:
    """Why the fact's turn has not come, where it has not."""
    missing = earliest_missing(state, step)
    return [_why(name, state.plan) for name in missing] or [refuse("not-yet", step.only, waits_for=())]


def awaited(state: State) -> tuple[str, ...]:
    """The facts whose turn it is: those of the flow, and those beside it that may come now. None in a closed case."""
    if not state.is_open:
        return ()
    return tuple(name for name, step in state.plan.steps.items() if _is_awaited(state, step))


def next_in_flow(state: State) -> tuple[str, ...]:
    """The facts that the case cannot go on without, and whose turn it is: what everybody is waiting for."""
    steps = state.plan.steps
    found = (name for name in awaited(state) if steps[name].in_flow and not steps[name].optional)
    return tuple(name for name in found if not _is_slip_beside(state, name))


def is_over(state: State, step: Step) -> bool:
    """Whether a fact beside the flow comes too late, because the fact that ends its time stands."""
    return step.before is not None and step.before in state.stands


def _is_awaited(state: State, step: Step) -> bool:
    beside = step.in_flow or step.before is not None or any(one.fact == step.name for one in state.plan.service.asides)
    if not beside or step.name in state.stands or (step.name in ARISING and step.name != "documents-complete"):
        return False
    return has_come(state, step) and not is_over(state, step) and state.stands.keys().isdisjoint(step.rivals)


def _is_slip_beside(state: State, name: str) -> bool:
    """The slip may come at any time; the case only waits for it when all before it in the flow stands."""
    if name != "admission-slip-issued":
        return False
    booked = state.plan.steps.get("booked")
    others = (booked.needs if booked else frozenset()) - {name}
    return not others <= state.stands.keys()


def _is_missing(state: State, name: str) -> bool:
    step = state.plan.steps[name]
    belongs = step.only is None or state.applies(step.only)
    return belongs and name != SLIP and name not in state.stands


def _why(name: str, plan: Plan) -> Refusal:
    service = plan.service
    if name in ("documents-added", "documents-complete"):
        return refuse("documents-missing", service.papers, waits_for=(name,))
    if name == "signed":
        consents = service.consents.each if service.consents is not None else ()
        return refuse("consent-missing", service.consents, consents=consents)
    if name == "admission-slip-issued":
        return refuse("admission-slip-missing", service.admission_slip, waits_for=(name,))
    return refuse("not-yet", None, waits_for=(name,))
