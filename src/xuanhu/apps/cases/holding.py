"""Uses held in the database: rows that are locked while an application is decided, and never go below zero."""

from collections.abc import Iterable
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


def lock_uses(insurer: int, policy_id: int, wanted: list[Grant]) -> dict[Grant, Entitlement]:
    """The rows of these grants, made where they are missing, locked in one order until the transaction ends.

    Whoever needs a case locks it first, then (for limits over a period) its policy, then these rows; never back.
    """
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        for grant in wanted:
            cursor.execute(MADE, [insurer, policy_id, grant.name, grant.starts_on, grant.times])
    rows = {(row.grant, row.starts_on): row for row in lock_uses_of([policy_id])}
    return {grant: _as_granted(rows[grant.name, grant.starts_on], grant) for grant in wanted}


def lock_uses_of(policies: Iterable[int]) -> list[Entitlement]:
    """All rows of these policies, locked in the order that everybody keeps."""
    rows = Entitlement.objects.select_for_update(no_key=True).filter(policy_id__in=list(policies))
    return list(rows.order_by("id"))


def _as_granted(row: Entitlement, grant: Grant) -> Entitlement:
    """A later edition may grant more uses than the one that made the row."""
    if row.granted < grant.times:
        row.granted = grant.times
        row.save(update_fields=["granted"])
    return row


def held_uses(policy_id: int, wanted: list[Grant]) -> dict[Grant, int]:
    """How many uses of these grants are held: a mere question, which locks nothing and makes nothing."""
    names = [grant.name for grant in wanted]
    rows = Entitlement.objects.filter(policy_id=policy_id, grant__in=names) if wanted else []
    held = {(row.grant, row.starts_on): row.held for row in rows}
    return {grant: held.get((grant.name, grant.starts_on), 0) for grant in wanted}


def left_of(held: dict[Grant, int]) -> int | None:
    """How many uses are left: the least of the grants; None for any number."""
    return min((max(0, grant.times - taken) for grant, taken in held.items()), default=None)


def move(case: Case, rows: Iterable[Entitlement], state: State, at: datetime) -> None:
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
