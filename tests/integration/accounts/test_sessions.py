"""Sessions over the API: begun, used, ended."""

import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import FIRST, PASSWORD, Desk, acts_on, by, desk_of, new_desk, new_person
from tests.integration.api.tenants import VERIFIED, Door, Tenant
from tests.integration.platform import ENVIRONMENT

FACT = {"fact": "identity-verified", "data": VERIFIED}


def test_somebody_logged_in_is_told_who_they_are_and_what_they_may(tenant: Tenant, desk: Desk):
    person = new_person([tenant.id], "insurer")
    said = desk.log_in(person.login)
    assert said.status == 200
    found = {**said.json, "csrf_token": "..."}
    assert found == {
        "kind": "person",
        "login": person.login,
        "name": "张敏",
        "role": "insurer",
        "permissions": ["read-cases"],
        "insurers": [tenant.code],
        "must_change_password": False,
        "csrf_token": "...",
    }
    assert {**desk.ask("GET", "/session").json, "csrf_token": "..."} == found
    assert len(said.json["csrf_token"]) == 64


def test_a_key_is_told_who_it_is_too(tenant: Tenant):
    said = tenant.door.get("/session").json
    assert (said["kind"], said["login"], said["role"], said["insurers"]) == ("key", "agent", "agent", [tenant.code])
    assert said["csrf_token"] is None
    assert tenant.door.ask("DELETE", "/session").status == 204


@pytest.mark.parametrize(("login", "password"), [("nobody.at.all", PASSWORD), (None, "wrong"), (None, "")])
def test_a_wrong_login_never_says_what_was_wrong(tenant: Tenant, desk: Desk, login: str | None, password: str):
    person = new_person([tenant.id])
    said = desk.log_in(login or person.login, password)
    assert said.problem == (401, "wrong-login")
    assert said.json["detail"] == ("登录名或密码不对，或验证码已用过 (the name, the password or the code is wrong)")
    assert desk.ask("GET", "/session").problem == (401, "no-key")


def test_too_many_wrong_tries_have_to_wait(tenant: Tenant, desk: Desk):
    person = new_person([tenant.id])
    assert [desk.log_in(person.login, "wrong").problem for _ in range(5)] == [(401, "wrong-login")] * 5
    said = desk.log_in(person.login)
    assert said.problem == (429, "locked")
    assert 890 <= int(said.headers["Retry-After"]) <= 900


def test_a_second_factor_is_asked_for(tenant: Tenant, desk: Desk):
    from xuanhu.apps.accounts.actions import set_second_factor
    from xuanhu.apps.accounts.second_factor import code_at

    person, now = new_person([tenant.id]), datetime.now(UTC)
    secret = set_second_factor(person=person, by=by(), at=now)
    assert desk.log_in(person.login).problem == (401, "code-needed")
    assert desk.log_in(person.login, code=code_at(secret, int(now.timestamp()) // 30)).status == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(tenant: Tenant, desk: Desk):
    desk.log_in(new_person([tenant.id]).login)
    cookie = desk.client.cookies["xuanhu_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["expires"]) == (True, "Lax", "/", "")


def test_over_https_cookies_go_no_other_way():
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    environment = {**os.environ, **ENVIRONMENT, "XUANHU_HTTPS": "1"}
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "True True\n"


def test_the_token_of_before_the_login_is_worth_nothing_after_it(tenant: Tenant, desk: Desk):
    desk.client.get("/login")
    before = desk.client.cookies["xuanhu_csrf"].value
    desk.log_in(new_person([tenant.id]).login)
    assert desk.client.cookies["xuanhu_csrf"].value != before
    said = desk.ask("POST", f"/cases/{tenant.case}/facts", FACT, X_CSRFToken=before)
    assert said.problem == (403, "no-csrf-token")


def test_a_session_is_given_a_new_number_at_login(tenant: Tenant, desk: Desk):
    person = new_person([tenant.id])
    desk.log_in(person.login)
    first = desk.client.cookies["xuanhu_session"].value
    desk.log_in(person.login)
    second = desk.client.cookies["xuanhu_session"].value
    assert first != second
    desk.client.cookies["xuanhu_session"] = first
    assert desk.ask("GET", "/queue").problem == (401, "no-key")


@pytest.mark.parametrize("token", [None, "", "wrong", "x" * 64])
def test_without_the_token_nothing_is_changed(tenant: Tenant, token: str | None):
    desk = desk_of([tenant.id])
    given = {} if token is None else {"X_CSRFToken": token}
    said = desk.ask("POST", f"/cases/{tenant.case}/facts", FACT, **given)
    assert said.problem == (403, "no-csrf-token")
    assert desk.ask("DELETE", "/session").problem == (403, "no-csrf-token")
    assert desk.ask("GET", f"/cases/{tenant.case}").json["has"] == ["applied"]


def test_a_person_acts_under_their_own_name(tenant: Tenant):
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    desk = desk_of([tenant.id])
    login = desk.ask("GET", "/session").json["login"]
    assert desk.write(f"/cases/{tenant.case}/facts", FACT).json["allowed"] is True
    tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "withdrawn", "data": {}})
    with seeing([tenant.id]):
        found = dict(Fact.objects.filter(case__public_id=tenant.case).values_list("name", "actor"))
    assert found == {"applied": "key:agent", "identity-verified": f"person:{login}", "withdrawn": "key:agent"}


def test_a_person_sees_only_their_insurers(tenant: Tenant, stranger: Tenant):
    desk = desk_of([stranger.id])
    assert desk.ask("GET", f"/cases/{tenant.case}").problem == (404, "not-found")
    assert [one["id"] for one in desk.ask("GET", "/queue").json["items"]] == [stranger.case]


def test_an_answer_is_kept_for_each_person_and_key_alone(tenant: Tenant):
    path, desk, other = f"/cases/{tenant.case}/facts", desk_of([tenant.id]), desk_of([tenant.id])
    first = desk.write(path, FACT, Idempotency_Key="one")
    assert desk.write(path, FACT, Idempotency_Key="one").json == first.json
    assert other.write(path, FACT, Idempotency_Key="one").json["refused"][0]["code"] == "already-recorded"
    said = tenant.door.post(path, FACT, Idempotency_Key="one")
    assert said.json["refused"][0]["code"] == "already-recorded"


def test_who_sends_a_key_is_not_judged_by_a_cookie(tenant: Tenant):
    desk = desk_of([tenant.id])
    assert desk.ask("GET", "/queue", Authorization="Bearer wrong").problem == (401, "no-key")


def test_leaving_ends_the_session_everywhere(tenant: Tenant):
    desk = desk_of([tenant.id])
    number = desk.client.cookies["xuanhu_session"].value
    assert desk.write("/session", None, method="DELETE").status == 204
    desk.client.cookies["xuanhu_session"] = number
    assert desk.ask("GET", "/session").problem == (401, "no-key")


def in_use(tenant: Tenant) -> tuple[Desk, Any]:
    desk, person = new_desk(), new_person([tenant.id])
    assert desk.log_in(person.login).status == 200
    return desk, person


def test_a_disabled_person_is_out_at_once(tenant: Tenant):
    from xuanhu.apps.accounts.actions import disable_person

    desk, person = in_use(tenant)
    disable_person(person=person, by=by(), at=person.created_at)
    assert desk.ask("GET", "/queue").problem == (401, "no-key")


def test_another_password_ends_the_sessions(tenant: Tenant):
    from xuanhu.apps.accounts.actions import set_password

    desk, person = in_use(tenant)
    set_password(person=person, new="another first one", by=by(), at=person.created_at)
    assert desk.ask("GET", "/queue").problem == (401, "no-key")


def test_another_role_holds_from_the_next_request(tenant: Tenant):
    from xuanhu.apps.accounts.actions import set_role

    desk, person = in_use(tenant)
    set_role(person=person, role="insurer", by=by(), at=person.created_at)
    assert desk.write(f"/cases/{tenant.case}/facts", FACT).problem == (403, "not-permitted")


def test_before_the_first_password_is_changed_nothing_else_is_done(tenant: Tenant, desk: Desk):
    person = new_person([tenant.id], is_fresh=True)
    assert desk.log_in(person.login, FIRST).json["must_change_password"] is True
    assert desk.ask("GET", "/queue").problem == (403, "must-change-password")
    assert desk.ask("GET", "/session").status == 200


@pytest.mark.parametrize(
    ("idle", "old", "is_in"),
    [(29, 0, True), (31, 0, False), (0, 11 * 60 + 59, True), (0, 12 * 60 + 1, False)],
)
def test_a_session_ends_when_idle_or_after_a_shift(tenant: Tenant, idle: int, old: int, *, is_in: bool):
    from django.contrib.sessions.backends.db import SessionStore

    from xuanhu.apps.accounts.sessions import begin, person_of

    person = new_person([tenant.id])
    at = person.created_at
    session = SessionStore()
    begin(session=session, person=person, at=at)
    minute = timedelta(minutes=1)
    for passed in range(0, old, 20):
        assert person_of(session=session, at=at + passed * minute) == person
    found = person_of(session=session, at=at + (old + idle) * minute)
    assert found == (person if is_in else None)
    assert bool(session.keys()) is is_in


def test_nothing_sensitive_is_logged(tenant: Tenant, desk: Desk, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    person = new_person([tenant.id])
    desk.log_in(person.login, "a wrong password")
    desk.log_in(person.login)
    desk.write(f"/insureds/{tenant.insured}/reveal", {"fields": ["id_number"], "reason": "核对身份证号码"})
    Door(None).get("/queue")
    secrets = [PASSWORD, "a wrong password", VERIFIED["id_number"], "张敏", desk.client.cookies["xuanhu_session"].value]
    written = "\n".join(f"{one.getMessage()} {one.args}" for one in caplog.records if one.name != "django.db.backends")
    assert [one for one in secrets if one in written] == []


def test_logins_and_leaving_are_on_record(tenant: Tenant):
    desk, person = in_use(tenant)
    desk.write("/session", None, method="DELETE")
    assert acts_on(person)[2:] == ["logged-in", "logged-out"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9", "192.0.2.1"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "", ""),
    ],
)
@pytest.mark.usefixtures("platform")
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, expected: str):
    from django.test import RequestFactory, override_settings

    from xuanhu.api.authentication import address_of

    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="198.51.100.1")
    with override_settings(PROXIES=proxies):
        assert address_of(request) == expected
