"""The trail is added to, by nobody changed, and shown to those whose it is."""

from datetime import UTC, datetime

import psycopg
import pytest

from tests.integration.accounts.staff import by, new_person
from tests.integration.api.tenants import Door, Tenant, key_for
from tests.integration.platform import Platform

NOW = datetime(2026, 10, 13, 1, 40, tzinfo=UTC)
REASON = "被保险人来电，核对身份"


def shown(tenant: Tenant, reason: str = REASON) -> None:
    said = tenant.door.post(f"/insureds/{tenant.insured}/reveal", {"fields": ["name"], "reason": reason})
    assert said.status == 200, said.content


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_trail SET actor = 'x'", "DELETE FROM audit_trail", "TRUNCATE audit_trail"]
)
@pytest.mark.parametrize("door", ["app", "owner"])
def test_nobody_changes_the_trail_even_by_sql(tenant: Tenant, platform: Platform, statement: str, door: str):
    shown(tenant)
    with psycopg.connect(getattr(platform.access, door)) as db:
        db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(tenant.id)])
        with pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)):
            db.execute(statement)
    assert len(auditor(tenant).get("/trail").json["items"]) == 1


def auditor(tenant: Tenant) -> Door:
    return Door(key_for([tenant.id], role="auditor"))


def test_an_auditor_reads_what_was_shown_to_whom_and_why(tenant: Tenant):
    shown(tenant)
    (line,) = auditor(tenant).get("/trail").json["items"]
    del line["id"], line["at"], line["address"]
    assert line == {
        "insurer": tenant.code,
        "actor": "key:agent",
        "role": "agent",
        "act": "shown-in-full",
        "subject_kind": "insured",
        "subject": tenant.insured,
        "reason": f"name：{REASON}",
    }


def test_the_reason_is_sealed_and_the_address_hashed(tenant: Tenant, platform: Platform):
    shown(tenant)
    with psycopg.connect(platform.access.owner) as owner:
        wanted = "SELECT reason, address FROM audit_trail WHERE insurer_id = %s"
        ((reason, address),) = owner.execute(wanted, [tenant.id]).fetchall()
    assert REASON not in reason
    assert len(address) == 16
    assert b"127.0.0.1" not in address


def test_a_stranger_sees_none_of_it(tenant: Tenant, stranger: Tenant):
    shown(tenant)
    assert auditor(stranger).get("/trail").json == {"items": [], "next": None}


def test_accounts_are_shown_to_administrators_alone(tenant: Tenant):
    person = new_person([tenant.id])
    path = f"/trail?subject_kind=person&subject={person.login}"
    administrator = Door(key_for([tenant.id], role="administrator"))
    acts = [line["act"] for line in administrator.get(path).json["items"]]
    assert acts == ["password-changed", "person-added"]
    assert auditor(tenant).get(path).json["items"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("act=shown-in-full", 3),
        ("act=key-made", 0),
        ("actor=key:agent", 3),
        ("actor=key:auditor", 0),
        ("subject_kind=insured", 3),
        ("subject=nobody", 0),
    ],
)
def test_the_trail_is_filtered(tenant: Tenant, query: str, count: int):
    for _ in range(3):
        shown(tenant)
    assert len(auditor(tenant).get(f"/trail?{query}").json["items"]) == count


def test_the_trail_is_read_in_pages_the_newest_first(tenant: Tenant):
    for n in range(5):
        shown(tenant, f"第{n}次来电核对")
    door, found, after = auditor(tenant), [], ""
    while True:
        said = door.get(f"/trail?limit=2{after}").json
        found += [line["reason"] for line in said["items"]]
        if said["next"] is None:
            break
        after = f"&after={said['next']}"
    assert found == [f"name：第{n}次来电核对" for n in reversed(range(5))]


def test_nothing_is_written_for_an_insurer_that_is_not_seen(tenant: Tenant, stranger: Tenant):
    from django.db import ProgrammingError

    from xuanhu.apps.audit.actions import Act, Subject, record
    from xuanhu.apps.tenancy import seeing

    with pytest.raises(ProgrammingError, match="row-level security"), seeing([stranger.id]):
        record(act=Act.SHOWN_IN_FULL, subject=Subject("insured", "1"), by=by(), at=NOW, insurer=tenant.id)
