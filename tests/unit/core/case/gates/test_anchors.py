"""The dates that a window may be counted from."""

from datetime import date

import pytest

from tests.handbooks import CALENDAR, JUNE_1, WANG, around, at, policy
from xuanhu.core.case.gates.anchors import anchored, counted_back, counted_from
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
    assert anchored(name, AROUND, JUNE_1.date()) == day


@pytest.mark.parametrize("name", ["policy.from", "policy.details.registered", "insured.birth", "diagnosis.on"])
def test_anchor_of_what_is_not_there_is_none(name):
    assert anchored(name, around(policy=None, insured=Insured("王芳")), JUNE_1.date()) is None


@pytest.mark.parametrize("ends_on", [None, date.max])
def test_end_of_a_policy_for_life_is_no_day_to_count_from(ends_on):
    assert anchored("policy.to", around(policy=policy(ends_on=ends_on)), JUNE_1.date()) is None


LONG = around(policy=policy(starts_on=date(2025, 3, 15), ends_on=date(2027, 3, 14)))


@pytest.mark.parametrize(
    ("name", "day", "anchor"),
    [
        ("policy-year.from", date(2026, 3, 14), date(2025, 3, 15)),
        ("policy-year.from", date(2026, 3, 15), date(2026, 3, 15)),
        ("policy-year.to", date(2026, 3, 14), date(2026, 3, 14)),
        ("calendar-year.from", date(2026, 6, 1), date(2026, 1, 1)),
        ("calendar-year.from", date(2025, 6, 1), date(2025, 3, 15)),
        ("calendar-year.to", date(2025, 6, 1), date(2025, 12, 31)),
        ("calendar-year.to", date(2027, 1, 1), date(2027, 3, 14)),
        ("policy-year.from", date(2027, 3, 15), None),
    ],
)
def test_anchor_may_be_the_year_in_which_the_application_lies(name, day, anchor):
    assert anchored(name, LONG, day) == anchor


@pytest.mark.parametrize(
    ("day", "span", "counted"),
    [
        (date(2026, 6, 18), "1 working day", date(2026, 6, 22)),
        (date(2026, 6, 18), "1 day", date(2026, 6, 19)),
        (date(2026, 8, 31), "6 months", date(2027, 2, 28)),
        (date(2026, 8, 31), "1 month", date(2026, 9, 30)),
        (date(1949, 12, 31), "780 months", date(2014, 12, 31)),
        (date(1949, 12, 31), "10 days", date(1950, 1, 10)),
        (date(1949, 12, 31), "10 working days", date(1950, 1, 10)),
    ],
)
def test_span_is_counted_from_a_day(day, span, counted):
    assert counted_from(CALENDAR, day, span) == counted


@pytest.mark.parametrize(
    ("day", "span", "counted"),
    [
        (date(2026, 6, 22), "1 working day", date(2026, 6, 18)),
        (date(2026, 6, 22), "1 day", date(2026, 6, 21)),
        (date(2026, 8, 31), "6 months", date(2026, 2, 28)),
    ],
)
def test_span_is_counted_back_from_a_day(day, span, counted):
    assert counted_back(CALENDAR, day, span) == counted
