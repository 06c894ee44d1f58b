"""Values read from what stories, files and requests write."""

from datetime import date, datetime

import pytest

from tests.handbooks import at, handbook
from xuanhu.core.handbook.service import Key
from xuanhu.core.handbook.values import read_data, read_date, read_day_or_moment, read_moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-09", date(2026, 10, 9)),
        ("2026-02-29", None),
        ("2026-10-9", None),
        ("20261009", None),
        ("2026-W41-5", None),
        ("2026-10-09 10:00", None),
        ("", None),
        (20261009, None),
        (None, None),
    ],
)
def test_day_is_read_or_is_none(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-09 14:30", at(10, 9, 14, 30)),
        ("2026-10-09 9:30", at(10, 9, 9, 30)),
        ("2026-10-09T09:30", at(10, 9, 9, 30)),
        ("2026-10-09", at(10, 9, 0)),
        ("2026-10-09T14:30:00+08:00", at(10, 9, 14, 30)),
        ("2026-10-08T16:30:00Z", at(10, 9, 0, 30)),
        ("2026-10-09 24:30", None),
        ("soon", None),
        (7, None),
        ("9999-12-31T23:00:00-08:00", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_moment_is_read_in_china_or_is_none(text, moment):
    read = read_moment(text)
    assert read == moment
    assert read is None or (read.tzinfo, read.date()) == (moment.tzinfo, moment.date())


def test_day_or_moment_is_a_day_where_no_time_is_told():
    assert read_day_or_moment("2026-10-09") == date(2026, 10, 9)
    assert read_day_or_moment("2026-10-09 14:30") == at(10, 9, 14, 30)
    assert read_day_or_moment("soon") is None


def read(**given):
    problems = []
    book = handbook(
        keys={"seen_on": Key(says="就诊日", kind="date"), "tags": Key(says="标签", kind="list"), "on": Key(says="日子")}
    )
    data = read_data(given, book, ("with",), lambda *problem: problems.append(problem[:2]))
    return data, problems


@pytest.mark.parametrize(
    ("given", "data"),
    [
        ({"on": "2026-10-09"}, {"on": date(2026, 10, 9)}),
        ({"on": "2026-10-09 10:00"}, {"on": at(10, 9)}),
        ({"happened_at": "2026-10-09 10:00"}, {"happened_at": at(10, 9)}),
        ({"kinds": ["invoice", "imaging"]}, {"kinds": ("invoice", "imaging")}),
        ({"kinds": "invoice"}, {"kinds": ("invoice",)}),
        ({"id_number": 110105194912310021}, {"id_number": "110105194912310021"}),
        ({"name": True, "amount": 7}, {"name": True, "amount": 7}),
        ({"modality": None, "note": None}, {"modality": "none", "note": None}),
        ({"seen_on": "2026-10-09", "tags": "急"}, {"seen_on": date(2026, 10, 9), "tags": ("急",)}),
    ],
)
def test_data_is_read_by_what_each_key_wants(given, data):
    assert read(**given) == (data, [])


@pytest.mark.parametrize(
    ("given", "data", "problem"),
    [
        ({"colour": "red"}, {}, (("with", "colour"), "unknown-key")),
        ({"on": "soon"}, {"on": None}, (("with", "on"), "bad-date")),
        ({"happened_at": 7}, {"happened_at": None}, (("with", "happened_at"), "bad-date")),
        ({"seen_on": "2026-02-30"}, {"seen_on": None}, (("with", "seen_on"), "bad-date")),
    ],
)
def test_data_that_cannot_be_read_is_told_with_its_place(given, data, problem):
    assert read(**given) == (data, [problem])


def test_moment_that_is_read_stays_what_it_is():
    assert isinstance(read(on="2026-10-09 10:00")[0]["on"], datetime)
