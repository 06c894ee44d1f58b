import json
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.integration.api.tenants import VERIFIED, Tenant
from tests.integration.platform import Platform

FACT = {"fact": "identity-verified", "data": VERIFIED}


def fact_names(tenant: Tenant, case: str) -> list[str]:
    return [one["fact"] for one in tenant.door.get(f"/cases/{case}/facts").json]


def test_same_key_and_body_is_done_once_and_answered_the_same(tenant: Tenant):
    first = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="one")
    second = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="one")
    assert (first.status, first.json["allowed"]) == (200, True)
    assert (second.status, second.json) == (first.status, first.json)
    assert fact_names(tenant, tenant.case) == ["applied", "identity-verified"]


def test_without_a_key_the_second_is_judged_anew(tenant: Tenant):
    tenant.door.post(f"/cases/{tenant.case}/facts", FACT)
    second = tenant.door.post(f"/cases/{tenant.case}/facts", FACT)
    assert [one["code"] for one in second.json["refused"]] == ["already-recorded"]


def test_an_application_sent_twice_opens_one_case(tenant: Tenant):
    policy = tenant.add_policy()
    first, second = (tenant.apply(policy, Idempotency_Key="apply") for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json


def test_a_body_written_otherwise_is_the_same_request(tenant: Tenant):
    path = f"/cases/{tenant.case}/facts"
    first = tenant.door.post(path, FACT, Idempotency_Key="one")
    turned = json.dumps({"data": VERIFIED, "fact": "identity-verified"}, indent=2, ensure_ascii=False).encode()
    assert tenant.door.ask("POST", path, raw=turned, Idempotency_Key="one").json == first.json


def test_same_key_and_another_body_is_a_mismatch(tenant: Tenant):
    path = f"/cases/{tenant.case}/facts"
    tenant.door.post(path, FACT, Idempotency_Key="one")
    other = tenant.door.post(path, {"fact": "reviewed", "data": {"result": "passed"}}, Idempotency_Key="one")
    assert other.problem == (409, "idempotency-mismatch")
    assert fact_names(tenant, tenant.case) == ["applied", "identity-verified"]


def test_same_key_at_another_address_is_a_mismatch(tenant: Tenant):
    tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="one")
    other = tenant.door.post(f"/cases/{tenant.add_case()}/facts", FACT, Idempotency_Key="one")
    assert other.problem == (409, "idempotency-mismatch")


def test_another_callers_key_of_the_same_text_is_another(tenant: Tenant, stranger: Tenant):
    for one in (tenant, stranger):
        said = one.door.post(f"/cases/{one.case}/facts", FACT, Idempotency_Key="one")
        assert (said.status, said.json["case"]["id"]) == (200, one.case)


def test_a_problem_is_not_kept_and_may_be_tried_again(tenant: Tenant):
    path = f"/cases/{tenant.case}/facts"
    wrong = tenant.door.post(path, {"fact": "identity-verified", "data": {"nonsense": 1}}, Idempotency_Key="one")
    assert wrong.problem == (422, "malformed")
    assert tenant.door.post(path, FACT, Idempotency_Key="one").json["allowed"] is True


def test_a_refusal_is_an_answer_and_is_kept(tenant: Tenant):
    path, fact = f"/cases/{tenant.case}/facts", {"fact": "attended", "data": {}}
    first = tenant.door.post(path, fact, Idempotency_Key="one")
    assert first.json["allowed"] is False
    assert tenant.door.post(path, fact, Idempotency_Key="one").json == first.json


@pytest.mark.parametrize("key", ["", "a b", "钥匙".encode().decode("latin-1"), "x" * 201])
def test_a_key_that_is_none_is_malformed(tenant: Tenant, key: str):
    said = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key=key)
    assert said.problem == (422, "malformed")


def test_of_ten_at_once_one_is_done_and_the_others_hear_the_same_or_wait(tenant: Tenant):
    start = threading.Barrier(10)

    def send(_: int) -> tuple[int, str]:
        from django.db import connection

        start.wait(30)
        try:
            said = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="race")
            return said.status, said.json.get("code", str(said.json.get("allowed")))
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        found = set(pool.map(send, range(10)))
    assert (200, "True") in found
    assert found <= {(200, "True"), (409, "in-progress")}
    assert fact_names(tenant, tenant.case) == ["applied", "identity-verified"]


def test_while_one_is_at_work_another_hears_in_progress(tenant: Tenant, platform: Platform):
    from xuanhu.apps.accounts.answers import LOCK
    from xuanhu.apps.accounts.models import ApiKey

    key = ApiKey.objects.get(insurers=[tenant.id]).id
    with psycopg.connect(platform.access.app) as at_work:
        at_work.execute(LOCK, [f"key:{key}:held"])
        said = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="held")
        assert said.problem == (409, "in-progress")
        assert said.headers["Retry-After"] == "1"
    assert tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="held").json["allowed"] is True


def test_an_act_whose_answer_cannot_be_stored_is_not_done(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.api import once

    def fail(**_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr(once, "keep_answer", fail)
        said = tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="crash")
        assert said.problem == (500, "internal")
    assert fact_names(tenant, tenant.case) == ["applied"]
    assert tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="crash").json["allowed"] is True


def test_kept_answers_are_sealed_and_belong_to_their_insurers(tenant: Tenant, stranger: Tenant, platform: Platform):
    tenant.door.post(f"/cases/{tenant.case}/facts", FACT, Idempotency_Key="one")
    with psycopg.connect(platform.access.owner) as owner:
        found = owner.execute(
            "SELECT body FROM accounts_answer WHERE insurers = %s::bigint[]", [[tenant.id]]
        ).fetchall()
    assert len(found) == 1
    assert tenant.case not in found[0][0]
    with psycopg.connect(platform.access.app) as app:
        app.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(stranger.id)])
        theirs = "SELECT count(*) FROM accounts_answer WHERE insurers = %s::bigint[]"
        assert app.execute(theirs, [[tenant.id]]).fetchone() == (0,)
