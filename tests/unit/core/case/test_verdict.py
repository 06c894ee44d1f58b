"""Refusals put together."""

from tests.handbooks import codes
from xuanhu.core.case.verdict import Refusal, all_reasons, refuse
from xuanhu.core.handbook.terms import Age


def test_refusal_carries_the_clauses_of_the_term_that_refused():
    assert refuse("age-not-covered", Age(clause=("A-1", "A-2")), age=7) == Refusal(
        "age-not-covered", ("A-1", "A-2"), {"age": 7}
    )
    assert refuse("closed") == Refusal("closed", (), {})


def test_each_reason_is_given_once_with_all_its_clauses_and_what_was_first_known():
    one = Refusal("over-the-limit", ("A",), {"at_most": 1})
    two = Refusal("over-the-limit", ("A", "B"), {"at_most": 2, "hard": True})
    assert all_reasons([one, two]) == (Refusal("over-the-limit", ("A", "B"), {"at_most": 1, "hard": True}),)


def test_keys_that_are_missing_are_asked_for_once_together():
    one, two = refuse("missing-data", keys=("city", "on")), refuse("missing-data", keys=("on", "amount"))
    assert all_reasons([one, two]) == (Refusal("missing-data", (), {"keys": ("city", "on", "amount")}),)


def test_not_yet_falls_away_beside_another_reason_and_stays_alone():
    not_yet, closed = refuse("not-yet", waits_for=("paid",)), refuse("missing-data", keys=("on",))
    assert codes(all_reasons([not_yet, closed])) == ["missing-data"]
    assert all_reasons([not_yet]) == (not_yet,)
    assert all_reasons([]) == ()
