"""May this service be had now? Every gate of an application, each from one term of the handbook."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from xuanhu.core.case.circumstances import Circumstances
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.folding import fold
from xuanhu.core.case.gates.anchors import anchored, counted_from
from xuanhu.core.case.gates.data import judge_needed
from xuanhu.core.case.gates.patients import of_insured, patient_of
from xuanhu.core.case.gates.places import place_judges, wish_judges
from xuanhu.core.case.gates.recording import data_judges, judge_data
from xuanhu.core.case.gates.requirements import judge_requirements
from xuanhu.core.case.plan import Plan, Step
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal, refuse
from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.terms import Condition, Window
from xuanhu.core.parties import Diagnosis, Policy
from xuanhu.core.reckoning.deadlines import earliest_with_notice, parse_span
from xuanhu.core.reckoning.periods import age_on, calendar_year, policy_year, waiting_period


class Application(NamedTuple):
    """An application to be judged: its data, its moment (Asia/Shanghai), and whether it is only a question.

    Of a question (`asking`), what it does not say is not judged.
    """

    plan: Plan
    around: Circumstances
    data: Mapping[str, object]
    at: datetime
    asking: bool = False

    @property
    def day(self) -> date:
        """The day of application."""
        return self.at.date()


def judge_policy(application: Application) -> Refusal | None:
    """Whether there is such a service, listed in the policy and in force; each is given alone, in this order."""
    policy, service = application.around.policy, application.plan.service
    if application.plan.name not in application.plan.handbook.services:
        return refuse("not-this-product", None)
    if policy is None:
        return None
    if not policy.lists(application.plan.name):
        return refuse("not-on-schedule", service.on_schedule)
    if not policy.is_in_force(application.day):
        case = "not-yet-begun" if application.day < policy.starts_on else "ended"
        about = {"from": policy.starts_on, "until": policy.ends_on, "case": case}
        return refuse("not-in-force", service.in_force, **about)
    return None


def judge_application(application: Application, bad: tuple[str, ...] = ()) -> list[Refusal]:
    """Every reason why this service may not be had now; none if it may. `bad` are keys that could not be read."""
    gates = _gates(application.plan)
    found = [refusal for gate, term in gates if (refusal := gate(application, term)) is not None]
    illness = judge_illness(application)
    if any(one.about.get("case") == "before-policy" for one in illness):
        found = [one for one in found if one.code != "waiting-period"]  # waiting would not help (design, section 4)
    found += illness
    found += _judge_named(application)
    found += [refusal for window in application.plan.service.windows if (refusal := _judge_window(application, window))]
    found += _judge_declared(application)
    found += _judge_own_data(application)
    if bad or not application.asking:
        found += judge_needed(application.plan, _step_asked(application), application.data, bad)
    if application.plan.service.requirements:
        plan, around, data, at, asking = application
        found += judge_requirements(plan, "applied", around, data, {}, at, asking=asking)
    return found


def _step_asked(application: Application) -> Step:
    """What an application needs; of a question, nothing is needed."""
    step = application.plan.steps["applied"]
    return replace(step, needed=()) if application.asking else step


def judge_patient(application: Application, term: t.ForWhom) -> Refusal | None:
    """AXA-03, PICC-01, STARR-05: anybody may call, but the patient must be one of those whom the service is for."""
    data = application.data
    if data.get("patient") is None and (application.asking or "insured" in term.who):
        return None
    patient = patient_of(data, application.around.insured)
    return None if patient.relation in term.who else refuse("not-the-insured", term, who=term.who)


def judge_waiting(application: Application, term: t.WaitingPeriod) -> Refusal | None:
    """Design, section 4: nothing inside the policy's first days; the illness has its own rule in judge_illness."""
    policy = application.around.policy
    if policy is None:
        return None
    waiting = waiting_period(policy.starts_on, policy.waiting_days if term.days is None else term.days)
    if not waiting.contains(application.day):
        return None
    return refuse("waiting-period", term, **{"from": waiting.end, "until": waiting.last})


def judge_illness(application: Application) -> list[Refusal]:
    """Whether the illness is covered, confirmed, first, and was found after the waiting period."""
    term, diagnosis = application.plan.service.condition, application.around.diagnosis
    if term is None:
        return []
    named = application.data.get(term.named) if term.named else None
    if diagnosis is None:
        return [refuse("not-covered-condition", term, kinds=term.kinds, case="no-diagnosis")]
    if not _is_covered(diagnosis, term) or not _names_covered(named, term):
        return [refuse("not-covered-condition", term, kinds=term.kinds)]  # of another illness nothing more is asked
    found = []
    if diagnosis.status not in term.status:
        found.append(refuse("not-confirmed", term))
    return [*found, *_judge_first(application, term, diagnosis)]


def _is_covered(diagnosis: Diagnosis, term: Condition) -> bool:
    return any(diagnosis.is_a(kind) for kind in term.kinds)


def _names_covered(named: object, term: Condition) -> bool:
    """Whether the illness that the application names is one of the kinds: lung-nodule, or lung for short."""
    return named is None or named in term.kinds or any(kind.startswith(f"{named}-") for kind in term.kinds)


def _judge_first(application: Application, term: Condition, diagnosis: Diagnosis) -> list[Refusal]:
    """Found before the policy began is not first under it (renewals apart); found in its first days was too early."""
    policy, waiting = application.around.policy, application.plan.service.waiting_period
    days = _waiting_days(application, policy)
    if term.first and policy is not None and days > 0 and diagnosis.on < policy.starts_on:
        return [refuse("not-first-diagnosis", term, case="before-policy")]
    found = [refuse("not-first-diagnosis", term)] if term.first and not diagnosis.first else []
    if policy is None or waiting is None:
        return found
    period = waiting_period(policy.starts_on, days)
    if period.contains(diagnosis.on):
        about = {"from": period.end, "until": period.last, "found_on": diagnosis.on}
        found.append(refuse("waiting-period", waiting, **about))
    return found


def _waiting_days(application: Application, policy: Policy | None) -> int:
    term = application.plan.service.waiting_period
    if term is not None and term.days is not None:
        return term.days
    return policy.waiting_days if policy is not None else 0


def judge_uses(application: Application, term: t.Uses) -> Refusal | None:
    """Whether a use is left in the period of the application."""
    left = application.around.uses_left
    return None if left is None or left > 0 else refuse("uses-exhausted", term, times=term.times)


def judge_prior_service(application: Application, term: t.PriorService) -> Refusal | None:
    """AXA-26, PICC-14: some services come only with another one, in the same period where the handbook says so."""
    policy = application.around.policy
    came_at = application.around.prior.get(f"{term.service}.{term.fact}")
    if came_at is not None and (policy is None or _is_same_period(term.per, policy, came_at.date(), application.day)):
        return None
    return refuse("prior-service-required", term, service=term.service, fact=term.fact)


def _is_same_period(per: str, policy: Policy, one: date, other: date) -> bool:
    if per == "policy-period":
        return True
    period = (policy_year if per == "policy-year" else calendar_year)(policy.starts_on, policy.ends_on, other)
    return period is not None and period.contains(one)


def judge_age(application: Application, term: t.Age) -> Refusal | None:
    """Whether the insured, or the patient, is old enough and young enough."""
    policy, insured = application.around.policy, application.around.insured
    if term.of == "patient" and application.asking and application.data.get("patient") is None:
        return None  # who it is for was not said
    person = patient_of(application.data, insured) if term.of == "patient" else of_insured(insured)
    if person.birth_on is None:
        return None if application.asking else refuse("missing-data", term, keys=("id_number",))
    day = policy.starts_on if term.on == "policy-start" and policy is not None else application.day
    age = age_on(person.birth_on, day) if person.birth_on <= day else -1  # not born yet is younger than any age
    fits = (term.at_least is None or age >= term.at_least) and (term.at_most is None or age <= term.at_most)
    return None if fits else refuse(term.reason, term, age=age, ages=(term.at_least, term.at_most))


def judge_notice(application: Application, term: t.NoticeAhead) -> Refusal | None:
    """INS-15, AXA-15: admission may not fall before application plus so many working days."""
    planned = application.data.get(term.key)
    if not isinstance(planned, date):
        return None
    planned_on = planned.date() if isinstance(planned, datetime) else planned
    earliest = earliest_with_notice(
        application.around.calendar, applied=application.day, span=parse_span(term.at_least)
    )
    return None if planned_on >= earliest else refuse("notice-too-short", term, earliest=earliest, span=term.at_least)


Gate = Callable[[Application, Any], Refusal | None]
GATES: Mapping[str, Gate] = {
    "for_whom": judge_patient,
    "waiting_period": judge_waiting,
    "uses": judge_uses,
    "prior_service": judge_prior_service,
    "age": judge_age,
    "notice_ahead": judge_notice,
}


def _gates(plan: Plan) -> tuple[tuple[Gate, t.Term], ...]:
    """The gates of the terms that this service has, each with its term."""
    gates = plan.judges.get("gates of the application")
    if gates is None:
        terms = ((gate, getattr(plan.service, name)) for name, gate in GATES.items())
        gates = tuple((gate, term) for gate, term in terms if term is not None)
        plan.judges["gates of the application"] = gates
    return gates  # type: ignore[return-value]


def _judge_named(application: Application) -> list[Refusal]:
    plan, data = application.plan, application.data
    judges = plan.judges.get("named at application")
    if judges is None:
        judges = plan.judges["named at application"] = (*place_judges(plan).items(), *wish_judges(plan).items())
    return [
        refusal
        for key, judge in judges  # type: ignore[attr-defined]
        if data.get(key) is not None and (refusal := judge(data[key], application.around)) is not None
    ]


def _judge_own_data(application: Application) -> list[Refusal]:
    """Limits, choices and ages of scans that a handbook puts on the application's own data."""
    plan, around, data, at, _ = application
    if not data_judges(plan, "applied"):
        return []
    applied = Fact("applied", at, at, "", data)
    return judge_data(plan, applied, fold(State(plan, around), applied))


def _judge_window(application: Application, window: Window) -> Refusal | None:
    """A window after another date: before `opens` it is too early, after `closes` too late, both ends included."""
    start = anchored(window.after, application.around, application.day)
    if start is None:
        return refuse(window.reason, window, says=window.says, after=window.after)
    calendar = application.around.calendar
    opens = counted_from(calendar, start, window.opens) if window.opens else start
    closes = counted_from(calendar, start, window.closes) if window.closes else date.max
    if opens <= application.day <= closes:
        return None
    until = closes if window.closes else None
    return refuse(window.reason, window, says=window.says, **{"from": opens, "until": until})


def _judge_declared(application: Application) -> list[Refusal]:
    """What the application must say, yes or no (TP-01, AXA-15)."""
    found = []
    for term in application.plan.service.declared:
        said = application.data.get(term.key)
        silent_and_free = said is None and (application.asking or not term.required)
        if not silent_and_free and said is not term.must_be:
            found.append(refuse(term.reason, term, key=term.key))
    return found
