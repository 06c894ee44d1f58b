"""A handbook's own conditions, at application and at later facts, over what is known by then."""

from datetime import date

import pytest

from tests.handbooks import ALONE, WANG, applied, around, at, case, codes, plan, policy, said_no, service
from xuanhu.core.case.decide import check, record
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Diagnosis, Insured

AMONG = around(
    insured=Insured("王芳", WANG.id_number, details={"smoker": False, "children": 2}),
    policy=policy(starts_on=date(2025, 6, 1), waiting_days=30, details={"plan": "gold"}),
    diagnosis=Diagnosis(date(2026, 5, 1), icd10="C34.1"),
)


def requiring(condition, fact="applied", flow="applied > documents-complete > paid > done"):
    term = t.Requirement(require=condition, reason="own", says="不行。", change="换一个。", fact=fact, clause=("R",))
    return service(flow, requirements=(term,), papers=t.Papers(all_of=("invoice",)))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("insured.age == 76 && insured.sex == 'female' && insured.name == '王芳'", True),
        ("insured.details.children > 2", False),
        ("insured.birth_on < timestamp('1950-01-01T00:00:00+08:00')", True),
        ("policy.details.plan == 'gold' && !policy.is_renewal && policy.waiting_days == 30", True),
        ("today - policy.starts_on >= duration('8760h')", True),
        ("policy.ends_on == timestamp('2026-12-31T00:00:00+08:00')", True),
        ("diagnosis.icd10 == 'C34.1' && diagnosis.first && diagnosis.status == 'confirmed'", True),
        ("diagnosis.on > today", False),
        ("diagnosis.kind == null", True),
        ("patient.relation == 'insured' && patient.age == 76", True),
        ("application.city == '北京' && given.city == '北京'", True),
        ("size(facts) == 0", True),
        ("application.nothing == 1", False),
    ],
)
def test_application_is_judged_by_the_handbooks_own_condition(condition, holds):
    verdict = applied(requiring(condition), {"city": "北京"}, among=AMONG)
    own = Refusal("own", ("R",), {"says": "不行。", "change": "换一个。"})
    assert list(verdict.refusals) == ([] if holds else [own])


def test_condition_on_what_is_not_there_is_not_fulfilled():
    for condition in ("policy.waiting_days == 0", "diagnosis.first", "insured.age > 1", "patient.age > 1"):
        assert codes(applied(requiring(condition), among=ALONE._replace(insured=Insured("王芳"))).refusals) == ["own"]


def test_question_is_not_judged_by_what_it_does_not_say():
    asked = {
        "application.city == '北京'": [],
        "given.city == '北京'": [],
        "insured.details.children == 2": ["own"],
        "application.city == '北京' && insured.age > 100": [],
    }
    for condition, expected in asked.items():
        assert codes(check(plan(requiring(condition)), ALONE, {}, at(6, 1))) == expected, condition
    assert codes(check(plan(requiring("given.city == '北京'")), ALONE, {"city": "上海"}, at(6, 1))) == ["own"]


def test_age_of_one_not_yet_born_is_not_known():
    born = Insured("小宝", "110105202606010010")
    assert codes(
        applied(requiring("insured.age >= 0"), among=ALONE._replace(insured=born), when=at(5, 31)).refusals
    ) == ["own"]


@pytest.mark.parametrize(
    ("condition", "amount", "expected"),
    [
        ("given.amount <= 500", 500, []),
        ("given.amount <= 500", 501, ["own"]),
        ("given.amount <= application.amount", 9, []),
        ("given.amount <= application.amount", 11, ["own"]),
        ("facts['documents-complete'].at < today", 1, []),
        ("today - facts.applied.at < duration('240h')", 1, []),
        ("has(facts.done)", 1, ["own"]),
        ("given.nothing == 1", 1, ["own"]),
    ],
)
def test_later_fact_is_judged_over_what_stands_by_then(condition, amount, expected):
    state = case(
        requiring(condition, "paid"), ("documents-added", at(6, 2), {"kinds": ("invoice",)}), data={"amount": 10}
    )
    assert said_no(state, "paid", at(6, 10), {"amount": amount}) == expected


def test_condition_binds_only_its_fact():
    state = case(requiring("false", "paid", "applied > met, paid > done"))
    assert said_no(state, "met", at(6, 2)) == []
    assert said_no(state, "paid", at(6, 2), {"amount": 1}) == ["own"]


def test_conditions_of_one_fact_are_each_judged():
    terms = (
        t.Requirement(require="given.amount > 1", reason="too-little", says="s"),
        t.Requirement(require="given.hours > 1", reason="too-short", says="s"),
    )
    verdict = applied(service(requirements=terms), {"amount": 1, "hours": 1})
    assert codes(verdict.refusals) == ["too-little", "too-short"]


def test_correction_is_judged_by_the_condition_of_its_fact():
    care = requiring("given.amount <= 500", "paid", "applied > paid > done")
    state = case(care, ("paid", at(6, 2), {"amount": 5}))
    verdict = record(state, "corrected", {"fact": "paid", "reason": "r", "amount": 600}, at(6, 3))
    assert codes(verdict.refusals) == ["own"]
