"""A handbook's own conditions in CEL."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.handbooks import at
from xuanhu.core.handbook.conditions import CHINA, ConditionError, Missing, compile_condition, judge_condition, plain


def judged(source, **world):
    return judge_condition(compile_condition(source), world)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("insured.age >= 18", True),
        ("insured.age < 18", False),
        ("given.amount <= 50000.0", True),
        ("given.kinds.exists(x, x == 'invoice')", True),
        ("given.kinds.all(one, one == 'invoice')", False),
        ("given.kinds.exists(x, given.kinds.exists_one(y, x == y))", True),
        ("size(given.kinds.filter(k, k != 'invoice')) == 1", True),
        ("'imaging' in given.kinds", True),
        ("given.booked.getDayOfWeek() == 1", True),
        ("facts['documents-complete'].at < timestamp('2026-06-02T00:00:00+08:00')", True),
        ("today == timestamp('2026-06-01T00:00:00+08:00')", True),
        ("has(given.amount)", True),
        ("has(given.hours)", False),
        ("diagnosis == null", True),
    ],
)
def test_condition_is_judged_over_its_world(source, holds):
    world = {
        "insured": {"age": 76},
        "given": {"amount": Decimal("49999.99"), "kinds": ("invoice", "imaging"), "booked": at(6, 1)},
        "facts": {"documents-complete": {"at": at(6, 1)}},
        "today": date(2026, 6, 1),
        "diagnosis": None,
    }
    assert judged(source, **world) is holds


def test_condition_that_reads_a_key_nobody_gave_is_missing_it():
    assert judged("given.amount > 1.0", given={}) == Missing("amount")


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("given.amount < 10.0", {"amount": "ten"}),
        ("given.amount < 10.0", {"amount": {}}),
        ("given.amount < 10", {"amount": 10**30}),
        ("given.amount < 10.0", {"amount": Decimal("sNaN")}),
        ("given.on < today", {"on": datetime.max}),  # noqa: DTZ901
        ("given.amount", {"amount": 1}),
        ("10 / given.amount == 1", {"amount": 0}),
    ],
)
def test_condition_whose_values_do_not_fit_is_not_fulfilled(source, given):
    assert judged(source, given=given, today=date(2026, 6, 1)) is False


@pytest.mark.parametrize("source", ["", "given.", "given.amount <", "1 +* 2", "for x in y"])
def test_condition_of_wrong_syntax_is_refused(source):
    with pytest.raises(ConditionError):
        compile_condition(source)


def test_condition_with_an_unknown_name_is_refused_with_those_that_are_known():
    with pytest.raises(ConditionError, match="条件里没有 customer, now，可用的是 application, diagnosis, facts, given"):
        compile_condition("now > customer.age && insured.age > 1")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=CHINA)),
        (datetime(2026, 5, 31, 16, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=CHINA)),
        (Decimal("1.5"), 1.5),
        ({"a": (Decimal(1), {"b"})}, {"a": [1.0, ["b"]]}),
        ("text", "text"),
        (7, 7),
        (True, True),
        (None, None),
    ],
)
def test_values_are_read_plainly(value, read):
    assert plain(value) == read


def test_china_has_one_offset():
    assert CHINA.utcoffset(None) == timedelta(hours=8)


def test_condition_that_is_too_long_is_refused():
    with pytest.raises(ConditionError, match="条件太长，最多 2000 个字符"):
        compile_condition("1 == 1 || " * 200 + "true")


@pytest.mark.parametrize("source", ["launch(given.amount)", "given.kinds.explode()", "now() > today"])
def test_condition_with_an_unknown_function_is_refused(source):
    with pytest.raises(ConditionError, match="unknown function"):
        compile_condition(source)
