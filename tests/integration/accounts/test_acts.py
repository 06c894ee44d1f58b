"""Accounts and keys: each act with its line on the trail, or not at all."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.accounts.staff import FIRST, acts_on, by, new_person, trail_of

OF_PEOPLE = "agent、care-manager、reviewer、underwriter、escort、expert、laboratory、insurer、auditor、administrator"
NOW = datetime(2026, 10, 13, 1, 40, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("platform")


def add(**other: Any) -> Any:
    from xuanhu.apps.accounts.actions import add_person

    known = {"login": "li.na", "name": "李娜", "role": "agent", "insurers": [], "password": FIRST}
    return add_person(**{**known, **other}, by=by(), at=NOW)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"login": "Li Na"}, "登录名用小写字母开头，2 到 40 位，可以有数字、点和横线，例如 zhang.min"),
        ({"name": " "}, "请写姓名，例如 张敏"),
        ({"password": "short"}, "密码至少 10 个字符，例如几个不相干的词连在一起"),
        ({"password": "1234567890"}, "这个密码太常见，一猜就中；请另想一个，例如几个不相干的词连在一起"),
        ({"password": "aaaabbbbccc"}, "这个密码太常见，一猜就中；请另想一个，例如几个不相干的词连在一起"),
        ({"password": "Li.Na123456"}, "密码不能是登录名，也不能只在登录名前后加数字；请另想一个"),
        ({"password": "x" * 201}, "密码最多 200 个字符"),
        (
            {"role": "insured"},
            f"没有 insured 这个角色，可用的有：{OF_PEOPLE}",
        ),
    ],
)
def test_what_will_not_do_is_told_with_what_would(other: dict[str, str], says: str):
    from xuanhu.apps.accounts.actions import AccountFault
    from xuanhu.apps.accounts.models import Person

    with pytest.raises(AccountFault) as told:
        add(**other)
    assert str(told.value) == says
    assert not Person.objects.filter(login="li.na").exists()


def test_a_login_name_is_given_once():
    from xuanhu.apps.accounts.actions import AccountFault

    person = new_person([])
    with pytest.raises(AccountFault) as told:
        add(login=person.login)
    assert str(told.value) == f"登录名 {person.login} 已经有人用了，请换一个"


def test_every_act_is_on_record_with_who_did_it():
    from xuanhu.apps.accounts import actions
    from xuanhu.apps.audit.queries import reason_of

    person = new_person([], is_fresh=True)
    actions.set_role(person=person, role="reviewer", by=by(), at=NOW)
    actions.set_insurers(person=person, insurers=[3, 1, 3], by=by(), at=NOW)
    actions.set_password(person=person, new="another first one", by=by(), at=NOW)
    actions.set_second_factor(person=person, by=by(), at=NOW)
    actions.disable_person(person=person, by=by(), at=NOW)
    expected = ["person-added", "role-set", "insurers-set", "password-set", "second-factor-set", "person-disabled"]
    assert acts_on(person) == expected
    line = trail_of("person", person.login)[1]
    assert (line.actor, line.role, line.at, reason_of(line)) == ("command:tests", "administrator", NOW, "reviewer")
    person.refresh_from_db()
    assert (person.role, person.insurers, person.must_change_password) == ("reviewer", [1, 3], True)


def test_an_act_that_cannot_be_recorded_is_not_done(monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.accounts import actions

    person = new_person([])

    def fail(**_: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError, match="the trail is full"):
        actions.disable_person(person=person, by=by(), at=NOW)
    person.refresh_from_db()
    assert (person.is_active, person.disabled_at) == (True, None)


def test_a_key_is_given_and_taken_back_on_record():
    from xuanhu.apps.accounts.actions import AccountFault, give_key, revoke_key
    from xuanhu.apps.accounts.keys import find_caller

    given = {"name": "hotline-7", "role": "agent", "insurers": [], "per_minute": 60}
    text = give_key(**given, by=by(), at=NOW)
    caller = find_caller(text)
    assert (caller.actor, caller.role, caller.per_minute) == ("key:hotline-7", "agent", 60)
    with pytest.raises(AccountFault) as told:
        give_key(**given, by=by(), at=NOW)
    assert str(told.value) == "已经有一把叫 hotline-7 的密钥；请换一个名字，或先收回它"
    revoke_key(name="hotline-7", by=by(), at=NOW)
    assert find_caller(text) is None
    with pytest.raises(AccountFault):
        revoke_key(name="hotline-7", by=by(), at=NOW)
    assert [row.act for row in trail_of("key", "hotline-7")] == ["key-made", "key-revoked"]
