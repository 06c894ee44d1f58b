import http.client
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tests.integration.api.tenants import PHONE, VERIFIED, WISH, Door, Tenant

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"{", (400, "bad-json")),
        (b"\xff\xfe\xff", (400, "bad-json")),
        (b"NaN", (400, "bad-json")),
        (b'{"insurer": Infinity}', (400, "bad-json")),
        (b"[" * 100_000, (400, "bad-json")),
        (b"9" * 5000, (422, "malformed")),
        (b'{"insurer": 1e999999}', (422, "malformed")),
        (b"[" * 20 + b"]" * 20, (422, "malformed")),
        (b'{"insurer": "a\\u0000b"}', (422, "malformed")),
        (b'{"insurer": "\\ud800"}', (422, "malformed")),
        (b'{"a\\u0000": 1}', (422, "malformed")),
        (json.dumps({"insurer": "x" * 4001}).encode(), (422, "malformed")),
        (b"null", (422, "malformed")),
        (b"[]", (422, "malformed")),
        (b'"text"', (422, "malformed")),
        (b"{}", (422, "malformed")),
        (b'{"insurer": {}, "name": []}', (422, "malformed")),
        (b'{"insurer": "a", "name": "b", "more": 1}', (422, "malformed")),
        (b"", (422, "malformed")),
    ],
)
def test_bodies_that_are_wrong_are_told_so(tenant: Tenant, raw: bytes, problem: tuple[int, str]):
    assert tenant.door.ask("POST", "/insureds", raw=raw).problem == problem


def test_a_wrong_shape_names_every_place(tenant: Tenant):
    said = tenant.door.post("/insureds", {"name": 7, "phone": []})
    assert {one["where"] for one in said.json["errors"]} == {
        "body.body.insurer",
        "body.body.name",
        "body.body.phone",
    }


def test_a_body_that_is_too_large_is_refused_by_its_length_alone(served_at: str, rehearsal_key: str):
    connection = http.client.HTTPConnection(urlsplit(served_at).netloc, timeout=30)
    connection.putrequest("POST", "/api/v1/facts")
    connection.putheader("Authorization", f"Bearer {rehearsal_key}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(300 * 1024 * 1024))
    connection.endheaders(b"{")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "too-large")
    connection.close()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_refused(tenant: Tenant, kind: str):
    said = tenant.door.ask("POST", "/insureds", {"insurer": tenant.code, "name": "王芳"}, **{"Content-Type": kind})
    assert said.problem == (415, "not-json")


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/cases"), ("PUT", "/queue"), ("PATCH", "/checks")])
def test_an_unknown_method_is_told_which_ones_there_are(tenant: Tenant, method: str, path: str):
    said = tenant.door.ask(method, path)
    assert said.problem == (405, "method-not-allowed")
    assert said.headers["Allow"] in ("GET", "POST")


@pytest.mark.parametrize("path", ["/nothing", "/", "/cases/x/y/z", "/queue/"])
def test_an_unknown_address_is_a_problem_too(tenant: Tenant, path: str):
    assert tenant.door.get(path).problem == (404, "no-such-address")


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("key", [None, "wrong", "", "x" * 5000, "钥匙".encode().decode("latin-1")])
def test_without_a_valid_key_nothing_is_answered(key: str | None):
    said = Door(key).get("/queue")
    assert said.problem == (401, "no-key")
    assert said.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_that_was_taken_back_is_none(tenant: Tenant):
    from xuanhu.apps.accounts.models import ApiKey

    ApiKey.objects.filter(insurers=[tenant.id]).update(revoked_at=datetime.now(UTC))
    assert tenant.door.get("/queue").problem == (401, "no-key")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (f"/cases/{NOBODY}", (404, "not-found")),
        (f"/cases/{NOBODY}/facts", (404, "not-found")),
        (f"/cases/{NOBODY}/clocks/booked", (404, "not-found")),
        (f"/insureds/{NOBODY}", (404, "not-found")),
        ("/cases/no-uuid", (422, "malformed")),
        ("/insurers/nobody/policies", (404, "not-found")),
        ("/insurers/a%00b/policies", (422, "malformed")),
        ("/insurers/nobody/notices?after=x", (422, "malformed")),
        ("/events?after=99999999999999999999", (422, "malformed")),
        ("/events?after=-1", (422, "malformed")),
        ("/events?limit=501", (422, "malformed")),
        ("/queue?after=AAAA", (422, "malformed")),
        ("/queue?after=WyIyMDI2LTAxLTAxIiwgMV0=", (422, "malformed")),
        ("/queue?city=%00", (422, "malformed")),
        ("/queue?limit=0", (422, "malformed")),
    ],
)
def test_unknown_ids_and_wrong_queries_are_told_apart(tenant: Tenant, path: str, problem: tuple[int, str]):
    assert tenant.door.get(path).problem == problem


def test_a_clock_that_was_set_back_records_nothing(rehearsal: Door):
    late, early = "2026-09-22T10:00", "2026-09-21T10:00"
    code = rehearsal.post("/rehearsals", {"handbook": "axa-tianping"}, X_Rehearsal_At=late).json["id"]
    person = {"insurer": code, "name": "王芳", "id_number": VERIFIED["id_number"], "phone": PHONE}
    person["diagnosis"] = {"on": "2026-06-10", "icd10": "C34.1"}
    insured = rehearsal.post("/insureds", person, X_Rehearsal_At=late).json["id"]
    policy = {"insurer": code, "number": "1", "handbook": "axa-tianping", "insured": insured, "from": "2026-01-01"}
    rehearsal.post("/policies", policy, X_Rehearsal_At=late)
    asked = {"service": "outpatient-appointment", "insurer": code, "policy": "1", "data": WISH}
    case = rehearsal.post("/cases", asked, X_Rehearsal_At=late).json["case"]["id"]
    fact = {"fact": "identity-verified", "data": VERIFIED}
    said = rehearsal.post(f"/cases/{case}/facts", fact, X_Rehearsal_At=early)
    assert said.problem == (409, "clock-set-back")
    assert len(rehearsal.get(f"/cases/{case}/facts").json) == 1


@pytest.mark.parametrize("moment", ["yesterday", "", "0001-01-01", "9999-12-31T23:59", "2026-02-30", "2026-1-1"])
def test_a_moment_that_is_none_is_malformed(rehearsal: Door, moment: str):
    said = rehearsal.post("/rehearsals", {"handbook": "axa-tianping"}, X_Rehearsal_At=moment)
    assert said.problem == (422, "malformed")


def test_only_a_rehearsals_key_may_play_at_a_moment(tenant: Tenant):
    said = tenant.door.get(f"/cases/{tenant.case}", X_Rehearsal_At="2026-09-21T10:00")
    assert said.problem == (403, "no-rehearsal")


def test_a_key_that_may_only_look_changes_nothing(tenant: Tenant, viewer: Door):
    fact = {"fact": "identity-verified", "data": VERIFIED}
    assert viewer.get(f"/cases/{tenant.case}").status == 200
    assert viewer.post(f"/cases/{tenant.case}/facts", fact).problem == (403, "not-permitted")
    assert viewer.post("/facts", {"items": [{**fact, "case": tenant.case}]}).problem == (403, "not-permitted")
    assert viewer.post("/insureds", {"insurer": tenant.code, "name": "王芳"}).problem == (403, "not-permitted")


def test_no_key_acts_in_anothers_role(tenant: Tenant):
    fact = {"fact": "identity-verified", "data": VERIFIED, "by": "reviewer"}
    assert tenant.door.post(f"/cases/{tenant.case}/facts", fact).problem == (403, "not-permitted")


def test_a_database_that_is_gone_is_told_as_503(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from django.db import OperationalError

    from xuanhu.api import timeline

    def fail(_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(timeline, "state_of", fail)
    assert tenant.door.get(f"/cases/{tenant.case}").problem == (503, "unavailable")
