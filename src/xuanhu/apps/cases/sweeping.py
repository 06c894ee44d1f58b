"""The sweep: what is due is claimed in batches, reckoned anew, acted on, and timed again, in one commit a batch.

Safe to run on several machines (SKIP LOCKED) and to be killed at any point: a batch that did not commit is due still.
"""

from datetime import datetime

from django.db import connection

from xuanhu.apps.cases.actions import add_arisen
from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case, Entitlement, Mark
from xuanhu.apps.cases.timing import beginning, next_lapse, next_report, set_timer, unmarked
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.actions import tell_once
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.apps.tenancy import seeing
from xuanhu.core.case.ledger import lapse_told_at, period_of
from xuanhu.core.case.passing import let_pass

BATCH = 200
CLAIM = """
SELECT kind, subject, due_at FROM cases_timer WHERE due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""


def sweep(*, insurers: list[int], until: datetime) -> int:
    """Do all that is due by `until` for these insurers; how many timers were acted on."""
    done = 0
    while True:
        with seeing(insurers):
            claimed = _claim(until)
            _pass_cases([subject for kind, subject, _ in claimed if kind == "case"], until)
            for kind, subject, due_at in claimed:
                if kind == "policy":
                    _tell_lapsing(subject, due_at)
                elif kind == "insurer":
                    _tell_progress(subject, due_at)
        done += len(claimed)
        if not claimed:
            return done


def _claim(until: datetime) -> list[tuple[str, int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [until, BATCH])
        return [(kind, subject, due_at) for kind, subject, due_at in cursor.fetchall()]


def _pass_cases(subjects: list[int], until: datetime) -> None:
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .select_related("policy", "insured")
        .filter(id__in=subjects)
        .order_by("id")
    )
    states = states_of(cases) if cases else {}
    for case in cases:
        state = states[case.id]
        for one in unmarked(case, state):
            if one.kind in ("overdue", "warning") and one.at <= until:
                Mark.objects.create(insurer_id=case.insurer_id, case=case, kind=one.kind, fact=one.fact, due_at=one.at)
                key = f"{case.public_id}:{one.kind}:{one.fact}:{one.at.isoformat()}"
                tell_once(insurer=case.insurer_id, kind=one.kind, key=key, at=one.at, case=case)
        state, arisen = let_pass(state, until)
        add_arisen(case, state, arisen, until)


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
    for name in PolicyRow.objects.filter(insurer=insurer).values_list("handbook", flat=True).distinct():
        following = next_report(library().editions(name)[-1], due_at)
        if following is not None:
            set_timer(insurer_id, "insurer", insurer_id, following)


def time_policy(*, row: PolicyRow, at: datetime) -> None:
    """Set the timers that a new policy brings: its uses' lapsing, its insurer's weekly report."""
    handbook = library().editions(row.handbook)[-1]
    policy = the_policy(row)
    set_timer(row.insurer_id, "policy", row.id, next_lapse(handbook, policy, beginning(policy.starts_on)))
    report = next_report(handbook, at)
    if report is not None:
        set_timer(row.insurer_id, "insurer", row.insurer_id, report)
