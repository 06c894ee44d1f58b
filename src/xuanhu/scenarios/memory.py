"""The engine in memory as a platform for stories: what a real one keeps in a database, kept in dictionaries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from xuanhu.core.case import ledger
from xuanhu.core.case.circumstances import Circumstances, Elsewhere
from xuanhu.core.case.decide import Verdict, apply, check, record
from xuanhu.core.case.facts import moment_of
from xuanhu.core.case.gates.turn import awaited
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.case.passing import happenings, let_pass, overdue
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.handbook_files.loader import Library
from xuanhu.scenarios.answer import Answer, Reason
from xuanhu.scenarios.story import Contract, Step, Story

MARKS = {"overdue": "overdue", "warning": "warning"}
NOTICE_OF = {"reminded": "reminded", "expired": "expired"}


@dataclass
class Case:
    """A case in memory: its state, the policy it is under, and the marks that the queue has been told of."""

    label: str
    contract: str
    state: State
    marked: set[tuple[str, str, datetime]] = field(default_factory=set)


@dataclass
class Since:
    """What has happened since the last step: notices sent, clauses by which time acted."""

    notices: list[str] = field(default_factory=list)
    cites: list[str] = field(default_factory=list)


class InMemory:
    """Plays stories against the engine. `cases` and `now` may be looked at between the steps."""

    def __init__(self, library: Library, calendar: Calendar, speaker: Speaker) -> None:
        """Nothing is kept from one story to the next but the handbooks and the calendar."""
        self.library = library
        self.calendar = calendar
        self.speaker = speaker
        self.cases: dict[str, Case] = {}
        self.latest: str | None = None
        self.now: datetime | None = None

    def begin(self, story: Story) -> None:
        """Forget the story before."""
        del story
        self.cases, self.latest, self.now = {}, None, None

    def answer(self, story: Story, step: Step) -> Answer:
        """Let time pass until the step, do it, and say how things stand."""
        since = self._pass(story, step.at)
        if step.deed == "check":
            return self._check(story, step, since)
        if step.deed == "wait" and self.latest is None:
            left = self._uses_left(story, story.contract_of(step), step.at.date())
            return Answer(cites=tuple(since.cites), uses_left=left, notices=tuple(since.notices))
        verdict = self._do(story, step, since)
        case = self.cases[step.label or self.latest or ""]
        cites = since.cites if verdict is None else verdict.cites
        refusals = verdict.refusals if verdict is not None else ()
        return self._stands(story, case, step.at)._replace(
            refused=self._reasons(case.state.plan, refusals, case.state),
            cites=tuple(cites),
            notices=tuple(since.notices),
        )

    def _do(self, story: Story, step: Step, since: Since) -> Verdict | None:
        if step.deed == "wait":
            return None
        if step.deed == "apply":
            return self._apply(story, step, since)
        case = self.cases[step.label or self.latest or ""]
        verdict = record(case.state, step.what, step.data, step.at, step.by, self._elsewhere(story, case))
        case.state = verdict.state
        since.notices += verdict.notices
        return verdict

    def _apply(self, story: Story, step: Step, since: Since) -> Verdict:
        name = story.contract_of(step)
        day = moment_of("applied", step.data, step.at).date()
        plan = lay_out(self.handbook(story, day), step.what, step.data)
        around = self._around(story, name, plan, day)
        verdict = apply(plan, around, step.data, step.at, step.by)
        label = step.label or f"case-{len(self.cases) + 1}"
        if label in self.cases:  # the label now names the later case; the earlier one goes on without a name
            self.cases[f"{label} ({len(self.cases)})"] = self.cases.pop(label)
        self.cases[label] = Case(label, name, verdict.state)
        self.latest = label
        since.notices += verdict.notices
        return verdict

    def handbook(self, story: Story, day: date) -> Handbook:
        """The edition in force for applications of that day (AXA-02)."""
        return self.library.in_force(story.handbook, day) or self.library.editions(story.handbook)[-1]

    def _around(self, story: Story, name: str, plan: Plan, day: date) -> Circumstances:
        contract = story.contracts[name]
        party = story.parties[contract.insured]
        entries = self._entries(name)
        left = ledger.uses_left(plan.name, plan.service, contract.policy, entries, day)
        return Circumstances(
            calendar=self.calendar,
            insured=party.insured,
            policy=contract.policy,
            diagnosis=party.diagnosis,
            uses_left=left,
            prior=self._prior(name),
        )

    def _entries(self, contract: str, without: str | None = None) -> list[ledger.Entry]:
        cases = (case for case in self.cases.values() if case.contract == contract and case.label != without)
        return [ledger.entry_of(case.label, case.state) for case in cases]

    def _prior(self, contract: str) -> Mapping[str, datetime]:
        """When each fact of the policy's cases last became true."""
        prior: dict[str, datetime] = {}
        cases = (case for case in self.cases.values() if case.contract == contract and case.state.outcome != "refused")
        for case in cases:
            for name, fact in case.state.stands.items():
                key = f"{case.state.plan.name}.{name}"
                prior[key] = max(fact.at, prior.get(key, fact.at))
        return prior

    def _elsewhere(self, story: Story, case: Case) -> Elsewhere:
        """What the policy's other cases leave in the period of this case's application."""
        plan, policy = case.state.plan, story.contracts[case.contract].policy
        day = case.state.stands["applied"].at.date()
        left = ledger.uses_left(plan.name, plan.service, policy, self._entries(case.contract, case.label), day)
        others = [one.state for one in self.cases.values() if one.contract == case.contract and one is not case]
        same = [state for state in others if state.plan.name == plan.name]
        return Elsewhere(left, ledger.measured(plan.service, policy, day, same) if policy is not None else {})

    def _check(self, story: Story, step: Step, since: Since) -> Answer:
        name, day = story.contract_of(step), moment_of("applied", step.data, step.at).date()
        plan = lay_out(self.handbook(story, day), step.what, step.data)
        refusals = check(plan, self._around(story, name, plan, day), step.data, step.at, step.by)
        refused = self._reasons(plan, refusals, None)
        clauses = tuple(clause for one in refused for clause in one.clauses)
        left = self._uses_left(story, name, day)
        cites = clauses if refused else plan.steps["applied"].clauses
        return Answer(refused=refused, cites=cites, uses_left=left, notices=tuple(since.notices))

    def _reasons(self, plan: Plan, refusals: tuple[Refusal, ...], state: State | None) -> tuple[Reason, ...]:
        return tuple(Reason(one.code, one.clauses, self.speaker.say(one, plan, state).says) for one in refusals)

    def _stands(self, story: Story, case: Case, now: datetime) -> Answer:
        state = case.state
        dues = {name: clock.due.passes_at if clock.due.exact else clock.due.on for name, clock in state.clocks.items()}
        return Answer(
            status="open" if state.is_open else "closed",
            outcome=state.outcome,
            awaiting=awaited(state),
            has=tuple(dict.fromkeys([*state.stands, *state.adding, *(fact.name for fact in state.facts)])),
            due=dues,
            since={name: clock.start for name, clock in state.clocks.items()},
            overdue=overdue(state, now),
            uses_left=self._uses_left(story, case.contract, now.date()),
        )

    def _uses_left(self, story: Story, name: str, day: date) -> Mapping[str, int | None]:
        policy = story.contracts[name].policy
        services = self.handbook(story, day).services
        entries = self._entries(name)
        return {service: ledger.uses_left(service, terms, policy, entries, day) for service, terms in services.items()}

    def _pass(self, story: Story, until: datetime) -> Since:
        """All that is due by the step's moment happens: reminders, marks, expiries, lapsing notices, weekly reports."""
        since = Since()
        for case in self.cases.values():
            _mark(case, until, since)
            case.state, arisen = let_pass(case.state, until)
            for fact in arisen:
                since.notices.append(fact.name)
                since.cites += case.state.plan.steps[fact.name].clauses
                since.cites += case.state.closing.clause if case.state.closing is not None else ()
        for name, contract in story.contracts.items():
            since.notices += self._lapsing(story, name, contract, until)
        if self.now is not None:
            since.notices += self._weekly(story, self.now, until)
        self.now = until
        return since

    def _lapsing(self, story: Story, name: str, contract: Contract, until: datetime) -> list[str]:
        """A use left 30 days before its period ends is told once; at the first step, since the policy began."""
        policy = contract.policy
        found: list[str] = []
        if policy is None:
            return found
        last = self.now or datetime.combine(policy.starts_on, time(), SHANGHAI)
        for service, terms in self.handbook(story, until.date()).services.items():
            day = last.date()
            while (period := ledger.period_of(terms, policy, day)) is not None:
                told_at = ledger.lapse_told_at(terms, period)
                if told_at is None or told_at > until:
                    break
                left = ledger.uses_left(service, terms, policy, self._entries(name), told_at.date())
                if told_at > last and left:
                    found.append("lapsing")
                day = period.end
        return found

    def _weekly(self, story: Story, last: datetime, until: datetime) -> list[str]:
        """STARR-04: every week at this hour the insurer gets the progress of all cases."""
        report = self.handbook(story, until.date()).weekly_report
        if report is None:
            return []
        ahead = (report.weekday - last.isoweekday()) % 7
        first = datetime.combine(last.date() + timedelta(days=ahead), time.fromisoformat(report.at), SHANGHAI)
        first += timedelta(days=7) if first <= last else timedelta()
        return ["progress-report"] * ((until - first) // timedelta(days=7) + 1) if first <= until else []


def _mark(case: Case, until: datetime, since: Since) -> None:
    """Warn the queue once of every promise whose target or due day has passed."""
    for one in happenings(case.state):
        mark = (one.kind, one.fact, one.at)
        if one.kind in MARKS and one.at <= until and mark not in case.marked:
            case.marked.add(mark)
            since.notices.append(MARKS[one.kind])
            since.cites += one.clause
