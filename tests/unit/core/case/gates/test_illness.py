"""The waiting period, and the illness: covered, confirmed, first, and found late enough."""

from datetime import date

import pytest

from tests.handbooks import ALONE, applied, around, codes, policy, service
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Diagnosis


def refused(care, data=None, among=ALONE):
    return codes(applied(care, data, among=among).refusals)


# ---------------------------------------------------------------- waiting

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
        (Diagnosis(date(2026, 3, 31), icd10="C34.1", first=False), ["not-first-diagnosis", "waiting-period"]),
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


@pytest.mark.parametrize(
    ("found_on", "reasons"), [(date(2026, 1, 30), ["waiting-period"]), (date(2026, 1, 31), []), (date(2025, 1, 1), [])]
)
def test_illness_is_measured_by_the_waiting_period_of_the_handbook(found_on, reasons):
    condition = t.Condition(kinds=("malignant-tumour",))
    care = service(condition=condition, waiting_period=t.WaitingPeriod(days=30))
    among = around(policy=policy(waiting_days=90), diagnosis=Diagnosis(found_on, kind="malignant-tumour"))
    assert refused(care, among=among) == reasons
