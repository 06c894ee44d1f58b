"""The rules of each fact's own data, from a made-up service that has only that rule."""

from datetime import date
from decimal import Decimal

import pytest

from tests.handbooks import ALONE, WANG, after, at, case, said_no, service
from xuanhu.core.case.circumstances import Elsewhere
from xuanhu.core.case.decide import record
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Insured

WHEN = at(6, 2)


def reasons(care, name, given, *acts, **how):
    return said_no(case(care, *acts, **how), name, at(6, 10), given)


# ---------------------------------------------------------------- identity


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("王芳", "11010519491231002X", []),
        ("王 芳", "11010519491231002x", []),
        ("王芳", "110105194912310021", ["identity-mismatch"]),
        ("王方", "11010519491231002X", ["identity-mismatch"]),
    ],
)
def test_identity_is_name_and_number_as_on_file(name, number, expected):
    care = service("applied > identity-verified > done", identity=t.Identity(clause=("ID",)))
    verdict = record(case(care), "identity-verified", {"name": name, "id_number": number}, WHEN)
    assert list(verdict.refusals) == [Refusal(code, ("ID",), {}) for code in expected]


def test_identity_without_a_number_on_file_is_the_name():
    care = service("applied > identity-verified > done")
    among = ALONE._replace(insured=Insured("王芳"))
    given = {"name": "王芳", "id_number": WANG.id_number}
    assert reasons(care, "identity-verified", given, among=among) == []


# ---------------------------------------------------------------- results


@pytest.mark.parametrize(("result", "expected"), [("passed", []), ("rejected", []), ("visit", []), ("maybe", [True])])
def test_result_is_a_pass_or_one_that_the_flow_knows(result, expected):
    care = service(
        "applied > reviewed > visited > done",
        endings=(t.Ending(fact="reviewed", where={"result": "rejected"}, outcome="rejected"),),
        only=(t.Only(facts=("visited",), where="reviewed.result", equals="visit"),),
    )
    found = reasons(care, "reviewed", {"result": result, "reason": "r"})
    assert found == ["missing-data"] * len(expected)


# ---------------------------------------------------------------- hours

WORKDAYS = t.Hours(
    weekdays=(1, 2, 3, 4, 5), working_days=True, opens="09:00", closes="21:00", slot_minutes=20, clause=("H",)
)


@pytest.mark.parametrize(
    ("on", "fits"),
    [
        (at(6, 10, 9), True),
        (at(6, 10, 8, 59), False),
        (at(6, 10, 20, 40), True),
        (at(6, 10, 20, 41), False),
        (at(6, 10, 20, 40).replace(second=1), False),
        (at(6, 13, 10), False),
        (at(6, 19, 10), False),
        (at(10, 10, 10), False),
        (date(2026, 6, 10), True),
        (date(2026, 6, 13), False),
    ],
)
def test_appointment_lies_in_the_hours(on, fits):
    care = service("applied > booked > done", hours=WORKDAYS)
    assert reasons(care, "booked", {"on": on}) == ([] if fits else ["out-of-hours"])


def test_appointment_out_of_hours_is_told_with_the_hours():
    verdict = record(case(service("applied > booked > done", hours=WORKDAYS)), "booked", {"on": at(6, 13)}, WHEN)
    assert verdict.refusals == (Refusal("out-of-hours", ("H",), {"opens": "09:00", "closes": "21:00"}),)


def test_hours_may_bind_another_fact_and_any_day_until_midnight():
    hours = t.Hours(fact="called", opens="12:00", slot_minutes=60, reason="too-late")
    care = service("applied > called, booked > done", hours=hours, tells=())
    state = case(care)
    assert said_no(state, "called", at(6, 13, 23), {"on": at(6, 13, 23)}) == []
    assert said_no(state, "called", at(6, 13, 23, 30), {"on": at(6, 13, 23, 1)}) == ["too-late"]
    assert said_no(state, "called", at(6, 13, 23), {"on": at(6, 13, 11, 59)}) == ["too-late"]
    assert said_no(state, "booked", at(6, 2), {"on": at(6, 13, 3)}) == []


# ---------------------------------------------------------------- papers

SLIP = t.PaperRule(kinds=("admission-slip", "invoice"), issuers=("某医院", "别的医院"), within="30 days", clause=("P",))


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        ({"kinds": ("invoice",)}, True),
        ({"kinds": ("invoice",), "issuer": "某医院"}, True),
        ({"kinds": ("invoice",), "issuer": "诊所"}, False),
        ({"kinds": ("imaging",), "issuer": "诊所"}, True),
        ({"kinds": ("imaging", "admission-slip"), "issuer": "诊所"}, False),
        ({"kinds": ("invoice",), "issued_on": date(2026, 5, 2)}, True),
        ({"kinds": ("invoice",), "issued_on": date(2026, 5, 1)}, False),
        ({"kinds": ("invoice",), "issued_on": at(5, 2, 23)}, True),
        ({"kinds": ("invoice",), "issued_on": at(5, 1, 23)}, False),
        ({"kinds": ("invoice",), "issuer": "诊所", "issued_on": date(2026, 6, 1)}, False),
    ],
)
def test_paper_comes_from_its_issuer_and_is_not_too_old(data, fits):
    assert reasons(service(paper_rules=(SLIP,)), "documents-added", data) == ([] if fits else ["paper-not-accepted"])


def test_paper_that_is_not_accepted_is_told_with_what_would_be():
    verdict = record(
        case(service(paper_rules=(SLIP,))), "documents-added", {"kinds": ("invoice",), "issuer": "x"}, WHEN
    )
    about = {"issuers": ("某医院", "别的医院"), "within": "30 days"}
    assert verdict.refusals == (Refusal("paper-not-accepted", ("P",), about),)


@pytest.mark.parametrize(
    ("within", "earliest"), [("6 months", date(2025, 12, 1)), ("1 working day", date(2026, 5, 29))]
)
def test_paper_may_be_as_old_as_months_or_working_days_say(within, earliest):
    care = service(paper_rules=(t.PaperRule(kinds=("invoice",), within=within, reason="too-old"),))
    early = earliest.replace(day=earliest.day - 1) if earliest.day > 1 else date(2025, 11, 30)
    assert reasons(care, "documents-added", {"kinds": ("invoice",), "issued_on": earliest}) == []
    assert reasons(care, "documents-added", {"kinds": ("invoice",), "issued_on": early}) == ["too-old"]


def test_paper_must_say_its_issuer_and_day_where_they_are_required():
    rule = t.PaperRule(kinds=("invoice",), issuers=("某医院",), within="30 days", required=True, clause=("P",))
    state = case(service(paper_rules=(rule,)))
    verdict = record(state, "documents-added", {"kinds": ("invoice",)}, WHEN)
    assert verdict.refusals == (Refusal("missing-data", ("P",), {"keys": ("issuer", "issued_on")}),)
    assert said_no(state, "documents-added", WHEN, {"kinds": ("imaging",)}) == []
    whole = {"kinds": ("invoice",), "issuer": "某医院", "issued_on": date(2026, 5, 20)}
    assert said_no(state, "documents-added", WHEN, whole) == []


def test_paper_that_must_only_be_young_need_not_name_its_issuer():
    rule = t.PaperRule(kinds=("invoice",), within="30 days", required=True)
    verdict = record(case(service(paper_rules=(rule,))), "documents-added", {"kinds": ("invoice",)}, WHEN)
    assert verdict.refusals[0].about == {"keys": ("issued_on",)}


def test_rules_of_papers_bind_materials_too():
    care = service("applied > materials-received > done", paper_rules=(SLIP,))
    assert reasons(care, "materials-received", {"kinds": ("invoice",), "issuer": "x"}) == ["paper-not-accepted"]


# ---------------------------------------------------------------- limits


def limited(flow="applied > escorted > done", **terms):
    return service(flow, limits=(t.Limit(**{"fact": "escorted", "key": "hours", "clause": ("L",), **terms}),))


@pytest.mark.parametrize(
    ("hours", "fits"), [(4, True), (Decimal("4.0"), True), (Decimal("4.5"), False), (0, False), (1, True)]
)
def test_measure_is_inside_both_ends(hours, fits):
    care = limited(at_most=Decimal(4), at_least=Decimal(1))
    assert reasons(care, "escorted", {"hours": hours}) == ([] if fits else ["over-the-limit"])


@pytest.mark.parametrize(("reason", "fits"), [("long queue", True), ("", False), (None, False)])
def test_limit_gives_way_to_a_reason_where_it_may(reason, fits):
    care = limited(at_most=Decimal(4), unless="reason")
    assert reasons(care, "escorted", {"hours": 9, "reason": reason}) == ([] if fits else ["over-the-limit"])


@pytest.mark.parametrize(
    ("terms", "hard"), [({}, False), ({"per": "case"}, True), ({"unless": "reason", "per": "case"}, False)]
)
def test_limit_is_told_with_what_it_measures_and_whether_there_is_no_way_around(terms, hard):
    refusal = record(case(limited(at_most=Decimal(4), **terms)), "escorted", {"hours": 9}, WHEN).refusals[0]
    about = {"key": "hours", "at_most": Decimal(4), "at_least": None, "hard": hard}
    assert refusal == Refusal("over-the-limit", ("L",), about)


def test_limit_of_a_list_counts_its_different_entries():
    care = service(
        "applied > consultation-held > done",
        limits=(t.Limit(fact="consultation-held", key="specialists", at_least=Decimal(3), reason="too-few"),),
    )
    assert reasons(care, "consultation-held", {"specialists": ("甲", "乙", "乙")}) == ["too-few"]
    assert reasons(care, "consultation-held", {"specialists": ["甲", "乙", "丙"]}) == []


def test_limit_of_a_text_measures_nothing():
    care = service("applied > done", limits=(t.Limit(fact="done", key="note", at_least=Decimal(1)),))
    assert reasons(care, "done", {"note": "many"}) == ["over-the-limit"]


def test_limit_of_a_case_adds_up_and_of_a_day_only_that_day():
    for per, fits in (("case", [True, True, False]), ("day", [True, True, True]), ("fact", [True, True, True])):
        state = case(limited(at_most=Decimal(5), per=per), ("escorted", at(6, 2), {"hours": 2}))
        state = after(state, ("escorted", at(6, 3), {"hours": 3}))
        found = [said_no(state, "escorted", at(6, 3, 12), {"hours": hours, "on": at(6, 2, 15)}) for hours in (0, 0, 1)]
        assert [not one for one in found] == fits, per


def test_limit_of_a_day_adds_up_what_became_true_on_it():
    state = case(limited(at_most=Decimal(5), per="day"), ("escorted", at(6, 2), {"hours": 4}))
    assert said_no(state, "escorted", at(6, 3), {"hours": 2, "on": date(2026, 6, 2)}) == ["over-the-limit"]
    assert said_no(state, "escorted", at(6, 3), {"hours": 2}) == []


def test_limit_of_a_case_forgets_what_was_voided():
    state = case(limited(at_most=Decimal(5), per="case"), ("escorted", at(6, 2), {"hours": 5}))
    state = after(state, ("voided", at(6, 3), {"fact": "escorted", "reason": "r"}))
    assert said_no(state, "escorted", at(6, 4), {"hours": 5}) == []


@pytest.mark.parametrize(("hours", "expected"), [(1, []), (2, ["over-the-limit"])])
def test_limit_of_a_period_adds_up_other_cases_and_this_one(hours, expected):
    state = case(limited(at_most=Decimal(10), per="policy-period"), ("escorted", at(6, 2), {"hours": 4}))
    elsewhere = Elsewhere(
        measured={("policy-period", "escorted.hours"): Decimal(5), ("policy-year", "escorted.hours"): Decimal(99)}
    )
    assert said_no(state, "escorted", at(6, 3), {"hours": hours}, elsewhere=elsewhere) == expected


def test_limit_of_a_period_binds_corrections_too():
    state = case(limited(at_most=Decimal(10), per="policy-period"), ("escorted", at(6, 2), {"hours": 4}))
    elsewhere = Elsewhere(measured={("policy-period", "escorted.hours"): Decimal(5)})
    mending = {"fact": "escorted", "reason": "typo"}
    assert said_no(state, "corrected", at(6, 3), {**mending, "hours": 5}, elsewhere=elsewhere) == []
    assert said_no(state, "corrected", at(6, 3), {**mending, "hours": 6}, elsewhere=elsewhere) == ["over-the-limit"]


AUTHORIZED = service(
    "applied > authorized > bill-recorded > done",
    limits=(t.Limit(fact="bill-recorded", key="amount", at_most="authorized.amount", per="case"),),
)


@pytest.mark.parametrize(
    ("authorized", "expected"),
    [({"amount": Decimal(900)}, []), ({"amount": 899}, ["over-the-limit"]), ({}, ["over-the-limit"])],
)
def test_limit_may_be_what_an_earlier_fact_authorized(authorized, expected):
    bills = [("bill-recorded", at(6, 3), {"amount": 400})] if authorized else []
    state = case(AUTHORIZED, ("authorized", at(6, 2), authorized), *bills)
    assert said_no(state, "bill-recorded", at(6, 4), {"amount": 500}) == expected


def test_limit_that_was_corrected_counts_as_it_is_now():
    state = case(AUTHORIZED, ("authorized", at(6, 2), {"amount": 100}))
    state = after(state, ("corrected", at(6, 3), {"fact": "authorized", "reason": "typo", "amount": 1000}))
    assert said_no(state, "bill-recorded", at(6, 4), {"amount": 1000}) == []


# ---------------------------------------------------------------- values, dates, what was named before


@pytest.mark.parametrize(
    ("modality", "expected"),
    [("CT", []), ("MR", ["wrong-examination"]), ("none", ["not-dicom"])],
)
def test_value_is_one_of_those_allowed(modality, expected):
    among = t.Among(fact="done", key="modality", values=("CT",), reason="wrong-examination", if_none="not-dicom")
    assert reasons(service(among=(among,)), "done", {"modality": modality}) == expected


def test_value_none_without_a_reason_of_its_own_is_another_value():
    among = t.Among(fact="done", key="modality", values=("CT",), reason="wrong-examination", clause=("A",))
    verdict = record(case(service(among=(among,))), "done", {"modality": "none"}, WHEN)
    about = {"allowed": ("CT",), "value": "none"}
    assert verdict.refusals == (Refusal("wrong-examination", ("A",), about),)


@pytest.mark.parametrize(
    ("nodule", "modality", "expected"),
    [
        ("lung-nodule", "CT", []),
        ("lung", "CT", []),
        ("lung-nodule", "US", ["wrong-examination"]),
        ("breast-nodule", "US", []),
        ("breast-nodule", "CT", ["wrong-examination"]),
        ("thyroid-nodule", "CT", []),
        (None, "CT", []),
    ],
)
def test_value_is_one_of_the_row_that_the_application_picks(nodule, modality, expected):
    table = {"lung-nodule": ("CT",), "breast-nodule": ("US", "MR")}
    among = t.Among(fact="done", key="modality", by="nodule", table=table, reason="wrong-examination")
    assert reasons(service(among=(among,)), "done", {"modality": modality}, data={"nodule": nodule}) == expected


@pytest.mark.parametrize(
    ("study_date", "expected"),
    [(date(2025, 12, 1), []), (date(2025, 11, 30), ["too-old"]), (at(12, 1, year=2025), []), ("in May", ["too-old"])],
)
def test_date_lies_not_too_far_back_from_the_day_of_application(study_date, expected):
    recent = t.Recent(fact="done", key="study_date", within="6 months", reason="too-old")
    found = reasons(service(recent=(recent,)), "done", {"study_date": study_date})
    assert found == (expected if study_date != "in May" else ["missing-data"])


def test_rule_on_a_date_is_silent_where_something_else_is_told():
    recent = t.Recent(fact="done", key="seen", within="6 months", reason="too-old")
    assert reasons(service(recent=(recent,)), "done", {"seen": "in May"}) == []
    assert reasons(service(recent=(recent,)), "done", {"seen": date(2025, 5, 1)}) == ["too-old"]


def test_date_that_is_too_old_is_told_with_the_earliest():
    recent = t.Recent(fact="done", key="study_date", within="10 days", reason="too-old", clause=("R",))
    verdict = record(case(service(recent=(recent,))), "done", {"study_date": date(2026, 5, 1)}, WHEN)
    about = {"earliest": date(2026, 5, 22), "on": date(2026, 5, 1), "within": "10 days"}
    assert verdict.refusals == (Refusal("too-old", ("R",), about),)


@pytest.mark.parametrize(
    ("slip", "hospital", "expected"),
    [
        (None, "某医院", []),
        ({}, "某医院", []),
        ({"hospital": "某医院"}, "某医院", []),
        ({"hospital": "某医院"}, "别的医院", ["hospital-not-eligible"]),
    ],
)
def test_value_is_the_one_that_an_earlier_fact_named(slip, hospital, expected):
    same = t.SameAs(fact="booked", key="hospital", earlier="admission-slip-issued", reason="hospital-not-eligible")
    acts = [("admission-slip-issued", at(6, 2), slip)] if slip is not None else []
    care = service("applied > booked > done", same_as=(same,))
    assert reasons(care, "booked", {"on": date(2026, 7, 1), "hospital": hospital}, *acts) == expected


@pytest.mark.parametrize(
    ("kinds", "missing"),
    [(("invoice", "imaging", "id-card"), ()), (("imaging",), ("invoice",)), (("id-card",), ("invoice", "imaging"))],
)
def test_papers_that_are_handed_over_are_at_least_these(kinds, missing):
    term = t.HandedOver(fact="handed-over", kinds=("invoice", "imaging"), clause=("O",))
    care = service("applied > handed-over", handed_over=(term,))
    refusals = record(case(care), "handed-over", {"kinds": kinds}, WHEN).refusals
    assert list(refusals) == ([Refusal("documents-missing", ("O",), {"kinds": missing})] if missing else [])


def test_fact_without_rules_takes_any_data():
    assert reasons(service(), "done", {"note": "好", "amount": 3}) == []
