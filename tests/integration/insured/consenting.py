"""Cases that wait for a signature, and a finger that signs."""

import json
import math
import re
from datetime import date, datetime
from typing import Any, NamedTuple

from tests.integration.accounts.staff import Desk
from tests.integration.insured.member import Member, new_member
from tests.integration.web.reading import token_in

PLACE = {
    "city": "北京",
    "hospital": "北京市海淀清河医院",
    "hospital_level": "tertiary-a",
    "hospital_ownership": "public",
    "social_insurance_designated": True,
}
ADVANCE = {**PLACE, "channel": "portal", "planned_admission_on": date(2026, 10, 22), "already_admitted": False}
BILLING = {"channel": "portal", "planned_admission_on": date(2026, 10, 22)}
UNDERWRITING = {"channel": "app", "has_dicom": True, "screening_passed": True}
PASSED = ("reviewed", {"result": "passed"}, "reviewer")
WAYS = {
    "axa-tianping": (
        "advance-payment",
        ADVANCE,
        [("documents-added", {"kinds": ["pathology-report"]}, "insured"), PASSED],
    ),
    "ins-oncology": (
        "direct-billing",
        BILLING,
        [
            ("documents-added", {"kinds": ["pathology-report", "medical-record-copy"]}, "insured"),
            PASSED,
            ("booked", {**PLACE, "on": date(2026, 10, 22)}, "agent"),
        ],
    ),
    "taiping-yibao-wuyou": ("manual-underwriting", UNDERWRITING, []),
}
CONSENTS = [
    ("taiping-yibao-wuyou", "personal-information-authorization"),
    ("ins-oncology", "direct-billing-authorization"),
    ("axa-tianping", "advance-payment-consent"),
    ("axa-tianping", "claims-authorization"),
]


class Waiting(NamedTuple):
    """A member, their case that waits for a signature, and the page of a text."""

    member: Member
    number: str
    consent: str

    @property
    def path(self) -> str:
        return f"/my/cases/{self.number}/consents/{self.consent}"


def waiting(handbook: str, consent: str, at: datetime, *, until: int | None = None, **more: Any) -> Waiting:
    """A case of a new member that has come to its signature; `until` stops it after so many facts.

    Days of October are moved with the moment, so that a case of another day has its admission as far ahead.
    """
    from xuanhu.apps.cases.actions import open_case
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.tenancy import seeing

    member = new_member(handbook, **more)
    service, given, steps = WAYS[handbook]
    applied = moved(given, at)
    facts = [(name, moved(data, at), by) for name, data, by in steps]
    policy = member.policy if handbook != "taiping-yibao-wuyou" else None
    with seeing([member.insurer]):
        who = Applicant(member.insurer, handbook, member.row, policy)
        acted = open_case(applicant=who, service=service, data=applied, at=at, by="insured")
        assert acted.verdict.allowed, acted.verdict.refusals
        number = str(acted.case.public_id)
        for name, data, by in facts[:until]:
            record(number, name, data, by, at)
    return Waiting(member, number, consent)


def moved(data: dict[str, Any], at: datetime) -> dict[str, Any]:
    days = at.date() - date(2026, 10, 13)
    return {key: value + days if isinstance(value, date) else value for key, value in data.items()}


def record(number: str, name: str, data: dict[str, Any], by: str, at: datetime) -> None:
    from xuanhu.apps.cases.actions import record_fact

    acted = record_fact(public_id=number, name=name, data=data, at=at, by=by, actor="person:tests")
    assert acted is not None
    assert acted.verdict.allowed, acted.verdict.refusals


def a_drawing() -> str:
    """What a page sends of a signature: two strokes, one of them a wave."""
    wave = [[20 + 5 * n, 90 + round(30 * math.sin(n / 3)), 16 * n] for n in range(50)]
    line = [[150, 40 + 4 * n, 900 + 16 * n] for n in range(25)]
    return json.dumps({"w": 320, "h": 200, "s": [wave, line]})


def posted(desk: Desk, path: str, form: dict[str, str]) -> Any:
    """Open a page, send a form of it; the hash of the text is the one that the page carries."""
    page = desk.client.get(path).content
    found = re.search(rb'name="text" value="([0-9a-f]+)"', page)
    text = {"text": found[1].decode()} if found else {}
    return desk.client.post(path, {**text, **form, "csrfmiddlewaretoken": token_in(page)})


def signed(desk: Desk, path: str, **form: str) -> Any:
    """Sign with the finger."""
    return posted(desk, path, {"way": "finger", "strokes": a_drawing(), **form})


def facts_of(member: Member, number: str) -> list[tuple[str, dict[str, Any], str]]:
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        rows = Fact.objects.filter(case__public_id=number).order_by("seq")
        return [(row.name, row.data, row.by) for row in rows]


def outcome_of(member: Member, number: str) -> str | None:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        found: str | None = Case.objects.get(public_id=number).outcome
        return found


def records_of(member: Member) -> list[Any]:
    from xuanhu.apps.consents.models import Record
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return list(Record.objects.select_related("text").filter(insured=member.row).order_by("seq"))


def findings() -> list[tuple[str, int, str]]:
    from django.db import transaction

    from xuanhu.apps.consents.auditing import verify

    with transaction.atomic():
        return [tuple(one) for one in verify()]
