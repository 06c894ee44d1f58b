"""Whatever is done to a case of any service of the five handbooks, or of a made-up one: what always holds."""

from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.walks import (
    BEGIN,
    MOVES,
    SERVICES,
    Act,
    Desk,
    Move,
    circumstances,
    good_data,
    opened,
    plan_of,
    seen,
    standing,
    walked,
)
from xuanhu.core.case import ledger
from xuanhu.core.case.decide import apply, check, record
from xuanhu.core.case.facts import effective
from xuanhu.core.case.folding import reckon
from xuanhu.core.case.passing import happenings, let_pass, overdue
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import ARISING, KEYS
from xuanhu.core.reckoning import SHANGHAI

SERVICE = st.sampled_from(SERVICES)
FAR = BEGIN + timedelta(days=500)
# What says when something was told or done by hand, and so depends on when it was put down.
ABOUT_THE_DESK = ("images-sent", "images-refused", "documents-requested", "exempted")


# ---------------------------------------------------------------- what holds after every act


def check_uses(desk: Desk) -> None:
    """No period holds more uses than the handbook grants, and what is left is the rest."""
    times, policy = desk.terms.uses.times, desk.policy
    if times is None or policy is None:
        return
    entries = [ledger.entry_of(str(n), state) for n, state in enumerate(desk.cases)]
    for day in {entry.applied_on for entry in entries}:
        period = ledger.period_of(desk.terms, policy, day)
        held = [one for one in entries if one.standing != "released" and period.contains(one.applied_on)]
        assert len(held) <= times
        assert desk.left(day) == times - len(held)


@settings(max_examples=150)
@given(SERVICE, MOVES)
def test_uses_are_never_below_zero_nor_above_the_grant(service, moves):
    desk = Desk(*service)
    desk.apply(Move(0, 0, 0))
    for move in moves:
        if move.pick % 9 == 0 and len(desk.cases) < 4:
            desk.apply(move)
        else:
            desk.act(move)
        check_uses(desk)


@settings(max_examples=150)
@given(SERVICE, MOVES)
def test_case_is_what_its_facts_say_after_every_act(service, moves):
    desk = Desk(*service)
    desk.apply(Move(0, 0, 0))
    for move in moves:
        before, act, verdict = desk.act(move)
        state = verdict.state
        assert reckon(state.plan, state.circumstances, state.facts) == state
        assert state.facts == before.facts + verdict.facts
        if verdict.refusals:
            assert state == let_pass(before, act.when)[0]
            assert {fact.name for fact in verdict.facts} <= ARISING
        assert set(verdict.arisen) <= state.stands.keys()
        assert set(overdue(state, act.when)) <= {one.fact for one in happenings(state)}


@settings(max_examples=60)
@given(MOVES)
def test_limit_of_a_period_holds_over_cases_and_corrections(moves):
    desk = Desk("small", "visits")
    desk.apply(Move(0, 0, 0))
    desk.apply(Move(0, 0, 0))
    for move in moves:
        desk.act(move)
        bills = [fact for state in desk.cases for fact in standing(state.facts, "bill-recorded")]
        assert sum(fact.data["amount"] for fact in bills) <= desk.terms.limits[0].at_most


@settings(max_examples=60)
@given(SERVICE, MOVES)
def test_same_acts_give_the_same_answers_and_the_same_case(service, moves):
    one, other = Desk(*service), Desk(*service)
    for desk in (one, other):
        desk.apply(Move(0, 0, 0))
    for move in moves:
        before, act, verdict = one.act(move)
        _, same_act, same = other.act(move)
        assert act == same_act
        assert (verdict.refusals, verdict.facts, verdict.cites, verdict.notices) == (
            same.refusals,
            same.facts,
            same.cites,
            same.notices,
        )
        again = reckon(before.plan, before.circumstances, before.facts)
        assert again == before


# ---------------------------------------------------------------- put down late


def late_data(act: Act) -> dict[str, object]:
    return {"happened_at": act.when, **act.data}


def replayed(first: State, acts: list[Act], delayed: int, until: int) -> State:
    """The case where one act is put down only after another; what had to wait for it is put down after it, late too."""
    state, waiting, last = first, [], BEGIN
    for n, act in enumerate(acts):
        last = max(last + timedelta(minutes=1), act.when)
        tries = [act] if n != delayed else []
        if n == until:
            tries = [acts[delayed], *waiting, act]
            waiting = []
        for tried in tries:
            last += timedelta(minutes=1)
            verdict = record(state, tried.name, late_data(tried), last)
            state = verdict.state
            if not verdict.allowed:
                assume(state.outcome != "expired")  # only the promised fact itself undoes an expiry
                assert n < until, (tried, verdict.refusals)
                waiting.append(tried)
    return state


@settings(max_examples=300)
@given(SERVICE, MOVES, st.integers(0, 20), st.integers(1, 20))
def test_fact_put_down_late_stands_as_if_in_time(service, moves, place, distance):
    first = opened(*service, moves[0].variant if moves else 0).state
    sober = [move._replace(pick=move.pick % 70) for move in moves]
    state, acts = walked(*service, sober, mending=False)
    acts = [act for act in acts if not (act.name == "booked" and len(standing(state.facts, "booked")) > 1)]
    assume(len(acts) > 1 and not {act.name for act in acts} & {"documents-requested", "images-refused"})
    in_time = replayed(first, acts, -1, -1)
    delayed = place % (len(acts) - 1)
    assume(acts[delayed].name not in ABOUT_THE_DESK)
    until = min(delayed + distance, len(acts) - 1)
    assert seen(replayed(first, acts, delayed, until), FAR) == seen(in_time, FAR)


# ---------------------------------------------------------------- corrected, and corrected back


@settings(max_examples=200)
@given(SERVICE, MOVES, st.integers(0, 99), st.integers(0, 9), st.integers(-100, 100))
def test_fact_corrected_and_corrected_back_was_never_corrected(service, moves, place, variant, hours):
    state, _ = walked(*service, moves)
    last = state.facts[-1].recorded_at
    names = sorted({fact.name for fact in effective(state.facts)} - {"corrected", "voided", "applied", "expired"})
    assume(names)
    name = names[place % len(names)]
    right = standing(state.facts, name)[-1]
    wrong = {**good_data(state, name, last, variant), "happened_at": right.at + timedelta(hours=hours)}
    first = record(state, "corrected", {**wrong, "fact": name, "reason": "r"}, last + timedelta(hours=1))
    assume(first.allowed)
    back = {**right.data, "happened_at": right.at, "fact": name, "reason": "r"}
    second = record(first.state, "corrected", back, last + timedelta(hours=2))
    assert second.allowed, second.refusals
    assert seen(second.state, FAR) == seen(record(state, "nothing", {}, last + timedelta(hours=2)).state, FAR)


# ---------------------------------------------------------------- whatever is given

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.decimals(),
    st.text(max_size=8),
    st.sampled_from(["\0", "", " ", "passed", "rejected", "CT", "none", "hotline", "booked", "invoice", "本人"]),
    st.binary(max_size=4),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(SHANGHAI)),
)
JUNK = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ),
    max_leaves=5,
)
DATA = st.dictionaries(st.sampled_from([*KEYS, "a_key_of_tomorrow"]), JUNK, max_size=5)


@settings(max_examples=200)
@given(SERVICE, MOVES, DATA, st.data())
def test_whatever_is_given_is_answered(service, moves, junk, draw):
    state, _ = walked(*service, moves)
    names = st.sampled_from([*state.plan.steps, "unheard-of", "", "\0"])
    when = state.facts[-1].recorded_at + timedelta(hours=1)
    for _ in range(4):
        name = draw.draw(names)
        for data in (junk, {**good_data(state, name, when, 3), **junk}, {"fact": name, "reason": "r", **junk}):
            for act in (name, "corrected"):
                verdict = record(state, act, data, when)
                assert verdict.allowed or seen(verdict.state, when) == seen(state, when)


@settings(max_examples=200)
@given(SERVICE, DATA)
def test_whatever_an_application_says_is_answered(service, junk):
    around, plan = circumstances(*service), plan_of(*service)
    refused = {one.code for one in check(plan, around, junk, BEGIN)}
    verdict = apply(plan, around, junk, BEGIN)
    assert refused <= {one.code for one in verdict.refusals}
    assert verdict.state == reckon(plan, around, verdict.facts)
    assert verdict.state.is_open is verdict.allowed
