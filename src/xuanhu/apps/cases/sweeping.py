"""The sweep: what is due is claimed in batches, reckoned anew, acted on, and timed again, in one commit a batch.

Safe to run on several machines (SKIP LOCKED) and to be killed at any point: a batch that did not commit is due still.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, connection

from xuanhu.apps.cases.actions import let_time_pass
from xuanhu.apps.cases.loading import lock_cases, reckoned_by
from xuanhu.apps.cases.models import Entitlement
from xuanhu.apps.cases.statements import CLAIM, MARK, PUT_OFF
from xuanhu.apps.cases.timing import beginning, next_lapse, next_report, set_timer, set_timer_at_latest
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.actions import tell_once
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.apps.prepared import rows, run
from xuanhu.apps.tenancy import seeing
from xuanhu.core.case.ledger import lapse_told_at, period_of

log = logging.getLogger("xuanhu.cases")
BATCH = 1000  # promises marked in a commit
FEW = 100  # cases reckoned anew in a commit
SET_ASIDE = timedelta(hours=1)
CLAIM_OTHERS = """
SELECT kind, subject, due_at FROM cases_timer
WHERE due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""


def sweep(*, insurers: list[int], until: datetime) -> int:
    """Do all that is due by `until` for these insurers; how many happenings, cases and timers were acted on."""
    marked = _until_none(_mark, insurers, until)
    return marked + _pass_cases(insurers, until) + _until_none(_sweep_others, insurers, until)


def _until_none(one_batch: Callable[[datetime], int], insurers: list[int], until: datetime) -> int:
    done = 0
    while True:
        with seeing(insurers):
            claimed = one_batch(until)
        done += claimed
        if not claimed:
            return done


def _mark(until: datetime) -> int:
    """Tell the queue of promises that have passed; nothing about them is left to reckon."""
    return int(rows(MARK, until, reckoned_by(), BATCH)[0][0])


def _pass_cases(insurers: list[int], until: datetime) -> int:
    """Cases that are due for more than a mark, some in each commit. One that fails is set aside, and no other."""
    done = 0
    while True:
        claimed: list[int] = []
        try:
            with seeing(insurers):
                claimed += [case for (case,) in rows(CLAIM, until, reckoned_by(), until, FEW)]
                let_time_pass(cases=lock_cases(claimed), until=until)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the others from their due
            _one_by_one(insurers, claimed, until)
        done += len(claimed)
        if not claimed:
            return done


def _one_by_one(insurers: list[int], cases: list[int], until: datetime) -> None:
    for case in cases:
        try:
            with seeing(insurers):
                let_time_pass(cases=lock_cases([case]), until=until)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001
            log.error(  # noqa: TRY400 - what it says may name a person
                "case %s cannot be reckoned and is set aside for an hour: %s", case, type(error).__name__
            )
            with seeing(insurers):
                run(PUT_OFF, until + SET_ASIDE, case)


def _sweep_others(until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_OTHERS, [until, BATCH])
        claimed = cursor.fetchall()
    for kind, subject, due_at in claimed:
        act = _tell_lapsing if kind == "policy" else _tell_progress
        act(subject, due_at)
    return len(claimed)


def _tell_lapsing(policy_id: int, due_at: datetime) -> None:
    """A use that is left when its period nears its end is told once; then the policy waits for its next such moment."""
    row = PolicyRow.objects.get(id=policy_id)
    handbook = library().editions(row.handbook)[-1]
    policy = the_policy(row)
    for name, terms in handbook.services.items():
        period = period_of(terms, policy, due_at.date())
        if period is None or lapse_told_at(terms, period) != due_at or not policy.lists(name):
            continue
        held = Entitlement.objects.filter(
            policy=row, starts_on=period.start, grant__in=[name, terms.uses.pool or name]
        ).values_list("granted", "held")
        if all(granted > taken for granted, taken in held):
            key = f"policy:{row.id}:{name}:{due_at.date()}"
            tell_once(insurer=row.insurer_id, kind="lapsing", key=key, at=due_at)
    set_timer(row.insurer_id, "policy", row.id, next_lapse(handbook, policy, due_at))


def _tell_progress(insurer_id: int, due_at: datetime) -> None:
    insurer = Insurer.objects.get(id=insurer_id)
    tell_once(insurer=insurer_id, kind="progress-report", key=f"progress:{insurer_id}:{due_at.date()}", at=due_at)
    names = PolicyRow.objects.filter(insurer=insurer).values_list("handbook", flat=True).distinct()
    reports = [next_report(library().editions(name)[-1], due_at) for name in names]
    set_timer(insurer_id, "insurer", insurer_id, min((one for one in reports if one is not None), default=None))


def time_policy(*, row: PolicyRow, at: datetime) -> None:
    """Set the timers that a new policy brings: its uses' lapsing, its insurer's weekly report."""
    handbook = library().editions(row.handbook)[-1]
    policy = the_policy(row)
    set_timer(row.insurer_id, "policy", row.id, next_lapse(handbook, policy, beginning(policy.starts_on)))
    report = next_report(handbook, at)
    if report is not None:
        set_timer_at_latest(row.insurer_id, "insurer", row.insurer_id, report)
