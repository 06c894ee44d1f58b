"""Helpers named and ended; the end of an account."""

from datetime import datetime

import pytest

from tests.integration.insured.consenting import posted
from tests.integration.insured.member import Member, new_member, new_phone, phone_of, with_code
from tests.integration.insured.oneself import (
    NAMED,
    acts,
    asked_for_a_copy,
    end_path,
    helping,
    jobs,
    messages_to,
    name_helper,
    said_on,
)
from tests.integration.web.reading import lines, send, token_in


def test_a_named_helper_comes_in_by_their_own_phone_and_sees_the_insured_masked(member: Member):
    before = jobs("portal.tell_of_helper")
    _, theirs, phone = helping(member)
    page = theirs.client.get("/my/me").content.decode()
    assert "王*" in page
    assert "王芳" not in page
    assert phone not in page
    assert jobs("portal.tell_of_helper") == before + 1
    assert any(text.startswith("王*请您代办望舒保险的健康服务") for text in messages_to(phone))


def test_the_consent_names_the_helper_and_is_kept_with_the_insureds_own(member: Member):
    from xuanhu.apps.consents.models import Record
    from xuanhu.apps.consents.queries import text_of
    from xuanhu.apps.tenancy import seeing

    desk, _, phone = helping(member)
    with seeing([member.insurer]):
        row = Record.objects.select_related("text", "helper").get(insured=member.row)
        text = text_of(row).plain
    assert (row.kind, row.consent, row.capacity) == ("signed", "helper-authorization", "self")
    assert "王小芳" in text
    assert phone not in text
    assert "家人代办授权书" in said_on(desk, "/my/me/consents")


def test_without_a_signature_nobody_helps(member: Member):
    desk, phone = phone_of(member), new_phone()
    send(desk, "/my/me/helpers", {**NAMED, "phone": phone})
    said = posted(desk, "/my/me/helpers/sign", {"way": "finger", "strokes": "[]"})
    assert said.status_code == 422
    assert "还没有看到您的签名" in said.content.decode()
    from xuanhu.apps.portal.codes import is_known

    assert not is_known(phone)


def test_signing_twice_names_once(member: Member):
    desk, phone = phone_of(member), new_phone()
    name_helper(desk, phone)
    said = send(desk, "/my/me/helpers", {**NAMED, "phone": phone})
    assert said.status_code == 422
    assert "这个手机号已经在帮您代办了，不用再授权。" in lines(said.content)
    assert [act for act in acts(member) if act == "may-act-for"] == ["may-act-for", "may-act-for"]  # oneself, and them


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"relation": "self"}, "请选一下这位家人和您的关系。"),
        ({"name": " "}, "请填这位家人的姓名。"),
        ({"phone": "12345"}, "这不像一个手机号，请填 11 位数字，例如 138 开头的号码。"),
    ],
)
def test_what_is_missing_is_said(member: Member, changed: dict[str, str], says: str):
    said = send(phone_of(member), "/my/me/helpers", {**NAMED, "phone": new_phone(), **changed})
    assert said.status_code == 422
    assert says in lines(said.content)


def test_nobody_names_their_own_phone(member: Member):
    said = send(phone_of(member), "/my/me/helpers", {**NAMED, "phone": member.phone})
    assert said.status_code == 422


def test_a_helper_names_nobody_and_finds_none_of_the_insureds_rights(member: Member):
    _, theirs, _ = helping(member)
    for path in ("helpers", "data/export", "data/correct", "data/delete"):
        assert theirs.client.get(f"/my/me/{path}").status_code == 404, path
    token = token_in(theirs.client.get("/my/me").content)
    said = theirs.client.post("/my/me/helpers", {**NAMED, "phone": new_phone(), "csrfmiddlewaretoken": token})
    assert said.status_code == 404
    page = said_on(theirs, "/my/me/data")
    assert "这里要请本人来看。" in page
    assert member.policy.number not in " ".join(page)


def test_ending_a_helper_ends_it_at_once_and_takes_the_signature_back(member: Member):
    desk, theirs, phone = helping(member)
    assert theirs.client.get("/my").status_code == 200
    said = send(desk, end_path(desk), {})
    assert said.headers["Location"] == "/my/me/helpers?ended=1"
    assert theirs.client.get("/my").headers["Location"] == "/my/who"
    assert any("已经结束" in text for text in messages_to(phone))
    assert any(line.startswith("× ") for line in said_on(desk, "/my/me/consents"))
    assert acts(member)[-1] == "no-longer-acts"


def test_nobody_ends_anothers_helper(member: Member):
    desk, _, _ = helping(member)
    path, other = end_path(desk), phone_of(new_member())
    token = token_in(other.client.get("/my/me").content)
    assert other.client.post(path, {"csrfmiddlewaretoken": token}).status_code == 404
    assert "王小芳（子女）" in said_on(desk, "/my/me/helpers")


def test_closing_ends_the_account_every_session_and_the_helpers(member: Member, on_tuesday: datetime):
    desk, theirs, _ = helping(member)
    path = asked_for_a_copy(desk, member, on_tuesday)
    second = with_code(member.phone)
    assert send(desk, "/my/me/close", {}).status_code == 422
    assert send(desk, "/my/me/close", {"sure": "yes"}).headers["Location"] == "/my/login?closed=1"
    for gone in (desk, second):
        assert gone.client.get("/my").headers["Location"].startswith("/my/login")
    assert theirs.client.get("/my").headers["Location"] == "/my/who"
    assert "account-ended" in acts(member)

    back = phone_of(member)
    assert back.client.get("/my").status_code == 200
    assert back.client.get(path).status_code == 404
    assert "王小芳（子女）" not in said_on(back, "/my/me/helpers")


def test_a_helper_closes_their_own_account_and_helps_no_more(member: Member):
    desk, theirs, _ = helping(member)
    assert send(theirs, "/my/me/close", {"sure": "yes"}).headers["Location"] == "/my/login?closed=1"
    assert "王小芳（子女）" not in said_on(desk, "/my/me/helpers")
    assert desk.client.get("/my").status_code == 200
