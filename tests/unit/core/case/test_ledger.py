"""The ledger: what a case holds, in which period, and how much is left."""

from datetime import date
from decimal import Decimal

import pytest

from tests.handbooks import at, case, policy, service
from xuanhu.core.case.ledger import Entry, entry_of, lapse_told_at, measured, period_of, pool_of, standing_of, uses_left
from xuanhu.core.handbook import terms as t
from xuanhu.core.reckoning.periods import Period

ENDINGS = (
    t.Ending(fact="done"),
    t.Ending(fact="missed", outcome="deemed-used"),
    t.Ending(fact="turned-down", outcome="rejected"),
)
CARE = service(
    "applied > told-them > done | missed | turned-down", endings=ENDINGS, uses=t.Uses(times=1, used_from="told-them")
)
FREE = service("applied > done | missed | turned-down", endings=ENDINGS, uses=t.Uses(times=1))


def held(applied_on, standing="reserved", pool="care", service_="care"):
    return Entry("1", service_, pool, applied_on, standing)


# ---------------------------------------------------------------- entries


@pytest.mark.parametrize(
    ("closing", "standing"),
    [
        (None, "reserved"),
        ("done", "used"),
        ("missed", "used"),
        ("turned-down", "released"),
        ("withdrawn", "released"),
        ("ended", "released"),
    ],
)
def test_use_is_reserved_then_used_or_released(closing, standing):
    acts = [(closing, at(6, 2), {"reason": "r"})] if closing else []
    state = case(FREE, *acts)
    assert standing_of(state) == standing
    assert entry_of("7", state) == Entry("7", "care", "care", date(2026, 6, 1), standing)


def test_use_is_used_for_good_from_the_fact_that_the_handbook_names():
    told = case(CARE, ("told-them", at(6, 2)))
    assert standing_of(told) == "used"
    ended = case(CARE, ("told-them", at(6, 2)), ("ended", at(6, 3), {"reason": "r"}))
    assert (ended.outcome, standing_of(ended)) == ("unable", "used")


def test_entry_counts_for_the_day_on_which_the_application_was_made():
    state = case(FREE, data={"happened_at": at(5, 31, 23)})
    assert entry_of("1", state).applied_on == date(2026, 5, 31)


def test_services_may_share_a_pool():
    shared = service(uses=t.Uses(times=2, pool="visits"))
    assert pool_of("care", shared) == "visits"
    assert pool_of("care", FREE) == "care"
    assert entry_of("1", case(shared)).pool == "visits"


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        ("policy-year", date(2027, 3, 15), date(2028, 3, 15)),
        ("calendar-year", date(2027, 1, 1), date(2028, 1, 1)),
        ("policy-period", date(2026, 3, 15), date(2029, 3, 15)),
    ],
)
def test_period_is_the_year_or_the_whole_policy(per, start, end):
    bought = policy(starts_on=date(2026, 3, 15), ends_on=date(2029, 3, 14))
    assert period_of(service(uses=t.Uses(times=1, per=per)), bought, date(2027, 6, 1)) == Period(start, end)


def test_period_outside_the_policy_is_none():
    assert period_of(FREE, policy(), date(2027, 1, 1)) is None


# ---------------------------------------------------------------- what is left


def left(care, entries=(), day=date(2026, 6, 1), **changes):
    return uses_left("care", care, policy(**changes), entries, day)


def test_uses_without_a_policy_or_a_number_are_any_number():
    assert uses_left("care", FREE, None, (), date(2026, 6, 1)) is None
    assert left(service(), [held(date(2026, 5, 1))]) is None


def test_nothing_is_left_outside_the_period_or_off_the_schedule():
    assert left(service(), day=date(2027, 1, 1)) == 0
    assert left(FREE, services=frozenset({"escort"})) == 0


@pytest.mark.parametrize(
    ("entries", "number"),
    [
        ([], 2),
        ([held(date(2026, 5, 1))], 1),
        ([held(date(2026, 5, 1), "used")], 1),
        ([held(date(2026, 5, 1), "released")], 2),
        ([held(date(2026, 5, 1), pool="escort")], 2),
        ([held(date(2026, 12, 31))], 1),
        ([held(date(2025, 12, 31))], 2),
        ([held(date(2026, 5, 1))] * 3, 0),
    ],
)
def test_uses_left_are_those_that_no_case_of_the_period_holds(entries, number):
    assert left(service(uses=t.Uses(times=2)), entries) == number


def test_uses_of_a_policy_year_come_back_on_the_anniversary():
    care, entries = service(uses=t.Uses(times=1, per="policy-year")), [held(date(2026, 6, 1))]
    days = {"starts_on": date(2026, 3, 15), "ends_on": date(2028, 3, 14)}
    assert left(care, entries, date(2027, 3, 14), **days) == 0
    assert left(care, entries, date(2027, 3, 15), **days) == 1


def test_uses_of_a_calendar_year_come_back_on_new_years_day():
    care, entries = service(uses=t.Uses(times=1, per="calendar-year")), [held(date(2026, 6, 1))]
    days = {"starts_on": date(2026, 3, 15), "ends_on": date(2028, 3, 14)}
    assert left(care, entries, date(2026, 12, 31), **days) == 0
    assert left(care, entries, date(2027, 1, 1), **days) == 1


def test_services_of_one_pool_draw_on_one_grant():
    shared = service(uses=t.Uses(times=2, pool="visits"))
    assert left(shared, [held(date(2026, 5, 1), pool="visits"), held(date(2026, 5, 2), pool="care")]) == 1


def test_service_has_no_more_than_its_own_share_of_a_pool():
    visits = service(uses=t.Uses(times=1, pool="visits", pool_times=3))
    others = [held(date(2026, 5, day), pool="visits", service_="escort") for day in (1, 2)]
    own = held(date(2026, 5, 3), pool="visits")
    assert [left(visits, others[:n]) for n in range(3)] == [1, 1, 1]
    assert left(visits, [*others, others[0]]) == 0
    assert left(visits, [own]) == 0


# ---------------------------------------------------------------- what was recorded, added up


PAID = service(
    "applied > paid > done",
    repeated=(t.Repeated(fact="paid"),),
    limits=(
        t.Limit(fact="paid", key="amount", at_most=Decimal(99), per="policy-year"),
        t.Limit(fact="paid", key="amount", at_most=Decimal(99), per="calendar-year"),
        t.Limit(fact="paid", key="amount", at_most=Decimal(99), per="policy-period"),
        t.Limit(fact="paid", key="amount", at_most=Decimal(99), per="case"),
        t.Limit(fact="done", key="minutes", at_most=Decimal(99), per="policy-period"),
    ),
)


def test_what_other_cases_recorded_is_added_up_by_the_period_of_each_limit():
    first = case(PAID, ("paid", at(1, 5), {"amount": 1}), ("paid", at(1, 6), {"amount": 2}), when=at(1, 4))
    second = case(PAID, ("paid", at(6, 2), {"amount": Decimal("4.5"), "note": "x"}))
    voided = case(PAID, ("paid", at(6, 2), {"amount": 8}), ("voided", at(6, 3), {"fact": "paid", "reason": "r"}))
    earlier = case(
        PAID, ("paid", at(6, 2), {"amount": 16}), ("done", at(6, 2)), data={"happened_at": at(12, 31, year=2025)}
    )
    days = {"starts_on": date(2025, 3, 15), "ends_on": date(2027, 3, 14)}
    found = measured(PAID, policy(**days), date(2026, 6, 1), [first, second, voided, earlier])
    assert found == {
        ("policy-year", "paid.amount"): Decimal("4.5"),
        ("calendar-year", "paid.amount"): Decimal("7.5"),
        ("policy-period", "paid.amount"): Decimal("23.5"),
        ("policy-period", "done.minutes"): Decimal(0),
    }


def test_nothing_is_added_up_outside_the_policy():
    assert measured(PAID, policy(), date(2027, 1, 1), [case(PAID)]) == {}


# ---------------------------------------------------------------- lapsing


@pytest.mark.parametrize(("ahead", "told_at"), [("30 days", at(12, 1, 9)), ("10 days", at(12, 21, 9))])
def test_lapse_is_told_some_days_before_the_last_day_at_nine(ahead, told_at):
    care = service(uses=t.Uses(times=1, told_ahead=ahead))
    assert lapse_told_at(care, Period(date(2026, 1, 1), date(2027, 1, 1))) == told_at


def test_lapse_of_any_number_or_of_a_policy_for_life_is_not_told():
    assert lapse_told_at(service(), Period(date(2026, 1, 1), date(2027, 1, 1))) is None
    assert lapse_told_at(FREE, Period(date(2026, 1, 1), date.max)) is None
