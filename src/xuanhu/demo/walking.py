"""A case goes its way in memory: what is awaited is done, at an hour at which people do such things, until a moment."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from xuanhu.apps.cases.loading import plan_of
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.decide import apply, record
from xuanhu.core.case.gates.turn import awaited, next_in_flow
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import ARISING
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.demo.filling import REASONS, Filled, a_scene, application, fill

ENDINGS: Final = ("missed", "refused-to-sign", "sample-unavailable", "hospital-refused", "visa-refused")
ANYTIME: Final = ("withdrawn", "ended")  # by somebody's wish: not awaited, yet allowed
BESIDE: Final = ("escort-called", "escorted", "bill-recorded", "images-sent")  # may be left out, and mostly are not
AT_THE_APPOINTMENT: Final = ("attended", "admitted", "visited", "checkup-attended", "escorted", "advised")
LONG: Final = {  # days that pass before a fact, where hours would be too few
    "discharged": 6,
    "departed": 9,
    "returned": 21,
    "sample-received": 2,
    "report-issued": 4,
    "hospital-accepted": 6,
    "visa-granted": 8,
    "handed-over": 1,
}
QUICK: Final = ("identity-verified", "called", "posted", "signed", "checkup-requested", "escort-called")
OPENS, CLOSES = 9, 18
MOST_ACTS = 40


class Wish(NamedTuple):
    """How a case shall go: the fact that nobody does, the ending, the result of a judgement."""

    stalls_at: str | None = None
    ending: str | None = None
    ends_after: int = 2  # acts, for an ending that may come at any time
    result: Mapping[str, str] = {}
    has_login: bool = True


class Act(NamedTuple):
    """Something that was done."""

    name: str
    data: Mapping[str, object]
    at: datetime
    by: str


class Way(NamedTuple):
    """A case as it stands, and what led there. `refused` holds reasons that no way should meet."""

    state: State
    acts: tuple[Act, ...]
    refused: tuple[str, ...] = ()


class Walker:
    """Goes the ways of one service for one person."""

    def __init__(self, handbook: Handbook, service: str, around: Circumstances) -> None:
        self.handbook, self.service, self.around = handbook, service, around

    def go(self, *, starts: datetime, until: datetime, wish: Wish, seed: str, **said: object) -> Way:
        """From the application on until a moment; `said` changes what the application says."""
        choose, calendar = Random(seed), self.around.calendar  # noqa: S311 - nothing secret
        plain = plan_of(self.handbook, self.service, {})
        scene = a_scene(plan=plain, starts=starts, choose=choose)
        data = application(plan=plain, scene=scene, around=self.around, choose=choose, has_login=wish.has_login) | said
        plan = plan_of(self.handbook, self.service, data)
        by = plan.steps["applied"].roles[0] if wish.has_login else "agent"
        verdict = apply(plan, self.around, data, starts, by)
        state, acts = verdict.state, [Act("applied", data, starts, by)]
        if verdict.refusals:
            return Way(state, tuple(acts), tuple(one.code for one in verdict.refusals))
        now = starts
        while len(acts) < MOST_ACTS and (name := _next(state, wish, len(acts))) is not None:
            now = _moment(state, name, now, choose, calendar)
            if now > until:
                break
            act = Act(name, _data(name, Filled(state, now, scene, choose, calendar), wish), now, _who(state, name))
            verdict = record(state, name, act.data, now, act.by)
            if verdict.refusals:
                return Way(state, tuple(acts), tuple(f"{name}: {one.code}" for one in verdict.refusals))
            state = verdict.state
            acts.append(act)
        return Way(let_pass(state, until)[0], tuple(acts))


def _next(state: State, wish: Wish, done: int) -> str | None:
    """What is done next; none where the case is closed, or where nobody does it."""
    if not state.is_open:
        return None
    turn = awaited(state)
    if wish.ending in turn or (wish.ending in ANYTIME and done >= wish.ends_after):
        return wish.ending
    ahead = [name for name in next_in_flow(state) if name not in ENDINGS]
    beside = [name for name in BESIDE if name in turn and name not in state.adding and name not in ahead]
    names = ["documents-added" if name == "documents-complete" else name for name in (*beside, *ahead)]
    name = next((name for name in names if name not in ARISING), None)
    return name if name != wish.stalls_at else None


def _data(name: str, given: Filled, wish: Wish) -> dict[str, object]:
    data = fill(name, given)
    result = wish.result.get(name)
    if result == "no":
        return {"start": False, "reason": REASONS["rejected"]}
    if result == "investigate":
        return {"result": result, "reason": "需要到医院核实"}
    return {"result": result, "reason": REASONS[result]} if result is not None else data


def _who(state: State, name: str) -> str:
    step = state.plan.steps[name]
    return step.roles[0] if step.roles else "care-manager"


def _moment(state: State, name: str, now: datetime, choose: Random, calendar: Calendar) -> datetime:
    """When a fact comes after the one before: at the appointment, days later, or some office hours later."""
    appointment = _appointment(state)
    if appointment is not None and appointment > now:
        if name in AT_THE_APPOINTMENT:
            return appointment + timedelta(minutes=choose.randint(20, 90))
        if name == "missed":
            return _in_office(appointment + timedelta(hours=20), calendar)
        if name == "escort-called":
            day = calendar.working_days_before(appointment.date(), 1)
            return max(datetime.combine(day, time(15, choose.randint(0, 59)), SHANGHAI), _later(now, 10))
    if name in LONG:
        return _in_office(now + timedelta(days=LONG[name], minutes=choose.randint(0, 240)), calendar)
    minutes = choose.randint(10, 60) if name in QUICK else choose.randint(60, 600)
    return _in_office(_later(now, minutes), calendar)


def _later(now: datetime, minutes: int) -> datetime:
    return now + timedelta(minutes=minutes)


def _appointment(state: State) -> datetime | None:
    """When the case's appointment begins: booked, or a planned admission."""
    booked = state.stands.get("booked") or state.stands.get("checkup-booked")
    if booked is not None:
        on = booked.data.get("on")
        return on if isinstance(on, datetime) else None
    planned = state.stands["applied"].data.get("planned_admission_on")
    return datetime.combine(planned, time(9), SHANGHAI) if isinstance(planned, date) else None


def _in_office(when: datetime, calendar: Calendar) -> datetime:
    """The same moment, or where nobody is at work the next hour at which somebody is, some minutes into it."""
    if when.hour < OPENS:
        when = when.replace(hour=OPENS)
    elif when.hour >= CLOSES:
        when = (when + timedelta(days=1)).replace(hour=OPENS)
    while not calendar.is_working_day(when.date()):
        when = (when + timedelta(days=1)).replace(hour=OPENS)
    return when
