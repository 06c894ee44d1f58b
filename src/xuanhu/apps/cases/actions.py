"""Acts on cases, each in one transaction: load, decide in the core, store facts, ledger, summary, timer, notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from xuanhu.apps.cases.applicants import Applicant, around_applicant, left_on, partners_on, plan_for
from xuanhu.apps.cases.holding import Grant, grants, left_of, lock_uses, lock_uses_of, move
from xuanhu.apps.cases.loading import Loaded, lock_case, states_of
from xuanhu.apps.cases.models import Case, Entitlement
from xuanhu.apps.cases.storing import Change, change_of, store
from xuanhu.apps.cases.timing import MARKS, ahead_of
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.actions import Draft, draft
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import policy_of
from xuanhu.core.case import decide, ledger
from xuanhu.core.case.circumstances import Elsewhere
from xuanhu.core.case.decide import Verdict
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import MENDING

TOLD_OF_TIME = ("reminded", "expired")


class Acted(NamedTuple):
    """An act that was judged: the case's row, and the verdict."""

    case: Case
    verdict: Verdict


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
    plan, day = plan_for(applicant, service, data, at, library())
    policy = policy_of(applicant.policy)
    wanted = grants(plan, policy, day)
    rows = lock_uses(applicant.insurer, applicant.policy.id, wanted) if applicant.policy is not None else {}
    left = left_on(plan, policy, day, left_of(_held(rows)))
    verdict = decide.apply(
        plan, around_applicant(applicant, plan, left, partners_on(applicant, plan, day)), data, at, by
    )
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
    move(case, rows.values(), verdict.state, at)
    store([Change(case, verdict.state, verdict.facts, actor, _drafts(case, verdict, 0))])
    return Acted(case, verdict)


def record_fact(
    *, public_id: str, name: str, data: Mapping[str, object], at: datetime, by: str | None, actor: str = ""
) -> Acted | None:
    """Record a fact of a case; None where there is no such case to be seen."""
    loaded = lock_case(public_id)
    return record_on(loaded=loaded, name=name, data=data, at=at, by=by, actor=actor) if loaded is not None else None


def record_on(
    *, loaded: Loaded, name: str, data: Mapping[str, object], at: datetime, by: str | None, actor: str = ""
) -> Acted:
    """Record a fact of a case that is locked."""
    case, state = loaded.case, loaded.state
    measured = _measured(case, state)
    rows = _rows_of(case, state) if name in MENDING or state.outcome is not None else None
    elsewhere = Elsewhere(_left_to(case, rows), measured)
    verdict = decide.record(state, name, data, at, by, elsewhere)
    if ledger.standing_of(verdict.state) != case.standing:
        move(case, (rows if rows is not None else _rows_of(case, state)).values(), verdict.state, at)
    drafts = _drafts(case, verdict, case.fact_count + len(verdict.facts))
    store([change_of(loaded, verdict.state, facts=verdict.facts, actor=actor, drafts=drafts)])
    return Acted(case, verdict)


def let_time_pass(*, cases: Sequence[Loaded], until: datetime) -> None:
    """What time does to cases, which are locked. Uses are locked for all of them at once, in one order."""
    passed = [(one, *let_pass(one.state, until)) for one in cases]
    moving = {one.case.policy_id for one, state, _ in passed if ledger.standing_of(state) != one.case.standing}
    lock_uses_of(policy for policy in moving if policy is not None)
    store([_passed(one, state, arisen, until) for one, state, arisen in passed])


def _passed(one: Loaded, state: State, arisen: tuple[Fact, ...], until: datetime) -> Change:
    case = one.case
    marks = [each for each in ahead_of(case, one.state, one.told) if each.kind in MARKS and each.at <= until]
    if ledger.standing_of(state) != case.standing:
        move(case, _rows_of(case, state).values(), state, until)
    kinds = [fact.name for fact in arisen]
    drafts = draft(case, kinds, until, case.fact_count + len(arisen), state)
    return change_of(one, state, facts=arisen, marks=marks, drafts=drafts)


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


def _drafts(case: Case, verdict: Verdict, after: int) -> list[Draft]:
    return draft(
        case, _told(verdict), verdict.state.facts[-1].recorded_at, after, verdict.state, refusals=verdict.refusals
    )


def _told(verdict: Verdict) -> list[str]:
    """What is told with an act. What time brought before it is told once each, even where the act itself is refused."""
    arisen = [fact.name for fact in verdict.facts if fact.name in TOLD_OF_TIME]
    return [kind for kind in verdict.notices if kind not in TOLD_OF_TIME] + arisen
