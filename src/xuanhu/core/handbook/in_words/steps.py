"""The way of a case: its steps with who does each, how soon, and how it may end; and what may happen beside them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.flow import Stage
from xuanhu.core.handbook.in_words.endings import briefly
from xuanhu.core.handbook.in_words.promises import condition_of, promise_in_words, when_part
from xuanhu.core.handbook.in_words.spoken import AsideInWords, EndInWords, StageInWords, StepInWords
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.vocabulary import who_may

StepTerm = t.Step | t.Who | t.Each | t.Repeated
YOU: Final = "您"
US: Final = "我们"
ROLES: Final = {
    "insured": YOU,
    **dict.fromkeys(("agent", "care-manager", "reviewer", "system"), US),
    "hospital": "医院",
    "doctor": "医生",
    "nobody": "",
}
# Who does it, where that is not the one who records it.
DOERS: Final = {
    **dict.fromkeys(
        (
            "documents-complete",
            "attended",
            "admitted",
            "discharged",
            "departed",
            "returned",
            "checkup-attended",
            "handed-over",
            "sample-sent",
        ),
        "insured",
    ),
    **dict.fromkeys(("told", "reminded", "test-settled", "report-translated"), "system"),
    **dict.fromkeys(("admission-slip-issued", "hospital-accepted", "hospital-refused"), "hospital"),
    "advised": "doctor",
    "consultation-held": "expert",
    "missed": "nobody",
}
DOERS_IN: Final = {("advance-payment", "paid"): "care-manager", ("genetic-test", "report-issued"): "laboratory"}


def stages_in_words(telling: Telling) -> tuple[StageInWords, ...]:
    """The flow, stage by stage."""
    befores = (Stage(), *telling.stages)
    return tuple(_stage(stage, before, telling) for before, stage in zip(befores, telling.stages, strict=False))


def _stage(stage: Stage, before: Stage, telling: Telling) -> StageInWords:
    steps = [_step(fact, telling, optional=fact in stage.may) for fact in stage.facts]
    if stage.facts == ("told",):  # left out with what it tells, as the plan of a case does
        steps = [replace(step, when=_left_out_with(before, telling)) for step in steps]
    return StageInWords(tuple(steps), either=bool(stage.one_of))


def _left_out_with(before: Stage, telling: Telling) -> str:
    """The condition that leaves out the whole stage before, if the application alone decides it."""
    only = [one for one in telling.service.only if one.where.startswith("applied.")]
    conditions = {condition_of(one, telling) for one in only if set(before.facts) <= set(one.facts)}
    return "，".join(sorted(conditions)) if before.facts else ""


def _step(fact: str, telling: Telling, *, optional: bool) -> StepInWords:
    service = telling.service
    who = _doer(fact, telling)
    promises = tuple(promise_in_words(clock, telling) for clock in service.clocks if clock.promise == fact)
    return StepInWords(
        fact=fact,
        name=telling.milestone(fact),
        who=who,
        yours=who == YOU,
        optional=optional,
        when=when_part(fact, telling),
        details=_details(fact, telling),
        ends=_ends(fact, telling),
        promises=promises,
        clauses=_clauses(fact, telling),
    )


def _doer(fact: str, telling: Telling) -> str:
    """The one whom the handbook names, or who does it in truth, or who records it."""
    named = [who.roles[0] for who in telling.service.who if who.fact == fact and who.roles]
    recorder = next(iter(who_may(fact)), "system")
    role = named[0] if named else DOERS_IN.get((telling.id, fact)) or DOERS.get(fact, recorder)
    return ROLES[role] if role in ROLES else telling.words.name("roles", role)


def _details(fact: str, telling: Telling) -> tuple[str, ...]:
    """What a step is done for, each once; how often it may be done."""
    found = [each for each in telling.service.each if each.fact == fact]
    for_each = [f"{'、'.join(telling.name(each.key, value) for value in each.values)}，各一次" for each in found]
    repeated = [f"，最多{one.at_most}次" if one.at_most else "" for one in telling.service.repeated if one.fact == fact]
    return (*for_each, *(f"可以有好几次{most}" for most in repeated))


def _ends(fact: str, telling: Telling) -> tuple[EndInWords, ...]:
    return tuple(_end(ending, telling) for ending in telling.service.endings if ending.fact == fact)


def _end(ending: t.Ending, telling: Telling) -> EndInWords:
    becomes = briefly(ending.outcome, telling)
    where = "，".join(telling.where(key, value) for key, value in ending.where.items())
    return EndInWords(f"{where}：{becomes}" if where else becomes, ending.outcome)


def _clauses(fact: str, telling: Telling) -> tuple[str, ...]:
    """The clauses of every term that is about this step and nothing but a step."""
    service = telling.service
    named: tuple[StepTerm, ...] = (*service.steps, *service.who, *service.each, *service.repeated)
    concerned: list[t.Term] = [one for one in named if one.fact == fact]
    concerned += [one for one in service.only if fact in one.facts]
    concerned += [one for one in service.clocks if one.promise == fact]
    concerned += [one for one in service.endings if one.fact == fact]
    return clauses_of(concerned)


def clauses_of(terms: Iterable[t.Term]) -> tuple[str, ...]:
    """The clauses of some terms, each once."""
    return tuple(dict.fromkeys(clause for term in terms for clause in term.clause))


def asides_in_words(telling: Telling) -> tuple[AsideInWords, ...]:
    """What may happen beside the way; also what a handbook says of a fact that is no step of it."""
    service = telling.service
    beside = [_aside(aside, telling) for aside in service.asides]
    told = {*telling.facts, *(aside.fact for aside in service.asides)}
    others: tuple[StepTerm, ...] = (*service.steps, *service.who, *service.each, *service.repeated)
    for fact in dict.fromkeys(one.fact for one in others if one.fact not in told):
        ends = _ends(fact, telling) or (EndInWords(briefly("unable", telling), "unable"),) * (fact == "ended")
        beside.append(AsideInWords(fact, telling.milestone(fact), "办理期间", ends, _clauses(fact, telling)))
    return tuple(beside)


def _aside(aside: t.Aside, telling: Telling) -> AsideInWords:
    after = f"{telling.milestone(aside.after)}以后"
    when = f"{after}、{telling.milestone(aside.before)}以前" if aside.before is not None else after
    clauses = dict.fromkeys((*aside.clause, *_clauses(aside.fact, telling)))
    return AsideInWords(aside.fact, telling.milestone(aside.fact), when, _ends(aside.fact, telling), tuple(clauses))
