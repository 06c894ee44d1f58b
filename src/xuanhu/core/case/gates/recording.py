"""The rules of each fact's own data: made once from the terms of a service, then asked by key.

Only what is named is judged: a rule on `hospital_level` is silent where no level is given.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple, cast

from xuanhu.core.case.circumstances import NOWHERE, Elsewhere
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.gates.anchors import counted_back
from xuanhu.core.case.gates.patients import of_insured, patient_of
from xuanhu.core.case.gates.places import PlaceJudge, place_judges
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.vocabulary import JUDGING
from xuanhu.core.parties import same_id_number, same_name


class Given(NamedTuple):
    """A fact's data as it is given, the case it is for, the fact itself, and what other cases leave."""

    data: Mapping[str, object]
    state: State
    fact: Fact
    elsewhere: Elsewhere = NOWHERE


Judge = Callable[[object, Given], Refusal | None]
Judges = tuple[tuple[str, Judge], ...]


def data_judges(plan: Plan, fact: str) -> Judges:
    """The judges of a fact's data by the key they read, in the order of the language; made once a plan."""
    judges = plan.judges.get(fact)
    if judges is None:
        judges = plan.judges[fact] = tuple(_judges(plan, fact))
    return judges  # type: ignore[return-value]  # `judges` of a plan also keeps those of applications


def judge_data(plan: Plan, fact: Fact, state: State, elsewhere: Elsewhere = NOWHERE) -> list[Refusal]:
    """Every reason why this data will not do."""
    judges = data_judges(plan, fact.name)
    if not judges:
        return []
    data = fact.data
    given = Given(data, state, fact, elsewhere)
    found = []
    for key, judge in judges:
        value = data.get(key)
        if value is not None:
            refusal = judge(value, given)
            if refusal is not None:
                found.append(refusal)
    return found


def _judges(plan: Plan, fact: str) -> Iterator[tuple[str, Judge]]:
    service = plan.service
    if fact == "booked":
        for key, judge in place_judges(plan).items():
            yield key, _at_booking(judge)
    if fact == "identity-verified":
        yield "name", _judge_identity(service.identity)
    if fact in JUDGING:
        yield "result", _judge_result(plan, fact)
    for hours in (service.hours,) if service.hours is not None and service.hours.fact == fact else ():
        yield "on", _judge_hours(hours)
    if fact in ("documents-added", "materials-received"):
        yield from (("kinds", _judge_paper(rule)) for rule in service.paper_rules)
    makers: tuple[tuple[tuple[t.Term, ...], Callable[[t.Term], tuple[str, Judge]]], ...] = (
        (service.limits, _judge_limit),  # type: ignore[assignment]
        (service.among, _judge_among),
        (service.recent, _judge_recent),
        (service.same_as, _judge_same),
        (service.handed_over, _judge_handed_over),
    )
    for terms, maker in makers:
        yield from (maker(term) for term in terms if getattr(term, "fact", None) == fact)


def _at_booking(judge: PlaceJudge) -> Judge:
    return lambda value, given: judge(value, given.state.circumstances)


def _judge_identity(term: t.Identity) -> Judge:
    """INS-02, STARR-02: what the caller says against what is on file; both name and number."""

    def judge(name: object, given: Given) -> Refusal | None:
        insured, number = given.state.circumstances.insured, given.data.get("id_number")
        person = (
            patient_of(given.state.stands["applied"].data, insured) if term.of == "patient" else of_insured(insured)
        )
        same = person.name is None or same_name(str(name), person.name)
        if number is not None and person.id_number is not None:
            same = same and same_id_number(str(number), person.id_number)
        return None if same else refuse("identity-mismatch", term)

    return judge


def _judge_result(plan: Plan, fact: str) -> Judge:
    """A result is a pass, or one that the flow knows what to do with; any other word would lead nowhere."""
    service = plan.service
    known = {"passed", *(ending.where.get("result") for ending in service.endings if ending.fact == fact)}
    known |= {only.equals for only in service.only if only.where == f"{fact}.result"}
    return lambda result, _: None if result in known else refuse("missing-data", None, keys=("result",))


def _judge_hours(term: t.Hours) -> Judge:
    """AXA-25: weekdays, working days, the whole slot inside the hours. A date without a time is judged by its day."""
    opens, closes = time.fromisoformat(term.opens), _minutes(term.closes)

    def judge(on: object, given: Given) -> Refusal | None:
        day = on.date() if isinstance(on, datetime) else cast("date", on)
        fits = day.isoweekday() in term.weekdays
        fits = fits and (not term.working_days or given.state.circumstances.calendar.is_working_day(day))
        if isinstance(on, datetime):
            begins = on.hour * 60 + on.minute + bool(on.second)
            fits = fits and on.time() >= opens and begins + term.slot_minutes <= closes
        return None if fits else refuse(term.reason, term, opens=term.opens, closes=term.closes)

    return judge


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _judge_paper(rule: t.PaperRule) -> Judge:
    """Who issued a paper and when, where the paper says so."""

    def judge(kinds: object, given: Given) -> Refusal | None:
        if not isinstance(kinds, tuple | list) or not set(kinds) & set(rule.kinds):
            return None
        issuer, issued_on = given.data.get("issuer"), given.data.get("issued_on")
        unsaid = tuple(key for key in _wanted_of(rule) if given.data.get(key) is None)
        if unsaid:
            return refuse("missing-data", rule, keys=unsaid)
        fits = issuer is None or not rule.issuers or issuer in rule.issuers
        if rule.within is not None and isinstance(issued_on, date):
            day = issued_on.date() if isinstance(issued_on, datetime) else issued_on
            fits = fits and day >= _earliest(rule.within, given.state)
        return None if fits else refuse(rule.reason, rule, issuers=rule.issuers, within=rule.within)

    return judge


def _wanted_of(rule: t.PaperRule) -> tuple[str, ...]:
    if not rule.required:
        return ()
    return (("issuer",) if rule.issuers else ()) + (("issued_on",) if rule.within is not None else ())


def _judge_limit(term: t.Limit) -> tuple[str, Judge]:
    def judge(value: object, given: Given) -> Refusal | None:
        if term.unless is not None and str(given.data.get(term.unless) or "").strip():
            return None
        measure = _measure(value) + _measured_before(term, given)
        most, least = _bound(term.at_most, given.state), _bound(term.at_least, given.state)
        unset = _is_unset(term.at_most, given.state) or _is_unset(term.at_least, given.state)
        fits = not unset and (most is None or measure <= most) and (least is None or measure >= least)
        return (
            None
            if fits
            else refuse(
                term.reason,
                term,
                at_most=most,
                at_least=least,
                hard=term.unless is None and term.per != "fact",
                key=term.key,
            )
        )

    return term.key, judge


def _measured_before(term: t.Limit, given: Given) -> Decimal:
    """What adds up with this fact: the others of its day, of its case, and of other cases in the period."""
    if term.per == "fact":
        return Decimal(0)
    others = given.state.adding.get(given.fact.name, ())
    if term.per == "day":
        others = tuple(one for one in others if one.at.date() == given.fact.at.date())
    measured = sum((_measure(one.data.get(term.key)) for one in others), Decimal(0))
    if term.per in ("day", "case"):
        return measured
    return measured + given.elsewhere.measured.get((term.per, f"{term.fact}.{term.key}"), Decimal(0))


def _measure(value: object) -> Decimal:
    """A number as it is; a list by how many different entries it has."""
    if isinstance(value, tuple | list):
        return Decimal(len(set(value)))
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _bound(bound: Decimal | str | None, state: State) -> Decimal | None:
    """A limit as a number; FACT.KEY is what that fact set, None while it has set nothing."""
    if not isinstance(bound, str):
        return bound
    fact, _, key = bound.partition(".")
    value = state.stands[fact].data.get(key) if fact in state.stands else None
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _is_unset(bound: Decimal | str | None, state: State) -> bool:
    """Whether the fact that was to set this limit stands and has set none: then nothing passes."""
    fact = bound.partition(".")[0] if isinstance(bound, str) else ""
    return fact in state.stands and _bound(bound, state) is None


def _judge_among(term: t.Among) -> tuple[str, Judge]:
    def judge(value: object, given: Given) -> Refusal | None:
        if value == "none" and term.if_none is not None:
            return refuse(term.if_none, term)
        allowed = term.values
        if term.by is not None:
            row = str(given.state.stands["applied"].data.get(term.by))
            allowed = next((row_of for name, row_of in term.table.items() if f"{name}-".startswith(f"{row}-")), ())
        return None if not allowed or value in allowed else refuse(term.reason, term, allowed=allowed, value=value)

    return term.key, judge


def _judge_recent(term: t.Recent) -> tuple[str, Judge]:
    def judge(value: object, given: Given) -> Refusal | None:
        if not isinstance(value, date):
            return None
        on = value.date() if isinstance(value, datetime) else value
        earliest = _earliest(term.within, given.state)
        return None if on >= earliest else refuse(term.reason, term, earliest=earliest, on=on, within=term.within)

    return term.key, judge


def _earliest(within: str, state: State) -> date:
    """The earliest day that still counts, reckoned back from the day of application (TP-13)."""
    return counted_back(state.circumstances.calendar, state.stands["applied"].at.date(), within)


def _judge_same(term: t.SameAs) -> tuple[str, Judge]:
    def judge(value: object, given: Given) -> Refusal | None:
        earlier = given.state.stands.get(term.earlier)
        named = earlier.data.get(term.key) if earlier is not None else None
        return None if named is None or named == value else refuse(term.reason, term, named=named)

    return term.key, judge


def _judge_handed_over(term: t.HandedOver) -> tuple[str, Judge]:
    def judge(kinds: object, _: Given) -> Refusal | None:
        missing = tuple(kind for kind in term.kinds if not isinstance(kinds, tuple | list) or kind not in kinds)
        return refuse("documents-missing", term, kinds=missing) if missing else None

    return "kinds", judge
