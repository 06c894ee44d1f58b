"""Tenants, policies and acts for tests of cases. Imported once Django is set up."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection

from xuanhu.apps.cases.actions import Acted, open_case, record_fact
from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.editions.actions import publish
from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy
from xuanhu.apps.tenancy import seeing
from xuanhu.core.parties import Insured, Policy
from xuanhu.core.reckoning import SHANGHAI

CARE = Path(__file__).with_name("made_up_care.yaml")
CONSENT = {"consent": "personal-information-authorization"}
JUNE_1 = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
Found = TypeVar("Found")


def june(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=SHANGHAI)


def publish_care() -> None:
    publish(path=CARE, at=datetime.now(UTC))


def a_tenant(policies: int = 1) -> list[Applicant]:
    """An insurer with some policies of 2026, each of another person."""
    from django.db import transaction

    with transaction.atomic():
        insurer = add_insurer(code=f"made-up-{uuid4().hex[:12]}", name="某保险", purpose="rehearsal")
        return [_applicant(insurer.id, number) for number in range(policies)]


def _applicant(insurer: int, number: int) -> Applicant:
    insured = add_insured(insurer=insurer, insured=Insured("王芳", "11010519491231002X"), diagnosis=None)
    terms = Policy(date(2026, 1, 1), date(2026, 12, 31))
    row = add_policy(insurer=insurer, number=f"P-{number}", handbook="made-up-care", insured=insured, policy=terms)
    return Applicant(insurer, "made-up-care", insured, row)


def apply(who: Applicant, service: str = "care", at: datetime = JUNE_1) -> Acted:
    with seeing([who.insurer]):
        return open_case(applicant=who, service=service, data={"channel": "app"}, at=at, by=None, actor="test")


def record(who: Applicant, acted: Acted, name: str, at: datetime, **data: object) -> Acted:
    with seeing([who.insurer]):
        done = record_fact(public_id=str(acted.case.public_id), name=name, data=data, at=at, by=None, actor="test")
    if done is None:
        raise LookupError(acted.case.public_id)
    return done


def refused(acted: Acted) -> list[str]:
    return [one.code for one in acted.verdict.refusals]


def at_once(acts: Iterable[Callable[[], Found]]) -> list[Found]:
    """Every act in a thread of its own, all let go together; what each gave."""
    waiting = list(acts)
    gate = Barrier(len(waiting))

    def one(act: Callable[[], Found]) -> Found:
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as threads:
        return list(threads.map(one, waiting))


def rows(insurer: int, query: str, *given: Any) -> list[tuple[Any, ...]]:
    """What a query finds for a tenant."""
    with seeing([insurer]), connection.cursor() as cursor:
        cursor.execute(query, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
