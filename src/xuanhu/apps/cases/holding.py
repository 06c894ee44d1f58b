"""Uses held in the database: rows that are locked while an application is decided, and never go below zero."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from xuanhu.apps.cases.models import Case, Entitlement, LedgerEntry
from xuanhu.core.case.ledger import period_of, standing_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.parties import Policy

MADE = """
INSERT INTO cases_entitlement (insurer_id, policy_id, "grant", starts_on, granted, held) VALUES (%s, %s, %s, %s, %s, 0)
ON CONFLICT (policy_id, "grant", starts_on) DO NOTHING
"""


class Grant(NamedTuple):
    """A grant that a service draws on: its name, how many uses it has in the period that starts on a day."""

    name: str
    times: int
    starts_on: date


def grants(plan: Plan, policy: Policy | None, day: date) -> list[Grant]:
    """The grants of a service on a day: its own, the shared one, or both; none where any number may be had."""
    uses = plan.service.uses
    period = period_of(plan.service, policy, day) if policy is not None else None
    if uses.times is None or period is None:
        return []
    if uses.pool is None:
        return [Grant(plan.name, uses.times, period.start)]
    if uses.pool_times is None:
        return [Grant(uses.pool, uses.times, period.start)]
    return [Grant(plan.name, uses.times, period.start), Grant(uses.pool, uses.pool_times, period.start)]


def lock_uses(insurer: int, policy_id: int, wanted: list[Grant]) -> list[Entitlement]:
    """The rows of these grants, made where they are missing, locked in one order until the transaction ends."""
    with connection.cursor() as cursor:
        for grant in wanted:
            cursor.execute(MADE, [insurer, policy_id, grant.name, grant.starts_on, grant.times])
    rows = Entitlement.objects.select_for_update().filter(policy_id=policy_id).order_by("id")
    names = {(grant.name, grant.starts_on) for grant in wanted}
    return [row for row in rows if (row.grant, row.starts_on) in names]


def left_of(rows: list[Entitlement]) -> int | None:
    """How many uses are left: the least of the grants; None for any number."""
    return min((row.granted - row.held for row in rows), default=None)


def move(case: Case, rows: list[Entitlement], state: State, at: datetime) -> None:
    """Write what the case now does to the uses it holds: a line in the ledger, and the counts."""
    standing = standing_of(state)
    if standing == case.standing:
        return
    step = (standing != "released") - (case.standing != "released")
    for row in rows:
        if step:
            row.held += step
            row.save(update_fields=["held"])
        LedgerEntry.objects.create(insurer_id=case.insurer_id, case=case, entitlement=row, standing=standing, at=at)
    case.standing = standing
