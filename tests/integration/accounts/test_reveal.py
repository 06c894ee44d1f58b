"""Showing in full: with a reason, on the trail, or not at all."""

import pytest

from tests.integration.accounts.staff import desk_of, trail_of
from tests.integration.api.tenants import DIAGNOSIS, ID_NUMBER, PHONE, Door, Tenant, key_for

WHY = "被保险人来电，核对身份"
EVERYTHING = ["name", "id_number", "phone", "diagnosis"]


def ask(tenant: Tenant, door: Door, fields: object = EVERYTHING, reason: object = WHY):
    return door.post(f"/insureds/{tenant.insured}/reveal", {"fields": fields, "reason": reason})


def shown_to(tenant: Tenant) -> list[str]:
    return [row.actor for row in trail_of("insured", tenant.insured, [tenant.id])]


def test_with_a_reason_everything_asked_for_is_shown_and_on_record(tenant: Tenant):
    said = ask(tenant, tenant.door)
    assert said.json == {
        "id": tenant.insured,
        "name": "王芳",
        "id_number": ID_NUMBER,
        "phone": PHONE,
        "diagnosis": {**DIAGNOSIS, "kind": None, "status": "confirmed", "first": True},
    }
    assert (said.status, said.headers["Cache-Control"]) == (200, "no-store")
    assert shown_to(tenant) == ["key:agent"]


def test_only_what_was_asked_for_is_shown(tenant: Tenant):
    assert ask(tenant, tenant.door, ["phone"]).json == {"id": tenant.insured, "phone": PHONE}


def test_what_is_not_on_file_is_null(tenant: Tenant):
    bare = tenant.door.post("/insureds", {"insurer": tenant.code, "name": "李雷"}).json["id"]
    said = tenant.door.post(f"/insureds/{bare}/reveal", {"fields": EVERYTHING, "reason": WHY})
    assert said.json == {"id": bare, "name": "李雷", "id_number": None, "phone": None, "diagnosis": None}


def test_a_person_who_looks_is_on_record_by_their_login(tenant: Tenant):
    desk = desk_of([tenant.id], "reviewer")
    login = desk.ask("GET", "/session").json["login"]
    said = desk.write(f"/insureds/{tenant.insured}/reveal", {"fields": ["name"], "reason": WHY})
    assert said.json == {"id": tenant.insured, "name": "王芳"}
    assert shown_to(tenant) == [f"person:{login}"]


@pytest.mark.parametrize("reason", [None, "", "核对", "    ", "  核对  ", "x" * 501, 7])
def test_without_a_reason_nothing_is_shown(tenant: Tenant, reason: object):
    said = ask(tenant, tenant.door, reason=reason)
    assert said.problem == (422, "malformed")
    assert shown_to(tenant) == []


@pytest.mark.parametrize("fields", [None, [], ["details"], ["name"] * 5, "name"])
def test_nothing_else_can_be_asked_for(tenant: Tenant, fields: object):
    assert ask(tenant, tenant.door, fields).problem == (422, "malformed")
    assert shown_to(tenant) == []


def test_a_stranger_finds_nobody(tenant: Tenant, stranger: Tenant):
    assert ask(tenant, stranger.door).problem == (404, "not-found")
    assert shown_to(tenant) == []


@pytest.mark.parametrize("role", ["escort", "expert", "laboratory", "insured", "insurer", "auditor", "system"])
def test_who_has_no_business_with_it_is_refused(tenant: Tenant, role: str):
    assert ask(tenant, Door(key_for([tenant.id], role=role))).problem == (403, "not-permitted")
    assert shown_to(tenant) == []


def test_what_cannot_be_recorded_is_not_shown(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.parties import showing

    def fail(**_: object) -> None:
        raise RuntimeError("the trail is full")

    with monkeypatch.context() as broken:
        broken.setattr(showing, "record", fail)
        said = ask(tenant, tenant.door)
    assert said.problem == (500, "internal")
    assert not [one for one in (b"\xe7\x8e\x8b\xe8\x8a\xb3", ID_NUMBER.encode(), PHONE.encode()) if one in said.content]


def test_what_cannot_be_shown_is_not_recorded(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.parties import showing

    def fail(_: object) -> None:
        raise RuntimeError("a key is lost")

    with monkeypatch.context() as broken:
        broken.setattr(showing, "insured_of", fail)
        assert ask(tenant, tenant.door).problem == (500, "internal")
    assert shown_to(tenant) == []


def test_sixty_an_hour_are_enough_for_one_caller(tenant: Tenant):
    from django.test import override_settings

    other = Door(key_for([tenant.id]))
    with override_settings(REHEARSAL=False):
        assert [ask(tenant, tenant.door, ["name"]).status for _ in range(60)] == [200] * 60
        said = ask(tenant, tenant.door, ["name"])
        assert said.problem == (429, "too-many-requests")
        assert 50 <= int(said.headers["Retry-After"]) <= 60
        assert ask(tenant, other, ["name"]).status == 200
        assert tenant.door.get(f"/insureds/{tenant.insured}").status == 200
    assert len(shown_to(tenant)) == 61
