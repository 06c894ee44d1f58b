"""The insured, the illness and the policy as the rules see them."""

from datetime import date

import pytest

from xuanhu.core.parties import Diagnosis, Insured, Policy, in_situ, is_malignant, same_id_number, same_name

# ---------------------------------------------------------------- the insured


def test_insured_with_a_number_has_a_birthday_and_a_sex():
    insured = Insured("王芳", "11010519491231002X")
    assert (insured.birth_on, insured.sex) == (date(1949, 12, 31), "female")


def test_insured_without_a_number_has_neither():
    insured = Insured("王芳")
    assert (insured.birth_on, insured.sex) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王芳", "王芳", True),
        ("王芳", " 王 芳 ", True),
        ("阿依古丽·买买提", "阿依古丽•买买提", True),
        ("阿依古丽・买买提", "阿依古丽.买买提", True),
        ("Ann Lee", "ＡＮＮ　ＬＥＥ", True),
        ("王芳", "王方", False),
        ("王芳", "", False),
    ],
)
def test_names_are_the_same_but_for_width_blanks_and_dots(one, other, same):
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("1101 0519 4912 3100 2X", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105194912310021", False),
    ],
)
def test_numbers_are_the_same_but_for_width_blanks_and_a_small_x(other, same):
    assert same_id_number("11010519491231002X", other) is same


# ---------------------------------------------------------------- the illness


@pytest.mark.parametrize(
    ("diagnosis", "conditions"),
    [
        ({"kind": "malignant-tumour"}, {"malignant-tumour", "critical-illness"}),
        ({"kind": "critical-illness"}, {"critical-illness"}),
        ({"kind": "lung-nodule"}, {"lung-nodule"}),
        ({"icd10": "C34.1"}, {"malignant-tumour", "critical-illness"}),
        ({"icd10": "D05.1"}, set()),
        ({"icd10": "J18.9"}, set()),
        ({}, set()),
    ],
)
def test_illness_is_of_the_conditions_that_hold_it(diagnosis, conditions):
    found = Diagnosis(date(2026, 5, 1), **diagnosis)
    known = {"malignant-tumour", "critical-illness", "lung-nodule", "breast-nodule", "thyroid-nodule"}
    assert {one for one in known if found.is_a(one)} == conditions


@pytest.mark.parametrize(
    ("icd10", "malignant"),
    [
        ("C00", True),
        ("c00.9", True),
        ("C97", True),
        ("C98", False),
        ("D00", False),
        ("C", False),
        ("", False),
        ("Cxx", False),
        ("C²³", False),
        (None, False),
    ],
)
def test_malignant_are_c00_to_c97(icd10, malignant):
    assert is_malignant(icd10) is malignant


@pytest.mark.parametrize(
    ("icd10", "expected"),
    [("D00", True), ("d09.3", True), ("D10", False), ("D0", False), ("C00", False), (None, False)],
)
def test_in_situ_are_d00_to_d09(icd10, expected):
    assert in_situ(icd10) is expected


# ---------------------------------------------------------------- the policy


def test_policy_is_in_force_on_both_end_days_and_not_beside_them():
    policy = Policy(date(2026, 1, 1), date(2026, 12, 31))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [policy.is_in_force(day) for day in days] == [False, True, True, False]


def test_policy_without_an_end_stays_in_force():
    assert Policy(date(2026, 1, 1)).is_in_force(date(2099, 1, 1))


def test_policy_lists_every_service_or_those_of_its_schedule():
    assert Policy(date(2026, 1, 1)).lists("escort")
    listed = Policy(date(2026, 1, 1), services=frozenset({"escort"}))
    assert [listed.lists(name) for name in ("escort", "genetic-test")] == [True, False]


@pytest.mark.parametrize(("days", "renewal"), [(0, True), (90, False)])
def test_policy_without_waiting_days_is_a_renewal(days, renewal):
    assert Policy(date(2026, 1, 1), waiting_days=days).is_renewal is renewal
