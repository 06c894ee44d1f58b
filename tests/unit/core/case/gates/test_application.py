"""May this service be had? Each gate of an application, from a made-up service that has only that term."""

from datetime import date

import pytest

from tests.handbooks import ALONE, WANG, applied, around, at, codes, plan, policy, service
from xuanhu.core.case.decide import check
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Diagnosis, Insured

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


# ---------------------------------------------------------------- waiting period, illness

WAITING = service(waiting_period=t.WaitingPeriod(clause=("W",)))
ILL = Diagnosis(date(2026, 5, 1), kind="malignant-tumour")


@pytest.mark.parametrize(
    ("starts_on", "reason"), [(date(2026, 3, 4), ["waiting-period"]), (date(2026, 3, 3), []), (date(2026, 1, 1), [])]
)
def test_application_in_the_first_days_is_too_early(starts_on, reason):
    assert refused(WAITING, among=around(policy=policy(starts_on=starts_on, waiting_days=90))) == reason


def test_waiting_is_told_with_its_last_day_and_the_first_day_after_it():
    verdict = applied(WAITING, among=around(policy=policy(starts_on=date(2026, 5, 1), waiting_days=90)))
    assert verdict.refusals == (
        Refusal("waiting-period", ("W",), {"from": date(2026, 7, 30), "until": date(2026, 7, 29)}),
    )


def test_waiting_of_the_handbook_counts_before_that_of_the_policy():
    care = service(waiting_period=t.WaitingPeriod(days=30))
    bought = policy(starts_on=date(2026, 5, 3), waiting_days=90)
    assert refused(care, among=around(policy=bought)) == ["waiting-period"]
    assert refused(care, among=around(policy=policy(starts_on=date(2026, 5, 2), waiting_days=90))) == []


def test_waiting_is_not_kept_by_a_renewal_nor_without_a_policy_nor_without_the_term():
    bought = policy(starts_on=date(2026, 5, 1))
    assert refused(WAITING, among=around(policy=bought)) == []
    assert refused(WAITING, among=ALONE) == []
    assert refused(service(), among=around(policy=policy(starts_on=date(2026, 5, 1), waiting_days=90))) == []


@pytest.mark.parametrize(
    ("diagnosis", "reasons"),
    [
        (ILL, []),
        (None, ["not-covered-condition"]),
        (Diagnosis(date(2026, 5, 1), icd10="D05.1"), ["not-covered-condition"]),
        (Diagnosis(date(2026, 5, 1), icd10="C34.1", status="suspected"), ["not-confirmed"]),
        (Diagnosis(date(2026, 5, 1), icd10="C34.1", first=False), ["not-first-diagnosis"]),
        (
            Diagnosis(date(2026, 5, 1), icd10="C34.1", first=False, status="suspected"),
            ["not-confirmed", "not-first-diagnosis"],
        ),
        (Diagnosis(date(2025, 12, 31), icd10="C34.1"), ["not-first-diagnosis"]),
        (Diagnosis(date(2026, 3, 31), icd10="C34.1"), ["waiting-period"]),
        (Diagnosis(date(2026, 3, 31), icd10="C34.1", first=False), ["not-first-diagnosis"]),
        (Diagnosis(date(2026, 4, 1), icd10="C34.1"), []),
    ],
)
def test_illness_is_covered_confirmed_first_and_found_after_the_waiting_period(diagnosis, reasons):
    condition = t.Condition(kinds=("malignant-tumour",), first=True)
    care = service(condition=condition, waiting_period=t.WaitingPeriod())
    among = around(policy=policy(waiting_days=90), diagnosis=diagnosis)
    assert refused(care, among=among) == reasons


def test_illness_found_too_early_is_told_with_the_day_it_was_found():
    care = service(condition=t.Condition(kinds=("malignant-tumour",)), waiting_period=t.WaitingPeriod(clause=("W",)))
    among = around(policy=policy(waiting_days=90), diagnosis=Diagnosis(date(2026, 2, 1), kind="malignant-tumour"))
    days = {"from": date(2026, 4, 1), "until": date(2026, 3, 31), "found_on": date(2026, 2, 1)}
    assert applied(care, among=among).refusals == (Refusal("waiting-period", ("W",), days),)


EARLIER = Diagnosis(date(2025, 5, 1), kind="malignant-tumour")


@pytest.mark.parametrize(
    ("first", "waiting_days", "reasons"),
    [(True, 90, ["not-first-diagnosis"]), (True, 0, []), (False, 90, [])],
)
@pytest.mark.parametrize("waiting", [t.WaitingPeriod(), None])
def test_illness_found_before_the_policy_is_not_first_but_for_renewals(first, waiting_days, reasons, waiting):
    care = service(condition=t.Condition(kinds=("malignant-tumour",), first=first), waiting_period=waiting)
    assert refused(care, among=around(policy=policy(waiting_days=waiting_days), diagnosis=EARLIER)) == reasons


def test_illness_without_a_policy_is_not_measured_by_one():
    care = service(condition=t.Condition(kinds=("malignant-tumour",), first=True), waiting_period=t.WaitingPeriod())
    assert refused(care, among=ALONE._replace(diagnosis=EARLIER)) == []


def test_illness_that_is_missing_or_another_is_told_so():
    care = service(condition=t.Condition(kinds=("critical-illness",), clause=("C",)))
    verdict = applied(care)
    about = {"kinds": ("critical-illness",), "case": "no-diagnosis"}
    assert verdict.refusals == (Refusal("not-covered-condition", ("C",), about),)
    other = applied(care, among=ALONE._replace(diagnosis=Diagnosis(date(2026, 5, 1), kind="lung-nodule")))
    assert "case" not in other.refusals[0].about


@pytest.mark.parametrize(
    ("named", "reasons"),
    [
        (None, []),
        ("lung-nodule", []),
        ("lung", []),
        ("breast-nodule", ["not-covered-condition"]),
        ("lun", ["not-covered-condition"]),
    ],
)
def test_illness_that_the_application_names_is_one_of_the_kinds(named, reasons):
    care = service(condition=t.Condition(kinds=("lung-nodule",), named="nodule"))
    among = ALONE._replace(diagnosis=Diagnosis(date(2026, 5, 1), kind="lung-nodule"))
    assert refused(care, {"nodule": named}, among) == reasons


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


def test_every_reason_is_given_at_once():
    care = service(
        age=t.Age(at_most=70), uses=t.Uses(times=1), doctor=t.Doctor(designable=False), condition=t.Condition(kinds=())
    )
    among = around(uses_left=0)
    reasons = {"age-not-covered", "uses-exhausted", "doctor-not-designable", "not-covered-condition"}
    assert set(refused(care, {"doctor": "李医生"}, among)) == reasons
