"""When time does something: what is ahead of a case, and the timers of policies and insurers."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import connection

from xuanhu.apps.cases.models import Case
from xuanhu.core.case.clocks import is_held
from xuanhu.core.case.ledger import lapse_told_at, period_of
from xuanhu.core.case.passing import Happening, could_be_kept, happenings
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import SHANGHAI

MARKS: Final = ("overdue", "warning")  # of these the queue is told; the others add facts
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
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


def next_promise(state: State) -> datetime | None:
    """The next moment at which a promise of an open case passes; not of one that was past before it could be kept."""
    waiting = (clock for name, clock in state.clocks.items() if name not in state.stands)
    passes = [clock.due.passes_at for clock in waiting if could_be_kept(state, clock)]
    return min(passes, default=None) if state.is_open else None


def ahead_of(case: Case, state: State, told: Collection[str]) -> list[Happening]:
    """What time will do to a case, or has to do still: without that of which the queue was told already.

    An expiry that is held waits for a judgement, which is recorded, not for time.
    """
    held = {name for name, clock in state.clocks.items() if clock.promise.expires and is_held(state, clock)}
    return [
        one
        for one in happenings(state)
        if not (one.kind == "expiry" and one.fact in held) and not (one.kind in MARKS and mark_key(case, one) in told)
    ]


def mark_key(case: Case, one: Happening) -> str:
    """The key of the notice by which the queue is told once of a promise, kind and moment."""
    return f"{case.public_id}:{one.kind}:{one.fact}:{(one.at - EPOCH) // MICROSECOND}"


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
