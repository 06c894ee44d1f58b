"""The dates that a window may be counted from."""

from datetime import date

import pytest

from tests.handbooks import WANG, around, at, policy
from xuanhu.core.case.gates.anchors import anchored
from xuanhu.core.parties import Diagnosis, Insured

AROUND = around(
    policy=policy(details={"registered": "2026-02-01", "signed": date(2026, 2, 2), "paid": at(2, 3, 23), "no": "soon"}),
    insured=Insured("王芳", WANG.id_number, details={"married": "2020-05-20", "children": 2}),
    diagnosis=Diagnosis(date(2026, 5, 1), kind="lung-nodule"),
    prior={"escort.escorted": at(4, 1, 23)},
)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("policy.from", date(2026, 1, 1)),
        ("policy.to", date(2026, 12, 31)),
        ("policy.details.registered", date(2026, 2, 1)),
        ("policy.details.signed", date(2026, 2, 2)),
        ("policy.details.paid", date(2026, 2, 3)),
        ("policy.details.no", None),
        ("policy.details.unknown", None),
        ("insured.birth", date(1949, 12, 31)),
        ("insured.details.married", date(2020, 5, 20)),
        ("insured.details.children", None),
        ("diagnosis.on", date(2026, 5, 1)),
        ("escort.escorted", date(2026, 4, 1)),
        ("escort.booked", None),
    ],
)
def test_anchor_is_the_day_of_what_it_names(name, day):
    assert anchored(name, AROUND) == day


@pytest.mark.parametrize("name", ["policy.from", "policy.details.registered", "insured.birth", "diagnosis.on"])
def test_anchor_of_what_is_not_there_is_none(name):
    assert anchored(name, around(policy=None, insured=Insured("王芳"))) is None


@pytest.mark.parametrize("ends_on", [None, date.max])
def test_end_of_a_policy_for_life_is_no_day_to_count_from(ends_on):
    assert anchored("policy.to", around(policy=policy(ends_on=ends_on))) is None
