"""An office that keeps lists: a rehearsal of its own, asked at the moments that a test says."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.integration.api.tenants import ID_NUMBER, PHONE, VERIFIED, Door, Said
from tests.integration.platform import REHEARSAL_KEY

SERVICE = "outpatient-appointment"
# Not in the demonstration's directory, so known by no other names.
SONGHE, YUANZHI, ELSEWHERE = "北京松鹤医院", "北京远志医院", "北京别处医院"
STEPS = (
    ("identity-verified", VERIFIED, "agent"),
    ("documents-added", {"kinds": ["pathology-report"]}, "agent"),
    ("reviewed", {"result": "passed"}, "reviewer"),
)


class Office:
    """A tenant and its key."""

    def __init__(self, handbook: str = "ins-oncology") -> None:
        self.handbook = handbook
        self.door = Door(REHEARSAL_KEY)
        self.code: str = self.door.post("/rehearsals", {"handbook": handbook}).json["id"]

    @property
    def id(self) -> int:
        """The row of the insurer."""
        from xuanhu.apps.parties.models import Insurer
        from xuanhu.apps.tenancy import every_insurer, seeing

        with seeing(every_insurer()):
            return Insurer.objects.get(code=self.code).id

    @contextmanager
    def seen(self) -> Iterator[int]:
        """A transaction that sees the tenant's rows."""
        from xuanhu.apps.tenancy import seeing

        number = self.id
        with seeing([number]):
            yield number

    def get(self, path: str) -> Said:
        return self.door.get(f"/insurers/{self.code}{path}")

    def post(self, path: str, body: Any, at: str = "2026-06-01T10:00", **headers: str) -> Said:
        return self.door.post(f"/insurers/{self.code}{path}", body, X_Rehearsal_At=at, **headers)

    def list_of(self, from_on: str, *hospitals: Any, service: str | None = None, at: str = "2026-06-01T10:00") -> Said:
        """Load a partner list."""
        body = {"handbook": self.handbook, "service": service, "from": from_on, "hospitals": list(hospitals)}
        return self.post("/partner-lists", body, at)

    def lists(self) -> list[tuple[str, str, str | None, int]]:
        """Every list by its service, its days, and how many hospitals it has."""
        items = self.get("/partner-lists").json["items"]
        return [(one["service"] or "", one["from"], one["until"], one["hospitals"]) for one in items]

    def add_policy(self) -> str:
        """A policy of 2026 of somebody who is ill."""
        illness = {"on": "2026-05-10", "icd10": "C34.1"}
        person = {"insurer": self.code, "name": "王芳", "id_number": ID_NUMBER, "phone": PHONE, "diagnosis": illness}
        insured = self.door.post("/insureds", person).json["id"]
        number = f"P-{secrets.token_hex(4)}"
        policy = {"insurer": self.code, "number": number, "handbook": self.handbook, "insured": insured}
        said = self.door.post("/policies", {**policy, "from": "2026-01-01", "to": "2026-12-31"})
        assert said.status == 201, said.json
        return number

    def asked(self, at: str, service: str = SERVICE, address: str = "/cases", **data: Any) -> Said:
        """Apply, or ask, for a service."""
        body = {"service": service, "insurer": self.code, "policy": self.add_policy(), "by": "agent"}
        return self.door.post(
            address, {**body, "data": {"channel": "hotline", "city": "北京", **data}}, X_Rehearsal_At=at
        )

    def case_ready_to_book(self, at: str) -> str:
        """A case that was applied for at a moment, and waits for its booking."""
        said = self.asked(at)
        assert said.json["allowed"], said.json
        case: str = said.json["case"]["id"]
        for name, data, by in STEPS:
            assert self.record(case, name, data, at, by).json["allowed"], name
        return case

    def record(self, case: str, name: str, data: Any, at: str, by: str) -> Said:
        return self.door.post(f"/cases/{case}/facts", {"fact": name, "data": data, "by": by}, X_Rehearsal_At=at)

    def book(self, case: str, hospital: str, at: str, on: str = "2026-10-30") -> Said:
        wanted = {"city": "北京", "hospital": hospital, "hospital_level": "tertiary-a", "on": on}
        wanted |= {"hospital_ownership": "public"}
        return self.record(case, "booked", wanted, at, "agent")


def reasons(said: Said) -> list[tuple[str, list[str]]]:
    """Why not, each with its clauses."""
    return [(one["code"], one["clauses"]) for one in said.json["refused"]]
