"""Links that an insurer's app has signed: what opens, once, and what opens nothing."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.integration.accounts.staff import new_desk
from tests.integration.insured.member import Member, new_member, now_at
from tests.integration.web.reading import lines, send

SECRET = "a-secret-of-an-app-that-is-long-enough-to-be-one"  # noqa: S105 - of no app


@pytest.fixture
def kid(member: Member, on_tuesday: datetime) -> str:
    return a_key(member, on_tuesday)


def a_key(member: Member, at: datetime) -> str:
    from django.db import transaction

    from xuanhu.apps.portal.links import make_app_key
    from xuanhu.apps.tenancy import set_visible

    name = f"app-{secrets.token_hex(4)}"
    with transaction.atomic():
        set_visible([member.insurer])
        make_app_key(insurer=member.insurer, name=name, algorithm="HS256", key=SECRET, at=at)
    return name


def a_link(member: Member, kid: str, at: datetime, secret: str = SECRET, **changed: Any) -> str:
    claims = {
        "iss": member.insurer_code,
        "aud": "xuanhu",
        "sub": member.policy.number,
        "iat": int(at.timestamp()),
        "exp": int((at + timedelta(minutes=5)).timestamp()),
        "jti": secrets.token_hex(8),
    }
    claims = {name: value for name, value in {**claims, **changed}.items() if value is not None}
    return jwt.encode(claims, secret, "HS256", headers={"kid": kid})


def opened(token: str) -> tuple[Any, Any]:
    desk = new_desk()
    page = desk.client.get("/my/from-app", {"token": token})
    if page.status_code != 200:
        return desk, page
    return desk, send(desk, "/my/from-app", {"token": token}, page=f"/my/from-app?token={token}")


def test_a_link_leads_to_the_services_of_the_policys_insured(member: Member, kid: str, on_tuesday: datetime):
    desk, said = opened(a_link(member, kid, on_tuesday))
    assert said.headers["Location"] == "/my"
    assert "您好，王芳" in lines(desk.client.get("/my").content)


def test_looking_at_a_link_uses_nothing_up_and_it_opens_once(member: Member, kid: str, on_tuesday: datetime):
    token = a_link(member, kid, on_tuesday)
    for _ in range(3):
        assert "从望舒保险进入" in lines(new_desk().client.get("/my/from-app", {"token": token}).content)
    assert opened(token)[1].status_code == 302
    assert opened(token)[1].status_code == 403


def test_the_second_link_of_the_same_person_leads_to_the_same_account(member: Member, kid: str, on_tuesday: datetime):
    desks = [opened(a_link(member, kid, on_tuesday))[0] for _ in range(2)]
    assert len({desk.client.session["account"] for desk in desks}) == 1


def changed_in_the_middle(token: str) -> str:
    head, body, signature = token.split(".")
    return ".".join((head, body[:-4] + ("AAAA" if body[-4:] != "AAAA" else "BBBB"), signature))


def test_a_changed_token_opens_nothing(member: Member, kid: str, on_tuesday: datetime):
    assert opened(changed_in_the_middle(a_link(member, kid, on_tuesday)))[1].status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": "P-of-nobody"},
        {"iss": "another-house"},
        {"aud": "another-platform"},
        {"jti": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 99999999999},
        {"iat": 99999999999, "exp": 99999999999},
        {"iat": "soon"},
    ],
)
def test_a_link_that_says_something_else_opens_nothing(
    member: Member, kid: str, on_tuesday: datetime, changed: dict[str, Any]
):
    desk, said = opened(a_link(member, kid, on_tuesday, **changed))
    assert said.status_code == 403
    assert "这个链接用不了了" in lines(said.content)
    assert desk.client.get("/my").status_code == 302


def test_another_insurers_key_opens_no_policy_of_ours(member: Member, on_tuesday: datetime):
    other = new_member()
    assert opened(a_link(member, a_key(other, on_tuesday), on_tuesday))[1].status_code == 403
    claims = {"iss": other.insurer_code}
    assert opened(a_link(member, a_key(other, on_tuesday), on_tuesday, **claims))[1].status_code == 403


def test_another_secret_and_no_signature_open_nothing(member: Member, kid: str, on_tuesday: datetime):
    assert opened(a_link(member, kid, on_tuesday, secret="x" * 40))[1].status_code == 403
    unsigned = jwt.encode({"iss": member.insurer_code, "sub": member.policy.number}, "", "none", headers={"kid": kid})
    assert opened(unsigned)[1].status_code == 403
    for garbage in ("", "a.b.c", "x" * 5000, "é"):
        assert opened(garbage)[1].status_code == 403


def test_a_link_is_over_after_its_minutes(
    member: Member, kid: str, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    token = a_link(member, kid, on_tuesday)
    now_at(monkeypatch, on_tuesday + timedelta(minutes=5))
    assert opened(token)[1].status_code == 403
