"""When a fact became true, and what corrections make of the facts before them."""

from datetime import date

import pytest

from tests.handbooks import at
from xuanhu.core.case.facts import Fact, effective, latest_named, mended, moment_of

NOON = at(6, 10, 12)


def fact(name, *, at_=NOON, recorded=NOON, **data):
    return Fact(name, at_, recorded, "agent", data)


# ---------------------------------------------------------------- moments


@pytest.mark.parametrize(
    ("name", "data", "moment"),
    [
        ("signed", {}, NOON),
        ("signed", {"happened_at": at(6, 8, 9)}, at(6, 8, 9)),
        ("signed", {"happened_at": at(6, 8, 9), "on": date(2026, 6, 1)}, at(6, 8, 9)),
        ("signed", {"happened_at": "yesterday"}, NOON),
        ("signed", {"on": date(2026, 6, 8)}, at(6, 8, 0)),
        ("signed", {"on": date(2026, 6, 10)}, NOON),
        ("signed", {"on": at(6, 10, 8)}, at(6, 10, 8)),
        ("signed", {"on": "2026-06-08"}, NOON),
        ("booked", {"on": date(2026, 7, 1)}, NOON),
        ("checkup-booked", {"on": at(7, 1)}, NOON),
        ("checkup-requested", {"on": date(2026, 7, 1)}, NOON),
        ("booked", {"on": date(2026, 7, 1), "happened_at": at(6, 9)}, at(6, 9)),
    ],
)
def test_moment_is_the_one_that_the_data_tells_or_that_of_recording(name, data, moment):
    assert moment_of(name, data, NOON) == moment


# ---------------------------------------------------------------- corrections


def test_corrected_fact_is_mended_where_it_stands_and_the_correction_stays():
    wrong, later = fact("paid", amount=5), fact("admitted")
    correction = fact("corrected", fact="paid", reason="typo", amount=7)
    assert effective([wrong, later, correction]) == [wrong._replace(data={"amount": 7}), later, correction]


def test_voided_fact_goes_and_the_voiding_stays():
    wrong, later = fact("paid", amount=5), fact("admitted")
    voiding = fact("voided", fact="paid", reason="typo")
    assert effective([wrong, later, voiding]) == [later, voiding]


def test_correction_means_the_latest_fact_of_the_name_that_is_left():
    facts = [fact("paid", amount=1), fact("paid", amount=2), fact("voided", fact="paid", reason="twice")]
    facts.append(fact("corrected", fact="paid", reason="typo", amount=3))
    assert [one.data["amount"] for one in effective(facts) if one.name == "paid"] == [3]


def test_mended_fact_keeps_what_the_correction_does_not_give():
    wrong = fact("reviewed", result="rejected", reason="no papers", note="call")
    right = mended(wrong, fact("corrected", fact="reviewed", reason="wrong click", note="sorry", result="passed"))
    assert right.data == {"result": "passed", "reason": "no papers", "note": "call"}
    assert (right.at, right.recorded_at, right.by) == (NOON, NOON, "agent")


def test_mended_day_counts_before_the_moment_that_it_was_recorded_with():
    wrong = fact("signed", at_=at(6, 9), happened_at=at(6, 9))
    right = mended(wrong, fact("corrected", fact="signed", reason="typo", on=date(2026, 6, 7)))
    assert right == wrong._replace(at=at(6, 7, 0), data={"on": date(2026, 6, 7)})


def test_mended_moment_counts_before_the_day():
    wrong = fact("signed", at_=at(6, 9, 0), on=date(2026, 6, 9))
    assert mended(wrong, fact("corrected", fact="signed", reason="r", happened_at=at(6, 8))).at == at(6, 8)


def test_mended_appointment_keeps_the_moment_when_it_was_made():
    wrong = fact("booked", at_=at(6, 9), on=date(2026, 7, 1))
    right = mended(wrong, fact("corrected", fact="booked", reason="typo", on=date(2026, 7, 2)))
    assert right == wrong._replace(data={"on": date(2026, 7, 2)})


def test_latest_named_is_the_last_that_stands():
    facts = [fact("paid", amount=1), fact("paid", amount=2)]
    assert latest_named(facts, "paid") == facts[1]
    voiding = fact("voided", fact="paid", reason="r")
    assert latest_named([*facts, voiding], "paid") == facts[0]
    assert latest_named([*facts, voiding, voiding], "paid") is None
