"""A promise opened: its days week by week, which of them counted, the clause, what moved it. A piece of any page."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from xuanhu.apps.cases.loading import calendar
from xuanhu.core.case.passing import could_be_kept
from xuanhu.core.case.state import RunningClock, State
from xuanhu.core.handbook.words import Words
from xuanhu.core.reckoning import (
    SHANGHAI,
    DayKind,
    ReckonedDay,
    Unit,
    chinese_date,
    chinese_moment,
    explain_day,
    reckon_before,
    reckon_within,
)
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.promises import Group, Promise, promise_of

A_DAY: Final = timedelta(days=1)
A_WEEK: Final = 7
TOO_LATE: Final = {True: "约好时已经告知，不再提醒", False: "约好时已过这个时间，请尽早办"}  # by whether it arises


class Box(NamedTuple):
    """A day of the strip: its number, what it is, which day of the span, whether it is the first or the last."""

    on: str
    day: int
    mark: str
    kind: str
    number: int | None
    is_start: bool
    is_due: bool
    is_today: bool
    says: str


class Explained(NamedTuple):
    """A promise of a case and all that explains it."""

    fact: str
    service: str
    what: str
    promise: Promise
    is_kept: bool
    is_exempt: bool
    kept_on: str
    span: str
    since: Sequence[tuple[str, str, bool]]
    clauses: Sequence[tuple[str, str]]
    skipped: str
    weeks: Sequence[Sequence[Box | None]]
    months: str
    handbook: str
    is_backwards: bool
    was_past: bool  # before anybody could keep it: nobody is late, and nobody waits for that moment

    @property
    def state(self) -> str:
        """Its state for the page's colours: kept, exempt, or the group it stands in."""
        if self.is_kept:
            return "kept"
        return "exempt" if self.is_exempt else str(self.promise.group)


def promises_of(state: State, at: datetime, words: Words | None = None) -> list[Explained]:
    """The promises of a case: those that run by what passes first, then those that were kept, the latest first."""
    explained = [(clock, explain(state, name, at, words)) for name, clock in state.clocks.items()]
    running = [pair for pair in explained if not pair[1].is_kept and state.is_open]
    kept = [pair for pair in explained if pair[1].is_kept]
    running.sort(key=lambda pair: (pair[1].is_exempt, pair[0].promise.term.arises, pair[0].due.passes_at))
    kept.sort(key=lambda pair: pair[0].due.passes_at, reverse=True)
    return [one for _, one in (*running, *kept)]


def explain(state: State, fact: str, at: datetime, words: Words | None = None) -> Explained:
    """A running clock of a case, explained, in the words for the insured or in others. KeyError where there is none."""
    return explain_clock(state, state.clocks[fact], at, words)


def explain_clock(state: State, clock: RunningClock, at: datetime, words: Words | None = None) -> Explained:
    """A clock explained, whether it runs or is only supposed."""
    fact, plan = clock.promise.fact, state.plan
    days = _days(clock)
    words, stands = words or built_in_words(), state.stands.get(fact)
    within, term = clock.promise.within, clock.promise.term
    form = "todo" if term.arises else "promise"
    was_past, promise = not could_be_kept(state, clock), promise_of(clock.due.passes_at, at, calendar())
    clauses = plan.handbook.clauses
    return Explained(
        fact=fact,
        service=plan.service.name,
        what=words.fact(fact, plan.handbook, plan.name, form),
        promise=promise._replace(left=TOO_LATE[term.arises], group=Group.OPEN_END) if was_past else promise,
        is_kept=stands is not None,
        is_exempt=fact in state.exempt,
        kept_on=chinese_date(stands.at.date()) if stands is not None else "",
        span=within.in_chinese() if within is not None else f"提前 {term.working_days} 个工作日",
        since=_since(state, clock, words),
        clauses=[(one, clauses[one].says) for one in term.clause if one in clauses],
        skipped=_skipped(days),
        weeks=_weeks(days, at.astimezone(SHANGHAI).date()),
        months=_months(days),
        handbook=plan.handbook.handbook,
        is_backwards=within is None,
        was_past=was_past,
    )


def _days(clock: RunningClock) -> tuple[ReckonedDay, ...]:
    start, within = clock.start, clock.promise.within
    if within is not None and isinstance(start, datetime):
        return reckon_within(calendar(), start=start, span=within)
    anchor = start.date() if isinstance(start, datetime) else start
    return reckon_before(calendar(), anchor=anchor, working_days=clock.promise.term.working_days)


def _since(state: State, clock: RunningClock, words: Words) -> list[tuple[str, str, bool]]:
    """The facts from which it counts, the latest of them marked: that one moved it."""
    plan = state.plan
    anchor = clock.promise.anchor
    names = [name for group in clock.promise.after for name in group] if anchor is None else [anchor[0]]
    found = [(name, state.stands[name]) for name in names if name in state.stands]
    latest = max((fact.at for _, fact in found), default=None)
    return [
        (words.fact(name, plan.handbook, plan.name), _moment(fact.at), fact.at == latest)
        for name, fact in sorted(found, key=lambda pair: pair[1].at)
    ]


def _moment(at: datetime) -> str:
    here = at.astimezone(SHANGHAI)
    return chinese_date(here.date()) if here.time() == time() else chinese_moment(here)


def _skipped(days: Sequence[ReckonedDay]) -> str:
    """Which days off lie in between: 国庆节、中秋节 8 天，周末 2 天，不计."""
    within = [day for day in days if day.count is None and not day.note and day.unit is Unit.WORKING_DAYS]
    names: dict[str, int] = {}
    for day in within:
        name = day.name if day.kind is DayKind.HOLIDAY else "周末"
        names[name] = names.get(name, 0) + 1
    made_up = sum(day.kind is DayKind.MAKE_UP and day.count is not None for day in days)
    parts = [f"{name} {count} 天不计" for name, count in names.items()]
    parts += [f"调休上班 {made_up} 天照计"] if made_up else []
    return "，".join(parts)


def _weeks(days: Sequence[ReckonedDay], today: date) -> list[list[Box | None]]:
    """Whole weeks from Monday to Sunday; what lies outside the reckoning is an empty box."""
    by_day = {day.on: day for day in days}
    first, last = min(by_day), max(by_day)
    monday = first - A_DAY * first.weekday()
    count = (last - monday).days // A_WEEK + 1
    return [
        [_box(by_day.get(monday + A_DAY * (A_WEEK * week + place)), today) for place in range(A_WEEK)]
        for week in range(count)
    ]


def _box(day: ReckonedDay | None, today: date) -> Box | None:
    if day is None:
        return None
    is_due = day.note in ("due", "rolled")
    return Box(
        on=day.on.isoformat(),
        day=day.on.day,
        mark=_mark(day),
        kind=str(day.kind),
        number=day.count,
        is_start=day.note == "start",
        is_due=is_due,
        is_today=day.on == today,
        says=explain_day(day),
    )


def _mark(day: ReckonedDay) -> str:
    """What stands under the number: the day's name where it has one, else whether it counts."""
    if day.note == "start":
        return "起始"
    if day.kind is DayKind.MAKE_UP:
        return "调休上班"
    if day.kind is DayKind.HOLIDAY:
        return day.name.partition("、")[0]
    if day.count is not None:
        return f"计 {day.count}"
    return "周末" if day.kind is DayKind.WEEKEND else "截止" if day.note else ""


def _months(days: Sequence[ReckonedDay]) -> str:
    first, last = min(day.on for day in days), max(day.on for day in days)
    start = f"{first.year}年{first.month}月"
    if (first.year, first.month) == (last.year, last.month):
        return start
    return f"{start} 至 {last.month}月" if first.year == last.year else f"{start} 至 {last.year}年{last.month}月"
