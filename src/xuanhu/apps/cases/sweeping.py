"""The sweep: what is due is claimed in batches, reckoned anew, acted on, and timed again, in one commit a batch.

Safe to run on several machines (SKIP LOCKED) and to be killed at any point: a batch that did not commit is due still.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from xuanhu.apps.cases.actions import add_arisen
from xuanhu.apps.cases.holding import lock_uses_of
from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case, Entitlement, Mark
from xuanhu.apps.cases.timing import beginning, next_lapse, next_report, set_timer, set_timer_at_latest, unmarked
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.actions import tell_once
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.apps.tenancy import seeing
from xuanhu.core.case.ledger import lapse_told_at, period_of, standing_of
from xuanhu.core.case.passing import Happening, let_pass

BATCH = 200
# The case itself is locked, not its timer: whoever records a fact locks the case first and sets its timer after that.
# A case that somebody works on is passed over; its timer is set by then, or is due still at the next sweep.
CLAIM_CASES = """
SELECT c.id FROM cases_timer t JOIN cases_case c ON c.id = t.subject
WHERE t.kind = 'case' AND t.due_at <= %s ORDER BY t.due_at LIMIT %s FOR NO KEY UPDATE OF c SKIP LOCKED
"""
CLAIM_OTHERS = """
SELECT kind, subject, due_at FROM cases_timer
WHERE kind <> 'case' AND due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""


def sweep(*, insurers: list[int], until: datetime) -> int:
    """Do all that is due by `until` for these insurers; how many timers were acted on."""
    return _until_none(_sweep_cases, insurers, until) + _until_none(_sweep_others, insurers, until)


def _until_none(one_batch: Callable[[datetime], int], insurers: list[int], until: datetime) -> int:
    done = 0
    while True:
        with seeing(insurers):
            claimed = one_batch(until)
        done += claimed
        if not claimed:
            return done


def _sweep_cases(until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_CASES, [until, BATCH])
        claimed = [subject for (subject,) in cursor.fetchall()]
    _pass_cases(claimed, until)
    return len(claimed)


def _sweep_others(until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_OTHERS, [until, BATCH])
        claimed = cursor.fetchall()
    for kind, subject, due_at in claimed:
        act = _tell_lapsing if kind == "policy" else _tell_progress
        act(subject, due_at)
    return len(claimed)


def _pass_cases(subjects: list[int], until: datetime) -> None:
    """What time does to these cases, which are locked. Uses are locked for all of them at once, in one order."""
    cases = list(Case.objects.select_related("policy", "insured").filter(id__in=subjects).order_by("id"))
    before = states_of(cases) if cases else {}
    passed = {case.id: let_pass(before[case.id], until) for case in cases}
    moving = {case.policy_id for case in cases if standing_of(passed[case.id][0]) != case.standing}
    lock_uses_of(policy for policy in moving if policy is not None)
    for case in cases:
        for one in unmarked(case, before[case.id]):
            if one.kind in ("overdue", "warning") and one.at <= until:
                _mark(case, one)
        add_arisen(case, *passed[case.id], until)


def _mark(case: Case, one: Happening) -> None:
    Mark.objects.create(insurer_id=case.insurer_id, case=case, kind=one.kind, fact=one.fact, due_at=one.at)
    key = f"{case.public_id}:{one.kind}:{one.fact}:{one.at.isoformat()}"
    tell_once(insurer=case.insurer_id, kind=one.kind, key=key, at=one.at, case=case)


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
