"""When a promise would be due if what it waits for came today: said before one applies."""

from datetime import date

from tests.handbooks import JUNE_1, at, case, plan, service
from xuanhu.core.case.state import State
from xuanhu.core.case.supposing import suppose
from xuanhu.core.handbook import terms as t

WITHIN = t.Clock(promise="booked", within="5 working days", after=("reviewed", "called"))
CARE = service("applied > called > reviewed > booked", clocks=(WITHIN,))


def supposed(state: State, when=JUNE_1):
    (promise,) = state.plan.promises
    return suppose(state, promise, when)


def test_what_is_missing_is_taken_to_come_at_that_moment_and_named():
    found = supposed(case(CARE))
    assert (found.clock.due.on, found.facts) == (date(2026, 6, 8), ("reviewed", "called"))


def test_what_stands_is_not_supposed_and_what_is_missing_moves_the_day():
    state = case(CARE, ("called", at(6, 2)))
    found = supposed(state, at(6, 3))
    assert (found.clock.due.on, found.facts) == (date(2026, 6, 10), ("reviewed",))


def test_a_clock_that_runs_is_given_as_it_runs():
    state = case(CARE, ("called", at(6, 2)), ("reviewed", at(6, 3), {"result": "passed"}))
    found = supposed(state, at(6, 9))
    assert (found.clock.due, found.facts) == (state.clocks["booked"].due, ())


def test_of_two_ways_the_first_is_supposed():
    clock = t.Clock(promise="booked", within="2 working days", after=("answered", "called"))
    ways = plan(service("applied > answered | called > booked", clocks=(clock,)))
    assert supposed(State(ways, case(CARE).circumstances)).facts == ("answered",)


def test_what_is_counted_back_from_an_appointment_is_not_supposed():
    clock = t.Clock(promise="reminded", before="booked.on", by="09:00")
    assert supposed(case(service("applied > booked > reminded", clocks=(clock,)))) is None


def test_what_is_not_part_of_the_case_as_it_stands_is_not_supposed():
    clock = t.Clock(promise="investigated", within="15 working days", after=("reviewed",))
    only = t.Only(facts=("investigated",), where="reviewed.result", equals="investigate")
    care = service("applied > reviewed > investigated", clocks=(clock,), only=(only,))
    assert supposed(case(care)) is None
    investigated = case(care, ("reviewed", at(6, 2), {"result": "investigate", "reason": "x"}))
    assert supposed(investigated, at(6, 2)).clock.due.on == date(2026, 6, 24)
