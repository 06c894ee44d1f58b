"""Small made-up handbooks and cases in code, so that each rule of the language is tested on its own.

The made-up service is called `care`, its handbook `small`. 1 June 2026 is a Monday; the only day off that June beside
weekends is the 19th.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.decide import Verdict, apply, record
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.parties import Insured, Policy
from xuanhu.core.reckoning import SHANGHAI, china

CALENDAR = china()
WANG = Insured("王芳", "11010519491231002X")  # born on 31 December 1949
ALONE = Circumstances(CALENDAR, WANG)
JUNE_1 = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)

Act = tuple[str, datetime] | tuple[str, datetime, Mapping[str, object]]


def at(month: int, day: int, hour: int = 10, minute: int = 0, *, year: int = 2026) -> datetime:
    """A moment in China, in 2026 unless another year is named."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def service(flow: str = "applied > done", **terms: Any) -> Service:
    """A service with these terms and no others."""
    return Service(name="照护", flow=flow, **terms)


def handbook(care: Service | None = None, **more: Any) -> Handbook:
    """A handbook with the service `care`, and more services or other fields where they are named."""
    services = {**({"care": care} if care is not None else {}), **more.pop("services", {})}
    return Handbook(handbook="small", edition="1", title="小手册", insurer="某保险", services=services, **more)


def plan(care: Service, applied: Mapping[str, object] | None = None, **more: Any) -> Plan:
    """The plan of `care` for an application with this data."""
    return lay_out(handbook(care, **more), "care", applied or {})


def policy(**changes: Any) -> Policy:
    """A policy for 2026, a renewal unless `waiting_days` is named."""
    return Policy(**{"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **changes})


def around(**changes: Any) -> Circumstances:
    """王芳 with a policy for 2026, and whatever is named."""
    return ALONE._replace(**{"policy": policy(), **changes})


def applied(
    care: Service,
    data: Mapping[str, object] | None = None,
    *,
    when: datetime = JUNE_1,
    among: Circumstances = ALONE,
    by: str | None = None,
    **more: Any,
) -> Verdict:
    """The answer to an application for `care`."""
    return apply(plan(care, data, **more), among, data or {}, when, by)


def case(care: Service, *acts: Act, data: Mapping[str, object] | None = None, **how: Any) -> State:
    """The case after an application and these acts, each of which must be allowed."""
    verdict = applied(care, data, **how)
    assert verdict.allowed, verdict.refusals
    return after(verdict.state, *acts)


def after(state: State, *acts: Act) -> State:
    """The case after these acts, each of which must be allowed."""
    for name, when, *data in acts:
        verdict = record(state, name, data[0] if data else {}, when)
        assert verdict.allowed, (name, verdict.refusals)
        state = verdict.state
    return state


def said_no(state: State, name: str, when: datetime, data: Mapping[str, object] | None = None, **how: Any) -> list[str]:
    """The reasons why a fact may not be recorded; none if it may."""
    return codes(record(state, name, data or {}, when, **how).refusals)


def codes(refusals: Iterable[Refusal]) -> list[str]:
    """The reason codes."""
    return [one.code for one in refusals]


def due_days(state: State) -> dict[str, date]:
    """When each running clock is due, as a day."""
    return {name: clock.due.on for name, clock in state.clocks.items()}
