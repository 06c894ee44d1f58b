"""Answers to acts: applications, records, corrections; what is stored, sent and cited."""

from datetime import date

import pytest

from tests.handbooks import ALONE, JUNE_1, after, applied, around, at, case, codes, plan, said_no, service
from xuanhu.core.case.circumstances import Elsewhere
from xuanhu.core.case.decide import check, record
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook import terms as t

JULY_1 = {"on": date(2026, 7, 1)}
MENDING = {"fact": "met", "reason": "typo"}


# ---------------------------------------------------------------- applications


def test_application_opens_a_case():
    verdict = applied(service(), {"city": "北京"}, by="agent")
    assert verdict.allowed
    assert verdict.facts == (Fact("applied", JUNE_1, JUNE_1, "agent", {"city": "北京"}),)
    assert (verdict.before, verdict.state.facts, verdict.state.is_open) == (None, verdict.facts, True)
    assert (verdict.arisen, verdict.notices) == (("applied",), ("applied",))


def test_application_without_anybody_named_is_the_insureds():
    assert applied(service()).facts[0].by == "insured"


def test_application_that_is_refused_is_on_record_as_a_closed_case():
    care = service(age=t.Age(at_most=1, clause=("A",)))
    verdict = applied(care, among=around())
    assert not verdict.allowed
    assert [(one.name, one.at, one.by) for one in verdict.facts] == [
        ("applied", JUNE_1, "insured"),
        ("refused", JUNE_1, "system"),
    ]
    assert verdict.facts[1].data == {"reasons": ("age-not-covered",)}
    assert (verdict.state.outcome, standing_of(verdict.state)) == ("refused", "released")
    assert (verdict.notices, verdict.cites) == (("refused",), ("A",))
    assert said_no(verdict.state, "done", at(6, 2)) == ["closed"]


@pytest.mark.parametrize(
    ("channel", "verified"),
    [("portal", True), ("app", True), ("wechat", True), ("hotline", False), ("mail", False), (None, False)],
)
def test_application_from_a_login_has_its_identity_verified(channel, verified):
    state = case(service("applied > identity-verified > done"), data={"channel": channel})
    assert ("identity-verified" in state.stands) is verified
    assert case(service(), data={"channel": "app"}).facts[-1].name == "applied"


def test_application_by_one_who_may_not_is_refused():
    care = service(who=(t.Who(fact="applied", roles=("escort",), clause=("W",)),))
    verdict = applied(care, by="insured")
    assert verdict.refusals == (Refusal("not-allowed", ("W",), {"roles": ("escort",)}),)
    assert applied(care).facts[0].by == "escort"


def test_application_dated_back_counts_on_its_own_day():
    verdict = applied(service(), {"happened_at": at(5, 30)})
    assert (verdict.facts[0].at, verdict.facts[0].recorded_at) == (at(5, 30), JUNE_1)


@pytest.mark.parametrize("data", [{"happened_at": at(6, 1, 11)}, {"on": date(2026, 6, 2)}])
def test_application_dated_in_the_future_is_not_yet(data):
    verdict = applied(service(), data)
    assert codes(verdict.refusals) == ["not-yet"]
    assert verdict.refusals[0].about["on"] > JUNE_1


def test_application_started_clocks_are_cited_with_the_gates():
    care = service(
        age=t.Age(at_least=1, clause=("A",)),
        clocks=(t.Clock(promise="done", within="1 day", after=("applied",), clause=("C",)),),
    )
    assert applied(care).cites == ("A", "C")


def test_question_records_nothing_and_gives_every_reason():
    care = service(age=t.Age(at_most=1), uses=t.Uses(times=1))
    refusals = check(plan(care), around(uses_left=0), {}, JUNE_1)
    assert set(codes(refusals)) == {"age-not-covered", "uses-exhausted"}
    assert check(plan(service()), ALONE, {}, JUNE_1) == ()
    assert codes(check(plan(service()), ALONE, {}, JUNE_1, "escort")) == ["not-allowed"]


# ---------------------------------------------------------------- records


def test_record_adds_the_fact_and_says_what_arose():
    care = service("applied > documents-complete > done", papers=t.Papers(all_of=("invoice",), clause=("P",)))
    state = case(care)
    data = {"kinds": ("invoice",), "happened_at": at(6, 2)}
    verdict = record(state, "documents-added", data, at(6, 3))
    assert verdict.facts == (Fact("documents-added", at(6, 2), at(6, 3), "insured", data),)
    assert verdict.before is state
    assert verdict.arisen == ("documents-added", "documents-complete")
    assert (verdict.cites, verdict.notices) == (("P",), ())


def test_record_of_what_tells_brings_told_with_it_and_one_notice():
    verdict = record(case(service("applied > booked > told > done")), "booked", JULY_1, at(6, 2), "agent")
    assert [(one.name, one.by) for one in verdict.facts] == [("booked", "agent"), ("told", "system")]
    assert verdict.notices == ("booked",)


def test_record_of_an_unknown_fact_is_refused_alone():
    verdict = record(case(service()), "flown-to-the-moon", {"hours": -1}, at(6, 2))
    assert verdict.refusals == (Refusal("unknown-fact", (), {"fact": "flown-to-the-moon"}),)


def test_record_on_a_closed_case_is_refused_alone():
    state = case(service(endings=(t.Ending(fact="done"),)), ("done", at(6, 2)))
    assert record(state, "ended", {}, at(6, 3)).refusals == (Refusal("closed", (), {"outcome": "completed"}),)


@pytest.mark.parametrize("name", ["told", "refused", "documents-complete"])
def test_what_arises_by_itself_is_nobodys_to_record(name):
    state = case(service("applied > documents-complete > booked > told > done", papers=t.Papers(all_of=("x",))))
    assert "not-allowed" in said_no(state, name, at(6, 2))


def test_record_by_one_who_may_not_is_refused_beside_the_other_reasons():
    verdict = record(case(service("applied > reviewed > done")), "reviewed", {}, at(6, 2), "escort")
    assert codes(verdict.refusals) == ["not-allowed", "missing-data"]
    assert verdict.refusals[0].about == {"roles": ("reviewer", "care-manager")}


def test_record_dated_in_the_future_is_not_yet():
    verdict = record(case(service()), "done", {"happened_at": at(6, 3)}, at(6, 2))
    assert verdict.refusals == (Refusal("not-yet", (), {"waits_for": (), "on": at(6, 3)}),)


def test_refused_record_leaves_the_case_as_it_was_and_cites_the_term_that_refused():
    care = service(withdrawal=t.Withdrawal(until="applied", clause=("W",)))
    state = case(care)
    verdict = record(state, "withdrawn", {}, at(6, 2))
    assert (verdict.state, verdict.facts, verdict.arisen) == (state, (), ())
    assert (verdict.cites, verdict.notices) == (("W",), ())


def test_closing_cites_the_clause_of_the_ending():
    care = service(endings=(t.Ending(fact="done", outcome="deemed-used", clause=("E",)),))
    verdict = record(case(care), "done", {}, at(6, 2))
    assert (verdict.state.outcome, verdict.cites) == ("deemed-used", ("E",))


def test_exemption_must_name_a_promise():
    care = service(
        clocks=(t.Clock(promise="done", within="1 day", after=("applied",)),), exemption=t.Exemption(clause=("X",))
    )
    state = case(care)
    verdict = record(state, "exempted", {"fact": "applied", "reason": "r"}, at(6, 2))
    assert verdict.refusals == (Refusal("unknown-fact", ("X",), {"fact": "applied"}),)
    assert said_no(state, "exempted", at(6, 2), {"fact": "done", "reason": "r"}) == []
    assert said_no(case(service()), "exempted", at(6, 2), {"fact": "done", "reason": "r"}) == ["unknown-fact"]


def test_service_report_is_a_notice_to_the_insurer():
    care = service("applied > reported-to-insurer", reporting=t.Reporting(after="applied", clause=("R",)))
    verdict = record(case(care), "reported-to-insurer", {}, at(6, 2))
    assert (verdict.notices, verdict.cites) == (("service-report",), ("R",))


# ---------------------------------------------------------------- what time brought in between

EXPIRING = service(
    "applied > signed > done",
    uses=t.Uses(times=1, clause=("U",)),
    clocks=(t.Clock(promise="signed", within="5 working days", after=("applied",), otherwise="expired"),),
)
SIGNED = {"consent": "c", "happened_at": at(6, 8)}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("signed", {"consent": "c"}),
        ("signed", SIGNED),
        ("signed", {}),
        ("nothing", {}),
        ("voided", {"fact": "signed", "reason": "r"}),
        ("voided", {"fact": "nothing", "reason": "r"}),
        ("done", {}),
    ],
)
def test_facts_to_store_are_all_that_the_case_has_more(name, data):
    state = case(EXPIRING)
    verdict = record(state, name, data, at(7, 1))
    assert verdict.state.facts == state.facts + verdict.facts
    assert verdict.facts[0].name == "expired"


def test_expiry_in_between_is_told_with_the_record_that_undoes_it():
    verdict = record(case(EXPIRING), "signed", SIGNED, at(7, 1))
    assert [one.name for one in verdict.facts] == ["expired", "signed"]
    assert verdict.state.is_open
    assert "expired" not in verdict.arisen


def test_expiry_is_undone_only_while_its_use_is_left():
    expired, _ = let_pass(case(EXPIRING), at(7, 1))
    assert (expired.outcome, standing_of(expired)) == ("expired", "released")
    taken = record(expired, "signed", SIGNED, at(7, 1), elsewhere=Elsewhere(uses_left=0))
    assert taken.refusals == (Refusal("uses-exhausted", ("U",), {"times": 1}),)
    assert taken.state == expired
    assert record(expired, "signed", SIGNED, at(7, 1), elsewhere=Elsewhere(uses_left=1)).allowed
    assert record(expired, "signed", SIGNED, at(7, 1)).allowed


def test_record_that_lets_a_held_expiry_go_says_so():
    care = service(
        "applied > (images-sent) > images-received > done",
        asides=(t.Aside(fact="images-refused", before="images-received"),),
        clocks=(
            t.Clock(
                promise="images-received",
                within="1 day",
                after=("applied",),
                otherwise="expired",
                held_by="images-sent",
                judged_by="images-refused",
                clause=("X",),
            ),
        ),
    )
    state = case(care, ("images-sent", at(6, 2)))
    verdict = record(state, "images-refused", {"reason": "blurred"}, at(6, 9))
    assert [one.name for one in verdict.facts] == ["images-refused", "expired"]
    assert verdict.notices == ("images-refused", "expired")
    assert (verdict.state.outcome, "X" in verdict.cites) == ("expired", True)


# ---------------------------------------------------------------- mistakes

MET = service(
    "applied > met > done",
    endings=(t.Ending(fact="done"), t.Ending(fact="met", where={"start": False}, outcome="rejected")),
    uses=t.Uses(times=1, clause=("U",)),
    clocks=(t.Clock(promise="done", within="5 working days", after=("met",)),),
    limits=(t.Limit(fact="met", key="amount", at_most="applied.amount"),),
)


def test_corrected_moment_moves_what_follows_from_it():
    state = case(MET, ("met", at(6, 2)), data={"amount": 9})
    verdict = record(state, "corrected", {**MENDING, "happened_at": at(6, 1, 9)}, at(6, 3))
    assert verdict.state.stands["met"].at == at(6, 1, 9)
    assert verdict.state.clocks["done"].due.on == date(2026, 6, 8)
    assert [one.name for one in verdict.facts] == ["corrected"]
    assert verdict.arisen == ("met",)
    assert verdict.state.facts[1].at == at(6, 2)  # the wrong fact stays readable


def test_corrected_closing_fact_opens_the_case_or_closes_it():
    state = case(MET, ("met", at(6, 2), {"start": True}))
    closed = record(state, "corrected", {**MENDING, "start": False}, at(6, 3))
    assert closed.state.outcome == "rejected"
    opened = record(closed.state, "corrected", {**MENDING, "start": True}, at(6, 4))
    assert opened.state.is_open


def test_voided_closing_fact_opens_the_case():
    state = case(MET, ("met", at(6, 2)), ("done", at(6, 3)))
    state = after(state, ("voided", at(6, 4), {"fact": "done", "reason": "r"}))
    assert (state.is_open, "done" in state.stands) == (True, False)


def test_mended_case_takes_its_use_back_only_while_it_is_left():
    rejected = case(MET, ("met", at(6, 2), {"start": False}))
    mending = {**MENDING, "start": True}
    taken = record(rejected, "corrected", mending, at(6, 3), elsewhere=Elsewhere(uses_left=0))
    assert taken.refusals == (Refusal("uses-exhausted", ("U",), {"times": 1}),)
    assert taken.state == rejected
    assert record(rejected, "corrected", mending, at(6, 3), elsewhere=Elsewhere(uses_left=1)).allowed
    assert record(rejected, "corrected", {**MENDING, "note": "x"}, at(6, 3), elsewhere=Elsewhere(uses_left=0)).allowed


def test_mending_a_case_that_holds_its_use_asks_for_none():
    state = case(MET, ("met", at(6, 2)))
    assert record(state, "voided", MENDING, at(6, 3), elsewhere=Elsewhere(uses_left=0)).allowed


@pytest.mark.parametrize("name", ["corrected", "voided"])
@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nothing", "unknown-fact"),
        ("applied", "not-allowed"),
        ("refused", "not-allowed"),
        ("documents-added", "not-yet"),
        ("", "missing-data"),
        (None, "missing-data"),
        (7, "missing-data"),
    ],
)
def test_mending_must_name_a_fact_that_stands_and_may_be_touched(name, target, reason):
    state = case(MET, ("met", at(6, 2)))
    assert said_no(state, name, at(6, 3), {"fact": target, "reason": "r"}) == [reason]


def test_mending_needs_its_reason_and_one_who_may():
    state = case(MET, ("met", at(6, 2)))
    verdict = record(state, "voided", {"fact": "met"}, at(6, 3), "insured")
    assert codes(verdict.refusals) == ["missing-data", "not-allowed"]
    assert verdict.refusals[1].about == {"roles": ("care-manager", "agent")}


def test_corrected_fact_is_judged_by_its_own_rules():
    state = case(MET, ("met", at(6, 2), {"amount": 5}), data={"amount": 9})
    assert said_no(state, "corrected", at(6, 3), {**MENDING, "amount": 10}) == ["over-the-limit"]
    assert said_no(state, "corrected", at(6, 3), {**MENDING, "amount": -1}) == ["missing-data"]
    assert said_no(state, "corrected", at(6, 3), {**MENDING, "happened_at": at(6, 4)}) == ["not-yet"]
    assert said_no(state, "corrected", at(6, 3), {**MENDING, "amount": 9}) == []


def test_corrected_result_has_the_reason_of_the_correction():
    care = service(
        "applied > reviewed > done",
        endings=(t.Ending(fact="reviewed", where={"result": "rejected"}, outcome="rejected"),),
    )
    state = case(care, ("reviewed", at(6, 2), {"result": "passed"}))
    mending = {"fact": "reviewed", "reason": "wrong person", "result": "rejected"}
    assert after(state, ("corrected", at(6, 3), mending)).outcome == "rejected"


def test_mending_that_ends_in_an_expiry_says_so():
    state = case(EXPIRING, ("signed", at(6, 8), {"consent": "c"}))
    verdict = record(state, "voided", {"fact": "signed", "reason": "r"}, at(7, 1))
    assert [one.name for one in verdict.facts] == ["voided", "expired"]
    assert (verdict.state.outcome, verdict.notices) == ("expired", ("expired",))
