"""Acts on cases, each in one transaction: load, decide in the core, store facts, ledger, summary, timer, notices."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from xuanhu.apps.cases.holding import Grant, grants, held_uses, left_of, lock_uses, move
from xuanhu.apps.cases.loading import calendar, lock_case, plan_of, state_of, states_of
from xuanhu.apps.cases.models import Case, Entitlement
from xuanhu.apps.cases.stored import rows_of
from xuanhu.apps.cases.timing import time_case
from xuanhu.apps.editions.queries import library
from xuanhu.apps.network.public import partners_in_force
from xuanhu.apps.notices.actions import tell
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import diagnosis_of, insured_of, policy_of
from xuanhu.core.case import decide, ledger
from xuanhu.core.case.circumstances import Circumstances, Elsewhere
from xuanhu.core.case.decide import Verdict
from xuanhu.core.case.facts import Fact, moment_of
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.vocabulary import MENDING
from xuanhu.core.parties import Policy

STORE = """
INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
TOLD_OF_TIME = ("reminded", "expired")


class Applicant(NamedTuple):
    """Who asks: a policy, or (for an application for cover) a person and the handbook."""

    insurer: int
    handbook: str
    insured: InsuredRow
    policy: PolicyRow | None


class Acted(NamedTuple):
    """An act that was judged: the case's row, and the verdict."""

    case: Case
    verdict: Verdict


def check_service(
    *, applicant: Applicant, service: str, data: Mapping[str, object], at: datetime, by: str | None
) -> tuple[Plan, tuple[Refusal, ...]]:
    """May this service be had now? Nothing is stored."""
    plan, day = _plan(applicant, service, data, at)
    policy = policy_of(applicant.policy)
    wanted = grants(plan, policy, day)
    held = held_uses(applicant.policy.id, wanted) if applicant.policy is not None else {}
    left = _left(plan, policy, day, left_of(held))
    return plan, decide.check(plan, _around(applicant, plan, left, day), data, at, by)


def open_case(
    *,
    applicant: Applicant,
    service: str,
    data: Mapping[str, object],
    at: datetime,
    by: str | None,
    actor: str = "",
) -> Acted:
    """Apply for a service. Refused at the door, the application is on record as a closed case."""
    plan, day = _plan(applicant, service, data, at)
    policy = policy_of(applicant.policy)
    wanted = grants(plan, policy, day)
    rows = lock_uses(applicant.insurer, applicant.policy.id, wanted) if applicant.policy is not None else {}
    left = _left(plan, policy, day, left_of(_held(rows)))
    verdict = decide.apply(plan, _around(applicant, plan, left, day), data, at, by)
    case = Case.objects.create(
        insurer_id=applicant.insurer,
        policy=applicant.policy,
        insured=applicant.insured,
        handbook=plan.handbook.handbook,
        edition=plan.handbook.edition,
        service=service,
        applied_on=verdict.state.stands["applied"].at.date(),
        city=str(data.get("city") or ""),
        standing="released",
    )
    _store(case, verdict, actor)
    move(case, rows.values(), verdict.state, at)
    _summarise(case, verdict.state)
    return Acted(case, verdict)


def record_fact(
    *, public_id: str, name: str, data: Mapping[str, object], at: datetime, by: str | None, actor: str = ""
) -> Acted | None:
    """Record a fact of a case; None where there is no such case to be seen."""
    case = lock_case(public_id)
    if case is None:
        return None
    state = state_of(case)
    measured = _measured(case, state)
    rows = _rows_of(case, state) if name in MENDING or state.outcome is not None else None
    elsewhere = Elsewhere(_left_to(case, rows), measured)
    verdict = decide.record(state, name, data, at, by, elsewhere)
    _store(case, verdict, actor)
    if ledger.standing_of(verdict.state) != case.standing:
        move(case, (rows if rows is not None else _rows_of(case, state)).values(), verdict.state, at)
    _summarise(case, verdict.state)
    return Acted(case, verdict)


def add_arisen(case: Case, state: State, facts: tuple[Fact, ...], at: datetime) -> None:
    """Store what arose by the passing of time until `at`, and what it does to the ledger."""
    if facts:
        _insert(case, facts, "")
        tell(case, tuple(fact.name for fact in facts), at, case.fact_count)
        if ledger.standing_of(state) != case.standing:
            move(case, _rows_of(case, state).values(), state, at)
    _summarise(case, state)


def _plan(applicant: Applicant, service: str, data: Mapping[str, object], at: datetime) -> tuple[Plan, date]:
    day = moment_of("applied", data, at).date()
    editions = library()
    handbook = editions.in_force(applicant.handbook, day) or editions.editions(applicant.handbook)[-1]
    return plan_of(handbook, service, data), day


def _left(plan: Plan, policy: Policy | None, day: date, left: int | None) -> int | None:
    """Outside the period nothing is left, whatever the rows say."""
    return 0 if policy is not None and ledger.period_of(plan.service, policy, day) is None else left


def _around(applicant: Applicant, plan: Plan, left: int | None, day: date) -> Circumstances:
    return Circumstances(
        calendar=calendar(),
        insured=insured_of(applicant.insured),
        policy=policy_of(applicant.policy),
        diagnosis=diagnosis_of(applicant.insured),
        uses_left=left,
        prior=_prior(applicant.policy, plan),
        partners=_partners(applicant, plan, day),
    )


def _partners(applicant: Applicant, plan: Plan, day: date) -> frozenset[str] | None:
    """The partner list in force on the day of application, where the service goes by one and one is loaded."""
    if plan.service.partners is None:
        return None
    handbook = plan.handbook.handbook
    return partners_in_force(insurer=applicant.insurer, handbook=handbook, service=plan.name, on=day)


def _prior(policy: PolicyRow | None, plan: Plan) -> dict[str, datetime]:
    """When facts of the policy's other cases became true, of those services that this one's terms name."""
    terms = plan.service
    names = {terms.prior_service.service} if terms.prior_service is not None else set()
    names |= {window.after.partition(".")[0] for window in terms.windows} & set(plan.handbook.services)
    if policy is None or not names:
        return {}
    cases = Case.objects.select_related("policy", "insured").filter(policy=policy, service__in=names)
    prior: dict[str, datetime] = {}
    for state in states_of(case for case in cases if case.outcome != "refused").values():
        for name, fact in state.stands.items():
            key = f"{state.plan.name}.{name}"
            prior[key] = max(fact.at, prior.get(key, fact.at))
    return prior


def _rows_of(case: Case, state: State) -> dict[Grant, Entitlement]:
    wanted = grants(state.plan, state.circumstances.policy, state.stands["applied"].at.date())
    return lock_uses(case.insurer_id, case.policy_id, wanted) if case.policy_id is not None else {}


def _held(rows: Mapping[Grant, Entitlement]) -> dict[Grant, int]:
    return {grant: row.held for grant, row in rows.items()}


def _left_to(case: Case, rows: Mapping[Grant, Entitlement] | None) -> int | None:
    """What is left to this case, with the use that it holds itself; asked only where it may take one back."""
    if not rows:
        return None
    own = case.standing != "released"
    return left_of({grant: row.held - own for grant, row in rows.items()})


def _measured(case: Case, state: State) -> Mapping[tuple[str, str], Decimal]:
    """What the policy's other cases have used of limits over a period. The policy is locked, so that they wait."""
    policy, day = state.circumstances.policy, state.stands["applied"].at.date()
    within_case = all(limit.per in ("fact", "day", "case") for limit in state.plan.service.limits)
    if policy is None or case.policy_id is None or within_case:
        return {}
    PolicyRow.objects.select_for_update(no_key=True).get(id=case.policy_id)
    others = Case.objects.select_related("policy", "insured").filter(policy=case.policy, service=case.service)
    return ledger.measured(state.plan.service, policy, day, list(states_of(others.exclude(id=case.id)).values()))


def _store(case: Case, verdict: Verdict, actor: str) -> None:
    if verdict.facts:
        _insert(case, verdict.facts, actor)
    kinds = _told(verdict)
    if kinds:
        tell(case, kinds, verdict.state.facts[-1].recorded_at, case.fact_count)


def _told(verdict: Verdict) -> list[str]:
    """What is told with an act. What time brought before it is told once each, even where the act itself is refused."""
    arisen = [fact.name for fact in verdict.facts if fact.name in TOLD_OF_TIME]
    return [kind for kind in verdict.notices if kind not in TOLD_OF_TIME] + arisen


def _insert(case: Case, facts: Iterable[Fact], actor: str) -> None:
    rows = rows_of(facts, case.fact_count + 1, bytes(case.head_hash) or case.public_id.bytes, actor)
    with connection.cursor() as cursor:
        cursor.executemany(
            STORE,
            [
                (case.insurer_id, case.id, r.seq, r.name, r.at, r.recorded_at, r.by, actor, json.dumps(r.data), r.hash)
                for r in rows
            ],
        )
    case.fact_count, case.head_hash = rows[-1].seq, rows[-1].hash


def _summarise(case: Case, state: State) -> None:
    case.outcome = state.outcome
    case.awaiting = list(next_in_flow(state))
    time_case(case, state)
    case.save(update_fields=["outcome", "standing", "awaiting", "next_due_at", "fact_count", "head_hash"])
