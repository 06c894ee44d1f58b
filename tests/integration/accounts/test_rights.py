"""Every operation of the API tried by a person of every role: let through or refused as the page of rights says."""

from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, desk_of
from tests.integration.api.tenants import SERVICE, VERIFIED, Door, Tenant, key_for

NOBODY = "00000000-0000-4000-8000-000000000000"
ROLES = ["agent", "care-manager", "reviewer", "underwriter", "escort", "expert", "laboratory", "insured", "system"]
ROLES += ["insurer", "auditor", "administrator"]
OF_MACHINES = ("insured", "system")
ASKED = {"service": SERVICE, "insurer": "nobody", "policy": "1"}
POLICY = {"insurer": "nobody", "number": "1", "handbook": "axa-tianping", "insured": NOBODY, "from": "2026-01-01"}
PARTNERS = {"handbook": "axa-tianping", "from": "2026-01-01", "hospitals": ["锦州路人医院"]}
PROVIDER = {"code": "P-1", "name": "何小禾", "city": "北京", "from": "2026-01-01"}
PROVIDERS = {"escorts": {}, "experts": {}, "laboratories": {}, "institutions": {"region": "北京", "address": "路1号"}}
REVEAL = {"fields": ["name"], "reason": "核对身份"}
# Who may, by operation; None: everybody. Nothing is found or harmed: the addresses are nobody's.
EVERYBODY = set(ROLES)
READ = EVERYBODY - {"escort"}  # who goes along sees their own visits
ACT = READ - {"insurer", "auditor"}
DESK = {"agent", "care-manager", "administrator"}
PAPERS = ACT - {"insured"}
NETWORK = {"care-manager", "administrator"}
OPERATIONS: dict[tuple[str, str], tuple[set[str], Any]] = {
    ("GET", "/cases/{case}"): (READ, None),
    ("GET", "/cases/{case}/facts"): (READ, None),
    ("GET", "/cases/{case}/clocks/{fact}"): (READ, None),
    ("GET", "/queue"): (READ, None),
    ("GET", "/events"): (READ, None),
    ("GET", "/handbooks"): (READ, None),
    ("GET", "/insureds/{insured}"): (READ, None),
    ("GET", "/insurers/{code}/notices"): (READ, None),
    ("GET", "/insurers/{code}/policies"): (READ, None),
    ("GET", "/insurers/{code}/policies/{number}"): (READ, None),
    ("GET", "/insurers/{code}/policies/{number}/entitlements"): (READ, None),
    ("GET", "/session"): (EVERYBODY, None),
    ("GET", "/trail"): ({"auditor", "administrator"}, None),
    ("POST", "/checks"): (READ, ASKED),
    ("POST", "/cases"): (ACT, ASKED),
    ("POST", "/cases/{case}/facts"): (ACT, {"fact": "identity-verified", "data": VERIFIED}),
    ("POST", "/facts"): (ACT, {"items": [{"case": NOBODY, "fact": "reviewed"}]}),
    ("POST", "/insureds"): (DESK, {"insurer": "nobody", "name": "王芳"}),
    ("POST", "/insureds/search"): (READ, {"insurer": "nobody", "name": "王芳"}),
    ("POST", "/insureds/{insured}/reveal"): (DESK | {"reviewer", "underwriter"}, REVEAL),
    ("POST", "/policies"): (DESK, POLICY),
    ("GET", "/cases/{case}/documents"): (PAPERS, None),
    ("GET", "/cases/{case}/documents/{document}"): (PAPERS, None),
    ("GET", "/cases/{case}/documents/{document}/content"): (PAPERS, None),
    ("HEAD", "/cases/{case}/documents/{document}/content"): (PAPERS, None),
    ("POST", "/cases/{case}/documents"): (PAPERS | {"insured"}, None),
    ("POST", "/cases/{case}/documents/{document}/withdraw"): (PAPERS, {"reason": "传错了"}),
    ("GET", "/handbooks/{handbook}/services/{service}/area"): (READ, None),
    ("GET", "/hospitals"): (READ, None),
    ("GET", "/hospitals/{hospital}"): (READ, None),
    ("GET", "/insurers/{code}/partner-lists"): (READ, None),
    ("POST", "/insurers/{code}/partner-lists"): (NETWORK, PARTNERS),
    ("GET", "/insurers/{code}/partner-lists/{partner_list}/hospitals"): (READ, None),
    **{("GET", f"/insurers/{{code}}/{kind}"): (READ, None) for kind in PROVIDERS},
    **{("POST", f"/insurers/{{code}}/{kind}"): (NETWORK, PROVIDER | more) for kind, more in PROVIDERS.items()},
    **{("POST", f"/insurers/{{code}}/{kind}/{{provider}}/end"): (NETWORK, {"until": None}) for kind in PROVIDERS},
    ("POST", "/rehearsals"): (set(), {"handbook": "axa-tianping"}),
    ("POST", "/rehearsals/{code}/pass"): (set(), None),
    ("POST", "/session"): (EVERYBODY, {"login": "nobody.at.all", "password": "x"}),
    ("DELETE", "/session"): (EVERYBODY, None),
}
FILLED = {"{case}": NOBODY, "{insured}": NOBODY, "{fact}": "booked", "{code}": "nobody", "{number}": "1"}
FILLED |= {"{document}": NOBODY, "{hospital}": "NOBODY-1", "{partner_list}": "1", "{provider}": "P-1"}
FILLED |= {"{handbook}": "axa-tianping", "{service}": "outpatient-appointment"}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


def test_every_operation_is_tried(tenant: Tenant):
    paths = tenant.door.get("/openapi.json").json["paths"]
    every = {(method.upper(), path.removeprefix("/api/v1")) for path, one in paths.items() for method in one}
    assert every == OPERATIONS.keys()


@pytest.mark.parametrize("role", ROLES)
def test_a_person_may_do_exactly_what_the_page_of_rights_says(tenant: Tenant, role: str):
    asker = Door(key_for([tenant.id], role=role)) if role in OF_MACHINES else desk_of([tenant.id], role)
    headers = {"X_CSRFToken": asker.token} if isinstance(asker, Desk) else {}
    last = ("DELETE", "/session")  # leaving ends it
    for method, path in sorted(OPERATIONS, key=lambda one: one == last):
        may, body = OPERATIONS[method, path]
        body = {**body, "login": f"nobody.{role}"} if "login" in (body or {}) else body
        said = asker.ask(method, filled(path), body, **headers)
        is_refused = said.status == 403 and (method == "HEAD" or said.json["code"] == "not-permitted")
        assert is_refused is (role not in may), (method, path, said.content)
        assert said.status in ({403} if is_refused else {200, 204, 404, 401}), (method, path, said.content)


@pytest.mark.parametrize("role", ["care-manager", "auditor"])
def test_pages_are_for_roles_that_read_cases(tenant: Tenant, role: str):
    desk = desk_of([tenant.id], role)
    assert [desk.client.get(path).status_code for path in ("/", "/handbooks/axa-tianping")] == [200, 200]


def test_a_role_that_may_nothing_is_told_so_on_pages(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.accounts import permissions

    desk = desk_of([tenant.id], "auditor")
    monkeypatch.setitem(permissions.ROLES, "auditor", frozenset())
    said = desk.client.get("/")
    assert said.status_code == 403
    assert "您的角色不能看这一页" in said.content.decode()
