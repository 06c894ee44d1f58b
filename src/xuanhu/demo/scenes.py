"""At which stages the demonstration's cases stand, and the way that leads a case there by the moment of loading.

A way is looked for in memory: the same walk begun earlier and earlier, until the case stands as it shall.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final, NamedTuple

from xuanhu.core.case.passing import overdue
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.demo.walking import ANYTIME, ENDINGS, Walker, Way, Wish

EARLIEST = 95  # days before the loading: the illness was found before that
STAGES: Final = (  # those that every service has, where it can have them, come first
    "completed",
    "under-way",
    "overdue",
    "rejected",
    "booked",
    "deemed-used",
    "due-today",
    "withdrawn",
    "papers",
    "unable",
    "just-applied",
    "refused",
    "expired",
)
EACH = 5  # of a service with few stages all are shown, of one with many so many, another choice each time
ALWAYS = 2
NOTHING_YET = 2
NEVER: Final[dict[str, object]] = {"screening_passed": False, "city": "阿里", "country": "BR", "nodule": "没有填"}


class Looked(NamedTuple):
    """What is looked for: whether a case stands as it shall at the moment, and the wishes that may lead there."""

    fits: Callable[[State], bool]
    wishes: tuple[Wish, ...]
    days: Iterable[int]


def chosen_stages(*, plan: Plan, turn: int) -> list[str]:
    """The stages of which a service's cases are shown: the first always, of the others another choice each turn."""
    possible = [stage for stage in STAGES if _is_possible(stage, plan)]
    always, others = possible[:ALWAYS], possible[ALWAYS:]
    first = turn * (EACH - ALWAYS) % max(1, len(others))
    return always + (others[first:] + others[:first])[: EACH - ALWAYS]


def _is_possible(stage: str, plan: Plan) -> bool:
    names, outcomes = set(plan.steps), {one.outcome for one in plan.service.endings}
    return {
        "overdue": any(not one.expires and not one.term.arises for one in plan.promises),
        "due-today": any(not one.expires and not one.term.arises for one in plan.promises),
        "booked": bool({"booked", "checkup-booked"} & names),
        "deemed-used": "deemed-used" in outcomes,
        "rejected": "rejected" in outcomes,
        "expired": plan.expires,
        "papers": "documents-complete" in names,
        "withdrawn": plan.service.withdrawal is not None,
    }.get(stage, True)


def find_way(
    *, walker: Walker, plan: Plan, stage: str, at: datetime, seed: str, after: datetime | None = None
) -> Way | None:
    """A way to a stage at a moment, begun after another one; none where there is none."""
    calendar = walker.around.calendar
    if stage == "refused":
        return _refused(walker, at, seed)
    looked = _looked(stage, plan, at, calendar, Random(seed))  # noqa: S311 - nothing secret
    for wish in looked.wishes:
        for days in looked.days:
            starts = _start(at, days, seed, has_login=wish.has_login, calendar=calendar)
            if after is not None and starts <= after:
                continue
            way = walker.go(starts=starts, until=at, wish=wish, seed=seed)
            if not way.refused and looked.fits(way.state):
                return way
    return None


def _refused(walker: Walker, at: datetime, seed: str) -> Way | None:
    """An application that is refused at the door: for what it says, or for who says it."""
    starts = _start(at, 3, seed, has_login=False, calendar=walker.around.calendar)
    way = walker.go(starts=starts, until=at, wish=Wish(has_login=False), seed=seed, **NEVER)
    return way if way.refused and len(way.acts) == 1 and "missing-data" not in way.refused else None


def _looked(stage: str, plan: Plan, at: datetime, calendar: Calendar, choose: Random) -> Looked:
    logins = [choose.random() < 0.6 for _ in range(3)]  # noqa: PLR2004
    kept = [one.fact for one in plan.promises if not one.expires and not one.term.arises]
    choose.shuffle(kept)
    plain = tuple(Wish(has_login=login) for login in dict.fromkeys(logins))
    stalled = tuple(Wish(stalls_at=fact, has_login=logins[0]) for fact in kept)
    working_day = calendar.next_working_day(at.date() - timedelta(days=1))
    far, near = [*choose.sample(range(20, EARLIEST), 6), EARLIEST], range(1, 60)
    return {
        "completed": lambda: Looked(_closed("completed"), plain, far),
        "completed-early": lambda: Looked(_closed("completed"), plain, range(EARLIEST, 50, -4)),
        "under-way": lambda: Looked(partial(_is_under_way, at=at), plain, range(choose.randint(2, 5), 40)),
        "overdue": lambda: Looked(lambda state: bool(overdue(state, at)), stalled, near),
        "due-today": lambda: Looked(partial(_is_due_on, day=working_day), stalled, range(50)),
        "booked": lambda: Looked(partial(_is_booked_for, day=_tomorrow(at, calendar)), plain, near),
        "papers": lambda: Looked(_waits, (Wish(stalls_at="documents-added", has_login=logins[0]),), range(2, 4)),
        "just-applied": lambda: Looked(_has_begun, (Wish(has_login=True),), range(1)),
        "rejected": lambda: Looked(_closed("rejected"), _noes(plan, logins[0]), far),
        "withdrawn": lambda: Looked(_closed("withdrawn"), _ended("withdrawn"), far),
        "deemed-used": lambda: Looked(_closed("deemed-used"), _with_ending(plan), far),
        "unable": lambda: Looked(_closed("unable"), (*_with_ending(plan), *_ended("ended")), far),
        "expired": lambda: Looked(_closed("expired"), (Wish(stalls_at="images-received"), Wish("paid")), far),
    }[stage]()


def _noes(plan: Plan, login: bool) -> tuple[Wish, ...]:  # noqa: FBT001 - drawn by lot
    """Each judgement that may turn out badly."""
    words = {"reviewed": "rejected", "investigated": "rejected", "concluded": "declined", "answered": "no"}
    found = [{fact: word} for fact, word in words.items() if fact in plan.steps]
    if "investigated" in plan.steps:
        found = [{"reviewed": "investigate", "investigated": "rejected"}, *found]
    return tuple(Wish(result=result, has_login=login) for result in found)


def _ended(name: str) -> tuple[Wish, ...]:
    return tuple(Wish(ending=name, ends_after=count) for count in (3, 2, 1)) if name in ANYTIME else ()


def _with_ending(plan: Plan) -> tuple[Wish, ...]:
    return tuple(Wish(ending=name) for name in ENDINGS if name in plan.steps)


def _closed(outcome: str) -> Callable[[State], bool]:
    return lambda state: state.outcome == outcome


def _is_under_way(state: State, at: datetime) -> bool:
    return state.is_open and len(state.facts) > NOTHING_YET and not overdue(state, at)


def _waits(state: State) -> bool:
    return state.is_open and "documents-complete" not in state.stands


def _has_begun(state: State) -> bool:
    return state.is_open and len(state.facts) <= NOTHING_YET


def _is_due_on(state: State, day: date) -> bool:
    running = [clock.due for name, clock in state.clocks.items() if name not in state.stands]
    return state.is_open and any(not due.exact and due.on == day for due in running)


def _is_booked_for(state: State, day: date) -> bool:
    booked = state.stands.get("booked") or state.stands.get("checkup-booked")
    on = booked.data.get("on") if booked is not None else None
    return state.is_open and isinstance(on, datetime) and on.date() == day


def _tomorrow(at: datetime, calendar: Calendar) -> date:
    day = calendar.add_working_days(at.date(), 1)
    while day.isoweekday() > 5:  # noqa: PLR2004 - no appointment lies on a weekend, even one that is worked
        day = calendar.add_working_days(day, 1)
    return day


def _start(at: datetime, days: int, seed: str, *, has_login: bool, calendar: Calendar) -> datetime:
    """So many days before, at an hour of its own: by login at any time of the day, by telephone while somebody is in.

    An application of the day itself came within the last hours.
    """
    choose = Random(f"{seed}{days}")  # noqa: S311 - nothing secret
    if days == 0:
        return (at - timedelta(minutes=choose.randint(15, 150))).replace(second=0, microsecond=0)
    day = at.date() - timedelta(days=days)
    if has_login:
        return datetime.combine(day, time(choose.randint(7, 21), choose.randint(0, 59)), SHANGHAI)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(choose.randint(9, 17), choose.randint(0, 59)), SHANGHAI)


def every_stage(plan: Plan) -> Iterator[str]:
    """All stages that a service can have, for one that stands alone in its handbook."""
    return (stage for stage in STAGES if _is_possible(stage, plan))
