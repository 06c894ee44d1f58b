"""Walks through the services of the five handbooks and a made-up one: a desk with cases, and acts that it may try.

A walk is a list of moves, small numbers that pick an act from what the case awaits; so whatever is drawn leads
somewhere, and a walk that shows a fault shrinks to a short one.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from tests.handbooks import CALENDAR, WANG, at
from tests.made_up_walks import MADE_UP
from xuanhu.core.case import ledger
from xuanhu.core.case.circumstances import Circumstances, Elsewhere
from xuanhu.core.case.decide import Verdict, apply, record
from xuanhu.core.case.facts import Fact, effective
from xuanhu.core.case.gates.turn import awaited
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.handbook.vocabulary import ARISING, PAPERS
from xuanhu.core.parties import Diagnosis, Policy
from xuanhu.handbook_files.loader import built_in

BOOKS = {book.handbook: book for book in (*built_in().handbooks, MADE_UP)}
SERVICES = [(name, service) for name, book in BOOKS.items() for service in book.services]
POLICY = Policy(date(2026, 1, 1), date(2027, 12, 31))
NODULE = Diagnosis(date(2026, 2, 1), kind="lung-nodule")
TUMOUR = Diagnosis(date(2026, 2, 1), icd10="C34.1")
BEGIN = at(3, 2, 9)
APPLICATION = {
    "channel": "app",
    "city": "北京",
    "hospital": None,
    "country": "US",
    "nodule": "lung-nodule",
    "planned_admission_on": date(2027, 6, 1),
    "already_admitted": False,
    "screening_passed": True,
    "has_dicom": True,
}
REASONED = {"reason": "家属来电说明"}


class Move(NamedTuple):
    """Which act, how many hours after the one before, and how it varies."""

    pick: int
    hours: int
    variant: int


MOVES = st.lists(st.builds(Move, st.integers(0, 99), st.integers(0, 150), st.integers(0, 9)), min_size=3, max_size=24)
CLOSING = ("missed", "refused-to-sign", "sample-unavailable", "hospital-refused", "visa-refused", "no-show")


class Act(NamedTuple):
    """Something that is tried: a fact with its data, at a moment."""

    name: str
    data: Mapping[str, object]
    when: datetime


# ---------------------------------------------------------------- parties


def circumstances(book: str, service: str, uses_left: int | None = 1) -> Circumstances:
    """王芳, ill as the service wants it, in the third month of her policy, with what it wants to have come before."""
    terms = BOOKS[book].services[service]
    prior = terms.prior_service
    return Circumstances(
        calendar=CALENDAR,
        insured=WANG,
        policy=POLICY if BOOKS[book].subject == "policy" else None,
        diagnosis=NODULE if service == "nodule-interpretation" else TUMOUR,
        uses_left=uses_left,
        prior={f"{prior.service}.{prior.fact}": BEGIN} if prior else {},
    )


def application(service: str, variant: int = 0) -> dict[str, object]:
    """Data with which an application is allowed, with and without a login, with and without a scan at hand."""
    wishes = {"hospital": "某医院"} if service == "advance-payment" else {}
    hotline = {"channel": "hotline"} if variant % 2 else {}
    return {**APPLICATION, **wishes, **hotline, "has_dicom": variant % 3 != 1}


def opened(book: str, service: str, variant: int = 0, when: datetime = BEGIN, uses_left: int | None = 1) -> Verdict:
    """The answer to an application that should be allowed while a use is left."""
    data = application(service, variant)
    return apply(lay_out(BOOKS[book], service, data), circumstances(book, service, uses_left), data, when)


# ---------------------------------------------------------------- acts


def good_data(state: State, name: str, when: datetime, variant: int) -> dict[str, object]:
    """Data with which a fact may be recorded when its turn has come, varied where its rules leave a choice."""
    maker = MAKERS.get(name)
    return maker(state, when, variant) if maker is not None else {}


def _kinds(state: State, _: datetime, variant: int) -> dict[str, object]:
    wanted = state.plan.all_of | state.asked | {"ct-report"}
    several = sorted(wanted) if variant % 3 else sorted(wanted)[: 1 + variant % 2]
    return {"kinds": tuple(several), "modality": "CT"}


def _booked(_: State, when: datetime, variant: int) -> dict[str, object]:
    day = CALENDAR.add_working_days(when.date(), 1 + variant)
    hours = {} if variant % 2 else {"hospital": "某医院", "city": "北京", "hospital_level": "tertiary-a"}
    return {"on": datetime.combine(day, datetime.min.time(), when.tzinfo).replace(hour=10), **hours}


def _result(*others: str) -> Callable[[State, datetime, int], dict[str, object]]:
    return lambda _, __, variant: {"result": others[variant % 3 % len(others)] if variant > 6 else "passed", **REASONED}


def _signed(state: State, _: datetime, variant: int) -> dict[str, object]:
    each = state.plan.service.consents.each if state.plan.service.consents else ("claims-authorization",)
    return {"consent": each[variant % len(each)]}


def _exempted(state: State, _: datetime, variant: int) -> dict[str, object]:
    facts = [promise.fact for promise in state.plan.promises] or ["booked"]
    return {"fact": facts[variant % len(facts)], **REASONED}


def _scan(_: State, when: datetime, variant: int) -> dict[str, object]:
    return {"modality": "CT", "study_date": when.date() - timedelta(days=variant)}


def _always(**data: object) -> Callable[[State, datetime, int], dict[str, object]]:
    return lambda _, __, ___: dict(data)


def _requested(_: State, __: datetime, variant: int) -> dict[str, object]:
    return {"kinds": (PAPERS[variant],)}


MAKERS: Mapping[str, Callable[[State, datetime, int], dict[str, object]]] = {
    "identity-verified": _always(name=WANG.name, id_number=WANG.id_number),
    "reviewed": _result("rejected", "investigate"),
    "investigated": _result("rejected"),
    "concluded": _result("declined"),
    "answered": lambda _, __, variant: {"start": variant < 8},
    "documents-added": _kinds,
    "materials-received": _kinds,
    "documents-requested": _requested,
    "admission-slip-issued": _always(hospital="某医院"),
    "handed-over": _always(kinds=("invoice", "discharge-summary")),
    "booked": _booked,
    "checkup-requested": lambda _, when, __: {"institution": "某体检中心", "on": when.date() + timedelta(days=5)},
    "checkup-booked": lambda _, when, __: {"institution": "某体检中心", "on": when.date() + timedelta(days=5)},
    "signed": _signed,
    "refused-to-sign": _signed,
    "images-received": _scan,
    "images-refused": _always(**REASONED),
    "consultation-held": _always(specialists=("甲", "乙", "丙")),
    "escorted": lambda _, __, variant: {"hours": 1 + variant % 4},
    "sample-sent": _always(sample="saliva"),
    "report-delivered": lambda _, __, variant: {"form": ("electronic", "paper")[variant % 2]},
    "dose-given": lambda _, __, variant: {"dose": ("first", "second", "third")[variant % 3]},
    "visit-agreed": _booked,
    "exempted": _exempted,
    "bill-recorded": lambda _, __, variant: {"amount": 40 * variant},
    "ended": _always(**REASONED),
    **dict.fromkeys(("paid", "deposit-paid", "settled"), _always(amount=100)),
}


def forward(state: State, variant: int) -> list[str]:
    """What the case awaits and somebody may record, papers among it; what would close it at once only now and then."""
    names = [name for name in awaited(state) if name not in ARISING and (variant == 9 or name not in CLOSING)]
    if state.is_open and "documents-complete" in state.plan.steps and "documents-complete" not in state.stands:
        names.append("documents-added")
    return names


def next_act(state: State, move: Move, last: datetime, *, mending: bool = True) -> Act:
    """The act that a move picks: mostly something awaited, sometimes anything, sometimes a mistake put right."""
    when = last + timedelta(hours=move.hours)
    names = forward(state, move.variant)
    if names and move.pick < 70:
        name = names[move.pick % len(names)]
    elif mending and move.pick >= 80:
        return mending_act(state, move, when)
    else:
        every = sorted(state.plan.steps)
        name = every[(move.pick * 10 + move.variant) % len(every)]
    data = good_data(state, name, when, move.variant)
    if move.variant == 5:
        data["happened_at"] = when - timedelta(hours=min(move.hours, 100))
    return Act(name, data, when)


def mending_act(state: State, move: Move, when: datetime) -> Act:
    """A correction or a voiding of something that was recorded."""
    facts = [fact for fact in effective(state.facts) if fact.name not in ("corrected", "voided")]
    target = facts[(move.pick + move.variant) % len(facts)]
    data: dict[str, object] = {"fact": target.name, **REASONED}
    if move.pick % 2:
        return Act("voided", data, when)
    if move.variant % 2:
        data["happened_at"] = min(when, target.at + timedelta(hours=move.hours - 75))
    else:
        data |= good_data(state, target.name, when, move.variant + 3)
        data |= {"fact": target.name, **REASONED}
    return Act("corrected", data, when)


# ---------------------------------------------------------------- a desk with several cases under one policy


class Desk:
    """Cases of one service under one policy, and the ledger that they share."""

    def __init__(self, book: str, service: str) -> None:
        """Nothing has been applied for yet."""
        self.book, self.service = book, service
        self.terms = BOOKS[book].services[service]
        self.policy = circumstances(book, service).policy
        self.cases: list[State] = []
        self.last = BEGIN

    def left(self, day: date, without: int | None = None) -> int | None:
        """How many uses the cases leave, those of one case apart."""
        entries = [ledger.entry_of(str(n), state) for n, state in enumerate(self.cases) if n != without]
        return ledger.uses_left(self.service, self.terms, self.policy, entries, day)

    def elsewhere(self, n: int) -> Elsewhere:
        """What the other cases leave to one of them."""
        day = self.cases[n].stands["applied"].at.date()
        others = [state for m, state in enumerate(self.cases) if m != n]
        measured = ledger.measured(self.terms, self.policy, day, others) if self.policy is not None else {}
        return Elsewhere(self.left(day, without=n), measured)

    def apply(self, move: Move) -> Verdict:
        """One more application."""
        self.last += timedelta(hours=move.hours)
        left = self.left(self.last.date())
        verdict = opened(self.book, self.service, move.variant, self.last, left)
        self.cases.append(verdict.state)
        return verdict

    def act(self, move: Move) -> tuple[State, Act, Verdict]:
        """Something with one of the cases: the case as it was, what was tried, and the answer."""
        n = move.variant % len(self.cases)
        before = self.cases[n]
        act = next_act(before, move, self.last)
        self.last = act.when
        verdict = record(before, act.name, act.data, act.when, elsewhere=self.elsewhere(n))
        self.cases[n] = verdict.state
        return before, act, verdict


def walked(book: str, service: str, moves: list[Move], *, mending: bool = True) -> tuple[State, list[Act]]:
    """One case after those moves that were allowed, and what they were."""
    state, last = opened(book, service, moves[0].variant if moves else 0).state, BEGIN
    done: list[Act] = []
    for move in moves:
        act = next_act(state, move, last, mending=mending)
        verdict = record(state, act.name, act.data, act.when)
        state, last = verdict.state, act.when
        if verdict.allowed:
            done.append(act)
    return state, done


def plan_of(book: str, service: str) -> Plan:
    """The plan of a service for the usual application."""
    return lay_out(BOOKS[book], service, application(service))


def seen(state: State, until: datetime) -> dict[str, object]:
    """What people see of a case at a moment: since when each fact stands, when its promises are due, how it ended.

    What time itself brings is left out: a reminder is sent or not by when a booking was put down.
    """
    state, _ = let_pass(state, until)
    return {
        "stands": {name: fact.at for name, fact in state.stands.items() if name not in ("reminded", "expired")},
        "clocks": {name: (clock.start, clock.due) for name, clock in state.clocks.items()},
        "papers": dict(state.papers),
        "outcome": state.outcome,
    }


def standing(facts: tuple[Fact, ...], name: str) -> list[Fact]:
    """The facts of a name that stand after every correction."""
    return [fact for fact in effective(facts) if fact.name == name]
