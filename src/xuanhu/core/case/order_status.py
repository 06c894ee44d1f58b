"""The status of an order in the handbook's own words: 待授权, 待上传影像, 已承保 (flows, manual-underwriting)."""

from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.state import State


def order_status(state: State) -> str | None:
    """What the applicant sees: by what the case waits for, or how it ended; None where the handbook has no words."""
    statuses = state.plan.service.statuses
    if state.outcome is not None:
        return next((one.says for one in statuses if state.outcome in one.outcome), None)
    waiting = set(next_in_flow(state))
    return next((one.says for one in statuses if not waiting.isdisjoint(one.awaiting)), None)
