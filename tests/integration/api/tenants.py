"""Tenants for tests of the API: an insurer with a person, a policy and an open case, and a key that sees it alone."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ID_NUMBER = "11010519491231002X"
PHONE = "13800138000"
DIAGNOSIS = {"on": "2026-06-10", "icd10": "C34.1"}
SERVICE = "outpatient-appointment"
WISH = {"channel": "hotline", "city": "北京", "department": "胸外科"}
VERIFIED = {"name": "王芳", "id_number": ID_NUMBER}


class Door:
    """The API in process, asked with one key."""

    def __init__(self, key: str | None) -> None:
        from django.test import Client

        self._client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self._key = key

    def ask(self, method: str, path: str, body: Any = None, raw: bytes | None = None, **headers: str) -> "Said":
        """Ask; `raw` is a body as it stands."""
        given = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        kind = given.pop("Content-Type", "application/json")
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        answer = self._client.generic(method, f"/api/v1{path}", content, content_type=kind, headers=given)
        return Said(answer.status_code, dict(answer.headers), answer.getvalue())

    def get(self, path: str, **headers: str) -> "Said":
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> "Said":
        return self.ask("POST", path, body, **headers)


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def problem(self) -> tuple[int, str]:
        """Status and code of a problem, which is one by its content type too."""
        assert self.headers["Content-Type"] == "application/problem+json", self.content
        found = self.json
        assert found["status"] == self.status
        return self.status, found["code"]


@dataclass(frozen=True)
class Tenant:
    """What one tenant has."""

    id: int
    code: str
    door: Door
    insured: str
    policy: str
    case: str

    def apply(self, policy: str, **headers: str) -> Said:
        body = {"service": SERVICE, "insurer": self.code, "policy": policy, "data": WISH}
        return self.door.post("/cases", body, **headers)

    def add_policy(self, handbook: str = "axa-tianping") -> str:
        """A further policy of the same person."""
        number = f"P-{secrets.token_hex(6)}"
        body = {"insurer": self.code, "number": number, "handbook": handbook, "insured": self.insured}
        body |= {"from": "2026-01-01", "to": "2027-12-31"}
        assert self.door.post("/policies", body).status == 201
        return number

    def add_case(self) -> str:
        """A further open case, of a policy of its own."""
        said = self.apply(self.add_policy())
        assert said.json["allowed"], said.json
        case: str = said.json["case"]["id"]
        return case


def start_clock(tenant: Tenant) -> str:
    """Let a clock run in the tenant's case; the fact that it promises."""
    path = f"/cases/{tenant.case}/facts"
    reviewer = Door(key_for([tenant.id], role="reviewer"))
    said = [tenant.door.post(path, {"fact": "documents-added", "data": {"kinds": ["pathology-report"]}})]
    said.append(tenant.door.post(path, {"fact": "identity-verified", "data": VERIFIED}))
    said.append(reviewer.post(path, {"fact": "reviewed", "data": {"result": "passed"}}))
    assert [one.json["allowed"] for one in said] == [True] * 3, said
    fact: str = said[-1].json["case"]["clocks"][0]["fact"]
    return fact


def upload(tenant: Tenant, door: Door | None = None) -> Said:
    """Send the tenant's case a small paper, another one each time."""
    content = b"%PDF-1.4\n%" + secrets.token_hex(8).encode() + b"\n%%EOF\n"
    path = f"/cases/{tenant.case}/documents"
    return (door or tenant.door).ask("POST", path, raw=content, X_Document_Kind="ct-report")


def add_document(tenant: Tenant) -> str:
    """A further document of the tenant's case; its id."""
    found: str = upload(tenant).json["document"]["id"]
    return found


def key_for(insurers: list[int], role: str = "agent", per_minute: int = 1200) -> str:
    """A new key."""
    from xuanhu.apps.accounts.keys import make_key

    return make_key(name=role, role=role, insurers=insurers, at=datetime.now(UTC), per_minute=per_minute)


def new_tenant() -> Tenant:
    """An insurer, its key, a person, a policy, an open case."""
    from django.db import transaction

    from xuanhu.apps.parties.actions import add_insurer

    code = f"insurer-{secrets.token_hex(6)}"
    with transaction.atomic():
        number = add_insurer(code=code, name=code).id
    door = Door(key_for([number]))
    person = {"insurer": code, "name": "王芳", "id_number": ID_NUMBER, "phone": PHONE, "diagnosis": DIAGNOSIS}
    insured = door.post("/insureds", person).json["id"]
    bare = Tenant(number, code, door, insured, "", "")
    policy = bare.add_policy()
    case = bare.apply(policy).json["case"]["id"]
    return Tenant(number, code, door, insured, policy, case)
