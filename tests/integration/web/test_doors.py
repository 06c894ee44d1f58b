"""The login page, its second step, the way out, and the change of a password."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import FIRST, PASSWORD, Desk, acts_on, by, new_person
from tests.integration.web.reading import come_in, lines, send, token_in

FORM = ["悬壶", "登录名", "密码", "登录", "忘了密码，或还没有账号？请找您的管理员。"]


def test_the_login_page_asks_for_name_and_password(desk: Desk):
    page = desk.client.get("/login")
    assert (page.status_code, lines(page.content)) == (200, FORM)
    for attribute in (b'autocomplete="username"', b'autocomplete="current-password"', b'<html lang="zh-CN">'):
        assert page.content.count(attribute) == 1


def test_a_right_login_leads_to_where_one_wanted_to_go(desk: Desk, person: Any):
    wanted = desk.client.get("/password?x=1")
    assert (wanted.status_code, wanted["Location"]) == (302, "/login?next=%2Fpassword%3Fx%3D1")
    form = {"login": person.login, "password": PASSWORD, "next": "/password?x=1"}
    said = send(desk, "/login", form)
    assert (said.status_code, said["Location"]) == (302, "/password?x=1")
    assert desk.client.get("/login")["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "javascript:alert(1)", "\\\\x"])
def test_nobody_is_led_to_another_site(desk: Desk, person: Any, elsewhere: str):
    said = send(desk, "/login", {"login": person.login, "password": PASSWORD, "next": elsewhere})
    assert said["Location"] == "/"


@pytest.mark.parametrize("name", ["known", "nobody.at.all", ""])
def test_a_wrong_login_is_told_kindly_and_keeps_the_name(desk: Desk, person: Any, name: str):
    login = person.login if name == "known" else name
    said = send(desk, "/login", {"login": login, "password": "wrong"})
    assert (said.status_code, lines(said.content)) == (422, ["悬壶", "登录名或密码不对，请再试一次。", *FORM[1:]])
    assert f'value="{login}"' in said.content.decode()
    assert b"wrong" not in said.content


def test_whoever_is_locked_is_told_until_when(desk: Desk, person: Any, on_tuesday: datetime):
    for _ in range(5):
        come_in(desk, person, "wrong")
    said = come_in(desk, person)
    told = ["请 15 分钟后再试", "试错的次数太多，为了保护账号先停一停，到 09:55 就可以再登录。"]
    assert (said.status_code, lines(said.content)) == (429, ["悬壶", *told, *FORM[1:]])
    assert said["Retry-After"] == "900"


def test_once_the_time_has_passed_one_comes_in(
    desk: Desk, person: Any, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    from xuanhu.web import doors

    for _ in range(6):
        come_in(desk, person, "wrong")
    monkeypatch.setattr(doors, "now", lambda: on_tuesday + timedelta(minutes=15))
    assert come_in(desk, person).status_code == 302


@pytest.mark.parametrize("path", ["/login", "/logout", "/password"])
def test_a_form_without_its_token_does_nothing(desk: Desk, person: Any, path: str):
    come_in(desk, person)
    before = acts_on(person)
    said = desk.client.post(path, {"login": person.login, "password": "x", "old": PASSWORD, "new": "y"})
    assert said.status_code == 403
    assert lines(said.content)[:2] == ["悬壶", "这张表单已经过期"]
    assert acts_on(person) == before


def test_a_second_factor_is_a_second_step(desk: Desk, person: Any, on_tuesday: datetime):
    from xuanhu.apps.accounts.actions import set_second_factor
    from xuanhu.apps.accounts.second_factor import code_at

    secret = set_second_factor(person=person, by=by(), at=on_tuesday)
    step = come_in(desk, person)
    asked = ["动态验证码", "打开手机上的验证器，输入“Xuanhu”下面的六位数字。", "登录", "换一个账号"]
    assert (step.status_code, lines(step.content)) == (200, ["悬壶", *asked])
    assert desk.client.get("/").status_code == 302
    wrong = desk.client.post("/login", {"code": "12", "csrfmiddlewaretoken": token_in(step.content)})
    told = "验证码不对，或已经用过。请输入手机上现在显示的六位数字。"
    assert (wrong.status_code, lines(wrong.content)) == (422, ["悬壶", told, *asked])
    code = code_at(secret, int(on_tuesday.timestamp()) // 30)
    said = desk.client.post("/login", {"code": code, "csrfmiddlewaretoken": token_in(wrong.content)})
    assert (said.status_code, said["Location"]) == (302, "/")
    assert desk.client.get("/").status_code == 200


def test_a_code_without_a_password_before_it_leads_to_the_login(desk: Desk, person: Any):
    said = send(desk, "/login", {"code": "123456"})
    assert (said.status_code, said["Location"]) == (302, "/login")


def test_leaving_ends_the_session(desk: Desk, person: Any):
    come_in(desk, person)
    number = desk.client.cookies["xuanhu_session"].value
    said = send(desk, "/logout", {}, page="/password")
    assert (said.status_code, said["Location"]) == (302, "/login")
    desk.client.cookies["xuanhu_session"] = number
    assert desk.client.get("/").status_code == 302
    assert acts_on(person)[-1] == "logged-out"


def test_a_disabled_person_is_out_with_the_next_page(desk: Desk, person: Any):
    from xuanhu.apps.accounts.actions import disable_person

    come_in(desk, person)
    assert desk.client.get("/").status_code == 200
    disable_person(person=person, by=by(), at=person.created_at)
    assert desk.client.get("/")["Location"] == "/login?next=%2F"


def test_an_idle_session_ends(desk: Desk, person: Any, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.web import visiting

    come_in(desk, person)
    monkeypatch.setattr(visiting, "now", lambda: on_tuesday + timedelta(minutes=30, seconds=1))
    assert desk.client.get("/")["Location"] == "/login?next=%2F"


def test_a_first_password_is_changed_before_anything_else(desk: Desk, tenant: Any):
    person = new_person([tenant.id], is_fresh=True)
    come_in(desk, person, FIRST)
    assert desk.client.get("/")["Location"] == "/password"
    said = send(desk, "/password", {"old": FIRST, "new": PASSWORD, "again": PASSWORD})
    assert (said.status_code, said["Location"]) == (302, "/?password=changed")
    assert "密码已经改好，您在别处的登录都退出了。" in lines(desk.client.get("/?password=changed").content)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"old": "wrong"}, "! 现在的密码不对"),
        ({"again": "something else"}, "! 两次输入的新密码不一样，请再输一遍"),
        ({"new": PASSWORD, "again": PASSWORD}, "! 新密码和现在的一样；请另想一个"),
        ({"new": "short", "again": "short"}, "! 密码至少10个字符，例如几个不相干的词连在一起"),
    ],
)
def test_a_change_that_will_not_do_says_why(desk: Desk, person: Any, form: dict[str, str], says: str):
    come_in(desk, person)
    before = acts_on(person)
    right = {"old": PASSWORD, "new": "blue river stone", "again": "blue river stone"}
    said = send(desk, "/password", {**right, **form})
    assert (said.status_code, [line for line in lines(said.content) if line.startswith("!")]) == (422, [says])
    assert acts_on(person) == before


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(desk: Desk, person: Any):
    from tests.integration.accounts.staff import new_desk

    other = new_desk()
    come_in(desk, person)
    come_in(other, person)
    send(desk, "/password", {"old": PASSWORD, "new": "blue river stone", "again": "blue river stone"})
    assert (desk.client.get("/").status_code, other.client.get("/").status_code) == (200, 302)
    assert come_in(other, person, "blue river stone").status_code == 302
