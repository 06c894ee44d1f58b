"""Until when things are kept: never shorter than the law says, whatever the contracts; over only when it is over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanhu.apps.rights.retention import BUILT_IN, RetentionError, Rule, Term, kept_until, read_rules
from xuanhu.core.reckoning import add_years

RULES = read_rules(BUILT_IN.read_bytes(), "retention.yaml")
INSURANCE, CHAT, CONSULTATION = RULES["cases"], RULES["messages"], RULES["advice"]
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
terms = st.builds(lambda first, length: Term(first, first + timedelta(days=length)), days, st.integers(0, 8000))
lists = st.lists(terms, min_size=1, max_size=4)


@given(lists, days)
def test_insurance_is_kept_five_or_ten_years_after_the_last_contract(contracts: list[Term], on: date):
    until = kept_until(INSURANCE, terms=contracts, last_on=on)
    assert until.day == max(add_years(one.ends_on, 10 if one.is_long else 5) for one in contracts)


@given(lists, terms)
def test_another_contract_never_shortens_it(contracts: list[Term], more: Term):
    before = kept_until(INSURANCE, terms=contracts, last_on=None)
    assert kept_until(INSURANCE, terms=[*contracts, more], last_on=None).day >= before.day


@given(lists, days)
def test_where_one_contract_goes_on_no_day_is_named_and_nothing_is_over(contracts: list[Term], on: date):
    until = kept_until(INSURANCE, terms=[*contracts, Term(on, None)], last_on=on)
    assert until.is_open
    assert until.day is None
    assert not until.is_over(date.max)


@given(days)
def test_it_is_kept_through_its_last_day_and_over_on_the_next(last: date):
    for rule, years in ((CHAT, 3), (CONSULTATION, 15)):
        until = kept_until(rule, terms=[Term(last, None)], last_on=last)
        assert until.day == add_years(last, years)
        assert not until.is_over(until.day)
        assert until.is_over(until.day + timedelta(days=1))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "kept"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2031, 12, 31)),  # a year to the day
        (date(2026, 1, 1), date(2027, 1, 1), date(2037, 1, 1)),  # a day more
        (date(2024, 2, 29), date(2025, 2, 27), date(2030, 2, 27)),
        (date(2023, 3, 1), date(2024, 2, 29), date(2029, 2, 28)),  # no such day: the last of the month
        (date(2026, 1, 1), date(2045, 12, 31), date(2055, 12, 31)),
    ],
)
def test_a_contract_of_up_to_a_year_is_kept_five_years_and_a_longer_one_ten(starts_on: date, ends_on: date, kept: date):
    assert kept_until(INSURANCE, terms=[Term(starts_on, ends_on)], last_on=None).day == kept


def test_somebody_without_a_contract_is_kept_five_years_from_the_last_act():
    assert kept_until(INSURANCE, terms=[], last_on=date(2026, 10, 13)).day == date(2031, 10, 13)


def test_a_policy_for_life_names_no_day():
    assert kept_until(INSURANCE, terms=[Term(date(2020, 1, 1), date.max)], last_on=None).is_open


def test_an_account_is_kept_by_nothing():
    assert kept_until(RULES["account"], terms=[], last_on=date(2026, 10, 13)).is_over(date(2026, 10, 13))


@pytest.mark.parametrize("content", ["", "rules: {}", "rules: {a: {from: never}}\ngroups: {person: a}", "groups: 3"])
def test_a_file_of_rules_that_says_less_than_it_must_is_refused(content: str):
    with pytest.raises(RetentionError):
        read_rules(content.encode(), "own.yaml")


def test_a_rule_that_names_no_longer_period_has_one():
    own = "rules: {a: {from: contract-end, months: 72, source: 内规, why: 从严}}\ngroups: {person: a}"
    assert read_rules(own.encode(), "own.yaml")["person"] == Rule("contract-end", 72, 72, "内规", "从严")
