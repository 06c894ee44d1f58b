"""A service of a handbook, and the handbook: the terms put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.vocabulary import KEYS


@dataclass(frozen=True, kw_only=True)
class Service(t.Term):
    """One service: for whom, when, how often, where, with which papers, in which steps, how soon, and how it ends."""

    name: str
    about: str = ""
    for_whom: t.ForWhom | None = None
    on_schedule: t.OnSchedule | None = None
    in_force: t.InForce = field(default_factory=t.InForce)
    waiting_period: t.WaitingPeriod | None = None
    windows: tuple[t.Window, ...] = ()
    condition: t.Condition | None = None
    age: t.Age | None = None
    uses: t.Uses = field(default_factory=t.Uses)
    prior_service: t.PriorService | None = None
    area: t.Area | None = None
    hospital: t.Hospital | None = None
    partners: t.Partners | None = None
    doctor: t.Doctor | None = None
    notice_ahead: t.NoticeAhead | None = None
    declared: tuple[t.Declared, ...] = ()
    identity: t.Identity = field(default_factory=t.Identity)
    papers: t.Papers | None = None
    paper_rules: tuple[t.PaperRule, ...] = ()
    admission_slip: t.Term = field(default_factory=t.Term)
    consents: t.Consents | None = None
    hours: t.Hours | None = None
    limits: tuple[t.Limit, ...] = ()
    among: tuple[t.Among, ...] = ()
    recent: tuple[t.Recent, ...] = ()
    same_as: tuple[t.SameAs, ...] = ()
    handed_over: tuple[t.HandedOver, ...] = ()
    needed: tuple[t.Needed, ...] = ()
    who: tuple[t.Who, ...] = ()
    requirements: tuple[t.Requirement, ...] = ()
    flow: str
    steps: tuple[t.Step, ...] = ()
    only: tuple[t.Only, ...] = ()
    asides: tuple[t.Aside, ...] = ()
    repeated: tuple[t.Repeated, ...] = ()
    each: tuple[t.Each, ...] = ()
    clocks: tuple[t.Clock, ...] = ()
    endings: tuple[t.Ending, ...] = ()
    withdrawal: t.Withdrawal = field(default_factory=t.Withdrawal)
    change: t.Change = field(default_factory=t.Change)
    appointments: tuple[str, ...] = ()  # facts of its own whose `on` is an appointment
    exemption: t.Exemption | None = None
    reporting: t.Reporting | None = None
    tells: tuple[str, ...] = ("booked", "checkup-booked", "concluded")
    notes: tuple[t.Note, ...] = ()
    statuses: tuple[t.Status, ...] = ()
    sms: Mapping[str, str] = field(default_factory=dict)

    def terms(self) -> Iterator[tuple[str, t.Term]]:
        """Every term of the service with its path, such as ('clocks[0]', Clock(...)), in the order of the language."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, t.Term):
                yield each.name, value
            elif isinstance(value, tuple):
                yield from ((f"{each.name}[{n}]", one) for n, one in enumerate(value) if isinstance(one, t.Term))


@dataclass(frozen=True, kw_only=True)
class Clause(t.Term):
    """One rule of the printed handbook in our words: which services it binds, what it says, what is doubtful in it."""

    binds: tuple[str, ...] = ("all",)
    says: str


@dataclass(frozen=True, kw_only=True)
class Hotline(t.Term):
    """Where the insured turns to: a telephone number, an app, an account."""

    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Channel(t.Term):
    """A way to apply: the channel, its name as people know it, where in an app it stands or which address it has."""

    channel: str
    name: str
    path: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class WeeklyReport(t.Term):
    """The report on the progress of all cases that goes to the insurer every week, at this time (Asia/Shanghai)."""

    weekday: int = 1
    at: str = "09:00"


@dataclass(frozen=True, kw_only=True)
class Wording(t.Term):
    """The words for a reason of the handbook's own: a label, the sentence to read out, what would change it."""

    label: str
    says: str
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class Key(t.Term):
    """A data key of the handbook's own: its label on a form, and what its value is.

    Without a kind it is text; a key that everybody has keeps its kind and only gets another label.
    """

    says: str
    kind: Literal["text", "date", "date-or-moment", "moment", "number", "yes-or-no", "list"] | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentText(t.Term):
    """A text that is read and signed: its name, and what it says."""

    name: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class FactWords(t.Term):
    """The words for a fact: when it has become true, as a thing to do, and after 'by such a day we shall'."""

    done: str
    todo: str
    promise: str = ""


@dataclass(frozen=True, kw_only=True)
class Handbook(t.Term):
    """One edition of an insurer's handbook; in force for applications from `from_on` until `until_on` (excluded)."""

    handbook: str
    edition: str
    title: str
    insurer: str
    from_on: date = date.min
    until_on: date = date.max
    subject: Literal["policy", "applicant"] = "policy"
    hotlines: tuple[Hotline, ...] = ()
    channels: tuple[Channel, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    weekly_report: WeeklyReport | None = None
    facts: Mapping[str, FactWords] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Key] = field(default_factory=dict)
    consent_texts: Mapping[str, ConsentText] = field(default_factory=dict)
    reasons: Mapping[str, Wording] = field(default_factory=dict)
    services: Mapping[str, Service]

    def kind_of(self, key: str) -> object:
        """What the value of a data key is, by this handbook or by everybody's vocabulary; None for an unknown key."""
        own = self.keys.get(key)
        if own is not None and own.kind is not None:
            return own.kind
        return KEYS.get(key, "text" if own is not None else None)

    def cities(self, area: str) -> frozenset[str]:
        """Every city of one of the named lists. Raises KeyError for a list that the handbook does not have."""
        return frozenset(city for cities in self.areas[area].values() for city in cities)

    def is_in_force(self, day: date) -> bool:
        """Whether applications of that day are held to this edition (half-open period)."""
        return self.from_on <= day < self.until_on

    def clauses_binding(self, service: str) -> tuple[str, ...]:
        """The clauses that bind a service, in the order of the handbook."""
        return tuple(name for name, clause in self.clauses.items() if service in clause.binds or "all" in clause.binds)
