"""The talk on a phone: messages, pictures, advice; strangers, relatives, closed cases."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.integration.accounts.staff import new_desk, new_person
from tests.integration.insured.member import Member, new_member, now_at, phone_of, with_code
from tests.integration.insured.talking import ONCE, messages, open_case, page, say, shown, staff
from tests.integration.web.reading import come_in, send, token_in
from xuanhu.core.reckoning import SHANGHAI

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def test_a_question_goes_to_the_doctor_and_the_advice_comes_back(asker: Member, question: str):
    phone, doctor = phone_of(asker), staff(asker, "expert")
    first = page(phone, f"/my/cases/{question}/talk")
    assert "医生的话是健康咨询，供您参考，不是诊断。" in first
    assert "请马上打120或去急诊" in first
    assert say(phone, question, "夜里咳嗽三天").status_code == 302
    assert "1条新消息" in page(doctor, "/consultations")
    assert "夜里咳嗽三天" in page(doctor, f"/consultations/{question}")
    assert "您·10月13日09:40·已读夜里咳嗽三天" in page(phone, f"/my/cases/{question}/talk")
    form = {"advice": "多喝温水，三天不好去呼吸科。", "minutes": "5"}
    said = send(doctor, f"/consultations/{question}/advice", form, page=f"/consultations/{question}")
    assert said.status_code == 302
    after = page(phone, f"/my/cases/{question}/talk")
    assert "医生的建议多喝温水，三天不好去呼吸科。张敏医生·10月13日09:40" in after
    assert "这件已经办结" in after
    assert "医生写好了建议" in page(phone, "/my/talk")


def test_what_is_sent_twice_is_said_once(asker: Member, question: str):
    phone = phone_of(asker)
    said = [say(phone, question, "您好", token=ONCE) for _ in range(2)]
    assert [one["Location"] for one in said] == [f"/my/cases/{question}/talk#last"] * 2
    assert [one.text for one in messages(asker, question)] == ["您好"]


def test_a_message_carries_the_account_and_is_sealed(asker: Member, question: str):
    from xuanhu.apps.portal.models import Account
    from xuanhu.apps.talk.models import Message
    from xuanhu.apps.tenancy import seeing

    say(phone_of(asker), question, "夜里咳嗽")
    with seeing([asker.insurer]):
        (row,) = Message.objects.filter(case__public_id=question)
        account = Account.objects.get(acts_for__insured=asker.row)
    assert (row.actor, row.relation, "咳嗽" in row.text) == (f"account:{account.id}", "self", False)


def test_a_relative_writes_as_such(asker: Member, question: str, on_tuesday: datetime):
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.tenancy import seeing

    other = new_member("picc-iwuyou-3", name="陈立")
    helper, phone, doctor = with_code(other.phone), phone_of(asker), staff(asker, "expert")
    account = account_of_phone(phone=other.phone, at=on_tuesday)
    with seeing([asker.insurer]):
        let_act(account=account, insured=asker.row, relation="child", way="named", at=on_tuesday)
    assert say(helper, question, "我妈今天又咳了").status_code == 302
    assert "王*的服务，由您代办" in page(helper, f"/my/cases/{question}/talk")
    assert "您·10月13日09:40我妈今天又咳了" in page(helper, f"/my/cases/{question}/talk")
    assert "家人（子女）·10月13日09:40我妈今天又咳了" in page(phone, f"/my/cases/{question}/talk")
    assert "家人代发10月13日09:40" in page(doctor, f"/consultations/{question}")


@pytest.mark.parametrize("path", ["talk", "talk/news", "slot", "feedback", f"talk/pictures/{UUID(int=7)}"])
def test_a_stranger_finds_nothing(caller: Member, call: str, path: str):
    stranger = phone_of(new_member("axa-tianping"))
    assert stranger.client.get(f"/my/cases/{call}/{path}").status_code == 404
    assert new_desk().client.get(f"/my/cases/{call}/{path}").status_code == 302


def test_a_stranger_says_nothing(asker: Member, question: str):
    stranger = phone_of(new_member("picc-iwuyou-3"))
    assert say(stranger, question, "您好").status_code == 404
    assert messages(asker, question) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [(" ", "还没有内容。请写几个字，或选一张图片。"), ("长" * 2001, "一次最多2000个字，您写了2001个。请分几次发。")],
)
def test_what_cannot_be_sent_is_said_and_stays(asker: Member, question: str, text: str, says: str):
    said = say(phone_of(asker), question, text)
    assert (said.status_code, messages(asker, question)) == (422, [])
    assert says in shown(said)
    assert text.strip() in shown(said)


def test_ten_in_a_minute_are_enough(asker: Member, question: str):
    phone = phone_of(asker)
    said = [say(phone, question, f"第{number}句") for number in range(11)]
    assert [one.status_code for one in said] == [302] * 10 + [429]
    assert "发得太快了" in said[-1].content.decode()
    assert "第10句" in said[-1].content.decode()
    assert len(messages(asker, question)) == 10


def test_a_picture_is_sealed_shown_to_both_and_its_readers_are_on_record(asker: Member, question: str):
    from xuanhu.apps.papers.models import Document, Opening
    from xuanhu.apps.tenancy import seeing

    phone, doctor, content = phone_of(asker), staff(asker, "expert"), PNG + secrets.token_bytes(4)
    assert say(phone, question, "", content).status_code == 302
    with seeing([asker.insurer]):
        (row,) = Document.objects.filter(case__public_id=question)
    path = f"/my/cases/{question}/talk/pictures/{row.public_id}"
    assert f'<img src="{path}"' in phone.client.get(f"/my/cases/{question}/talk").content.decode()
    seen = phone.client.get(path)
    assert (b"".join(seen.streaming_content), seen["Content-Type"]) == (content, "image/png")
    assert seen["Cache-Control"] == "no-store"
    with seeing([asker.insurer]):
        assert [one.by for one in Opening.objects.filter(document=row)] == ["insured"]
    assert "查看图片" in page(doctor, f"/consultations/{question}")
    assert phone_of(new_member("picc-iwuyou-3")).client.get(path).status_code == 404


def test_a_paper_that_was_not_said_is_no_picture_of_the_talk(asker: Member, question: str):
    from xuanhu.apps.talk.models import Message
    from xuanhu.apps.tenancy import seeing

    phone = phone_of(asker)
    say(phone, question, "", PNG + secrets.token_bytes(4))
    with seeing([asker.insurer]):
        (row,) = Message.objects.filter(case__public_id=question).select_related("document")
    other = open_case(asker, "phone-doctor", row.at)
    assert phone.client.get(f"/my/cases/{other}/talk/pictures/{row.document.public_id}").status_code == 404


def test_what_is_no_picture_is_not_taken(asker: Member, question: str):
    said = say(phone_of(asker), question, "", b"%PDF-1.4\n%x\n%%EOF\n")
    assert said.status_code == 422
    assert "这里只能发图片" in said.content.decode()
    assert messages(asker, question) == []


def test_an_open_page_hears_only_of_what_is_new(asker: Member, question: str):
    phone, doctor = phone_of(asker), staff(asker, "expert")
    path = f"/my/cases/{question}/talk/news"
    known = phone.client.get(path)["ETag"]
    assert phone.client.get(path, HTTP_IF_NONE_MATCH=known).status_code == 304
    talk = f"/consultations/{question}"
    doctor.client.post(
        f"{talk}/talk", {"text": "多久了", "csrfmiddlewaretoken": token_in(doctor.client.get(talk).content)}
    )
    new = phone.client.get(path, HTTP_IF_NONE_MATCH=known)
    assert (new.status_code, "多久了" in new.content.decode()) == (200, True)
    assert phone.client.get(path, HTTP_IF_NONE_MATCH=new["ETag"]).status_code == 304
    assert "张敏10月13日09:40·已读多久了" in page(doctor, talk)


def test_new_messages_stand_in_the_list_until_they_are_seen(asker: Member, question: str):
    phone, manager = phone_of(asker), staff(asker, "care-manager")
    send(manager, f"/cases/{question}/talk", {"text": "收到了"}, page=f"/cases/{question}")
    assert "在线问诊1条新消息张敏：收到了10月13日周二09:40" in page(phone, "/my/talk")
    page(phone, f"/my/cases/{question}/talk")
    assert "条新消息" not in page(phone, "/my/talk")


def test_the_care_manager_is_told_in_the_bar_and_answers_from_the_case(caller: Member, on_tuesday: datetime):
    case = open_case(caller, "outpatient-appointment", on_tuesday, city="北京")
    phone, manager, other = phone_of(caller), staff(caller, "care-manager"), staff(caller, "reviewer")
    say(phone, case, "病历还要补吗？")
    assert "1条客户消息" in page(manager, "/")
    assert "王*门诊预约望舒保险·还没人负责1条新消息" in page(manager, "/cases/messages")
    assert "条客户消息" not in page(other, "/")
    assert "病历还要补吗？" not in page(other, f"/cases/{case}")
    assert "病历还要补吗？" in page(manager, f"/cases/{case}")
    form = {"text": "不用了，已经齐了。", "token": ONCE}
    for _ in range(2):
        said = send(manager, f"/cases/{case}/talk", form, page=f"/cases/{case}")
        assert said["Location"] == f"/cases/{case}#talk"
    assert [one.text for one in messages(caller, case)] == ["病历还要补吗？", "不用了，已经齐了。"]
    assert "条客户消息" not in page(manager, "/")
    assert "张敏·10月13日09:40不用了，已经齐了。" in page(phone, f"/my/cases/{case}/talk")
    assert other.client.post(f"/cases/{case}/talk", form).status_code == 403


def test_a_case_that_a_colleague_has_is_theirs_to_answer(caller: Member, on_tuesday: datetime):
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim

    case = open_case(caller, "outpatient-appointment", on_tuesday, city="北京")
    holder, colleague = new_person([caller.insurer], "care-manager"), staff(caller, "care-manager")
    with seeing([caller.insurer]):
        claim(case=UUID(case), person=holder, at=on_tuesday)
    phone = phone_of(caller)
    say(phone, case, "在吗")
    assert "条客户消息" not in page(colleague, "/")
    mine = new_desk()
    come_in(mine, holder)
    assert "1条客户消息" in page(mine, "/")
    send(mine, f"/cases/{case}/talk/seen", {}, page=f"/cases/{case}")
    assert "条客户消息" not in page(mine, "/")
    assert "为您办这件事的是健康管家张敏。" in page(phone, f"/my/cases/{case}/talk")


@pytest.mark.parametrize(
    ("day", "hour", "says"),
    [
        (13, 9, "现在有人回复"),
        (13, 8, "10月13日周二9:00起回复您"),
        (13, 18, "10月14日周三9:00起回复您"),
        (9, 20, "10月10日周六9:00起回复您"),  # a Saturday that is worked
        (17, 10, "10月19日周一9:00起回复您"),
    ],
)
def test_out_of_hours_it_is_said_from_when_on_it_is_answered(
    caller: Member, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch, day: int, hour: int, says: str
):
    case = open_case(caller, "outpatient-appointment", on_tuesday - timedelta(days=5), city="北京")
    now_at(monkeypatch, datetime(2026, 10, day, hour, tzinfo=SHANGHAI))
    assert says in page(phone_of(caller), f"/my/cases/{case}/talk")


def test_in_a_closed_case_nothing_is_written_any_more(asker: Member, over: str):
    phone = phone_of(asker)
    said = say(phone, over, "还有一句")
    assert (said.status_code, "这里不能再写了" in said.content.decode(), messages(asker, over)) == (422, True, [])
    again = f"/my/services/{asker.row.public_id}/{asker.policy.id}/online-consultation/apply"
    assert f'href="{again}"' in phone.client.get(f"/my/cases/{over}/talk").content.decode()
