"""Recording again, moving an appointment, withdrawing."""

from datetime import date

import pytest

from tests.handbooks import after, at, case, said_no, service
from xuanhu.core.case.decide import record
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t

JULY_1 = {"on": date(2026, 7, 1)}


# ---------------------------------------------------------------- again


def test_fact_that_stands_cannot_be_recorded_again():
    state = case(service("applied > called > done"), ("called", at(6, 2)))
    known = Refusal("already-recorded", (), {"fact": "called", "since": at(6, 2)})
    assert record(state, "called", {}, at(6, 3)).refusals == (known,)
    assert said_no(state, "applied", at(6, 3)) == ["already-recorded"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("documents-added", {"kinds": ("invoice",)}),
        ("documents-requested", {"kinds": ("invoice",)}),
        ("materials-received", {"kinds": ("invoice",)}),
        ("escorted", {"hours": 1}),
        ("bill-recorded", {"amount": 1}),
        ("images-sent", {}),
        ("images-refused", {"reason": "r"}),
        ("exempted", {"fact": "done", "reason": "r"}),
    ],
)
def test_fact_that_adds_up_may_come_again(name, data):
    care = service(
        "applied > materials-received, escorted, bill-recorded, images-sent, images-refused > done",
        clocks=(t.Clock(promise="done", within="1 day", after=("applied",)),),
        exemption=t.Exemption(),
    )
    state = case(care, (name, at(6, 2), data), (name, at(6, 3), data))
    assert len(state.adding[name]) == 2


def test_fact_that_may_be_repeated_stands_from_the_first_time_and_only_so_often():
    repeated = (t.Repeated(fact="visited", at_most=2, clause=("R",)), t.Repeated(fact="called"))
    care = service("applied > visited, called > done", repeated=repeated)
    state = case(care, ("visited", at(6, 2)), ("called", at(6, 2)))
    assert said_no(state, "done", at(6, 3)) == []
    state = after(state, ("visited", at(6, 3)), ("called", at(6, 3)), ("called", at(6, 4)))
    limit = Refusal("over-the-limit", ("R",), {"at_most": 2, "hard": True})
    assert record(state, "visited", {}, at(6, 5)).refusals == (limit,)
    assert said_no(state, "called", at(6, 5)) == []
    state = after(state, ("voided", at(6, 5), {"fact": "visited", "reason": "r"}))
    assert said_no(state, "visited", at(6, 5)) == []


def test_same_consent_cannot_be_signed_twice_and_another_can():
    care = service("applied > signed > done", consents=t.Consents(each=("a", "b")))
    state = case(care, ("signed", at(6, 2), {"consent": "a"}))
    assert said_no(state, "signed", at(6, 3), {"consent": "a"}) == ["already-recorded"]
    assert said_no(state, "signed", at(6, 3), {"consent": "b"}) == []


# ---------------------------------------------------------------- moving an appointment


def booked(until, *, flow="applied > booked > told > done", on=date(2026, 7, 1)):
    return case(service(flow, change=t.Change(until=until, clause=("C",))), ("booked", at(6, 2), {"on": on}))


@pytest.mark.parametrize("on", [date(2026, 7, 1), at(7, 1, 15)])
def test_appointment_may_be_moved_until_its_day_begins(on):
    state = booked("its-day", on=on)
    assert said_no(state, "booked", at(6, 30, 23, 59), JULY_1) == []
    late = Refusal("no-longer-changeable", ("C",), {"until": "its-day"})
    assert record(state, "booked", JULY_1, at(7, 1, 0)).refusals == (late,)


def test_appointment_may_be_moved_again_by_its_new_day():
    state = after(booked("its-day"), ("booked", at(6, 30), {"on": date(2026, 7, 5)}))
    assert said_no(state, "booked", at(7, 3), {"on": date(2026, 7, 8)}) == []
    assert state.stands["booked"].data["on"] == date(2026, 7, 5)


def test_appointment_that_may_never_be_moved_is_not():
    assert said_no(booked("never"), "booked", at(6, 2, 11), JULY_1) == ["no-longer-changeable"]


def test_appointment_may_be_moved_until_it_was_told():
    assert said_no(booked("told"), "booked", at(6, 3), JULY_1) == ["no-longer-changeable"]
    untold = case(
        service("applied > booked > done", tells=(), change=t.Change(until="told")), ("booked", at(6, 2), JULY_1)
    )
    assert said_no(untold, "booked", at(6, 3), JULY_1) == []


def test_appointment_of_the_handbooks_own_is_moved_like_a_booking():
    care = service("applied > visit-agreed > done", appointments=("visit-agreed",))
    state = case(care, ("visit-agreed", at(6, 2), JULY_1))
    assert state.stands["visit-agreed"].at == at(6, 2)
    assert said_no(state, "visit-agreed", at(6, 30), JULY_1) == []
    assert said_no(state, "visit-agreed", at(7, 1), JULY_1) == ["no-longer-changeable"]


# ---------------------------------------------------------------- withdrawing


def test_case_may_be_withdrawn_until_the_fact_that_the_handbook_names():
    care = service("applied > a > b > done", withdrawal=t.Withdrawal(until="b", clause=("W",)))
    state = case(care, ("a", at(6, 2)))
    assert said_no(state, "withdrawn", at(6, 3)) == []
    state = after(state, ("b", at(6, 3)))
    late = Refusal("no-longer-changeable", ("W",), {"until": "b"})
    assert record(state, "withdrawn", {}, at(6, 4)).refusals == (late,)


def test_case_may_be_withdrawn_until_it_is_booked_where_the_handbook_says_nothing():
    state = case(service("applied > booked > done"))
    assert said_no(state, "withdrawn", at(6, 3)) == []
    assert said_no(after(state, ("booked", at(6, 2), JULY_1)), "withdrawn", at(6, 3)) == ["no-longer-changeable"]


def test_case_may_be_withdrawn_until_all_of_these_papers_are_in():
    care = service(withdrawal=t.Withdrawal(until=None, until_papers=("id-card", "imaging")))
    state = case(care, ("documents-added", at(6, 2), {"kinds": ("imaging",)}))
    assert said_no(state, "withdrawn", at(6, 3)) == []
    state = after(state, ("documents-added", at(6, 3), {"kinds": ("id-card",)}))
    assert said_no(state, "withdrawn", at(6, 4)) == ["no-longer-changeable"]


def test_case_that_may_always_be_withdrawn_closes_as_withdrawn():
    state = case(service("applied > a > done", withdrawal=t.Withdrawal(until=None)), ("a", at(6, 2)))
    assert after(state, ("withdrawn", at(6, 3))).outcome == "withdrawn"
