"""Timers: for each case, policy and insurer the next moment at which time does something, in one narrow table."""

from datetime import date, datetime, time, timedelta

from django.db import connection

from xuanhu.apps.cases.models import Case, Mark
from xuanhu.core.case.clocks import is_held
from xuanhu.core.case.ledger import lapse_told_at, period_of
from xuanhu.core.case.passing import Happening, happenings
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import SHANGHAI

SET = """
INSERT INTO cases_timer (insurer_id, kind, subject, due_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at
"""
ADVANCE = """
INSERT INTO cases_timer (insurer_id, kind, subject, due_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (kind, subject) DO UPDATE SET due_at = least(cases_timer.due_at, excluded.due_at)
"""
CLEAR = "DELETE FROM cases_timer WHERE kind = %s AND subject = %s"


def set_timer(insurer: int, kind: str, subject: int, due_at: datetime | None) -> None:
    """Set the next moment of a subject, or clear it."""
    with connection.cursor() as cursor:
        if due_at is None:
            cursor.execute(CLEAR, [kind, subject])
        else:
            cursor.execute(SET, [insurer, kind, subject, due_at])


def set_timer_at_latest(insurer: int, kind: str, subject: int, due_at: datetime) -> None:
    """Set the next moment of a subject unless an earlier one waits: what is due and not done yet is not put off."""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [insurer, kind, subject, due_at])


def time_case(case: Case, state: State) -> None:
    """Set the timer of a case to the earliest thing that time has not done yet."""
    case.next_due_at = next_promise(state)
    set_timer(case.insurer_id, "case", case.id, next_happening(state, unmarked(case, state)))


def next_promise(state: State) -> datetime | None:
    """The next moment at which a promise of an open case passes."""
    passes = [clock.due.passes_at for name, clock in state.clocks.items() if name not in state.stands]
    return min(passes, default=None) if state.is_open else None


def next_happening(state: State, ahead: list[Happening]) -> datetime | None:
    """The earliest of what is ahead. An expiry that is held waits for a judgement, which is recorded, not for time."""
    held = {name for name, clock in state.clocks.items() if clock.promise.expires and is_held(state, clock)}
    return min((one.at for one in ahead if one.kind != "expiry" or one.fact not in held), default=None)


def unmarked(case: Case, state: State) -> list[Happening]:
    """What time will do, or has to do still, without what the queue was told already."""
    marks = set(Mark.objects.filter(case=case).values_list("kind", "fact", "due_at")) if case.id else set()
    return [one for one in happenings(state) if (one.kind, one.fact, one.at) not in marks]


def next_lapse(handbook: Handbook, policy: Policy, after: datetime) -> datetime | None:
    """The next moment at which a use of this policy may have to be told of before it lapses."""
    moments = []
    for terms in handbook.services.values():
        day = max(after.date(), policy.starts_on)
        while (period := period_of(terms, policy, day)) is not None:
            told_at = lapse_told_at(terms, period)
            if told_at is None:
                break
            if told_at > after:
                moments.append(told_at)
                break
            day = period.end
    return min(moments, default=None)


def next_report(handbook: Handbook, after: datetime) -> datetime | None:
    """The next weekly report to the insurer after a moment (STARR-04)."""
    report = handbook.weekly_report
    if report is None:
        return None
    ahead = (report.weekday - after.isoweekday()) % 7
    first = datetime.combine(after.date() + timedelta(days=ahead), time.fromisoformat(report.at), SHANGHAI)
    return first + timedelta(days=7) if first <= after else first


def beginning(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), SHANGHAI)
