"""Who asks for a service, under which terms, and what is true around the application."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.apps.cases.loading import calendar, plan_of, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.public import partners_in_force
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import diagnosis_of, insured_of, policy_of
from xuanhu.core.case import ledger
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.facts import moment_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.parties import Policy
from xuanhu.handbook_files.loader import Library


class Applicant(NamedTuple):
    """Who asks: a policy, or (for an application for cover) a person and the handbook."""

    insurer: int
    handbook: str
    insured: InsuredRow
    policy: PolicyRow | None


def plan_for(
    applicant: Applicant, service: str, data: Mapping[str, object], at: datetime, editions: Library
) -> tuple[Plan, date]:
    """The plan of a service by the edition in force on the day of application, and that day."""
    day = moment_of("applied", data, at).date()
    handbook = editions.in_force(applicant.handbook, day) or editions.editions(applicant.handbook)[-1]
    return plan_of(handbook, service, data), day


def left_on(plan: Plan, policy: Policy | None, day: date, left: int | None) -> int | None:
    """The uses left on a day: outside the period nothing, whatever the rows say."""
    return 0 if policy is not None and ledger.period_of(plan.service, policy, day) is None else left


def around_applicant(
    applicant: Applicant, plan: Plan, left: int | None, partners: frozenset[str] | None
) -> Circumstances:
    """What is true around an application."""
    return Circumstances(
        calendar=calendar(),
        insured=insured_of(applicant.insured),
        policy=policy_of(applicant.policy),
        diagnosis=diagnosis_of(applicant.insured),
        uses_left=left,
        prior=_prior(applicant.policy, plan),
        partners=partners,
    )


def partners_on(applicant: Applicant, plan: Plan, day: date) -> frozenset[str] | None:
    """The partner list in force on the day, where the service goes by one and one is loaded."""
    if plan.service.partners is None:
        return None
    handbook = plan.handbook.handbook
    return partners_in_force(insurer=applicant.insurer, handbook=handbook, service=plan.name, on=day)


def prior_services(plan: Plan) -> frozenset[str]:
    """The services whose other cases this one's terms ask about."""
    terms = plan.service
    asked = {terms.prior_service.service} if terms.prior_service is not None else set()
    return frozenset(asked | {window.after.partition(".")[0] for window in terms.windows} & set(plan.handbook.services))


def _prior(policy: PolicyRow | None, plan: Plan) -> dict[str, datetime]:
    """When facts of the policy's other cases became true."""
    names = prior_services(plan)
    if policy is None or not names:
        return {}
    cases = Case.objects.select_related("policy", "insured").filter(policy=policy, service__in=names)
    prior: dict[str, datetime] = {}
    for state in states_of(case for case in cases if case.outcome != "refused").values():
        for name, fact in state.stands.items():
            key = f"{state.plan.name}.{name}"
            prior[key] = max(fact.at, prior.get(key, fact.at))
    return prior
