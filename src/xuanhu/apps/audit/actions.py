"""Writing the trail, in the transaction of the act that it is about: both are there, or neither is."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import connection

from xuanhu.apps.sealing import sealer

WHERE = "audit.trail"
# Not by the ORM: it would ask for the new row's number, which only those may read who see the row.
INSERT = """
INSERT INTO audit_trail (insurer_id, at, actor, role, act, subject_kind, subject, reason, address)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Act(StrEnum):
    """What goes on the trail."""

    LOGGED_IN = "logged-in"
    LOGIN_FAILED = "login-failed"
    LOGIN_LOCKED = "login-locked"
    LOGGED_OUT = "logged-out"
    PERSON_ADDED = "person-added"
    PERSON_DISABLED = "person-disabled"
    ROLE_SET = "role-set"
    INSURERS_SET = "insurers-set"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an act
    PASSWORD_SET = "password-set"  # noqa: S105
    SECOND_FACTOR_SET = "second-factor-set"
    KEY_MADE = "key-made"
    KEY_REVOKED = "key-revoked"
    APP_KEY_MADE = "app-key-made"
    APP_KEY_REVOKED = "app-key-revoked"
    SHOWN_IN_FULL = "shown-in-full"
    PAPER_OPENED = "paper-opened"
    IDENTITY_CHECKED = "identity-checked"
    DIAGNOSIS_SET = "diagnosis-set"
    IDENTITY_NOT_SHOWN = "identity-not-shown"
    MAY_ACT_FOR = "may-act-for"
    NO_LONGER_ACTS = "no-longer-acts"
    CALLER_ADDED = "caller-added"
    TEXT_SENT = "text-sent"
    CANNOT_COME = "cannot-come"
    CORRECTED = "corrected"
    RIGHT_ASKED = "right-asked"
    RIGHT_ANSWERED = "right-answered"
    EXPORT_ASKED = "export-asked"
    EXPORT_TAKEN = "export-taken"
    ACCOUNT_ENDED = "account-ended"


class By(NamedTuple):
    """Who acts: as named on record (person:zhang.min, key:hotline, command:root), the role, the address if any."""

    actor: str
    role: str
    address: str | None = None


class Subject(NamedTuple):
    """What was acted on: its kind, and by what it is found again; never what names an insured person."""

    kind: str
    id: str


def record(*, act: Act, subject: Subject, by: By, at: datetime, insurer: int | None = None, reason: str = "") -> None:
    """Add a line. An insurer's lines are written only where the transaction sees the insurer."""
    hidden = sealer().index(by.address, f"{WHERE}.address") if by.address is not None else None
    why = sealer().seal(reason, f"{WHERE}.reason") if reason else ""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [insurer, at, by.actor, by.role, act, subject.kind, subject.id, why, hidden])
