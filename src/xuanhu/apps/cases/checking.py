"""May this service be had now? Asked far oftener than anything else, and nothing is stored.

`check_service` asks by the ORM. `look_up` and `check_found` are the same question beneath it: all that the answer needs
comes by one statement, from the caller's key to the uses that are held.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.cases.applicants import Applicant, around_applicant, left_on, partners_on, plan_for, prior_services
from xuanhu.apps.cases.holding import grants, held_uses, left_of
from xuanhu.apps.cases.statements import INSURED, LOOK_UP, POLICY
from xuanhu.apps.editions.queries import library, library_as_of
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import policy_of
from xuanhu.apps.prepared import rows_alone
from xuanhu.core.case import decide
from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.verdict import Refusal
from xuanhu.handbook_files.loader import Library


class Found(NamedTuple):
    """What a key and a policy's number lead to; `held` counts uses by grant and first day of the period."""

    caller: Caller
    applicant: Applicant
    held: Mapping[tuple[str, date], int]
    editions: Library


class Answer(NamedTuple):
    """The plan by which was judged, and every reason why not."""

    plan: Plan
    refusals: tuple[Refusal, ...]


def check_service(
    *, applicant: Applicant, service: str, data: Mapping[str, object], at: datetime, by: str | None
) -> Answer:
    """May this service be had now? Nothing is stored."""
    plan, around = _around(applicant, service, data, at)
    return Answer(plan, decide.check(plan, around, data, at, by))


def foresee(
    *, applicant: Applicant, service: str, data: Mapping[str, object], at: datetime, by: str | None
) -> decide.Verdict:
    """What would come of applying now: every reason why not, or the case as it would stand. Nothing is stored."""
    plan, around = _around(applicant, service, data, at)
    return decide.apply(plan, around, data, at, by)


def _around(applicant: Applicant, service: str, data: Mapping[str, object], at: datetime) -> tuple[Plan, Circumstances]:
    plan, day = plan_for(applicant, service, data, at, library())
    policy = policy_of(applicant.policy)
    wanted = grants(plan, policy, day)
    held = held_uses(applicant.policy.id, wanted) if applicant.policy is not None else {}
    left = left_on(plan, policy, day, left_of(held))
    return plan, around_applicant(applicant, plan, left, partners_on(applicant, plan, day))


def look_up(*, key: bytes, insurer: str, number: str) -> Found | None:
    """Caller, policy and person by one statement, fenced by what the key sees; None where any of them is missing.

    Raises psycopg.Error.
    """
    for row in rows_alone(LOOK_UP, (key, insurer, number)):
        caller, found = row[:5], row[5:]
        person, policy, (held, last, count) = found[: len(INSURED)], found[len(INSURED) : -3], found[-3:]
        *most, details = policy
        of_policy = Policy.from_db("default", POLICY, (*most, json.loads(details)))
        of_person = Insured.from_db("default", INSURED, person)
        applicant = Applicant(of_policy.insurer_id, of_policy.handbook, of_person, of_policy)
        return Found(_caller(*caller), applicant, _held(held), library_as_of(last, count))
    return None


def check_found(
    *, found: Found, service: str, data: Mapping[str, object], at: datetime, by: str | None
) -> Answer | None:
    """The same answer as `check_service` gives; None where more has to be looked at first."""
    applicant = found.applicant
    plan, day = plan_for(applicant, service, data, at, found.editions)
    if prior_services(plan) or (plan.service.partners is not None and "hospital" in data):
        return None
    policy = policy_of(applicant.policy)
    held = {grant: found.held.get((grant.name, grant.starts_on), 0) for grant in grants(plan, policy, day)}
    left = left_on(plan, policy, day, left_of(held))
    return Answer(plan, decide.check(plan, around_applicant(applicant, plan, left, None), data, at, by))


def _caller(number: int, name: str, role: str, insurers: list[int], per_minute: int) -> Caller:
    return Caller(name, role, tuple(insurers), number, per_minute)


def _held(text: str | None) -> dict[tuple[str, date], int]:
    stored: list[list[Any]] = json.loads(text or "[]")
    return {(grant, date.fromisoformat(starts_on)): held for grant, starts_on, held in stored}
