"""A ward for tests of escorts and consultations: a tenant, its escorts, people with cases booked at given moments."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.web.reading import Reader, come_in
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.booklet.typesetting import unspaced

TUESDAY = datetime(2026, 10, 13, 9, 40, tzinfo=SHANGHAI)
LONGEST = "内蒙古自治区人民医院", "乳腺甲状腺肿瘤外科"
ANHE, QINGYUAN = "北京松鹤医院", "北京远志医院"
VERIFIED = {"name": "王芳", "id_number": "11010519491231002X"}
BOOKED = {"city": "北京", "hospital": ANHE, "hospital_level": "tertiary-a", "hospital_ownership": "public"}
BOOKED |= {"department": "胸外科", "rank": "chief-physician"}
TO_BOOKING = {
    "outpatient-appointment": ("identity-verified", "documents-added", "reviewed", "triaged"),
    "inpatient-surgery": ("identity-verified", "documents-added", "reviewed", "triaged"),
    "escort": ("identity-verified", "documents-added", "reviewed"),
    "remote-consultation": ("identity-verified",),
    "online-consultation": (),
    "overseas-treatment": (
        *("identity-verified", "documents-added", "answered", "hospital-accepted", "visa-granted", "arranged"),
        "departed",
    ),
}
DATA = {
    "identity-verified": VERIFIED,
    "documents-added": {"kinds": ("pathology-report",)},
    "reviewed": {"result": "passed"},
    "answered": {"start": True},
    "triaged": {"hospital": ANHE, "department": "胸外科"},
}


def when(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of October 2026."""
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


def lines(content: bytes) -> list[str]:
    """What stands in the main part of a page, line by line."""
    reader = Reader()
    reader.feed("<main" + content.decode().partition("<main")[2])
    return [text for line in reader.lines if (text := "".join(unspaced(line).split()))]


@dataclass(frozen=True)
class Ward:
    """A tenant as the tests need it."""

    id: int
    handbook: str

    @contextmanager
    def seen(self) -> Iterator[None]:
        from xuanhu.apps.tenancy import seeing

        with seeing([self.id]):
            yield

    def apply(self, service: str = "outpatient-appointment", at: datetime = TUESDAY - timedelta(days=4)) -> str:
        """Somebody new applies; up to where a booking may follow. The case's id."""
        from xuanhu.apps.cases.actions import open_case
        from xuanhu.apps.cases.applicants import Applicant
        from xuanhu.apps.parties.actions import add_insured, add_policy
        from xuanhu.core.parties import Diagnosis, Insured, Policy

        with self.seen():
            person = Insured("王芳", VERIFIED["id_number"], "13800138000")
            found = Diagnosis(icd10="C34.1", on=at.date() - timedelta(days=60))
            row = add_insured(insurer=self.id, insured=person, diagnosis=found)
            terms = Policy(date(at.year - 1, 1, 1), date(at.year + 1, 12, 31))
            number = f"P-{secrets.token_hex(6)}"
            policy = add_policy(insurer=self.id, number=number, handbook=self.handbook, insured=row, policy=terms)
            who = Applicant(self.id, self.handbook, row, policy)
            data = {"channel": "hotline", **({"country": "US"} if "overseas" in service else {"city": "北京"})}
            acted = open_case(applicant=who, service=service, data=data, at=at, by="agent", actor="tests")
            assert acted.verdict.allowed, acted.verdict.refusals
        case = str(acted.case.public_id)
        for name in TO_BOOKING[service]:
            self.record(case, name, at, DATA.get(name, {}))
        return case

    def record(self, case: str, name: str, at: datetime, data: dict[str, Any]) -> None:
        from xuanhu.apps.cases.actions import record_fact

        with self.seen():
            acted = record_fact(public_id=case, name=name, data=data, at=at, by=None, actor="tests")
        assert acted is not None
        assert acted.verdict.allowed, acted.verdict.refusals

    def book(self, case: str, on: Any, at: datetime = TUESDAY - timedelta(days=1), **more: Any) -> str:
        self.record(case, "booked", at, BOOKED | more | {"on": on})
        return case

    def booked(self, on: Any, service: str = "outpatient-appointment", **more: Any) -> str:
        """A case with an appointment."""
        return self.book(self.apply(service), on, **more)

    def escort(self, name: str = "何小禾", city: str = "北京", **more: Any) -> Any:
        from xuanhu.apps.network.actions import add_provider
        from xuanhu.apps.network.models import Escort

        row = {"code": f"P-{secrets.token_hex(4)}", "name": name, "city": city, "specialties": ["门诊陪诊"]}
        row |= {"phone": "13800000311", "from": date(2026, 1, 1)} | more
        with self.seen():
            return add_provider(insurer=self.id, model=Escort, row=row)

    def linked(self, name: str = "何小禾", **more: Any) -> tuple[Any, Any]:
        """An escort, and the person who logs in as them."""
        from xuanhu.apps.escorting.actions import link_escort

        escort, person = self.escort(name, **more), new_person([self.id], "escort")
        with self.seen():
            link_escort(escort=escort, person=person)
        return escort, person

    def plan(self, case: str, escort: Any, starts: datetime, hours: int = 4, **more: Any) -> str:
        """A visit planned by the act itself; its id."""
        from xuanhu.apps.cases.models import Case
        from xuanhu.apps.escorting.actions import plan_visit
        from xuanhu.apps.escorting.conflicts import Outing

        about = {"city": "北京", "hospital": ANHE, "department": "胸外科", "appointment_at": starts}
        outing = Outing(starts, starts + timedelta(hours=hours), **(about | more))
        with self.seen():
            row = Case.objects.get(public_id=case)
            visit = plan_visit(case=row, escort=escort, outing=outing, by="tests", at=TUESDAY)
        return str(visit.public_id)

    def visit(self, visit: str) -> Any:
        from xuanhu.apps.escorting.models import Visit

        with self.seen():
            return Visit.objects.select_related("case").get(public_id=visit)

    def facts(self, case: str, name: str) -> list[Any]:
        """What is on record of a case under a name."""
        from xuanhu.apps.cases.models import Fact

        with self.seen():
            return list(Fact.objects.filter(case__public_id=case, name=name).order_by("seq"))

    def outcome(self, case: str) -> str | None:
        from xuanhu.apps.cases.models import Case

        with self.seen():
            return Case.objects.get(public_id=case).outcome

    def desk(self, role: str = "care-manager") -> Desk:
        """Somebody new of a role, logged in."""
        return at_desk(new_person([self.id], role))


def at_desk(person: Any) -> Desk:
    desk = new_desk()
    assert come_in(desk, person).status_code == 302
    return desk


def new_ward(handbook: str = "picc-iwuyou-3") -> Ward:
    from django.db import transaction

    from xuanhu.apps.parties.actions import add_insurer

    code = f"ward-{secrets.token_hex(6)}"
    with transaction.atomic():
        return Ward(add_insurer(code=code, name="白泽人寿").id, handbook)
