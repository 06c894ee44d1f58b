"""Decisions: may this service be had, may this fact be recorded, and what follows if it may.

Nothing is stored here and nothing is asked of a clock on the wall: same handbook, same facts, same moment, same answer.
"""

from collections.abc import Mapping
from datetime import datetime

from xuanhu.core.case.circumstances import NOWHERE, Circumstances, Elsewhere
from xuanhu.core.case.clocks import has_expired, is_held, is_kept
from xuanhu.core.case.facts import Fact, latest_named, mended, moment_of
from xuanhu.core.case.folding import add, fold, reckon
from xuanhu.core.case.gates.application import Application, judge_application, judge_policy
from xuanhu.core.case.gates.changing import judge_again, judge_withdrawal
from xuanhu.core.case.gates.data import judge_needed, unreadable
from xuanhu.core.case.gates.recording import judge_data
from xuanhu.core.case.gates.requirements import judge_requirements
from xuanhu.core.case.gates.turn import has_come, is_over, judge_turn
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.case.passing import let_pass
from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, all_reasons, refuse
from xuanhu.core.handbook.terms import Term
from xuanhu.core.handbook.vocabulary import LOGIN_CHANNELS, MENDING


class Verdict:
    """The answer to one act: the case as it now stands, the facts to store, and the reasons if it was refused.

    `before` is the case as it stood, None for one that was just applied for.
    """

    __slots__ = ("before", "facts", "refusals", "state")

    def __init__(
        self, before: State | None, state: State, facts: tuple[Fact, ...], refusals: tuple[Refusal, ...] = ()
    ) -> None:
        self.before = before
        self.state = state
        self.facts = facts
        self.refusals = refusals

    @property
    def allowed(self) -> bool:
        """Whether the answer is yes."""
        return not self.refusals

    @property
    def arisen(self) -> tuple[str, ...]:
        """The facts that stand now and did not before, those that arose by themselves included."""
        known = self.before.stands if self.before is not None else {}
        return tuple(name for name, fact in self.state.stands.items() if known.get(name) != fact)

    @property
    def cites(self) -> tuple[str, ...]:
        """The clauses of the refusal; or of the gates passed, the clocks, the outcome, the notes that go out."""
        if self.refusals and (self.state.outcome != "refused" or self.before is not None):
            return _clauses_of(self.refusals)
        found = [*_clauses_of(self.refusals)] if self.refusals else self._cited_by_facts()
        return tuple(dict.fromkeys(found))

    def _cited_by_facts(self) -> list[str]:
        steps = self.state.plan.steps
        names = dict.fromkeys([fact.name for fact in self.facts] + list(self.arisen))
        found = [clause for name in names for clause in steps[name].clauses]
        closed_now = self.state.closing if self.before is None or self.before.is_open else None
        return found + list(closed_now.clause if closed_now else ())

    @property
    def notices(self) -> tuple[str, ...]:
        """The kinds of notices that go out with this act."""
        if self.refusals:
            return ("refused",) if self.before is None else ()
        kinds = [fact.name for fact in self.facts if fact.name in self.state.plan.steps and _notifies(self.state, fact)]
        kinds += ["service-report" for fact in self.facts if fact.name == "reported-to-insurer"]
        kinds += ["expired" for fact in self.facts if fact.name == "expired"]
        return tuple(dict.fromkeys(kinds))


def _notifies(state: State, fact: Fact) -> bool:
    return state.plan.steps[fact.name].notifies


def _clauses_of(refusals: tuple[Refusal, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for refusal in refusals for clause in refusal.clauses))


def check(
    plan: Plan, around: Circumstances, data: Mapping[str, object], at: datetime, by: str | None = None
) -> tuple[Refusal, ...]:
    """May this service be had now? Every reason why not; nothing is recorded, and what is not said is not judged."""
    bad = unreadable(data, plan)
    sound = _without(data, bad)
    return _judge(Application(plan, around, sound, moment_of("applied", sound, at), asking=True), at, by, bad)


def _judge(application: Application, at: datetime, by: str | None, bad: tuple[str, ...]) -> tuple[Refusal, ...]:
    alone = judge_policy(application)
    if alone is not None:
        return (alone,)
    refusals = judge_application(application, bad)
    if application.at > at:
        refusals.append(refuse("not-yet", None, waits_for=(), on=application.at))
    roles = application.plan.steps["applied"].roles
    if by is not None and by not in roles:
        refusals.append(refuse("not-allowed", _who_term(application.plan, "applied"), roles=roles))
    return all_reasons(refusals) if refusals else ()


def apply(
    plan: Plan, around: Circumstances, data: Mapping[str, object], at: datetime, by: str | None = None
) -> Verdict:
    """Open a case. Refused at the door, the application is on record all the same, as a closed case (STARR-02)."""
    bad = unreadable(data, plan)
    sound = _without(data, bad)
    moment = moment_of("applied", sound, at)
    refusals = _judge(Application(plan, around, sound, moment), at, by, bad)
    applied = Fact("applied", moment, at, by or plan.steps["applied"].roles[0], data)
    if refusals:
        reasons = tuple(one.code for one in refusals)
        facts = (applied, Fact("refused", moment, at, "system", {"reasons": reasons}))
    elif data.get("channel") in LOGIN_CHANNELS and "identity-verified" in plan.steps:
        facts = (applied, Fact("identity-verified", moment, at, "system"))
    else:
        return Verdict(None, fold(State(plan, around), applied), (applied,))
    return Verdict(None, fold(State(plan, around), *facts), facts, refusals)


def _without(data: Mapping[str, object], bad: tuple[str, ...]) -> Mapping[str, object]:
    return {key: value for key, value in data.items() if key not in bad} if bad else data


def record(
    before: State,
    name: str,
    data: Mapping[str, object],
    at: datetime,
    by: str | None = None,
    elsewhere: Elsewhere = NOWHERE,
) -> Verdict:
    """Record a fact, or say every reason why not. `at` is when it is recorded; its data may say when it happened.

    `elsewhere` is what the policy's other cases leave. What time has brought until `at` is among the facts.
    """
    state, passed = let_pass(before, at) if before.plan.acting else (before, ())
    step = state.plan.steps.get(name)
    if step is None:
        return Verdict(before, state, passed, (refuse("unknown-fact", None, fact=name),))
    if name in MENDING:
        refusals, after, facts = _mend(state, step, data, at, by, elsewhere)
    else:
        refusals, after, facts = _record(state, step, data, at, by, elsewhere)
    if not refusals and state.outcome is not None:
        refusals = _judge_taking_back(state, after, elsewhere.uses_left)
    if refusals:
        return Verdict(before, state, passed, all_reasons(refusals))
    return Verdict(before, after, passed + facts if passed else facts)


Recorded = tuple[list[Refusal], State, tuple[Fact, ...]]


def _record(
    state: State, step: Step, data: Mapping[str, object], at: datetime, by: str | None, elsewhere: Elsewhere
) -> Recorded:
    plan = state.plan
    bad = unreadable(data, plan) if data else ()
    sound = _without(data, bad)
    moment = moment_of(step.name, sound, at, plan.appointments) if sound else at
    fact = Fact(step.name, moment, at, by or (step.roles[0] if step.roles else ""), sound)
    judged = state
    if state.outcome is not None:
        reopened = _without_expiry(state, fact, at)
        if reopened is None:
            return [refuse("closed", None, outcome=state.outcome)], state, ()
        judged = reopened
    refusals = _judge_fact(judged, step, fact, by, bad, elsewhere)
    if refusals:
        return refusals, state, ()
    facts: tuple[Fact, ...] = (fact, Fact("told", moment, at, "system")) if step.tells else (fact,)
    after = add(state, *facts)
    if after.plan.expires:
        after, passed = let_pass(after, at)
        facts += passed
    return refusals, after, facts


def _without_expiry(state: State, fact: Fact, at: datetime) -> State | None:
    """The case as if not expired, where the promised fact, or what holds it, was true in time (flows, 'Mistakes')."""
    if state.outcome != "expired":
        return None
    with_it = add(state, fact)
    clock = with_it.clocks.get(str(state.stands["expired"].data["promise"]))
    if clock is None or has_expired(with_it, at) or not (is_kept(with_it, clock) or is_held(with_it, clock)):
        return None
    return reckon(state.plan, state.circumstances, [one for one in state.facts if one.name != "expired"])


def _judge_taking_back(before: State, after: State, uses_left: int | None) -> list[Refusal]:
    """A case that opens again holds its use again: not where another case has taken it in the meantime."""
    takes_back = standing_of(before) == "released" and standing_of(after) != "released"
    if not takes_back or uses_left is None or uses_left > 0:
        return []
    uses = before.plan.service.uses
    return [refuse("uses-exhausted", uses, times=uses.times)]


def _judge_fact(
    state: State, step: Step, fact: Fact, by: str | None, bad: tuple[str, ...], elsewhere: Elsewhere
) -> list[Refusal]:
    found = [] if has_come(state, step) else judge_turn(state, step)
    if step.arises or (by is not None and by not in step.roles):
        found.append(refuse("not-allowed", _who_term(state.plan, fact.name), roles=step.roles))
    if fact.at > fact.recorded_at:
        found.append(refuse("not-yet", None, waits_for=(), on=fact.at))
    if step.adds_up or step.rivals or fact.name in state.stands:
        found += judge_again(state, step, fact)
    if step.before is not None and is_over(state, step):
        found.append(refuse("no-longer-changeable", _aside_term(state.plan, fact.name), until=step.before))
    if fact.name == "withdrawn":
        found += judge_withdrawal(state)
    own = _judge_own_data(state, step, fact, bad, elsewhere)
    return found + own if found else own


def _judge_own_data(
    state: State,
    step: Step,
    fact: Fact,
    bad: tuple[str, ...],
    elsewhere: Elsewhere = NOWHERE,
    excused: str | None = None,
) -> list[Refusal]:
    name, data, plan = fact.name, fact.data, state.plan
    found = [] if step.is_told_nothing and not bad else judge_needed(plan, step, data, bad, excused)
    if data:
        found += judge_data(plan, fact, state, elsewhere)
    if plan.service.requirements:
        found += judge_requirements(plan, name, state.circumstances, data, state.stands, fact.recorded_at)
    if name == "exempted" and "fact" in data and data["fact"] not in {promise.fact for promise in plan.promises}:
        found.append(refuse("unknown-fact", plan.service.exemption, fact=data["fact"]))
    return found


def _mend(
    state: State, step: Step, data: Mapping[str, object], at: datetime, by: str | None, elsewhere: Elsewhere
) -> Recorded:
    """Correct or void the latest fact of a name; everything is reckoned anew, the ledger too (flows, 'Mistakes')."""
    bad = unreadable(data, state.plan)
    fact = Fact(step.name, at, at, by or step.roles[0], _without(data, bad))
    found = judge_needed(state.plan, step, fact.data, bad)
    if by is not None and by not in step.roles:
        found.append(refuse("not-allowed", None, roles=step.roles))
    target = fact.data.get("fact")
    if isinstance(target, str) and target:
        found += _judge_target(state, target, fact, elsewhere)
    if found:
        return found, state, ()
    after, passed = let_pass(add(state, fact), at)
    return found, after, (fact, *passed)


def _judge_target(state: State, target: str, fact: Fact, elsewhere: Elsewhere) -> list[Refusal]:
    """Whether the wrong fact may be touched, and whether its mended data would pass its own rules."""
    if target not in state.plan.steps:
        return [refuse("unknown-fact", None, fact=target)]
    if target in UNTOUCHABLE:
        return [refuse("not-allowed", None, fact=target)]
    wrong = latest_named(state.facts, target, state.plan.appointments)
    if wrong is None:
        return [refuse("not-yet", None, waits_for=(target,))]
    if fact.name == "voided":
        return []
    right = mended(wrong, fact, state.plan.appointments)
    found = [refuse("not-yet", None, waits_for=(), on=right.at)] if right.at > fact.recorded_at else []
    others = add(state, Fact("voided", fact.at, fact.recorded_at, fact.by, {"fact": target}))
    return found + _judge_own_data(others, state.plan.steps[target], right, (), elsewhere, excused="reason")


# What arises from other facts, and what the case was opened with, is mended there or not at all.
UNTOUCHABLE = ("applied", "refused", "documents-complete", "expired", *MENDING)


def _who_term(plan: Plan, name: str) -> Term | None:
    return next((who for who in plan.service.who if who.fact == name), None)


def _aside_term(plan: Plan, name: str) -> Term | None:
    return next((aside for aside in plan.service.asides if aside.fact == name), None)
