"""Whose turn it is, and what a fact that comes too early is told."""

from datetime import date

import pytest

from tests.handbooks import after, at, case, said_no, service
from xuanhu.core.case.decide import record
from xuanhu.core.case.gates.turn import awaited, next_in_flow
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t

WHEN = at(6, 10)
VISIT = t.Only(facts=("visited", "written-up"), where="reviewed.result", equals="visit", clause=("V",))
SOMETIMES = service("applied > reviewed > visited > called > written-up > done", only=(VISIT,))
PASSED = ("reviewed", at(6, 2), {"result": "passed"})
TO_VISIT = ("reviewed", at(6, 2), {"result": "visit", "reason": "r"})


def refusals(care, name, *acts):
    return list(record(case(care, *acts), name, {}, WHEN).refusals)


# ---------------------------------------------------------------- too early


def test_fact_is_refused_with_the_earliest_thing_missing():
    care = service("applied > a > b > c > done")
    assert refusals(care, "done") == [Refusal("not-yet", (), {"waits_for": ("a",)})]
    assert refusals(care, "done", ("a", at(6, 2))) == [Refusal("not-yet", (), {"waits_for": ("b",)})]


@pytest.mark.parametrize(
    ("flow", "terms", "reasons"),
    [
        ("applied > documents-complete > done", {"papers": t.Papers(all_of=("invoice",))}, ["documents-missing"]),
        ("applied > documents-added > done", {}, ["documents-missing"]),
        ("applied > signed > done", {}, ["consent-missing"]),
        ("applied > admission-slip-issued > done", {}, ["admission-slip-missing"]),
        ("applied > signed, documents-added > done", {}, ["consent-missing", "documents-missing"]),
        ("applied > a, signed > done", {}, ["consent-missing"]),
        ("applied > a, b > done", {}, ["not-yet"]),
        ("applied > a | b > done", {}, ["not-yet"]),
    ],
)
def test_fact_that_is_too_early_has_the_reason_of_what_is_missing(flow, terms, reasons):
    assert said_no(case(service(flow, **terms)), "done", WHEN) == reasons


def test_what_is_missing_cites_the_term_that_asks_for_it():
    care = service(
        "applied > documents-complete, signed, admission-slip-issued > done",
        papers=t.Papers(all_of=("invoice",), clause=("P",)),
        consents=t.Consents(each=("a", "b"), clause=("C",)),
        admission_slip=t.Term(clause=("S",)),
    )
    assert refusals(care, "done") == [
        Refusal("documents-missing", ("P",), {"waits_for": ("documents-complete",)}),
        Refusal("consent-missing", ("C",), {"consents": ("a", "b")}),
        Refusal("admission-slip-missing", ("S",), {"waits_for": ("admission-slip-issued",)}),
    ]


def test_reasons_of_its_own_data_are_given_and_not_yet_falls_away():
    state = case(service("applied > a > booked > done"))
    assert said_no(state, "booked", WHEN) == ["missing-data"]
    assert said_no(state, "booked", WHEN, {"on": date(2026, 7, 1)}) == ["not-yet"]
    slip = case(service("applied > admission-slip-issued > booked > done"))
    assert set(said_no(slip, "booked", WHEN)) == {"admission-slip-missing", "missing-data"}


def test_either_of_two_opens_what_follows_and_shuts_out_the_other():
    state = case(service("applied > a | b > done"))
    assert awaited(state) == ("a", "b")
    state = after(state, ("b", at(6, 2)))
    assert awaited(state) == ("done",)
    assert record(state, "a", {}, WHEN).refusals == (Refusal("already-recorded", (), {"fact": "b", "since": at(6, 2)}),)
    assert said_no(state, "done", WHEN) == []


def test_either_of_two_may_come_again_when_the_one_was_voided():
    state = case(service("applied > a | b > done"), ("b", at(6, 2)), ("voided", at(6, 3), {"fact": "b", "reason": "r"}))
    assert awaited(state) == ("a", "b")
    assert said_no(state, "a", WHEN) == []


# ---------------------------------------------------------------- what is there only sometimes


def test_fact_that_is_not_there_this_time_is_not_yet_and_not_waited_for():
    state = case(SOMETIMES, PASSED)
    assert awaited(state) == ("called",)
    assert record(state, "visited", {}, WHEN).refusals == (Refusal("not-yet", ("V",), {"waits_for": ()}),)
    state = after(state, ("called", at(6, 3)))
    assert awaited(state) == ("done",)
    assert said_no(state, "done", WHEN) == []


def test_facts_that_are_there_this_time_are_waited_for_one_after_the_other():
    state = case(SOMETIMES, TO_VISIT)
    for name in ("visited", "called", "written-up", "done"):
        assert awaited(state) == (name,)
        for later in ("visited", "called", "written-up", "done"):
            assert (said_no(state, later, WHEN) == []) is (later == name)
        state = after(state, (name, at(6, 3)))
    assert awaited(state) == ()


def test_fact_that_is_there_this_time_is_told_as_missing():
    state = case(SOMETIMES, TO_VISIT)
    assert record(state, "done", {}, WHEN).refusals == (Refusal("not-yet", (), {"waits_for": ("visited",)}),)


# ---------------------------------------------------------------- whose turn it is


def test_facts_that_may_be_left_out_are_awaited_but_not_needed():
    state = case(service("applied > (called) > done"))
    assert awaited(state) == ("called", "done")
    assert next_in_flow(state) == ("done",)


def test_fact_that_adds_up_is_awaited_until_it_stands():
    care = service("applied > signed > done", consents=t.Consents(each=("a", "b")))
    state = case(care, ("signed", at(6, 2), {"consent": "a"}))
    assert next_in_flow(state) == ("signed",)
    assert next_in_flow(after(state, ("signed", at(6, 2), {"consent": "b"}))) == ("done",)


def test_papers_are_awaited_though_they_come_by_themselves_and_the_notice_is_not():
    care = service("applied > documents-complete > booked > told > done", papers=t.Papers(all_of=("invoice",)))
    assert awaited(case(care)) == ("documents-complete",)
    state = case(care, ("documents-added", at(6, 2), {"kinds": ("invoice",)}))
    assert awaited(state) == ("booked",)
    assert awaited(after(state, ("booked", at(6, 2), {"on": date(2026, 7, 1)}))) == ("done",)


def test_slip_is_awaited_from_the_first_but_waited_for_only_when_all_else_before_it_stands():
    state = case(service("applied > called > admission-slip-issued > booked > done"))
    assert awaited(state) == ("called", "admission-slip-issued")
    assert next_in_flow(state) == ("called",)
    assert next_in_flow(after(state, ("called", at(6, 2)))) == ("admission-slip-issued",)


def test_slip_of_a_flow_without_a_booking_is_waited_for_at_once():
    assert next_in_flow(case(service("applied > admission-slip-issued > done"))) == ("admission-slip-issued",)


def test_closed_case_waits_for_nothing():
    state = case(service(endings=(t.Ending(fact="done"),)), ("done", at(6, 2)))
    assert (awaited(state), next_in_flow(state)) == ((), ())


# ---------------------------------------------------------------- beside the flow

BESIDE = service(
    "applied > a > b > done",
    asides=(t.Aside(fact="missed", after="a", before="b", clause=("M",)), t.Aside(fact="appealed", after="missed")),
    who=(t.Who(fact="missed", roles=("escort",), clause=("W",)),),
)


def test_fact_beside_the_flow_may_come_between_its_two_facts():
    state = case(BESIDE)
    assert (awaited(state), said_no(state, "missed", WHEN)) == (("a",), ["not-yet"])
    state = after(state, ("a", at(6, 2)))
    assert (awaited(state), said_no(state, "missed", WHEN)) == (("b", "missed"), [])
    assert next_in_flow(state) == ("b",)
    state = after(state, ("b", at(6, 3)))
    assert awaited(state) == ("done",)
    late = Refusal("no-longer-changeable", ("M",), {"until": "b"})
    assert record(state, "missed", {}, WHEN).refusals == (late,)


def test_fact_beside_the_flow_may_come_after_another_beside_it():
    state = case(BESIDE, ("a", at(6, 2)))
    assert said_no(state, "appealed", WHEN) == ["not-yet"]
    state = after(state, ("missed", at(6, 3)))
    assert said_no(state, "appealed", WHEN) == []
    assert "appealed" in awaited(state)


def test_fact_of_somebody_else_cites_who_may():
    state = case(BESIDE, ("a", at(6, 2)))
    verdict = record(state, "missed", {}, WHEN, "agent")
    assert verdict.refusals == (Refusal("not-allowed", ("W",), {"roles": ("escort",)}),)
    assert record(state, "missed", {}, WHEN, "escort").allowed
