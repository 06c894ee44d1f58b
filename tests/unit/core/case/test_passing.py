"""What time does to a case: reminders, warnings, overdue marks, expiry."""

from datetime import date

import pytest

from tests.handbooks import after, at, case, service
from xuanhu.core.case.decide import record
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.passing import Happening, could_be_kept, happenings, let_pass, overdue
from xuanhu.core.handbook import terms as t

# ---------------------------------------------------------------- promises that are broken

LATE = service(
    clocks=(
        t.Clock(promise="done", within="5 working days", target="2 working days", after=("applied",), clause=("C",)),
    ),
    exemption=t.Exemption(),
)


def test_promise_is_warned_of_then_overdue():
    assert happenings(case(LATE)) == [
        Happening(at(6, 4, 0), "warning", "done", ("C",)),
        Happening(at(6, 9, 0), "overdue", "done", ("C",)),
    ]


def test_promise_is_overdue_from_the_end_of_its_day():
    state = case(LATE)
    assert [overdue(state, when) for when in (at(6, 8, 23, 59), at(6, 9, 0))] == [(), ("done",)]


@pytest.mark.parametrize(
    "act",
    [
        ("done", at(6, 30)),
        ("withdrawn", at(6, 30)),
        ("exempted", at(6, 30), {"fact": "done", "reason": "flood"}),
    ],
)
def test_promise_that_is_kept_exempted_or_of_a_closed_case_is_not_overdue(act):
    state = case(LATE, act)
    assert happenings(state) == []
    assert overdue(state, at(7, 30)) == ()


def test_time_adds_nothing_to_a_case_that_is_only_overdue():
    state = case(LATE)
    assert let_pass(state, at(9, 1)) == (state, ())


# ---------------------------------------------------------------- expiry

EXPIRING = service(
    "applied > signed > (images-sent) > images-received > done",
    clocks=(
        t.Clock(
            promise="images-received",
            within="15 days",
            after=("signed",),
            otherwise="expired",
            held_by="images-sent",
            judged_by="images-refused",
            clause=("C",),
        ),
    ),
    asides=(t.Aside(fact="images-refused", after="signed", before="images-received"),),
)
SIGNED = ("signed", at(6, 1), {"consent": "c"})  # 15 days on is Tuesday 16 June
SENT = ("images-sent", at(6, 16, 23))
REFUSED = {"reason": "blurred"}
RECEIVED = {"modality": "CT", "study_date": date(2026, 6, 1)}


def test_case_expires_at_the_end_of_the_day_and_not_before():
    state = case(EXPIRING, SIGNED)
    assert happenings(state) == [Happening(at(6, 17, 0), "expiry", "images-received", ("C",))]
    assert let_pass(state, at(6, 16, 23, 59)) == (state, ())
    passed, arisen = let_pass(state, at(7, 1))
    assert arisen == (Fact("expired", at(6, 17, 0), at(6, 17, 0), "system", {"promise": "images-received"}),)
    assert (passed.outcome, passed.closing.clause) == ("expired", ("C",))
    assert let_pass(passed, at(8, 1)) == (passed, ())
    assert happenings(passed) == []


def test_what_came_in_time_holds_the_expiry_until_it_is_judged():
    state = case(EXPIRING, SIGNED, SENT)
    assert let_pass(state, at(7, 1)) == (state, ())
    kept = after(state, ("images-received", at(7, 1), RECEIVED))
    assert kept.is_open


def test_what_came_too_late_holds_nothing():
    state = case(EXPIRING, SIGNED)
    verdict = record(state, "images-sent", {}, at(6, 17, 0))
    assert [one.code for one in verdict.refusals] == ["closed"]
    assert verdict.state.outcome == "expired"


def test_refusal_before_the_due_day_leaves_the_first_due_day():
    state = case(EXPIRING, SIGNED, ("images-sent", at(6, 10)), ("images-refused", at(6, 11), REFUSED))
    assert state.is_open
    passed, arisen = let_pass(state, at(6, 20))
    assert (passed.outcome, arisen[0].at) == ("expired", at(6, 17, 0))


def test_refusal_after_the_due_day_expires_at_once():
    state = case(EXPIRING, SIGNED, SENT, ("images-refused", at(6, 20), REFUSED))
    assert (state.outcome, state.stands["expired"].at) == ("expired", at(6, 20))


def test_what_came_again_in_time_holds_again():
    state = case(EXPIRING, SIGNED, ("images-sent", at(6, 10)), ("images-refused", at(6, 11), REFUSED), SENT)
    assert let_pass(state, at(7, 1)) == (state, ())


def test_promise_kept_too_late_does_not_undo_the_expiry():
    care = service(clocks=(t.Clock(promise="done", within="1 day", after=("applied",), otherwise="expired"),))
    expired, _ = let_pass(case(care), at(6, 3, 0))
    late = record(expired, "done", {"happened_at": at(6, 3, 0)}, at(6, 4))
    assert ([one.code for one in late.refusals], late.state.outcome) == (["closed"], "expired")
    in_time = record(expired, "done", {"happened_at": at(6, 2, 23, 59)}, at(6, 4))
    assert (in_time.refusals, in_time.state.is_open) == ((), True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("documents-requested", {"kinds": ("id-card",)}),
        ("documents-added", {"kinds": ("id-card",), "happened_at": at(6, 2)}),
        ("exempted", {"fact": "called", "reason": "flood"}),
        ("called", {}),
        ("done", {"happened_at": at(6, 3)}),
        ("ended", {"reason": "r"}),
    ],
)
def test_only_the_promised_fact_true_in_time_undoes_an_expiry(name, data):
    care = service(
        "applied > documents-complete > called > done",
        papers=t.Papers(all_of=("invoice",)),
        clocks=(
            t.Clock(promise="called", within="5 working days", after=("documents-complete",), otherwise="expired"),
        ),
        exemption=t.Exemption(),
    )
    state, _ = let_pass(case(care, ("documents-added", at(6, 2), {"kinds": ("invoice",)})), at(7, 1))
    assert [one.code for one in record(state, name, data, at(7, 1)).refusals] == ["closed"]
    assert record(state, "called", {"happened_at": at(6, 3)}, at(7, 1)).state.is_open


def test_appointment_that_is_moved_after_its_due_day_was_made_in_time():
    care = service(
        "applied > booked > done",
        clocks=(t.Clock(promise="booked", within="5 working days", after=("applied",), otherwise="expired"),),
    )
    state = case(care, ("booked", at(6, 2), {"on": date(2026, 7, 1)}), ("booked", at(6, 20), {"on": date(2026, 7, 2)}))
    assert let_pass(state, at(6, 25))[0].is_open


# ---------------------------------------------------------------- reminders

REMINDING = service(
    "applied > booked > told > (reminded) > done",
    clocks=(t.Clock(promise="reminded", before="booked.on", by="09:00", arises=True, clause=("C",)),),
)


def booked(when, on):
    return ("booked", when, {"on": on})


def test_reminder_arises_at_its_moment_once():
    state = case(REMINDING, booked(at(6, 2), date(2026, 6, 10)))
    assert happenings(state) == [Happening(at(6, 9, 9), "reminder", "reminded", ("C",))]
    assert let_pass(state, at(6, 9, 8, 59)) == (state, ())
    passed, arisen = let_pass(state, at(6, 9, 12))
    assert arisen == (Fact("reminded", at(6, 9, 9), at(6, 9, 9), "system", {"for": date(2026, 6, 10)}),)
    assert happenings(passed) == []
    assert let_pass(passed, at(6, 10)) == (passed, ())


def test_reminder_of_an_appointment_made_after_its_moment_does_not_come():
    state = case(REMINDING, booked(at(6, 9, 9), date(2026, 6, 10)))
    assert happenings(state) == []
    assert let_pass(state, at(6, 10)) == (state, ())


@pytest.mark.parametrize(("made", "could"), [(at(6, 9, 8, 59), True), (at(6, 9, 9), False)])
def test_what_an_appointment_is_due_before_can_be_kept_only_if_it_lay_ahead(made, could):
    state = case(REMINDING, booked(made, date(2026, 6, 10)))
    assert could_be_kept(state, state.clocks["reminded"]) is could


def test_what_is_due_after_a_fact_can_always_be_kept():
    state = case(LATE)
    assert could_be_kept(state, state.clocks["done"])


def test_reminder_comes_again_for_the_new_day_of_an_appointment():
    state = case(REMINDING, booked(at(6, 2), date(2026, 6, 10)))
    state = after(let_pass(state, at(6, 9, 9))[0], booked(at(6, 9, 15), date(2026, 6, 12)))
    assert [(one.at, one.kind) for one in happenings(state)] == [(at(6, 11, 9), "reminder")]
    assert [one.data["for"] for one in let_pass(state, at(6, 11, 9))[1]] == [date(2026, 6, 12)]


def test_reminder_of_an_appointment_that_was_voided_does_not_come():
    state = case(REMINDING, booked(at(6, 2), date(2026, 6, 10)))
    state = after(state, ("voided", at(6, 3), {"fact": "booked", "reason": "r"}))
    assert (happenings(state), let_pass(state, at(6, 10))) == ([], (state, ()))


def test_clock_that_has_not_started_does_nothing():
    state = case(REMINDING)
    assert let_pass(state, at(9, 1)) == (state, ())
