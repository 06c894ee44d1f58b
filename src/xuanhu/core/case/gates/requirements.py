"""A handbook's own conditions, in CEL, judged over everything that is known when a fact is recorded."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.gates.patients import patient_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook.conditions import compile_condition, judge_condition
from xuanhu.core.reckoning.periods import age_on

compiled = cache(compile_condition)
ASKED = re.compile(r"\b(?:application|given)\.(\w+)")


def judge_requirements(
    plan: Plan,
    name: str,
    around: Circumstances,
    given: Mapping[str, object],
    stands: Mapping[str, Fact],
    at: datetime,
    *,
    asking: bool = False,
) -> Iterator[Refusal]:
    """The refusals of the conditions bound to this fact. Of a question, a key that it does not give is not judged."""
    terms = [term for term in plan.service.requirements if term.fact == name]
    if not terms:
        return
    world = world_of(around, given, stands, at, name)
    for term in terms:
        if asking and not _asked_keys(term.require) <= given.keys():
            continue
        if judge_condition(compiled(term.require), world) is not True:
            yield refuse(term.reason, term, says=term.says, change=term.change)


def world_of(
    around: Circumstances, given: Mapping[str, object], stands: Mapping[str, Fact], at: datetime, name: str
) -> dict[str, object]:
    """What a condition may read: insured, patient, policy, diagnosis, application, facts, given, today."""
    insured, policy, diagnosis = around.insured, around.policy, around.diagnosis
    application = given if name == "applied" else stands["applied"].data
    patient = patient_of(application, insured)
    birth = insured.birth_on
    return {
        "insured": {
            "name": insured.name,
            "sex": insured.sex,
            "birth_on": birth,
            "age": _age(birth, at.date()),
            "details": insured.details,
        },
        "policy": policy
        and {
            "starts_on": policy.starts_on,
            "ends_on": policy.ends_on,
            "waiting_days": policy.waiting_days,
            "is_renewal": policy.is_renewal,
            "details": policy.details,
        },
        "diagnosis": diagnosis
        and {
            "kind": diagnosis.kind,
            "icd10": diagnosis.icd10,
            "on": diagnosis.on,
            "status": diagnosis.status,
            "first": diagnosis.first,
        },
        "patient": {
            "name": patient.name,
            "relation": patient.relation,
            "birth_on": patient.birth_on,
            "age": _age(patient.birth_on, at.date()),
        },
        "application": application,
        "given": given,
        "facts": {fact.name: {**fact.data, "at": fact.at} for fact in stands.values()},
        "today": at.date(),
    }


def _age(birth: date | None, day: date) -> int | None:
    return age_on(birth, day) if birth is not None and birth <= day else None


def _asked_keys(source: str) -> set[str]:
    """The keys of the application that a condition reads."""
    return set(ASKED.findall(source))
