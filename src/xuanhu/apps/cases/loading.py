"""A case from its rows: the parties opened, the facts read, everything reckoned anew. The truth is always here."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from django.db import connection

from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.stored import fact_of
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.public import Wanted, partners_of
from xuanhu.apps.parties.queries import diagnosis_of, insured_of, policy_of
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.folding import reckon
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import china
from xuanhu.core.reckoning.calendar import Calendar

FACTS = "SELECT case_id, name, at, recorded_at, by, data FROM cases_fact WHERE case_id = ANY(%s) ORDER BY case_id, seq"


@cache
def calendar() -> Calendar:
    """The platform's calendar."""
    return china()


def lock_case(public_id: str) -> Case | None:
    """The row of a case, locked until the transaction ends; None for one that is not there, or another insurer's."""
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("policy", "insured")
        .filter(public_id=public_id)
        .first()
    )


def states_of(cases: Iterable[Case]) -> dict[int, State]:
    """The states of cases, each from all its facts; as many queries for many as for one."""
    rows = list(cases)
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [[case.id for case in rows]])
        facts: dict[int, list[tuple[Any, ...]]] = {}
        for case_id, *rest in cursor.fetchall():
            facts.setdefault(case_id, []).append(tuple(rest))
    partners = partners_of(wanted=(asked for case in rows if (asked := _wanted(case)) is not None))
    return {case.id: _state(case, facts.get(case.id, []), partners) for case in rows}


def state_of(case: Case) -> State:
    """The state of one case."""
    return states_of([case])[case.id]


def _wanted(case: Case) -> Wanted | None:
    """Which partner list the case goes by, if its service goes by one: that of the day of application."""
    terms = edition_of(case.handbook, case.edition).services.get(case.service)
    if terms is None or terms.partners is None:
        return None
    return Wanted(case.insurer_id, case.handbook, case.service, case.applied_on)


def _state(case: Case, rows: list[tuple[Any, ...]], partners: Mapping[Wanted, frozenset[str] | None]) -> State:
    handbook = edition_of(case.handbook, case.edition)
    facts = [fact_of(row, handbook) for row in rows]
    plan = plan_of(handbook, case.service, facts[0].data if facts else {})
    wanted = _wanted(case)
    return reckon(plan, around(case, partners[wanted] if wanted is not None else None), facts)


def plan_of(handbook: Handbook, service: str, applied: Any) -> Plan:
    """The plan of a service, laid out once for all applications that leave the same out of the flow."""
    terms = handbook.services.get(service)
    keys = [only.where.partition(".")[2] for only in terms.only if only.where.startswith("applied.")] if terms else []
    return _laid_out(handbook.handbook, handbook.edition, service, tuple((key, applied.get(key)) for key in keys))


@lru_cache(maxsize=1000)
def _laid_out(handbook: str, edition: str, service: str, applied: tuple[tuple[str, Any], ...]) -> Plan:
    return lay_out(edition_of(handbook, edition), service, dict(applied))


def around(case: Case, partners: frozenset[str] | None) -> Circumstances:
    """What is true around a case, as far as facts after the application are judged by it."""
    return Circumstances(
        calendar=calendar(),
        insured=insured_of(case.insured),
        policy=policy_of(case.policy),
        diagnosis=diagnosis_of(case.insured),
        partners=partners,
    )
