"""Coming in by phone: who is let in, who is not, and that a stranger learns nothing by trying."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import new_desk
from tests.integration.insured.member import (
    Member,
    code_on,
    new_id_number,
    new_member,
    new_phone,
    now_at,
    phone_of,
    with_code,
)
from tests.integration.web.reading import lines, send


def test_a_phone_on_file_and_its_code_then_name_and_number_lead_to_the_services(member: Member):
    desk = with_code(member.phone)
    assert desk.client.get("/my").headers["Location"] == "/my/who"
    said = send(desk, "/my/who", {"name": member.name, "id_number": member.id_number.lower()})
    assert said.headers["Location"] == "/my?welcome=1"
    assert "您好，王芳" in lines(desk.client.get("/my").content)[0:10]


def test_name_and_number_are_asked_once_alone(member: Member):
    phone_of(member)
    assert with_code(member.phone).client.get("/my").status_code == 200


def test_a_code_opens_once(member: Member):
    desk = new_desk()
    send(desk, "/my/login", {"phone": member.phone})
    code = code_on(member.phone)
    assert send(desk, "/my/code", {"code": code}).status_code == 302
    other = new_desk()
    send(other, "/my/login", {"phone": member.phone})
    assert send(other, "/my/code", {"code": code}).status_code == 422


def test_a_wrong_code_is_told_and_five_spoil_it(member: Member):
    desk = new_desk()
    send(desk, "/my/login", {"phone": member.phone})
    code = code_on(member.phone)
    wrong = "000000" if code != "000000" else "111111"
    said = [send(desk, "/my/code", {"code": wrong}).content.decode() for _ in range(5)]
    assert all("验证码不对" in one for one in said[:4])
    assert "用不了了" in said[4]
    assert "用不了了" in send(desk, "/my/code", {"code": code}).content.decode()


def test_a_code_is_good_for_five_minutes(member: Member, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch):
    desk = new_desk()
    send(desk, "/my/login", {"phone": member.phone})
    now_at(monkeypatch, on_tuesday + timedelta(minutes=5))
    assert "用不了了" in send(desk, "/my/code", {"code": code_on(member.phone)}).content.decode()


def test_an_unknown_phone_is_answered_like_a_known_one_and_nothing_is_sent(member: Member):
    from xuanhu.apps.portal.codes import ask_for_code

    known, unknown = new_desk(), new_desk()
    stranger = new_phone()
    for desk, phone in ((known, member.phone), (unknown, stranger)):
        assert send(desk, "/my/login", {"phone": phone}).headers["Location"] == "/my/code"
    pages = [
        [line.replace(phone[:3] + "****" + phone[-4:], "…") for line in lines(desk.client.get("/my/code").content)]
        for desk, phone in ((known, member.phone), (unknown, stranger))
    ]
    assert pages[0] == pages[1]
    at = datetime.now().astimezone()
    assert ask_for_code(phone=new_phone(), address="a", at=at).code is None


def test_codes_are_a_minute_apart_and_four_in_a_quarter_of_an_hour(
    member: Member, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    def asked(minutes: float) -> str:
        now_at(monkeypatch, on_tuesday + timedelta(minutes=minutes))
        found: str = send(new_desk(), "/my/login", {"phone": member.phone}).headers["Location"]
        return found

    assert asked(0) == "/my/code"
    assert asked(0.5) == "/my/code?wait=30"
    assert [asked(n) for n in (1, 2, 3)] == ["/my/code"] * 3
    assert asked(4).startswith("/my/code?wait=")
    assert asked(15.5) == "/my/code"


@pytest.mark.parametrize("typed", ["", "12345", "010-12345678", "二三四"])
def test_what_is_no_mobile_number_is_told_and_kept(platform: Any, typed: str):
    said = send(new_desk(), "/my/login", {"phone": typed})
    assert said.status_code == 422
    assert "请填 11 位数字" in said.content.decode()
    assert f'value="{typed}"' in said.content.decode()


def test_another_persons_name_and_number_with_ones_own_phone_lead_nowhere(member: Member):
    other = new_member()
    desk = with_code(other.phone)
    said = send(desk, "/my/who", {"name": member.name, "id_number": member.id_number})
    nobody = send(desk, "/my/who", {"name": member.name, "id_number": new_id_number()})
    assert (said.status_code, nobody.status_code) == (422, 422)
    assert lines(said.content) == lines(nobody.content)
    assert desk.client.get("/my").headers["Location"] == "/my/who"


def test_a_wrong_check_digit_is_told_before_anything_is_looked_for(member: Member):
    desk = with_code(member.phone)
    wrong = member.id_number[:-1] + ("1" if member.id_number[-1] != "1" else "2")
    said = send(desk, "/my/who", {"name": member.name, "id_number": wrong})
    assert "身份证号里有填错的地方" in said.content.decode()
    assert wrong not in said.content.decode()


def test_identity_may_be_tried_five_times_in_a_quarter_of_an_hour(member: Member):
    desk = with_code(member.phone)
    said = [send(desk, "/my/who", {"name": "李四", "id_number": new_id_number()}).status_code for _ in range(5)]
    assert said == [422] * 5
    assert send(desk, "/my/who", {"name": member.name, "id_number": member.id_number}).status_code == 429


def test_a_person_with_two_insurers_is_found_at_both(member: Member):
    other = new_member("ins-oncology", id_number=member.id_number, phone=member.phone)
    phone_of(member)
    from xuanhu.apps.portal.codes import PHONE
    from xuanhu.apps.portal.models import Account
    from xuanhu.apps.sealing import sealer

    account = Account.objects.get(phone_index=sealer().index(member.phone, PHONE))
    assert account.insurers == sorted([member.insurer, other.insurer])


def test_what_is_not_ones_own_page_asks_for_the_login_and_leads_back(member: Member):
    desk = new_desk()
    assert desk.client.get("/my").headers["Location"] == "/my/login?next=%2Fmy"
    said = send(desk, "/my/login", {"phone": member.phone, "next": "https://example.cn/"})
    assert said.headers["Location"] == "/my/code"
    assert send(desk, "/my/code", {"code": code_on(member.phone)}).headers["Location"] == "/my"


def test_leaving_ends_the_session(member: Member):
    desk = phone_of(member)
    assert send(desk, "/my/leave", {}, page="/my").headers["Location"] == "/my/login?left=1"
    assert desk.client.get("/my").status_code == 302


def test_a_session_ends_after_an_idle_hour(member: Member, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch):
    desk = phone_of(member)
    now_at(monkeypatch, on_tuesday + timedelta(minutes=61))
    assert desk.client.get("/my").headers["Location"].startswith("/my/login")


def test_somebody_at_work_is_no_insured_person_and_the_other_way_round(member: Member):
    desk = phone_of(member)
    assert desk.client.get("/queue").headers["Location"].startswith("/login")
    assert desk.ask("GET", "/session").status in (401, 403)


def test_large_type_is_kept_with_the_account(member: Member):
    desk = phone_of(member)
    assert b'class="insured"' in desk.client.get("/my").content
    assert send(desk, "/my/large-type", {"next": "/my"}, page="/my").headers["Location"] == "/my"
    assert b'class="insured large"' in with_code(member.phone).client.get("/my").content


def test_no_page_says_phone_or_number_in_full(member: Member):
    desk = new_desk()
    send(desk, "/my/login", {"phone": member.phone})
    page = desk.client.get("/my/code").content.decode()
    assert f"{member.phone[:3]}****{member.phone[-4:]}" in page
    desk = phone_of(member)
    assert member.id_number not in desk.client.get("/my").content.decode()
