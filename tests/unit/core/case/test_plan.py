"""A service laid out: what comes before what, who does it, what it starts, ends and cites."""

from datetime import time
from decimal import Decimal

import pytest

from tests.handbooks import handbook, plan, service
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.flow import Stage
from xuanhu.core.handbook.vocabulary import EVERYWHERE, USUAL_PAPERS
from xuanhu.core.reckoning import Span, Unit


def steps(care, applied=None):
    return plan(care, applied).steps


# ---------------------------------------------------------------- which facts there are


def test_plan_knows_the_flow_what_stands_beside_it_and_what_every_case_takes():
    care = service("applied > (called) > done", asides=(t.Aside(fact="cancelled-trip"),), tells=())
    assert set(steps(care)) == {"applied", "called", "done", "cancelled-trip", *EVERYWHERE, "refused"}


def test_plan_of_an_unknown_service_takes_an_application_that_will_be_refused():
    laid = lay_out(handbook(service()), "escort", {})
    assert (laid.name, laid.service.flow) == ("escort", "applied")
    assert {"applied", "refused"} <= set(laid.steps)


@pytest.mark.parametrize(
    ("terms", "more"),
    [
        ({"flow": "applied > booked > done"}, {"told"}),
        ({"flow": "applied > booked > done", "tells": ()}, set()),
        ({"clocks": (t.Clock(promise="done", within="1 day", after=("applied",), otherwise="expired"),)}, {"expired"}),
        ({"exemption": t.Exemption()}, {"exempted"}),
        (
            {
                "flow": "applied > booked > done",
                "tells": (),
                "clocks": (t.Clock(promise="reminded", before="booked.on", by="09:00", arises=True),),
            },
            {"reminded"},
        ),
    ],
)
def test_facts_that_terms_bring_are_there_with_them(terms, more):
    known = {"applied", "booked", "done", *EVERYWHERE, "refused"}
    assert set(steps(service(**terms))) - known == more


def test_fact_has_its_place_in_the_flow():
    laid = steps(service("applied > booked > (called) > done | missed", asides=(t.Aside(fact="x"),)))
    shape = {name: (one.in_flow, one.optional) for name, one in laid.items()}
    assert shape["booked"] == (True, False)
    assert shape["called"] == (True, True)
    assert shape["missed"] == (True, False)
    assert shape["x"] == (False, False)
    assert shape["withdrawn"] == (False, False)


# ---------------------------------------------------------------- what must stand before


def test_fact_needs_what_stands_before_it_without_what_may_be_left_out():
    done = steps(service("applied > a, b > (c) > d | e > done"))["done"]
    assert done.stages == (Stage(("applied",)), Stage(("a", "b")), Stage(may=("c",)), Stage(one_of=("d", "e")))
    assert done.needs == {"applied", "a", "b"}
    assert done.choices == (frozenset({"d", "e"}),)
    assert not done.is_plain


def test_papers_and_the_slip_need_nothing_wherever_the_flow_names_them():
    laid = steps(service("applied > called > documents-added > admission-slip-issued > done"))
    assert laid["documents-added"].needs == laid["admission-slip-issued"].needs == frozenset()
    assert laid["done"].needs == {"applied", "called", "documents-added", "admission-slip-issued"}


def test_aside_needs_the_flow_up_to_its_fact_and_of_that_stage_only_it():
    laid = steps(service("applied > a, b > c", asides=(t.Aside(fact="x", after="b", before="c"),)))
    assert laid["x"].stages == (Stage(("applied",)), Stage(must=("b",)))
    assert laid["x"].before == "c"


def test_aside_after_another_aside_needs_it():
    laid = steps(service(asides=(t.Aside(fact="x"), t.Aside(fact="y", after="x"))))
    assert laid["y"].needs >= {"x"}


# ---------------------------------------------------------------- what is there only sometimes

CHECKUP = service(
    "applied > checkup-booked > told > attended > done",
    only=(t.Only(facts=("checkup-booked", "attended", "x"), where="applied.has_dicom", equals=False),),
    asides=(t.Aside(fact="x"),),
    clocks=(t.Clock(promise="attended", within="5 days", after=("applied",)),),
)


def test_facts_that_the_application_leaves_out_are_gone_with_their_notice_and_clock():
    laid = plan(CHECKUP, {"has_dicom": True})
    assert laid.left_out == {"checkup-booked", "attended", "x"}
    assert laid.steps["done"].needs == {"applied"}
    assert {"checkup-booked", "attended", "told", "x"}.isdisjoint(laid.steps)
    assert laid.promises == ()


def test_facts_that_the_application_does_not_leave_out_are_part_of_the_flow():
    laid = plan(CHECKUP, {"has_dicom": False})
    assert laid.left_out == frozenset()
    assert laid.steps["done"].needs == {"applied", "checkup-booked", "told", "attended"}
    assert [one.fact for one in laid.promises] == ["attended"]


def test_fact_that_depends_on_a_later_fact_is_asked_for_when_it_is_known():
    only = t.Only(facts=("visited",), where="reviewed.result", equals="visit")
    laid = steps(service("applied > reviewed > visited > done", only=(only,)))
    assert laid["visited"].only is only
    assert laid["done"].needs == {"applied", "reviewed"}
    assert not laid["done"].is_plain
    assert not laid["visited"].is_plain
    assert laid["reviewed"].is_plain


# ---------------------------------------------------------------- papers


def test_usual_papers_stand_for_the_six_and_others_beside_them():
    laid = plan(
        service(
            "applied > documents-complete > done",
            papers=t.Papers(one_of=("usual-papers", "invoice"), all_of=("id-card",)),
        )
    )
    assert laid.one_of == {*USUAL_PAPERS, "invoice"}
    assert laid.all_of == {"id-card"}
    assert laid.gathers_papers


def test_papers_that_are_named_are_only_those():
    laid = plan(service(papers=t.Papers(one_of=("invoice",))))
    assert (laid.one_of, laid.all_of, laid.gathers_papers) == ({"invoice"}, frozenset(), False)


def test_facts_before_completeness_gather_and_those_after_it_follow_but_for_the_slip():
    laid = plan(service("applied > called > documents-complete, seen > admission-slip-issued, booked > done", tells=()))
    gathering = {"applied", "called", "documents-added", "documents-requested"}
    assert {name for name, one in laid.steps.items() if one.gathers} == gathering
    assert laid.followers == {"booked", "done"}
    assert plan(service()).followers == frozenset()


# ---------------------------------------------------------------- who, what data, what adds up


def test_handbook_says_whose_a_fact_is_with_their_superiors():
    laid = steps(service(who=(t.Who(fact="done", roles=("insured",)),)))
    assert laid["done"].roles == ("insured", "agent", "care-manager")
    assert laid["ended"].roles == ("care-manager", "agent")
    assert laid["refused"].roles == ()
    assert laid["refused"].arises


def test_needed_keys_are_everybodys_the_services_and_the_one_that_is_counted_by():
    care = service(
        "applied > booked > signed > report-delivered",
        needed=(t.Needed(fact="booked", keys=("city", "on")), t.Needed(fact="booked", keys=("hospital",))),
        consents=t.Consents(each=("a", "b")),
        each=(t.Each(fact="report-delivered", key="form", values=("electronic", "paper")),),
    )
    laid = steps(care)
    assert laid["booked"].needed == ("on", "city", "hospital")
    assert laid["signed"].needed == ("consent",)
    assert laid["signed"].each == ("consent", ("a", "b"))
    assert laid["report-delivered"].needed == ("form",)


@pytest.mark.parametrize(
    ("fact", "each", "adds_up"),
    [
        ("escorted", (), True),
        ("done", (), False),
        ("report-delivered", (), False),
        ("report-delivered", (t.Each(fact="report-delivered", key="form", values=("paper",)),), True),
        ("dose-given", (t.Each(fact="dose-given", key="dose", values=("first", "second")),), True),
    ],
)
def test_facts_add_up_by_name_or_because_each_is_asked_for(fact, each, adds_up):
    assert steps(service(f"applied > {fact}", each=each))[fact].adds_up is adds_up


# ---------------------------------------------------------------- clocks


def test_promise_has_its_spans_and_times_read():
    clocks = (
        t.Clock(promise="done", within="15 working days", target="10 working days", after=("applied", "a")),
        t.Clock(promise="called", before="booked.on", working_days=2, by="17:30"),
    )
    laid = plan(service("applied > a > booked > called > done", clocks=clocks, tells=()))
    done, called = laid.promises
    assert (done.within, done.target) == (Span(15, Unit.WORKING_DAYS), Span(10, Unit.WORKING_DAYS))
    assert (done.anchor, done.by, done.expires) == (None, None, False)
    assert (called.anchor, called.by, called.within) == (("booked", "on"), time(17, 30), None)
    assert laid.steps["a"].starts == (done,)
    assert laid.steps["booked"].starts == (called,)
    assert (laid.acting, laid.expires) == ((), False)


def test_promises_that_act_are_those_that_expire_or_arise():
    clocks = (
        t.Clock(promise="done", within="1 day", after=("applied",), otherwise="expired", clause=("C1", "C2")),
        t.Clock(promise="reminded", before="booked.on", by="09:00", arises=True),
        t.Clock(promise="booked", within="1 day", after=("applied",)),
    )
    laid = plan(service("applied > booked > (reminded) > done", clocks=clocks))
    assert [one.fact for one in laid.acting] == ["done", "reminded"]
    assert laid.expires
    assert laid.steps["expired"].endings[0].clause == ("C1", "C2")


# ---------------------------------------------------------------- clauses


def test_step_cites_the_terms_of_its_gates_clocks_and_notes():
    care = service(
        "applied > identity-verified > documents-complete > booked > done",
        age=t.Age(at_least=1, clause=("AGE",)),
        windows=(t.Window(after="policy.from", clause=("WINDOW",)),),
        declared=(t.Declared(key="already_admitted", must_be=False, reason="r", clause=("DECLARED",)),),
        area=t.Area(countries=("US",), clause=("AREA",)),
        identity=t.Term(clause=("ID",)),
        papers=t.Papers(all_of=("invoice",), clause=("PAPERS",)),
        paper_rules=(t.PaperRule(kinds=("invoice",), clause=("RULE",)),),
        uses=t.Uses(times=1, used_from="done", clause=("USES",)),
        hours=t.Hours(clause=("HOURS",)),
        limits=(t.Limit(fact="done", key="amount", at_most=Decimal(1), clause=("LIMIT",)),),
        only=(t.Only(facts=("done",), where="booked.city", equals="x", clause=("ONLY",)),),
        clocks=(
            t.Clock(promise="booked", within="1 day", after=("applied",), clause=("SOON", "AGE")),
            t.Clock(promise="reminded", before="booked.on", by="09:00", arises=True, clause=("REMIND",)),
        ),
        endings=(t.Ending(fact="done", clause=("END",)),),
        steps=(t.Step(fact="done", clause=("STEP",)),),
        notes=(t.Note(says="好", clause=("NOTE",)), t.Note(says="好", with_fact="done", clause=("BYE",))),
        withdrawal=t.Withdrawal(clause=("BACK",)),
    )
    laid = steps(care)
    assert laid["applied"].clauses == ("WINDOW", "AGE", "USES", "AREA", "DECLARED", "SOON", "NOTE")
    assert laid["documents-added"].clauses == ("PAPERS", "RULE")
    assert laid["booked"].clauses == ("AREA", "ID", "PAPERS", "HOURS", "SOON", "AGE", "REMIND")
    assert laid["done"].clauses == ("USES", "ID", "PAPERS", "LIMIT", "STEP", "ONLY", "BYE")
    assert laid["withdrawn"].clauses == ("BACK",)
    assert laid["withdrawn"].endings[0].clause == ("BACK",)
    assert laid["done"].endings[0].clause == ("END",)
