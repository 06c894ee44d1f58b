"""The shapes of requests and answers, as the OpenAPI document shows them."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Data = dict[Text, Any]


class Shape(Schema):
    """What every request has: no key that nobody knows."""

    model_config = ConfigDict(extra="forbid")


class DiagnosisIn(Shape):
    """An illness: a kind of the handbooks or an ICD-10 code."""

    on: Text
    kind: Text | None = None
    icd10: Text | None = None
    status: Text = "confirmed"
    first: bool = True


class InsuredIn(Shape):
    """A person to put on file."""

    insurer: Text
    name: Text
    id_number: Text | None = None
    phone: Text | None = None
    details: Data = Field(default_factory=dict)
    diagnosis: DiagnosisIn | None = None


class PolicyIn(Shape):
    """A policy to put on file; `from` and `to` are days, both included."""

    insurer: Text
    number: Text
    handbook: Text
    insured: UUID
    from_on: Text = Field(alias="from")
    to_on: Text | None = Field(default=None, alias="to")
    waiting_days: int = Field(default=0, ge=0, le=3650)
    services: list[Text] | None = None
    details: Data = Field(default_factory=dict)


class Made(Schema):
    """What was put on file."""

    id: str


class Asked(Shape):
    """An application, or a question whether it would be granted: under a policy, or for cover by a person."""

    service: Text
    insurer: Text
    policy: Text | None = None
    insured: UUID | None = None
    handbook: Text | None = None
    data: Data = Field(default_factory=dict)
    by: Text | None = None


class FactIn(Shape):
    """A fact to record."""

    fact: Text
    data: Data = Field(default_factory=dict)
    by: Text | None = None


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
    """A fact in the feed, in the order in which facts were committed."""

    id: int
    case: str
    service: str
    fact: str
    at: str
    recorded_at: str


class RehearsalIn(Shape):
    """A story to be played."""

    handbook: Text


class Passed(Schema):
    """What time did."""

    acted: int
