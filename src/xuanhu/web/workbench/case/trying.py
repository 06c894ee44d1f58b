"""What would happen if a fact were recorded now: judged as it will be, and nothing is stored."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xuanhu.apps.cases.holding import grants, held_uses, left_of
from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.notices.actions import AUDIENCES
from xuanhu.apps.notices.calling import APPLICANT, CANNOT_COME, WITHDRAWN, calls_wanted
from xuanhu.apps.notices.wording import words_for
from xuanhu.core.case import decide, ledger
from xuanhu.core.case.circumstances import Elsewhere
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.vocabulary import MENDING
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.core.reckoning.deadlines import Due
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.facts.saying import discreet
from xuanhu.web.promises import say_due
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.case.seen import Seen

CALLS = {
    "escort-rings": "陪诊员打电话",
    "care-manager-rings": "健康管家打电话",
    APPLICANT: "电话告知体检安排",
    CANNOT_COME: "本人说来不了，请回电",
    WITHDRAWN: "撤回了授权，电话问清怎么办下去",
}


class Why(NamedTuple):
    """A refusal as it is read out: a label, the sentence, what would change it, the clauses with what they say."""

    code: str
    label: str
    says: str
    change: str
    clauses: tuple[tuple[str, str], ...]


class Message(NamedTuple):
    """A notice that will go out; `text` is empty where no SMS goes with it."""

    kind: str
    text: str


class Clock(NamedTuple):
    """A promise that starts or moves: what, by when, from when it was before."""

    what: str
    due: str
    before: str


class Following(NamedTuple):
    """What follows from a yes."""

    clocks: tuple[Clock, ...]
    ends: str
    messages: tuple[Message, ...]
    calls: tuple[tuple[str, str], ...]
    next_step: str


class Tried(NamedTuple):
    """The gate's answer before anything is recorded."""

    refusals: tuple[Why, ...]
    following: Following | None

    @property
    def allowed(self) -> bool:
        """Whether it may be recorded as it stands."""
        return not self.refusals

    @property
    def lacks(self) -> str:
        """What is still to be filled in, where nothing else is in the way: no refusal yet."""
        codes = [why.code for why in self.refusals]
        return self.refusals[0].says if codes == ["missing-data"] else ""


def try_fact(*, seen: Seen, name: str, data: Mapping[str, object], visitor: Visitor) -> Tried:
    """Judge a fact as it would be judged if it were recorded at the moment of the visit."""
    elsewhere = _elsewhere(seen, name)
    verdict = decide.record(seen.state, name, data, visitor.at, visitor.caller.role, elsewhere)
    if verdict.refusals:
        return Tried(reasons(verdict.refusals, seen.state), None)
    return Tried((), _following(seen.state, verdict.state, verdict.notices))


def reasons(refusals: tuple[Refusal, ...], state: State) -> tuple[Why, ...]:
    """Refusals in words."""
    speaker, clauses = Speaker(colleagues_words()), state.plan.handbook.clauses
    found = []
    for one in refusals:
        said = speaker.say(one, state.plan, state)
        cited = tuple((clause, clauses[clause].says if clause in clauses else "") for clause in one.clauses)
        found.append(Why(one.code, said.label, said.says, said.change, cited))
    return tuple(found)


def _elsewhere(seen: Seen, name: str) -> Elsewhere:
    """What the policy's other cases leave, looked at without a lock: the act itself asks again."""
    case, state = seen.case, seen.state
    policy, day, service = state.circumstances.policy, state.stands["applied"].at.date(), state.plan.service
    if policy is None or case.policy_id is None:
        return Elsewhere()
    measured = {}
    if any(limit.per not in ("fact", "day", "case") for limit in service.limits):
        others = Case.objects.select_related("policy", "insured").filter(policy=case.policy, service=case.service)
        measured = ledger.measured(service, policy, day, list(states_of(others.exclude(id=case.id)).values()))
    left = None
    if name in MENDING or state.outcome is not None:
        own = case.standing != "released"
        held = held_uses(case.policy_id, grants(state.plan, policy, day))
        left = left_of({grant: count - own for grant, count in held.items()})
    return Elsewhere(left, measured)


def _following(before: State, after: State, kinds: tuple[str, ...]) -> Following:
    words, plan = colleagues_words(), after.plan
    ahead = [words.fact(name, plan.handbook, plan.name, "todo") for name in next_in_flow(after)]
    outcome = after.outcome if after.outcome != before.outcome else None
    calls = sorted(calls_wanted(after) - calls_wanted(before), key=lambda call: call.due_at)
    return Following(
        clocks=tuple(_clocks(before, after)),
        ends=words.outcome(outcome, plan.handbook) if outcome is not None else "",
        messages=tuple(_message(after, kind) for kind in kinds if kind not in AUDIENCES),
        calls=tuple((CALLS.get(call.kind, call.kind), say_due(call.due_at)) for call in calls),
        next_step="、".join(ahead) if after.is_open else "",
    )


def _clocks(before: State, after: State) -> Iterator[Clock]:
    words, plan = colleagues_words(), after.plan
    for name, clock in after.clocks.items():
        known = before.clocks.get(name)
        if name in after.stands or (known is not None and known.due == clock.due) or not after.is_open:
            continue
        form = "todo" if clock.promise.term.arises else "promise"
        what = words.fact(name, plan.handbook, plan.name, form)
        yield Clock(what, said_due(clock.due), said_due(known.due) if known is not None else "")


def said_due(due: Due) -> str:
    """By when, as people write it."""
    return chinese_moment(due.passes_at) if due.exact else chinese_date(due.on)


def _message(state: State, kind: str) -> Message:
    said = words_for(state, kind)
    return Message(colleagues_words().name("notices", kind), discreet(said.text, state))
