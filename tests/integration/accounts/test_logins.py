"""Logging in, at moments that are passed in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import PASSWORD, acts_on, by, new_address, new_person, trail_of
from tests.integration.platform import Platform

NOW = datetime(2026, 10, 13, 1, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(platform: Platform) -> Any:
    return new_person([])


def try_in(login: str, password: str = PASSWORD, *, at: datetime = NOW, address: str | None = None, code: Any = None):
    from xuanhu.apps.accounts.logins import log_in

    return log_in(login=login, password=password, address=address or new_address(), at=at, code=code)


def test_the_right_password_lets_in_and_is_on_record(person: Any):
    tried = try_in(person.login.upper() + " ")
    assert (tried.outcome, tried.person) == ("in", person)
    assert acts_on(person) == ["person-added", "password-changed", "logged-in"]


def test_a_wrong_password_is_on_record_under_the_persons_name(person: Any):
    assert try_in(person.login, "wrong").outcome == "wrong"
    assert acts_on(person)[2:] == ["login-failed"]
    assert trail_of("person", person.login)[-1].actor == "nobody"


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("login", ["nobody.at.all", "", "a\x00b", "x" * 5000, "张敏", "'; DROP TABLE accounts_person"])
def test_an_unknown_name_is_answered_as_a_wrong_password(login: str):
    tried = try_in(login)
    assert tried == (tried.outcome.WRONG, None, 0)


def test_of_an_unknown_name_only_a_hash_is_kept(platform: Platform):
    from xuanhu.apps.sealing import sealer

    typed = "my-password-typed-as-a-name"
    try_in(typed)
    hidden = sealer().index(typed, "audit.trail.login").hex()
    assert [row.act for row in trail_of("login", hidden)] == ["login-failed"]
    assert trail_of("login", typed) == []


def test_for_an_unknown_name_a_password_is_judged_all_the_same(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.accounts import passwords

    judged: list[str] = []
    right = passwords.check_password
    monkeypatch.setattr(passwords, "check_password", lambda given, of: judged.append(of) or right(given, of))
    known = new_person([])
    try_in(known.login, "wrong")
    try_in("nobody.at.all", "wrong")
    ways = [one.split("$")[:4] for one in judged]
    assert ways[0] == ways[1] == ["argon2", "argon2id", "v=19", "m=19456,t=2,p=1"]


def test_five_wrong_tries_lock_a_name_for_a_quarter_of_an_hour(person: Any):
    tries = [try_in(person.login, "wrong", at=NOW + n * MINUTE) for n in range(5)]
    assert [one.outcome for one in tries] == ["wrong"] * 5
    locked = try_in(person.login, at=NOW + 5 * MINUTE)
    assert (locked.outcome, locked.wait) == ("locked", 600)
    assert acts_on(person)[2:] == ["login-failed"] * 5 + ["login-locked"]
    assert try_in(person.login, at=NOW + 15 * MINUTE - timedelta(seconds=1)).outcome == "locked"
    assert try_in(person.login, at=NOW + 15 * MINUTE).outcome == "in"


def test_waiting_adds_nothing_to_the_wait(person: Any):
    for _ in range(5):
        try_in(person.login, "wrong")
    waits = [try_in(person.login, "wrong", at=NOW + n * MINUTE).wait for n in range(3)]
    assert waits == [900, 840, 780]


def test_another_password_ends_the_wait(person: Any):
    from xuanhu.apps.accounts.actions import set_password

    for _ in range(5):
        try_in(person.login, "wrong")
    set_password(person=person, new="another first one", by=by(), at=NOW)
    assert try_in(person.login, "another first one").outcome == "in"


@pytest.mark.usefixtures("platform")
def test_an_unknown_name_is_locked_as_a_known_one():
    assert [try_in("no.such.person").outcome for _ in range(6)] == ["wrong"] * 5 + ["locked"]


def test_a_right_password_makes_wrong_tries_forgotten(person: Any):
    for _ in range(3):
        assert [try_in(person.login, "wrong").outcome for _ in range(4)] == ["wrong"] * 4
        assert try_in(person.login).outcome == "in"


def test_twenty_wrong_tries_lock_an_address_for_every_name(person: Any):
    address = new_address()
    tries = [try_in(f"name.{n}", "wrong", address=address).outcome for n in range(21)]
    assert tries == ["wrong"] * 20 + ["locked"]
    assert try_in(person.login, address=address).outcome == "locked"
    assert try_in(person.login).outcome == "in"
    assert try_in(person.login, address=address, at=NOW + 15 * MINUTE).outcome == "in"


def test_right_logins_of_many_from_one_address_lock_nobody(platform: Platform):
    address = new_address()
    people = [new_person([]) for _ in range(3)]
    tried = [try_in(one.login, address=address).outcome for one in people * 8]
    assert tried == ["in"] * 24


def test_a_disabled_person_is_nobody(person: Any):
    from xuanhu.apps.accounts.actions import disable_person

    disable_person(person=person, by=by(), at=NOW)
    assert try_in(person.login).outcome == "wrong"
    person.refresh_from_db()
    assert (person.is_active, person.disabled_at) == (False, NOW)


# RFC 6238, appendix B, with its last six digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(platform: Platform, seconds: int, code: str):
    from xuanhu.apps.accounts.second_factor import code_at

    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // 30) == code


@pytest.fixture
def secret(person: Any) -> str:
    from xuanhu.apps.accounts.actions import set_second_factor

    return set_second_factor(person=person, by=by(), at=NOW)


def code(secret: str, at: datetime) -> str:
    from xuanhu.apps.accounts.second_factor import code_at

    return code_at(secret, int(at.timestamp()) // 30)


def test_a_second_factor_is_asked_for_and_lets_in_once(person: Any, secret: str):
    assert try_in(person.login).outcome == "code-needed"
    right = code(secret, NOW)
    assert try_in(person.login, code=f"{right[:3]} {right[3:]}").outcome == "in"
    assert try_in(person.login, code=right).outcome == "wrong"
    later = NOW + MINUTE
    assert try_in(person.login, code=code(secret, later), at=later).outcome == "in"


@pytest.mark.parametrize(("seconds", "outcome"), [(-60, "wrong"), (-30, "in"), (0, "in"), (30, "in"), (60, "wrong")])
def test_a_telephones_clock_may_be_off_by_half_a_minute(person: Any, secret: str, seconds: int, outcome: str):
    shown = code(secret, NOW + timedelta(seconds=seconds))
    assert try_in(person.login, code=shown).outcome == outcome


def test_asking_for_the_code_does_not_forgive_wrong_codes(person: Any, secret: str):
    wrong = "000000" if code(secret, NOW) != "000000" else "000001"
    for _ in range(5):
        assert try_in(person.login).outcome == "code-needed"
        assert try_in(person.login, code=wrong).outcome == "wrong"
    assert try_in(person.login, code=code(secret, NOW)).outcome == "locked"


def test_the_secret_and_the_name_are_sealed_and_the_password_is_a_hash(person: Any, secret: str):
    person.refresh_from_db()
    assert secret not in person.second_factor
    assert "张敏" not in person.name
    assert person.password.startswith("argon2$argon2id$")
    assert PASSWORD not in person.password
