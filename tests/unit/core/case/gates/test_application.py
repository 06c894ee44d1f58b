"""May this service be had? Each gate of an application, from a made-up service that has only that term."""

from datetime import date
from decimal import Decimal

import pytest

from tests.handbooks import ALONE, WANG, applied, around, at, codes, plan, policy, service
from xuanhu.core.case.decide import check
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Insured

AT = at(6, 1)


def refused(care, data=None, among=ALONE, **how):
    """The reasons of an application; the same question without its silence gives the same."""
    return codes(applied(care, data, among=among, **how).refusals)


def asked(care, data=None, among=ALONE):
    return codes(check(plan(care, data), among, data or {}, AT))


# ---------------------------------------------------------------- policy


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, []),
        ({"services": frozenset({"care"})}, []),
        ({"services": frozenset({"escort"}), "ends_on": date(2026, 5, 31)}, ["not-on-schedule"]),
        ({"ends_on": date(2026, 6, 1)}, []),
        ({"ends_on": date(2026, 5, 31)}, ["not-in-force"]),
        ({"starts_on": date(2026, 6, 1)}, []),
        ({"starts_on": date(2026, 6, 2)}, ["not-in-force"]),
    ],
)
def test_policy_must_list_the_service_and_be_in_force_and_its_reason_is_given_alone(changes, reason):
    care = service(doctor=t.Doctor(designable=False))
    verdict = applied(care, {"doctor": "李医生"} if reason else {}, among=around(policy=policy(**changes)))
    assert codes(verdict.refusals) == reason


def test_service_that_the_handbook_does_not_have_is_refused_alone():
    verdict = applied(None, {"hours": "many"}, among=around(policy=policy(services=frozenset())))
    assert codes(verdict.refusals) == ["not-this-product"]
    assert (verdict.state.outcome, [one.name for one in verdict.facts]) == ("refused", ["applied", "refused"])


def test_policy_out_of_force_is_told_with_its_days_and_clauses():
    care = service(in_force=t.InForce(clause=("F",)), on_schedule=t.OnSchedule(clause=("S",)))
    early = applied(care, among=around(policy=policy(starts_on=date(2026, 7, 1)))).refusals[0]
    days = {"from": date(2026, 7, 1), "until": date(2026, 12, 31)}
    assert early == Refusal("not-in-force", ("F",), {**days, "case": "not-yet-begun"})
    late = applied(care, among=around(), when=at(1, 1, year=2027)).refusals[0]
    assert late.about["case"] == "ended"
    off = applied(care, among=around(policy=policy(services=frozenset()))).refusals[0]
    assert off == Refusal("not-on-schedule", ("S",), {})


# ---------------------------------------------------------------- for whom

FAMILY = [
    {"name": "李雷", "relation": "spouse", "id_number": "420106196107050139"},
    {"name": "李小雷", "relation": "child"},
    "somebody",
]
WITH_FAMILY = ALONE._replace(insured=Insured("王芳", WANG.id_number, details={"family": FAMILY}))


@pytest.mark.parametrize(
    ("patient", "allowed"),
    [
        ("王芳", {"insured"}),
        (" 王 芳", {"insured"}),
        ("本人", {"insured"}),
        ("self", {"insured"}),
        ("insured", {"insured"}),
        ("11010519491231002x", {"insured"}),
        ({"name": "王芳"}, {"insured"}),
        ({"name": "王芳", "id_number": "11010519491231002X"}, {"insured"}),
        ({"name": "王芳", "id_number": "110105194912310021"}, set()),
        ("李雷", {"spouse"}),
        ({"name": "李雷"}, {"spouse"}),
        ({"name": "李雷", "id_number": "420106196107050139"}, {"spouse"}),
        ({"name": "李小雷"}, {"child"}),
        ("spouse", {"spouse"}),
        ("child", {"child"}),
        ("邻居", set()),
        ("配偶", {"spouse"}),
        ("女儿", {"child"}),
        ({"name": "李雷", "id_number": "110105194912310021"}, set()),
        ({}, set()),
    ],
)
def test_patient_must_be_one_of_those_whom_the_service_is_for(patient, allowed):
    for who in ("insured", "spouse", "child"):
        care = service(for_whom=t.ForWhom(who=(who,), clause=("W",)))
        verdict = applied(care, {"patient": patient}, among=WITH_FAMILY)
        expected = [] if who in allowed else [Refusal("not-the-insured", ("W",), {"who": (who,)})]
        assert list(verdict.refusals) == expected, who


def test_patient_that_is_no_name_is_asked_for_again():
    assert refused(service(for_whom=t.ForWhom()), {"patient": ["王芳"]}) == ["missing-data"]


def test_patient_without_a_number_on_file_is_known_by_name():
    care = service(for_whom=t.ForWhom())
    among = ALONE._replace(insured=Insured("王芳"))
    assert refused(care, {"patient": {"name": "王芳", "id_number": "11010519491231002X"}}, among) == []
    assert refused(care, {"patient": "11010519491231002X"}, among) == ["not-the-insured"]


def test_patient_that_is_not_named_is_the_insured():
    assert refused(service(for_whom=t.ForWhom())) == []
    children = service(for_whom=t.ForWhom(who=("child",)))
    assert refused(children) == ["not-the-insured"]
    assert asked(children) == []


# ---------------------------------------------------------------- uses, other services


@pytest.mark.parametrize(("left", "reasons"), [(None, []), (2, []), (1, []), (0, ["uses-exhausted"])])
def test_use_must_be_left(left, reasons):
    assert refused(service(uses=t.Uses(times=2)), among=around(uses_left=left)) == reasons


def test_uses_that_are_exhausted_are_told_with_their_number():
    verdict = applied(service(uses=t.Uses(times=2, clause=("U",))), among=around(uses_left=0))
    assert verdict.refusals == (Refusal("uses-exhausted", ("U",), {"times": 2}),)


@pytest.mark.parametrize(
    ("prior", "reasons"),
    [
        ({}, ["prior-service-required"]),
        ({"escort.booked": at(5, 1)}, ["prior-service-required"]),
        ({"escort.escorted": at(5, 1)}, []),
    ],
)
def test_other_service_must_have_come_so_far(prior, reasons):
    care = service(prior_service=t.PriorService(service="escort", fact="escorted"))
    assert refused(care, among=around(prior=prior)) == reasons


@pytest.mark.parametrize(
    ("per", "came_at", "allowed"),
    [
        ("policy-year", at(3, 14), False),
        ("policy-year", at(3, 15), True),
        ("calendar-year", at(12, 31, year=2025), False),
        ("calendar-year", at(1, 1), True),
        ("policy-period", at(3, 15, year=2025), True),
    ],
)
def test_other_service_must_have_come_so_far_in_the_same_period(per, came_at, allowed):
    care = service(prior_service=t.PriorService(service="escort", fact="escorted", per=per))
    bought = policy(starts_on=date(2025, 3, 15), ends_on=date(2027, 3, 14))
    found = refused(care, among=around(policy=bought, prior={"escort.escorted": came_at}))
    assert found == ([] if allowed else ["prior-service-required"])
    assert refused(care, among=ALONE._replace(prior={"escort.escorted": came_at})) == []


def test_other_service_that_is_missing_is_told():
    care = service(prior_service=t.PriorService(service="escort", fact="escorted", clause=("P",)))
    about = {"service": "escort", "fact": "escorted"}
    assert applied(care).refusals == (Refusal("prior-service-required", ("P",), about),)


# ---------------------------------------------------------------- age


def born(text):
    return Insured("王芳", f"110105{text}0010")  # the check digit does not matter here


@pytest.mark.parametrize(
    ("birth", "reasons"),
    [
        ("20080601", []),
        ("20080602", ["age-not-covered"]),
        ("19600602", []),
        ("19600601", ["age-not-covered"]),
    ],
)
def test_age_is_inside_both_ends_on_the_day_of_application(birth, reasons):
    care = service(age=t.Age(at_least=18, at_most=65))
    assert refused(care, among=around(insured=born(birth))) == reasons


@pytest.mark.parametrize(
    ("birth", "reasons"), [("20080101", []), ("20080102", ["too-young"]), ("19600102", []), ("19600101", ["too-young"])]
)
def test_age_may_be_that_of_the_policys_first_day(birth, reasons):
    care = service(age=t.Age(at_least=18, at_most=65, on="policy-start", reason="too-young"))
    assert refused(care, among=around(insured=born(birth))) == reasons


def test_age_on_the_first_day_without_a_policy_is_that_of_the_application():
    care = service(age=t.Age(at_least=18, on="policy-start"))
    assert refused(care, among=ALONE._replace(insured=born("20080601"))) == []


def test_question_is_not_judged_by_an_age_that_it_does_not_tell():
    care = service(age=t.Age(at_least=18))
    assert asked(care, among=around(insured=Insured("王芳"))) == []
    assert asked(care, among=around(insured=born("20080602"))) == ["age-not-covered"]
    of_patient = service(age=t.Age(at_least=18, of="patient"))
    assert asked(of_patient, among=around(insured=born("20080602"))) == []
    assert asked(of_patient, {"patient": "本人"}, around(insured=born("20080602"))) == ["age-not-covered"]


def test_age_of_one_end_only_has_no_other():
    assert refused(service(age=t.Age(at_least=18)), among=around()) == []
    assert refused(service(age=t.Age(at_most=75)), among=around()) == ["age-not-covered"]


def test_age_that_does_not_fit_is_told_and_one_that_nobody_knows_is_asked_for():
    care = service(age=t.Age(at_least=18, clause=("A",)))
    young = applied(care, among=around(insured=born("20100601")))
    assert young.refusals == (Refusal("age-not-covered", ("A",), {"age": 16, "ages": (18, None)}),)
    unknown = applied(care, among=around(insured=Insured("王芳")))
    assert unknown.refusals == (Refusal("missing-data", ("A",), {"keys": ("id_number",)}),)


@pytest.mark.parametrize(("least", "reasons"), [(1, ["age-not-covered"]), (0, ["age-not-covered"])])
def test_age_of_one_born_after_the_policys_first_day_is_not_enough(least, reasons):
    care = service(age=t.Age(at_least=least, on="policy-start"))
    assert refused(care, among=around(insured=born("20260401"))) == reasons


# ---------------------------------------------------------------- notice


@pytest.mark.parametrize(
    ("span", "planned", "reasons"),
    [
        ("5 working days", date(2026, 6, 8), []),
        ("5 working days", date(2026, 6, 7), ["notice-too-short"]),
        ("5 working days", at(6, 7, 23), ["notice-too-short"]),
        ("7 days", date(2026, 6, 8), []),
        ("7 days", date(2026, 6, 7), ["notice-too-short"]),
        ("7 days", None, []),
    ],
)
def test_day_that_is_planned_leaves_the_notice_that_is_asked_for(span, planned, reasons):
    care = service(notice_ahead=t.NoticeAhead(at_least=span, key="planned_admission_on"))
    assert refused(care, {"planned_admission_on": planned}) == reasons


def test_notice_that_is_too_short_is_told_with_the_earliest_day():
    care = service(notice_ahead=t.NoticeAhead(at_least="5 working days", key="departs_on", clause=("N",)))
    about = {"earliest": date(2026, 6, 8), "span": "5 working days"}
    assert applied(care, {"departs_on": date(2026, 6, 1)}).refusals == (Refusal("notice-too-short", ("N",), about),)


# ---------------------------------------------------------------- declarations, needed data


@pytest.mark.parametrize(
    ("said", "required", "reasons", "of_a_question"),
    [
        (True, True, [], []),
        (False, True, ["not-declared"], ["not-declared"]),
        (None, True, ["not-declared"], []),
        (None, False, [], []),
        (False, False, ["not-declared"], ["not-declared"]),
    ],
)
def test_declaration_must_say_what_is_asked(said, required, reasons, of_a_question):
    declared = t.Declared(key="screening_passed", must_be=True, required=required, reason="not-declared")
    care = service(declared=(declared,))
    data = {} if said is None else {"screening_passed": said}
    assert refused(care, data) == reasons
    assert asked(care, data) == of_a_question


def test_needed_data_is_asked_for_at_application_but_not_of_a_question():
    care = service(needed=(t.Needed(fact="applied", keys=("city", "hospital"), clause=("D",)),))
    verdict = applied(care, {"city": " "})
    assert verdict.refusals == (Refusal("missing-data", ("D",), {"keys": ("city", "hospital")}),)
    assert asked(care) == []


def test_limits_and_choices_bind_the_applications_own_data_too():
    care = service(
        limits=(t.Limit(fact="applied", key="amount", at_most=Decimal(500)),),
        among=(t.Among(fact="applied", key="modality", values=("CT",), reason="wrong-examination"),),
        recent=(t.Recent(fact="applied", key="study_date", within="6 months", reason="scan-too-old"),),
    )
    assert refused(care, {"amount": 500, "modality": "CT", "study_date": date(2025, 12, 1)}) == []
    bad = {"amount": 501, "modality": "MR", "study_date": date(2025, 11, 30)}
    assert refused(care, bad) == asked(care, bad) == ["over-the-limit", "wrong-examination", "scan-too-old"]


def test_every_reason_is_given_at_once():
    care = service(
        age=t.Age(at_most=70), uses=t.Uses(times=1), doctor=t.Doctor(designable=False), condition=t.Condition(kinds=())
    )
    among = around(uses_left=0)
    reasons = {"age-not-covered", "uses-exhausted", "doctor-not-designable", "not-covered-condition"}
    assert set(refused(care, {"doctor": "李医生"}, among)) == reasons


def test_plan_answers_again_as_it_did_before():
    care = plan(service(age=t.Age(at_most=1), doctor=t.Doctor(designable=False)))
    first, second = (check(care, around(), {"doctor": "李医生"}, AT) for _ in range(2))
    assert first == second
    assert codes(first) == ["age-not-covered", "doctor-not-designable"]
