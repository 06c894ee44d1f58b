"""From the terms of a service to its plan: once for all applications that leave the same out of the flow."""

from collections.abc import Mapping
from datetime import time

from xuanhu.core.case.citing import clauses_of
from xuanhu.core.case.plan import Plan, Promise, Step
from xuanhu.core.handbook import vocabulary
from xuanhu.core.handbook.flow import Stage, read_flow
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.terms import Clock, Ending
from xuanhu.core.reckoning.deadlines import parse_span


def lay_out(handbook: Handbook, name: str, applied: Mapping[str, object]) -> Plan:
    """The plan of a service for an application: what the application's data leaves out of the flow is left out."""
    service = handbook.services.get(name) or Service(
        name=name, flow="applied"
    )  # a refusal is put on record all the same
    left_out = frozenset(
        fact
        for only in service.only
        if only.where.startswith("applied.") and applied.get(only.where.partition(".")[2]) != only.equals
        for fact in only.facts
    )
    stages = _without(read_flow(service.flow), left_out)
    papers = service.papers
    usual = frozenset(vocabulary.USUAL_PAPERS)
    named = frozenset(papers.one_of) if papers else frozenset()
    promises = tuple(_promise(clock, service, stages) for clock in service.clocks if clock.promise not in left_out)
    steps = {fact: _step(fact, service, stages, promises) for fact in _facts(service, stages, left_out)}
    return Plan(
        handbook=handbook,
        name=name,
        service=service,
        steps=steps,
        promises=promises,
        acting=tuple(promise for promise in promises if promise.expires or promise.term.arises),
        expires=any(promise.expires for promise in promises),
        followers=_followers(stages),
        left_out=left_out,
        cities=handbook.cities(service.area.cities) if service.area and service.area.cities else frozenset(),
        appointments=vocabulary.APPOINTMENTS | set(service.appointments),
        one_of=(named - {"usual-papers"}) | usual if "usual-papers" in named else named,
        all_of=frozenset(papers.all_of) if papers else frozenset(),
    )


def _without(stages: tuple[Stage, ...], left_out: frozenset[str]) -> tuple[Stage, ...]:
    """The flow without some facts, and without a `told` whose telling fact is among them."""
    kept: list[Stage] = []
    dropped_before = False
    for stage in stages:
        if stage.facts == ("told",) and dropped_before:
            continue
        rest = Stage(*(tuple(fact for fact in facts if fact not in left_out) for facts in stage))
        dropped_before = not rest.facts
        if rest.facts:
            kept.append(rest)
    return tuple(kept)


def _facts(service: Service, stages: tuple[Stage, ...], left_out: frozenset[str]) -> list[str]:
    names = [fact for stage in stages for fact in stage.facts]
    names += [aside.fact for aside in service.asides if aside.fact not in left_out]
    names += vocabulary.EVERYWHERE
    if any(fact in service.tells for fact in names):
        names.append("told")
    if any(clock.otherwise == "expired" for clock in service.clocks):
        names.append("expired")
    if service.exemption is not None:
        names.append("exempted")
    names += [clock.promise for clock in service.clocks if clock.arises]
    return list(dict.fromkeys([*names, "refused"]))


def _followers(stages: tuple[Stage, ...]) -> frozenset[str]:
    places = [n for n, stage in enumerate(stages) if "documents-complete" in stage.facts]
    if not places:
        return frozenset()
    later = frozenset(fact for stage in stages[places[0] + 1 :] for fact in stage.facts)
    return later - frozenset(vocabulary.PAPER_FACTS)  # the slip may come at any time, so it does not follow


def _step(fact: str, service: Service, stages: tuple[Stage, ...], promises: tuple[Promise, ...]) -> Step:
    place = next((n for n, stage in enumerate(stages) if fact in stage.facts), None)
    aside = next((aside for aside in service.asides if aside.fact == fact), None)
    before = stages[:place] if place is not None else _up_to(aside.after, stages) if aside else ()
    if fact in vocabulary.PAPER_FACTS:
        before = ()  # papers and the slip may come at any time (flows, 'Papers')
    onlys = {name: only for only in service.only for name in only.facts if not only.where.startswith("applied.")}
    must = [name for stage in before for name in stage.must]
    each = _each(fact, service)
    choices = tuple(frozenset(stage.one_of) for stage in before if stage.one_of)
    gathers = _gathers(fact, stages)
    needed = _needed(fact, service)
    more = tuple(needed for needed in service.needed if needed.fact == fact and needed.where)
    endings = tuple(ending for ending in _endings(service) if ending.fact == fact)
    starts = tuple(one for one in promises if fact in _beginnings(one, service))
    return Step(
        name=fact,
        arises=fact in vocabulary.ARISING,
        is_plain=not choices and not any(name in onlys for name in (*must, fact)),
        roles=_roles(fact, service),
        in_flow=place is not None,
        optional=place is not None and fact in stages[place].may,
        at_most=next((one for one in service.repeated if one.fact == fact and one.at_most is not None), None),
        needed_where=more,
        adds_up=each is not None
        or any(one.fact == fact for one in service.repeated)
        or (fact in vocabulary.ADDING_UP and fact != "report-delivered"),
        stages=before,
        needs=frozenset(name for name in must if name not in onlys),
        choices=choices,
        sometimes=tuple((name, onlys[name]) for name in must if name in onlys),
        rivals=tuple(name for name in stages[place].one_of if name != fact)
        if place is not None and fact in stages[place].one_of
        else (),
        only=onlys.get(fact),
        before=aside.before if aside else None,
        each=each,
        needed=needed,
        is_told_nothing=not needed and not more and fact not in vocabulary.JUDGING,
        endings=endings,
        starts=starts,
        gathers=gathers,
        has_effects=gathers or bool(endings or starts),
        tells=fact in service.tells,
        notifies=fact in vocabulary.NOTIFYING or fact in service.sms or fact in service.tells,
        clauses=clauses_of(fact, service, must),
    )


def _beginnings(promise: Promise, service: Service) -> set[str]:
    """The facts that may start a clock: those it counts from, its appointment, and what decides which of them come."""
    deciding = {only.where.partition(".")[0] for only in service.only if set(only.facts) & set(promise.term.after)}
    return {*promise.term.after, *(promise.anchor or ())[:1], *deciding}


def _gathers(fact: str, stages: tuple[Stage, ...]) -> bool:
    place = next((n for n, stage in enumerate(stages) if "documents-complete" in stage.facts), None)
    if place is None:
        return False
    papers = ("documents-added", "documents-requested", "materials-received")
    return fact in papers or any(fact in stage.facts for stage in stages[:place])


def _up_to(after: str, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """What stands before an aside: the flow up to the fact it comes after, and of that fact's stage only that fact."""
    place = next((n for n, stage in enumerate(stages) if after in stage.facts), None)
    return (*stages[: place or 0], Stage(must=(after,)))


def _roles(fact: str, service: Service) -> tuple[str, ...]:
    named = next((who.roles for who in service.who if who.fact == fact), None)
    return vocabulary.who_may(fact) if named is None else vocabulary.with_their_superiors(named)


def _each(fact: str, service: Service) -> tuple[str, tuple[str, ...]] | None:
    if fact == "signed" and service.consents is not None:
        return "consent", service.consents.each
    return next(((each.key, each.values) for each in service.each if each.fact == fact), None)


def _needed(fact: str, service: Service) -> tuple[str, ...]:
    more = tuple(key for needed in service.needed if needed.fact == fact and not needed.where for key in needed.keys)
    each = _each(fact, service)
    keys = vocabulary.NEEDED.get(fact, ()) + more + ((each[0],) if each else ())
    return tuple(dict.fromkeys(keys))


def _endings(service: Service) -> tuple[Ending, ...]:
    """The handbook's endings, and those that every service has."""
    return (
        *service.endings,
        Ending(fact="withdrawn", outcome="withdrawn", clause=service.withdrawal.clause),
        Ending(fact="ended", outcome="unable"),
        Ending(fact="refused", outcome="refused"),
        Ending(fact="expired", outcome="expired", clause=_expiring(service)),
    )


def _expiring(service: Service) -> tuple[str, ...]:
    clauses = [clause for clock in service.clocks if clock.otherwise == "expired" for clause in clock.clause]
    return tuple(dict.fromkeys(clauses))


def _after(clock: Clock, stages: tuple[Stage, ...]) -> tuple[tuple[str, ...], ...]:
    """The facts that start a clock, those of one `a | b` together; what is left out of the flow starts nothing."""
    choices = [frozenset(stage.one_of) for stage in stages if stage.one_of]
    groups: dict[frozenset[str] | str, list[str]] = {}
    for name in clock.after:
        groups.setdefault(next((choice for choice in choices if name in choice), name), []).append(name)
    return tuple(tuple(group) for group in groups.values())


def _promise(clock: Clock, service: Service, stages: tuple[Stage, ...]) -> Promise:
    fact, _, key = (clock.before or "").partition(".")
    return Promise(
        term=clock,
        fact=clock.promise,
        after=_after(clock, stages),
        within=parse_span(clock.within) if clock.within else None,
        target=parse_span(clock.target) if clock.target else None,
        anchor=(fact, key) if clock.before else None,
        by=time.fromisoformat(clock.by) if clock.by else None,
        only=next((only for only in service.only if clock.promise in only.facts), None),
    )
