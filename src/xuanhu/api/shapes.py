"""The shapes of requests, as the OpenAPI document shows them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from xuanhu.api.paging import After, Cursor, Limit

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


class FactOfCase(FactIn):
    """A fact of a batch: of which case."""

    case: UUID


class BatchIn(Shape):
    """Facts to record, each {case, fact, data, by}; each is read on its own."""

    items: list[Any] = Field(min_length=1, max_length=1000)


class QueueAsked(Shape):
    """Which open cases to show."""

    insurer: Text | None = None
    service: Text | None = None
    handbook: Text | None = None
    city: Text | None = None
    awaiting: Text | None = None
    stage: Text | None = Field(None, description="What the case waits for first: a fact's name.")
    assignee: Text | None = Field(
        None, description="Whose: `mine` (of whoever asks), `unassigned`, or a person's login."
    )
    after: Cursor | None = None
    limit: Limit = 50


class InsuredAsked(Shape):
    """Whom to find: name, identity number and phone, as far as given, exactly."""

    insurer: Text
    name: Text | None = None
    id_number: Text | None = None
    phone: Text | None = None
    after: After = 0
    limit: Limit = 50


class RehearsalIn(Shape):
    """A story to be played."""

    handbook: Text


class LoginIn(Shape):
    """A login: name, password, and the code of the second factor where one is asked for."""

    login: Text
    password: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
    code: Text | None = None


class RevealIn(Shape):
    """What to show in full, and why: a reason that somebody else can judge later."""

    fields: list[Literal["name", "id_number", "phone", "diagnosis"]] = Field(min_length=1, max_length=4)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]


class TrailAsked(Shape):
    """Which lines of the trail; `after` is the `next` of the page before."""

    actor: Text | None = None
    act: Text | None = None
    subject_kind: Text | None = None
    subject: Text | None = None
    after: After | None = None
    limit: Limit = 100
