"""Checks beside the framework: the same answers, and everything unusual left to the framework."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from tests.integration.api.tenants import WISH, Door, Tenant, key_for
from xuanhu.handbook_files.loader import built_in

QUESTIONS = [
    (book.handbook, service)
    for book in built_in().handbooks
    for service in book.services
    if book.handbook != "taiping-yibao-wuyou"  # an application for cover is no question about a policy
]
DATA = [{}, WISH, {"city": "哪里也不是", "hospital_level": "primary", "rank": "resident-physician", "country": "FR"}]
GONE_ON = object()


@pytest.fixture(autouse=True)
def in_earnest(tenant: Tenant) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(REHEARSAL=False):
        yield


def key_of(tenant: Tenant, role: str = "agent") -> str:
    return key_for([tenant.id], role=role, per_minute=100_000)


def ask(key: str | None, content: bytes, **more: Any) -> Any:
    """What is answered beside the framework; GONE_ON where it was left to it, with the content unread."""
    from xuanhu.api.beside import beside

    left: list[bytes] = []
    started: list[str] = []

    def framework(environ, start_response):
        left.append(environ["wsgi.input"].read())
        return []

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/checks",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": BytesIO(content),
    }
    environ |= {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
    found = beside(framework)(environ | more, lambda status, _: started.append(status))
    if left:
        assert left == [content]
        return GONE_ON
    assert started == ["200 OK"]
    return json.loads(b"".join(found))


def question(tenant: Tenant, policy: str, service: str = "outpatient-appointment", **more: Any) -> dict[str, Any]:
    return {"service": service, "insurer": tenant.code, "policy": policy, **more}


@pytest.mark.parametrize(("handbook", "service"), QUESTIONS)
def test_answer_is_the_frameworks_word_for_word(tenant: Tenant, handbook: str, service: str):
    policy, key = tenant.add_policy(handbook), key_of(tenant)
    for data in DATA:
        asked = question(tenant, policy, service, data=data)
        found = ask(key, json.dumps(asked).encode())
        assert found is GONE_ON or found == Door(key).post("/checks", asked).json


def test_plain_question_is_answered_here_and_not_by_the_framework(tenant: Tenant):
    policy = tenant.add_policy()
    found = ask(key_of(tenant), json.dumps(question(tenant, policy, data=WISH)).encode())
    assert (found["allowed"], found["refused"], found["case"]) == (True, [], None)


def test_use_that_is_gone_is_seen_at_once(tenant: Tenant):
    policy, key = tenant.add_policy(), key_of(tenant)
    content = json.dumps(question(tenant, policy, data=WISH)).encode()
    assert ask(key, content)["allowed"] is True
    assert tenant.apply(policy).json["allowed"] is True
    assert [one["code"] for one in ask(key, content)["refused"]] == ["uses-exhausted"]


def test_whatever_is_unusual_is_left_to_the_framework(tenant: Tenant):
    policy, key = tenant.add_policy(), key_of(tenant)
    plain = question(tenant, policy)
    for content in (
        b"",
        b"no json",
        b"[]",
        json.dumps({**plain, "unknown": 1}).encode(),
        json.dumps({**plain, "policy": 7}).encode(),
        json.dumps({**plain, "policy": None, "insured": tenant.insured}).encode(),
        json.dumps({**plain, "policy": "P-of-nobody"}).encode(),
        json.dumps({**plain, "by": "reviewer"}).encode(),
        json.dumps({**plain, "data": {"unknown-key": "x"}}).encode(),
        json.dumps({**plain, "data": {"planned_admission_on": "2026-02-30"}}).encode(),
        json.dumps({**plain, "service": "s" * 300}).encode(),
        json.dumps({**plain, "data": {"city": "x" * 20_000}}).encode(),
        json.dumps({**plain, "service": "post-care-follow-up"}).encode(),  # it asks about other cases
    ):
        assert ask(key, content) is GONE_ON, content[:80]
    content = json.dumps(plain).encode()
    assert ask(None, content) is GONE_ON
    assert ask("xh_of-nobody", content) is GONE_ON
    assert ask(key, content, CONTENT_TYPE="text/plain") is GONE_ON
    assert ask(key, content, HTTP_X_REHEARSAL_AT="2026-09-21T10:00") is GONE_ON
    assert ask(key, content, REQUEST_METHOD="GET") is GONE_ON


def test_strangers_key_is_left_to_the_framework_which_says_404(tenant: Tenant, stranger: Tenant):
    asked = question(tenant, tenant.add_policy())
    key = key_of(stranger)
    assert ask(key, json.dumps(asked).encode()) is GONE_ON
    assert Door(key).post("/checks", asked).problem == (404, "not-found")


def test_key_that_asks_too_often_is_told_to_wait_by_the_framework(tenant: Tenant):
    policy, key = tenant.add_policy(), key_for([tenant.id], per_minute=1)
    content = json.dumps(question(tenant, policy)).encode()
    assert ask(key, content) is not GONE_ON
    assert ask(key, content) is GONE_ON
    assert Door(key).post("/checks", question(tenant, policy)).problem == (429, "too-many-requests")


def test_database_that_is_gone_is_told_by_the_framework(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    import psycopg

    from xuanhu.api import beside

    def fail(**_):
        raise psycopg.OperationalError

    monkeypatch.setattr(beside, "look_up", fail)
    policy, key = tenant.add_policy(), key_of(tenant)
    assert ask(key, json.dumps(question(tenant, policy)).encode()) is GONE_ON
