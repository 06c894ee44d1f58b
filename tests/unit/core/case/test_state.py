"""Where a case stands: what has become true, what is complete, what runs, and how it ended."""

from datetime import date

import pytest

from tests.handbooks import ALONE, JUNE_1, after, around, at, case, due_days, plan, service
from xuanhu.core.case.clocks import has_expired
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.folding import add, fold, reckon
from xuanhu.core.case.papers import missing_papers
from xuanhu.core.case.state import State
from xuanhu.core.handbook import terms as t
from xuanhu.core.parties import Insured

INVOICE = {"kinds": ("invoice",)}
ID_CARD = {"kinds": ("id-card",)}


def by(name, *afters, within="5 working days", **more):
    return t.Clock(promise=name, within=within, after=afters, **more)


# ---------------------------------------------------------------- what stands


def test_case_that_was_just_made_knows_nothing_and_is_open():
    state = State(plan(service()), ALONE)
    assert (state.facts, state.stands, state.clocks, state.outcome) == ((), {}, {}, None)
    assert state.is_open
    assert not state.has("applied")


def test_fold_leaves_the_state_before_it_as_it_was():
    before = case(service("applied > documents-complete > done", papers=t.Papers(all_of=("invoice",))))
    known = (before.facts, dict(before.stands), dict(before.papers))
    after(before, ("documents-added", at(6, 2), INVOICE))
    assert (before.facts, before.stands, before.papers) == known


def test_what_adds_up_stands_at_its_first_moment_and_is_kept_whole():
    state = case(service("applied > done"), ("documents-added", at(6, 5), INVOICE))
    state = after(state, ("documents-added", at(6, 6), {**ID_CARD, "happened_at": at(6, 3)}))
    assert state.stands["documents-added"].at == at(6, 3)
    assert [one.at for one in state.adding["documents-added"]] == [at(6, 5), at(6, 3)]
    assert state.papers == {"invoice": at(6, 5), "id-card": at(6, 3)}


def test_paper_that_comes_twice_came_at_the_earlier_moment():
    state = case(service("applied > done"), ("documents-added", at(6, 5), INVOICE))
    assert after(state, ("documents-added", at(6, 6), INVOICE)).papers == {"invoice": at(6, 5)}
    early = after(state, ("documents-added", at(6, 6), {**INVOICE, "happened_at": at(6, 2)}))
    assert early.papers == {"invoice": at(6, 2)}


def test_each_that_is_asked_for_stands_when_all_are_in_by_the_first_of_each():
    care = service(
        "applied > dose-given > done", each=(t.Each(fact="dose-given", key="dose", values=("first", "second")),)
    )
    state = case(care, ("dose-given", at(6, 2), {"dose": "second"}))
    assert state.has("dose-given")
    assert "dose-given" not in state.stands
    state = after(state, ("dose-given", at(6, 9), {"dose": "third"}), ("dose-given", at(6, 5), {"dose": "first"}))
    assert state.stands["dose-given"].at == at(6, 5)


# ---------------------------------------------------------------- told


@pytest.mark.parametrize(("tells", "stands"), [(("booked",), True), ((), False)])
def test_told_stands_with_what_tells(tells, stands):
    care = service("applied > booked > done", tells=tells)
    assert ("told" in case(care, ("booked", at(6, 2), {"on": date(2026, 7, 1)})).stands) is stands


def test_told_goes_with_the_last_fact_that_it_told_of():
    care = service("applied > booked > told > done")
    state = case(care, ("booked", at(6, 2), {"on": date(2026, 7, 1)}), ("booked", at(6, 3), {"on": date(2026, 7, 2)}))
    state = after(state, ("voided", at(6, 4), {"fact": "booked", "reason": "r"}))
    assert state.stands["told"].at == at(6, 3)
    assert state.stands["booked"].data["on"] == date(2026, 7, 1)
    state = after(state, ("voided", at(6, 4), {"fact": "booked", "reason": "r"}))
    assert {"told", "booked"}.isdisjoint(state.stands)


# ---------------------------------------------------------------- papers

PAPERS = service(
    "applied > called > documents-complete > done",
    papers=t.Papers(one_of=("ct-report", "mri-report"), all_of=("invoice",)),
    clocks=(by("done", "documents-complete"),),
)


def complete_at(state):
    known = state.stands.get("documents-complete")
    return known.at if known else None


def test_papers_are_complete_at_the_latest_of_what_is_asked_for_and_what_stands_before():
    state = case(PAPERS, ("documents-added", at(6, 2), {"kinds": ("invoice", "ct-report")}))
    assert complete_at(state) is None
    state = after(state, ("called", at(6, 4)))
    assert complete_at(state) == at(6, 4)
    assert due_days(state) == {"done": date(2026, 6, 11)}


@pytest.mark.parametrize(
    ("kinds", "one_of", "each"),
    [
        ((), {"ct-report", "mri-report"}, {"invoice"}),
        (("ct-report",), set(), {"invoice"}),
        (("invoice",), {"ct-report", "mri-report"}, set()),
        (("invoice", "mri-report"), set(), set()),
    ],
)
def test_papers_that_are_missing_are_known(kinds, one_of, each):
    acts = [("documents-added", at(6, 2), {"kinds": kinds})] if kinds else []
    state = case(PAPERS, ("called", at(6, 1)), *acts)
    assert missing_papers(state) == (one_of, each)
    assert (complete_at(state) is not None) is (not one_of and not each)


def test_papers_of_which_one_is_enough_are_complete_with_the_first_of_them():
    state = case(PAPERS, ("called", at(6, 1)), ("documents-added", at(6, 2), {"kinds": ("invoice", "ct-report")}))
    state = after(state, ("documents-added", at(6, 4), {"kinds": ("mri-report",)}))
    assert complete_at(state) == at(6, 2)


def test_paper_that_came_earlier_moves_completeness_and_its_clock_back():
    state = case(PAPERS, ("called", at(6, 1)), ("documents-added", at(6, 4), {"kinds": ("invoice", "ct-report")}))
    assert due_days(state) == {"done": date(2026, 6, 11)}
    state = after(state, ("documents-added", at(6, 5), {"kinds": ("invoice", "ct-report"), "happened_at": at(6, 2)}))
    assert (complete_at(state), due_days(state)) == (at(6, 2), {"done": date(2026, 6, 9)})


def test_request_for_a_paper_that_is_not_in_takes_completeness_and_its_clock_away():
    state = case(PAPERS, ("called", at(6, 1)), ("documents-added", at(6, 2), {"kinds": ("invoice", "ct-report")}))
    state = after(state, ("documents-requested", at(6, 3), ID_CARD))
    assert (complete_at(state), due_days(state), missing_papers(state)) == (None, {}, (set(), {"id-card"}))
    state = after(state, ("documents-added", at(6, 8), ID_CARD))
    assert (complete_at(state), due_days(state)) == (at(6, 8), {"done": date(2026, 6, 15)})


def test_request_for_a_paper_that_is_in_changes_nothing():
    state = case(PAPERS, ("called", at(6, 1)), ("documents-added", at(6, 2), {"kinds": ("invoice", "ct-report")}))
    assert complete_at(after(state, ("documents-requested", at(6, 3), INVOICE))) == at(6, 2)


def test_request_after_what_follows_stands_takes_nothing_away():
    care = service("applied > documents-complete > booked > done", papers=t.Papers(all_of=("invoice",)), tells=())
    state = case(care, ("documents-added", at(6, 2), INVOICE), ("booked", at(6, 3), {"on": date(2026, 7, 1)}))
    state = after(state, ("documents-requested", at(6, 4), ID_CARD))
    assert (complete_at(state), missing_papers(state)) == (at(6, 2), (set(), set()))


def test_completeness_without_any_paper_asked_for_stands_with_what_comes_before():
    assert complete_at(case(service("applied > documents-complete > done"))) == JUNE_1


VISIT = t.Only(facts=("visited",), where="reviewed.result", equals="visit")
SOMETIMES = service(
    "applied > reviewed > visited > documents-complete > done", only=(VISIT,), papers=t.Papers(all_of=("invoice",))
)


def test_papers_wait_for_what_stands_before_them_only_sometimes():
    acts = [("documents-added", at(6, 2), INVOICE), ("reviewed", at(6, 3), {"result": "visit", "reason": "r"})]
    state = case(SOMETIMES, *acts)
    assert complete_at(state) is None
    assert complete_at(after(state, ("visited", at(6, 5)))) == at(6, 5)


def test_papers_do_not_wait_for_what_is_not_there_this_time():
    acts = [("documents-added", at(6, 2), INVOICE), ("reviewed", at(6, 3), {"result": "passed"})]
    assert complete_at(case(SOMETIMES, *acts)) == at(6, 3)


def test_papers_wait_for_one_of_the_facts_before_them():
    care = service("applied > phoned | met > documents-complete > done", papers=t.Papers(all_of=("invoice",)))
    state = case(care, ("documents-added", at(6, 2), INVOICE))
    assert complete_at(state) is None
    assert complete_at(after(state, ("met", at(6, 3)))) == at(6, 3)


# ---------------------------------------------------------------- clocks


def test_clock_starts_at_the_latest_of_its_facts_and_not_before_they_all_stand():
    care = service("applied > a, b > done", clocks=(by("done", "applied", "a", "b", within="2 days"),))
    state = case(care, ("b", at(6, 4)))
    assert due_days(state) == {}
    state = after(state, ("a", at(6, 5), {"happened_at": at(6, 3)}))
    assert state.clocks["done"].start == at(6, 4)
    assert state.clocks["done"].due.passes_at == at(6, 9, 0)  # Saturday, so Monday the 8th


def test_clock_in_hours_is_exact():
    state = case(service(clocks=(by("done", "applied", within="48 hours"),)))
    due = state.clocks["done"].due
    assert (due.passes_at, due.exact) == (at(6, 3, 10), True)


def test_clock_with_a_target_knows_both_days():
    state = case(service(clocks=(by("done", "applied", target="2 working days"),)))
    running = state.clocks["done"]
    assert (running.due.on, running.target.on) == (date(2026, 6, 8), date(2026, 6, 3))


@pytest.mark.parametrize("on", [date(2026, 6, 22), at(6, 22, 15)])
def test_clock_before_an_appointment_is_due_some_working_days_ahead(on):
    care = service(
        "applied > booked > (called) > done",
        clocks=(t.Clock(promise="called", before="booked.on", working_days=1, by="17:00"),),
    )
    running = case(care, ("booked", at(6, 2), {"on": on})).clocks["called"]
    assert running.start == date(2026, 6, 22)
    assert running.due.passes_at == at(6, 18, 17)  # the 19th is a day off


def test_clock_before_an_appointment_moves_with_it():
    care = service(
        "applied > booked > (called) > done", clocks=(t.Clock(promise="called", before="booked.on", by="17:00"),)
    )
    state = case(care, ("booked", at(6, 2), {"on": date(2026, 6, 16)}), ("booked", at(6, 3), {"on": date(2026, 6, 12)}))
    assert due_days(state) == {"called": date(2026, 6, 11)}


def test_clock_before_a_day_that_was_not_named_does_not_run():
    care = service("applied > met > done", clocks=(t.Clock(promise="done", before="met.next_on", by="17:00"),))
    assert case(care, ("met", at(6, 2))).clocks == {}


def test_clock_before_a_day_runs_when_the_fact_that_names_it_is_whole():
    care = service(
        "applied > dose-given > done",
        each=(t.Each(fact="dose-given", key="dose", values=("first", "second")),),
        clocks=(t.Clock(promise="done", before="dose-given.next_on", by="17:00"),),
    )
    state = case(care, ("dose-given", at(6, 2), {"dose": "first", "next_on": date(2026, 6, 16)}))
    assert state.clocks == {}
    state = after(state, ("dose-given", at(6, 3), {"dose": "second", "next_on": date(2026, 6, 17)}))
    assert due_days(state) == {"done": date(2026, 6, 16)}


def test_clock_starts_with_whichever_of_two_came():
    care = service("applied > phoned | met > called > done", clocks=(by("done", "phoned", "met", "called"),))
    state = case(care, ("met", at(6, 2)), ("called", at(6, 3)))
    assert due_days(state) == {"done": date(2026, 6, 10)}


def test_clock_does_not_wait_for_what_the_application_left_out():
    only = t.Only(facts=("checked",), where="applied.has_dicom", equals=False)
    care = service("applied > checked > called > done", only=(only,), clocks=(by("done", "checked", "called"),))
    assert due_days(case(care, ("called", at(6, 2)), data={"has_dicom": True})) == {"done": date(2026, 6, 9)}
    state = case(care, ("checked", at(6, 5)), ("called", at(6, 6), {"on": date(2026, 6, 2)}), data={"has_dicom": False})
    assert due_days(state) == {"done": date(2026, 6, 12)}


def test_clock_waits_until_it_is_known_whether_what_starts_it_is_there_this_time():
    care = service("applied > reviewed > visited > done", only=(VISIT,), clocks=(by("done", "applied", "visited"),))
    assert due_days(case(care)) == {}
    assert due_days(case(care, ("reviewed", at(6, 2), {"result": "passed"}))) == {"done": date(2026, 6, 8)}
    state = case(care, ("reviewed", at(6, 2), {"result": "visit", "reason": "r"}))
    assert due_days(state) == {}
    assert due_days(after(state, ("visited", at(6, 3)))) == {"done": date(2026, 6, 10)}


def test_clock_of_what_is_there_only_sometimes_runs_only_then():
    care = service("applied > reviewed > visited > done", only=(VISIT,), clocks=(by("visited", "reviewed"),))
    assert due_days(case(care, ("reviewed", at(6, 2), {"result": "passed"}))) == {}
    asked = case(care, ("reviewed", at(6, 2), {"result": "visit", "reason": "r"}))
    assert due_days(asked) == {"visited": date(2026, 6, 9)}


# ---------------------------------------------------------------- endings


@pytest.mark.parametrize(("result", "outcome"), [("passed", None), ("rejected", "rejected"), ("dropped", "unable")])
def test_ending_closes_only_where_the_data_says_so(result, outcome):
    endings = (
        t.Ending(fact="reviewed", where={"result": "rejected"}, outcome="rejected", clause=("NO",)),
        t.Ending(fact="reviewed", where={"result": "dropped"}, outcome="unable"),
    )
    state = case(
        service("applied > reviewed > done", endings=endings), ("reviewed", at(6, 2), {"result": result, "reason": "r"})
    )
    assert (state.outcome, state.is_open) == (outcome, outcome is None)
    assert (state.closing.clause if result == "rejected" else ()) == (("NO",) if result == "rejected" else ())


def test_ending_by_what_is_asked_for_each_closes_when_all_are_in():
    care = service(
        "applied > dose-given",
        each=(t.Each(fact="dose-given", key="dose", values=("first", "second")),),
        endings=(t.Ending(fact="dose-given"),),
    )
    state = case(care, ("dose-given", at(6, 2), {"dose": "first"}))
    assert state.outcome is None
    assert after(state, ("dose-given", at(6, 3), {"dose": "second"})).outcome == "completed"


# ---------------------------------------------------------------- reckoning anew


def test_state_is_equal_to_one_of_the_same_facts_and_to_nothing_else():
    one = case(PAPERS)
    assert reckon(one.plan, ALONE, one.facts) == one
    assert after(one, ("called", at(6, 2))) != one
    assert reckon(one.plan, around(insured=Insured("李雷")), one.facts) != one
    assert (one == "a case") is False


EXPIRING = service(
    "applied > signed > done",
    clocks=(by("signed", "applied", otherwise="expired"),),
    asides=(t.Aside(fact="called"),),
)


def expired(state, when):
    return add(state, Fact("expired", when, when, "system", {"promise": "signed"}))


def test_expiry_stands_only_as_long_as_it_follows_from_the_other_facts():
    state = expired(case(EXPIRING), at(6, 9, 0))
    assert (state.outcome, "expired" in state.stands) == ("expired", True)
    signed = Fact("signed", at(6, 8, 23), at(6, 10), "agent", {"consent": "c"})
    late = add(state, signed)
    assert (late.outcome, "expired" in late.stands) == (None, False)
    assert [one.name for one in late.facts] == ["applied", "expired", "signed"]
    too_late = add(state, signed._replace(at=at(6, 9, 0)))
    assert too_late.outcome == "expired"


def test_expiry_recorded_twice_is_one():
    facts = expired(case(EXPIRING), at(6, 9, 0)).facts
    state = reckon(plan(EXPIRING), ALONE, [*facts, facts[-1]])
    assert (state.outcome, state.stands["expired"].at) == ("expired", at(6, 9, 0))


def test_reckoning_agrees_where_an_expiry_came_anew_at_another_moment():
    care = service("applied > met > done", clocks=(by("done", "met", otherwise="expired"),))
    state = case(care, ("met", at(6, 8)))
    state = add(state, Fact("expired", at(6, 16, 0), at(6, 16, 0), "system", {"promise": "done"}))
    state = after(state, ("voided", at(6, 17), {"fact": "met", "reason": "r"}))
    assert state.is_open
    state = after(state, ("met", at(6, 18), {"happened_at": at(6, 2)}))
    assert state.outcome == "expired"
    assert reckon(state.plan, ALONE, state.facts) == state


def test_case_has_expired_only_by_a_clock_that_expires():
    overdue = case(service(clocks=(by("done", "applied"),)))
    assert not has_expired(overdue, at(7, 1))
    assert [has_expired(case(EXPIRING), when) for when in (at(6, 8, 23), at(6, 9, 0))] == [False, True]


def test_expiry_by_a_promise_that_was_exempted_does_not_come():
    care = service(clocks=(by("done", "applied", otherwise="expired"),), exemption=t.Exemption())
    state = case(care, ("exempted", at(6, 2), {"fact": "done", "reason": "flood"}))
    assert state.exempt == {"done"}
    assert not has_expired(state, at(7, 1))


def test_fold_takes_a_fact_as_it_is_told():
    state = fold(case(service()), Fact("done", at(6, 2), at(6, 3), "agent"))
    assert state.stands["done"].recorded_at == at(6, 3)
