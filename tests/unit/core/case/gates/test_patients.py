"""Who the patient is: the insured, somebody of the family, or somebody else."""

from datetime import date

import pytest

from tests.handbooks import ALONE, WANG, applied, around, at, case, codes, policy, said_no, service
from xuanhu.core.case.gates.patients import Patient, of_insured, patient_of
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Insured

HIS_NUMBER = "420106196107050139"
FAMILY = [
    {"name": "李雷", "relation": "spouse", "id_number": HIS_NUMBER},
    {"name": "李小雷", "relation": "child", "birth_on": "2020-06-02"},
    {"name": "李小梅", "relation": "child", "birth_on": date(2024, 1, 1)},
    {"relation": "parent", "birth_on": "soon"},
    "somebody",
]
WITH_FAMILY = Insured("王芳", WANG.id_number, details={"family": FAMILY})
HIM = Patient("spouse", "李雷", HIS_NUMBER, date(1961, 7, 5))
BOY = Patient("child", "李小雷", None, date(2020, 6, 2))


@pytest.mark.parametrize(
    ("named", "patient"),
    [
        ("李雷", HIM),
        ("配偶", HIM),
        ("spouse", HIM),
        ({"name": "李雷"}, HIM),
        ({"name": "李 雷", "id_number": HIS_NUMBER}, HIM),
        ("李小雷", BOY),
        ("child", BOY),
        ({"name": "李小雷", "id_number": HIS_NUMBER}, HIM),
        ("李小梅", Patient("child", "李小梅", None, date(2024, 1, 1))),
        ("母亲", Patient("parent", None, None, None)),
        ("邻居", Patient("邻居", "邻居", None, None)),
        (
            {"name": "韩梅梅", "id_number": "11010519491231002X"[:-1] + "1"},
            Patient("韩梅梅", "韩梅梅", "110105194912310021", None),
        ),
    ],
)
def test_patient_is_found_among_the_family_on_file(named, patient):
    assert patient_of({"patient": named}, WITH_FAMILY) == patient


@pytest.mark.parametrize("named", [None, "王芳", "本人", "self", "insured", {"name": "王芳"}, "11010519491231002x"])
def test_patient_is_the_insured_by_name_by_number_or_by_default(named):
    assert patient_of({"patient": named}, WITH_FAMILY) == of_insured(WITH_FAMILY)
    assert of_insured(WITH_FAMILY) == Patient("insured", "王芳", WANG.id_number, date(1949, 12, 31))


@pytest.mark.parametrize(
    ("named", "patient"),
    [
        ("child", Patient("child", "child")),
        ("儿子", Patient("child", None)),
        ({"name": "李雷", "id_number": HIS_NUMBER}, Patient("李雷", "李雷", HIS_NUMBER, date(1961, 7, 5))),
    ],
)
def test_patient_of_an_insured_without_a_family_on_file_is_who_they_say(named, patient):
    assert patient_of({"patient": named}, WANG) == patient


# ---------------------------------------------------------------- the patient's age and identity


@pytest.mark.parametrize(
    ("patient", "reasons"),
    [
        ("李小梅", ["age-not-covered"]),
        ("李小雷", []),
        ("李雷", ["age-not-covered"]),
        (None, ["age-not-covered"]),
        ("母亲", ["missing-data"]),
    ],
)
def test_age_of_the_patient_counts_where_the_handbook_says_so(patient, reasons):
    care = service(age=t.Age(of="patient", at_least=5, at_most=18))
    among = around(insured=WITH_FAMILY)
    assert codes(applied(care, {"patient": patient}, among=among).refusals) == reasons


def test_birthday_is_the_first_day_of_a_new_age():
    care = service(age=t.Age(of="patient", at_least=6))
    among = around(insured=WITH_FAMILY, policy=policy())
    assert codes(applied(care, {"patient": "李小雷"}, among=among, when=at(6, 1)).refusals) == ["age-not-covered"]
    assert codes(applied(care, {"patient": "李小雷"}, among=among, when=at(6, 2)).refusals) == []


FLOW = "applied > identity-verified > done"


@pytest.mark.parametrize(
    ("of", "given", "reasons"),
    [
        ("insured", ("王芳", WANG.id_number), []),
        ("insured", ("李雷", HIS_NUMBER), ["identity-mismatch"]),
        ("patient", ("李雷", HIS_NUMBER), []),
        ("patient", ("李雷", WANG.id_number), ["identity-mismatch"]),
        ("patient", ("王芳", WANG.id_number), ["identity-mismatch"]),
    ],
)
def test_identity_is_that_of_the_insured_or_of_the_patient(of, given, reasons):
    care = service(FLOW, identity=t.Identity(of=of))
    state = case(care, among=ALONE._replace(insured=WITH_FAMILY), data={"patient": "配偶"})
    data = dict(zip(("name", "id_number"), given, strict=True))
    assert said_no(state, "identity-verified", at(6, 2), data) == reasons


def test_identity_of_a_patient_of_whom_nothing_is_on_file_cannot_differ():
    care = service(FLOW, identity=t.Identity(of="patient"))
    state = case(care, among=ALONE._replace(insured=WITH_FAMILY), data={"patient": "母亲"})
    assert said_no(state, "identity-verified", at(6, 2), {"name": "赵奶奶", "id_number": HIS_NUMBER}) == []


def test_service_for_somebody_else_refuses_the_insured():
    care = service(for_whom=t.ForWhom(who=("child", "parent"), clause=("W",)))
    verdict = applied(care, {"patient": "本人"}, among=around(insured=WITH_FAMILY))
    assert verdict.refusals == (Refusal("not-the-insured", ("W",), {"who": ("child", "parent")}),)
