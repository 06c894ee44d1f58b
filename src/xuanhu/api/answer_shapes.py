"""The shapes of answers, as the OpenAPI document shows them."""

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from xuanhu.api.shapes import Data


class Made(Schema):
    """What was put on file."""

    id: str


class RefusalOut(Schema):
    """A reason why not: its code, the clauses, the sentence to read out, what would change it."""

    code: str
    clauses: list[str]
    says: str
    change: str


class ClockOut(Schema):
    """A promise: by when (a day, or a moment), counted from when, whether it is kept."""

    fact: str
    due: str
    since: str
    kept: bool
    provisional: bool


class FactOut(Schema):
    """A fact of a case as the timeline shows it; what names a person is left out."""

    seq: int
    fact: str
    at: str
    recorded_at: str
    by: str
    data: Data


class CaseOut(Schema):
    """A case as it stands."""

    id: str
    handbook: str
    edition: str
    service: str
    status: str
    outcome: str | None
    awaiting: list[str]
    has: list[str]
    overdue: list[str]
    clocks: list[ClockOut]


class ActOut(Schema):
    """What an act did: allowed or not, the reasons, the clauses cited, and the case as it now stands."""

    allowed: bool
    refused: list[RefusalOut]
    cites: list[str]
    case: CaseOut | None = None


class EntitlementsOut(Schema):
    """How many uses are left of each service today; 'unlimited' for any number."""

    uses_left: dict[str, int | str]


class NoticeOut(Schema):
    """A notice in the outbox."""

    id: int
    kind: str
    at: str
    case: str | None


class EventOut(Schema):
    """A fact in the feed; its data is asked for with the case."""

    id: int
    case: str
    handbook: str
    service: str
    seq: int
    fact: str
    at: str
    recorded_at: str
    by: str


class EventsOut(Schema):
    """A stretch of the feed; `next` is where to go on."""

    items: list[EventOut]
    next: int


class QueuedOut(Schema):
    """An open case on the queue: the name masked, the next moment at which a promise passes."""

    id: str
    insurer: str
    handbook: str
    service: str
    city: str
    name: str
    applied_on: str
    awaiting: list[str]
    assignee: str | None
    due: str | None
    is_overdue: bool


class QueueOut(Schema):
    """A page of the queue; `next` is null on the last."""

    items: list[QueuedOut]
    next: str | None


class HandbookOut(Schema):
    """A published edition."""

    handbook: str
    edition: str
    title: str
    insurer: str
    from_on: str = Field(alias="from")
    until: str
    services: list[str]


class HandbooksOut(Schema):
    """A page of editions."""

    items: list[HandbookOut]
    next: int | None


class InsuredOut(Schema):
    """A person, masked."""

    id: str
    name: str
    id_number: str | None
    phone: str | None


class InsuredsOut(Schema):
    """A page of persons."""

    items: list[InsuredOut]
    next: int | None


class PolicyOut(Schema):
    """A policy; `to` is null for one for life, `services` for one that lists all."""

    number: str
    handbook: str
    insured: InsuredOut
    from_on: str = Field(alias="from")
    to_on: str | None = Field(alias="to")
    waiting_days: int
    services: list[str] | None


class PoliciesOut(Schema):
    """A page of policies."""

    items: list[PolicyOut]
    next: int | None


class DayOut(Schema):
    """A day of a reckoning: whether it counted, as which, and a line in Chinese."""

    on: str
    kind: str
    count: int | None
    note: str
    says: str


class ReckoningOut(Schema):
    """A clock with its days, from the day of the event to the due day (or back from the appointment)."""

    fact: str
    due: str
    passes_at: str
    since: str
    span: str | None
    kept: bool
    provisional: bool
    clauses: list[str]
    days: list[DayOut]


class ItemOut(Schema):
    """What became of one fact of a batch: allowed, refused, not-found, malformed, not-permitted or conflict."""

    index: int
    result: str
    refused: list[RefusalOut] = Field(default_factory=list)
    cites: list[str] = Field(default_factory=list)
    problem: dict[str, Any] | None = None


class BatchOut(Schema):
    """What became of each fact, in the order of the request."""

    items: list[ItemOut]
    allowed: int


class Passed(Schema):
    """What time did."""

    acted: int


class SessionOut(Schema):
    """Who calls, and what they may; the token goes into X-CSRFToken of whatever changes something."""

    kind: Literal["key", "person"]
    login: str
    name: str
    role: str
    permissions: list[str]
    insurers: list[str]
    must_change_password: bool
    csrf_token: str | None


class DiagnosisOut(Schema):
    """An illness in full."""

    on: date
    kind: str | None
    icd10: str | None
    status: str
    first: bool


class RevealedOut(Schema):
    """A person in full, as far as was asked."""

    id: str
    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    diagnosis: DiagnosisOut | None = None


class TrailLineOut(Schema):
    """A line of the trail; the address is a keyed hash, the same for the same address."""

    id: int
    at: str
    insurer: str | None
    actor: str
    role: str
    act: str
    subject_kind: str
    subject: str
    reason: str
    address: str | None


class TrailOut(Schema):
    """A page of the trail."""

    items: list[TrailLineOut]
    next: int | None
