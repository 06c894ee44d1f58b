import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.integration.api.tenants import VERIFIED, Tenant
from tests.integration.platform import Platform

NOBODY = "00000000-0000-4000-8000-000000000000"


def verified(case: str) -> dict[str, object]:
    return {"case": case, "fact": "identity-verified", "data": VERIFIED}


def results(said: object) -> list[str]:
    return [one["result"] for one in said.json["items"]]


def test_each_fact_is_judged_on_its_own(tenant: Tenant, stranger: Tenant):
    items = [
        verified(tenant.case),
        verified(tenant.case),
        verified(NOBODY),
        verified(stranger.case),
        {"case": tenant.case, "fact": "no-such-fact", "data": {}},
        {"case": tenant.case, "fact": "reviewed", "data": {"nonsense": 1}},
        {"case": "no-uuid", "fact": "reviewed"},
        "text",
        None,
        {"case": tenant.case, "fact": "reviewed", "data": {"result": "passed"}, "by": "reviewer"},
        {"case": tenant.case, "fact": "documents-added", "data": {"kinds": ["pathology-report"]}},
    ]
    said = tenant.door.post("/facts", {"items": items})
    expected = ["allowed", "refused", "not-found", "not-found", "refused"]
    expected += ["malformed", "malformed", "malformed", "malformed", "not-permitted", "allowed"]
    assert (said.status, results(said)) == (200, expected)
    assert [one["index"] for one in said.json["items"]] == list(range(len(items)))
    assert said.json["allowed"] == 2
    assert said.json["items"][1]["refused"][0]["code"] == "already-recorded"
    assert said.json["items"][4]["refused"][0]["code"] == "unknown-fact"
    names = [one["fact"] for one in tenant.door.get(f"/cases/{tenant.case}/facts").json]
    assert {"applied", "identity-verified", "documents-added"} <= set(names)


@pytest.mark.parametrize("count", [0, 1001])
def test_none_and_too_many_are_malformed(tenant: Tenant, count: int):
    assert tenant.door.post("/facts", {"items": [{}] * count}).problem == (422, "malformed")


def test_a_hundred_are_one_commit(tenant: Tenant, platform: Platform):
    items = [{"case": tenant.case, "fact": "documents-added", "data": {"kinds": ["ct-report"]}}] * 250
    assert tenant.door.post("/facts", {"items": items}, Idempotency_Key="hundreds").json["allowed"] == 250
    with psycopg.connect(platform.access.owner) as owner:
        wanted = "SELECT part, xmin::text FROM accounts_answer WHERE insurers = %s::bigint[] ORDER BY part"
        found = owner.execute(wanted, [[tenant.id]]).fetchall()
    assert [part for part, _ in found] == [0, 1, 2]
    assert len({commit for _, commit in found}) == 3


def test_a_batch_that_broke_off_goes_on_where_it_ended(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.api import batches

    items = [{"case": tenant.case, "fact": "documents-added", "data": {"kinds": ["ct-report"]}}] * 150
    right = batches.recorded
    done: list[int] = []

    def break_off(*given: object) -> object:
        done.append(1)
        if len(done) > 120:
            raise RuntimeError("the process ends here")
        return right(*given)

    with monkeypatch.context() as broken:
        broken.setattr(batches, "recorded", break_off)
        assert tenant.door.post("/facts", {"items": items}, Idempotency_Key="b").problem == (500, "internal")
    assert len(tenant.door.get(f"/cases/{tenant.case}/facts").json) == 1 + 100
    said = tenant.door.post("/facts", {"items": items}, Idempotency_Key="b")
    assert said.json["allowed"] == 150
    assert len(tenant.door.get(f"/cases/{tenant.case}/facts").json) == 1 + 150
    assert tenant.door.post("/facts", {"items": items}, Idempotency_Key="b").json == said.json


def test_batches_over_the_same_cases_at_once_all_end(tenant: Tenant):
    cases = [tenant.case, *(tenant.add_case() for _ in range(5))]
    paper = {"fact": "documents-added", "data": {"kinds": ["ct-report"]}}
    start = threading.Barrier(4)

    def send(turned: int) -> int:
        from django.db import connection

        ordered = cases if turned % 2 else cases[::-1]
        start.wait(30)
        try:
            return tenant.door.post("/facts", {"items": [{**paper, "case": case} for case in ordered]}).json["allowed"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [6, 6, 6, 6]
