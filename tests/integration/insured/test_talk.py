"""The talk on a phone: messages, pictures, advice, a slot that is asked for, and how it was once it is over."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.insured.member import Member, new_member, now_at, phone_of, with_code
from tests.integration.web.reading import Reader, come_in, send, token_in
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.booklet.typesetting import unspaced

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
ONCE = "6f1f3a0e-0f5c-4b3b-9d0e-3f2a1b4c5d6e"
TEN = "2026-10-14T10:00:00+08:00"


def open_case(member: Member, service: str, at: datetime, **data: Any) -> str:
    """A case of the member, applied for on the phone; its number."""
    from xuanhu.apps.cases.actions import open_case as apply
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.tenancy import seeing

    who = Applicant(member.insurer, member.policy.handbook, member.row, member.policy)
    with seeing([member.insurer]):
        acted = apply(applicant=who, service=service, data={"channel": "portal"} | data, at=at, by="insured")
    assert acted.verdict.allowed, acted.verdict.refusals
    return str(acted.case.public_id)


def record(member: Member, case: str, name: str, at: datetime, by: str | None = None, **data: Any) -> None:
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        acted = record_fact(public_id=case, name=name, data=data, at=at, by=by, actor="tests")
    assert acted is not None
    assert acted.verdict.allowed, acted.verdict.refusals


def staff(member: Member, role: str) -> Desk:
    """Somebody at work for the member's insurer."""
    desk = new_desk()
    come_in(desk, new_person([member.insurer], role))
    return desk


def facts(member: Member, case: str) -> list[tuple[str, str]]:
    """What is on record: name and role."""
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return list(Fact.objects.filter(case__public_id=case).order_by("seq").values_list("name", "by"))


def messages(member: Member, case: str) -> list[Any]:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.talk.queries import messages_of
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return messages_of(case=Case.objects.get(public_id=case))


def page(desk: Desk, path: str) -> str:
    said = desk.client.get(path)
    assert said.status_code == 200, (said.status_code, said.get("Location"))
    return shown(said)


def shown(said: Any) -> str:
    """All that stands on a page, without spaces."""
    reader = Reader()
    reader.feed("<body" + said.content.decode().partition("<body")[2])
    return "".join(unspaced("".join(reader.lines)).split())


def say(desk: Desk, case: str, text: str = "", content: bytes | None = None, **form: Any) -> Any:
    """Send something as the page's form does, which brings files."""
    path = f"/my/cases/{case}/talk"
    token = token_in(desk.client.get(path).content) or token_in(desk.client.get("/my/talk").content)
    form |= {"csrfmiddlewaretoken": token, "text": text}
    if content is not None:
        form["picture"] = SimpleUploadedFile("a.png", content)
    return desk.client.post(path, form)


@pytest.fixture
def asker(on_tuesday: datetime) -> Member:
    return new_member("picc-iwuyou-3")


@pytest.fixture
def question(asker: Member, on_tuesday: datetime) -> str:
    """An online consultation, just applied for."""
    return open_case(asker, "online-consultation", on_tuesday)


@pytest.fixture
def caller(on_tuesday: datetime) -> Member:
    return new_member("axa-tianping")


@pytest.fixture
def call(caller: Member, on_tuesday: datetime) -> str:
    """A remote consultation that waits for a slot."""
    return open_case(caller, "remote-consultation", on_tuesday)


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


def ask_for(desk: Desk, case: str, at: str = TEN, **form: str) -> Any:
    return send(desk, f"/my/cases/{case}/slot", {"at": at, "on": at[:10], **form})


def test_a_slot_that_is_asked_for_is_kept_and_the_desk_books_it_with_one_tap(caller: Member, call: str):
    phone, manager = phone_of(caller), staff(caller, "care-manager")
    assert "先选一个时间" in page(phone, f"/my/cases/{call}/talk")
    said = [ask_for(phone, call, token=ONCE) for _ in range(2)]
    assert [one["Location"] for one in said] == [f"/my/cases/{call}/talk?said=slot"] * 2
    assert [name for name, _ in facts(caller, call)] == ["applied", "identity-verified"]
    assert "给您留着，等我们确认10月14日周三10:00" in page(phone, f"/my/cases/{call}/talk")
    assert "对方选好了时间，等您确认1个10月14日周三10:00王*远程问诊" in page(manager, "/consultations")
    assert "客户想约10月14日周三10:00，还没有确认。" in page(manager, f"/cases/{call}")
    done = send(manager, f"/consultations/{call}/book", {"at": TEN, "on": TEN[:10]}, page="/consultations")
    assert done["Location"] == "/consultations?on=2026-10-14&done=booked"
    assert facts(caller, call)[-2:] == [("booked", "care-manager"), ("told", "system")]
    after = page(phone, f"/my/cases/{call}/talk")
    assert "医生打电话给您的时间10月14日周三10:00会打到您留的手机" in after
    assert "等您确认" not in page(manager, "/consultations")


def test_what_another_has_asked_for_is_not_offered(caller: Member, call: str, on_tuesday: datetime):
    second = new_member("axa-tianping", insurer=_insurer(caller))
    theirs = open_case(second, "remote-consultation", on_tuesday)
    first, phone = phone_of(caller), phone_of(second)
    ask_for(first, call)
    offered = phone.client.get(f"/my/cases/{theirs}/slot?on=2026-10-14").content.decode()
    assert (TEN in offered, "2026-10-14T10:20:00+08:00" in offered) == (False, True)
    said = ask_for(phone, theirs)
    assert (said.status_code, "刚刚被别人约走了" in said.content.decode()) == (422, True)
    ask_for(first, call, "2026-10-14T11:00:00+08:00")
    assert ask_for(phone, theirs).status_code == 302


def test_two_doctors_are_there_for_two(caller: Member, call: str, on_tuesday: datetime):
    second = new_member("axa-tianping", insurer=_insurer(caller))
    theirs = open_case(second, "remote-consultation", on_tuesday)
    for _ in range(2):
        new_person([caller.insurer], "expert")
    assert [ask_for(phone_of(one), case).status_code for one, case in ((caller, call), (second, theirs))] == [302, 302]


def _insurer(member: Member) -> Any:
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return Insurer.objects.get(id=member.insurer)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-10-17T10:00:00+08:00", "能约的是工作日周一到周五09:00到21:00"),
        ("2026-10-14T21:00:00+08:00", "能约的是工作日周一到周五09:00到21:00"),
        ("2026-10-13T09:20:00+08:00", "请另选一个"),
        ("2026-10-14T10:05:00+08:00", "请另选一个"),
        ("2026-10-14T10:00", "请选一个时间"),
        ("tomorrow", "请选一个时间"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_at_once(caller: Member, call: str, at: str, says: str):
    phone = phone_of(caller)
    said = ask_for(phone, call, at)
    assert (said.status_code, says in shown(said)) == (422, True), shown(said)
    assert "给您留着" not in page(phone, f"/my/cases/{call}/talk")


def test_an_appointment_is_moved_until_its_day_and_holds_meanwhile(
    caller: Member, call: str, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    record(caller, call, "booked", on_tuesday, on=datetime(2026, 10, 14, 10, tzinfo=SHANGHAI))
    phone = phone_of(caller)
    now_at(monkeypatch, on_tuesday + timedelta(minutes=1))
    assert ask_for(phone, call, "2026-10-15T10:00:00+08:00").status_code == 302
    assert "您想改到10月15日周四10:00，等我们确认；确认以前，原来的时间还算数。" in page(
        phone, f"/my/cases/{call}/talk"
    )
    now_at(monkeypatch, on_tuesday + timedelta(days=1))
    phone = with_code(caller.phone)
    assert phone.client.get(f"/my/cases/{call}/slot")["Location"] == f"/my/cases/{call}/talk"
    assert "约好的那天不能再改时间" in page(phone, f"/my/cases/{call}/talk")


def test_a_service_without_slots_has_no_page_for_them(asker: Member, question: str):
    assert phone_of(asker).client.get(f"/my/cases/{question}/slot")["Location"] == f"/my/cases/{question}/talk"


def test_the_phone_doctor_rings_and_is_asked_to_ring_again(asker: Member, on_tuesday: datetime):
    case = open_case(asker, "phone-doctor", on_tuesday)
    phone, doctor = phone_of(asker), staff(asker, "expert")
    assert "医生会打给您会打到您留的手机139****" in page(phone, f"/my/cases/{case}/talk")
    assert "等着答复1个" in page(doctor, "/consultations")
    assert say(phone, case, "", tapped="call-again").status_code == 302
    assert [one.text for one in messages(asker, case)] == ["刚才没接到电话，请再打给我。"]
    assert "1条新消息" in page(doctor, "/consultations")


@pytest.fixture
def over(asker: Member, question: str, on_tuesday: datetime) -> str:
    """A question that a doctor has answered."""
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    return question


def test_in_a_closed_case_nothing_is_written_any_more(asker: Member, over: str):
    phone = phone_of(asker)
    said = say(phone, over, "还有一句")
    assert (said.status_code, "这里不能再写了" in said.content.decode(), messages(asker, over)) == (422, True, [])
    again = f"/my/services/{asker.row.public_id}/{asker.policy.id}/online-consultation/apply"
    assert f'href="{again}"' in phone.client.get(f"/my/cases/{over}/talk").content.decode()


def judge(desk: Desk, case: str, **form: str) -> Any:
    return send(desk, f"/my/cases/{case}/feedback", form)


def test_how_it_was_is_kept_once_sealed_and_read_by_who_leads(asker: Member, over: str):
    from xuanhu.apps.talk.models import Feedback
    from xuanhu.apps.tenancy import seeing

    phone, leader = phone_of(asker), staff(asker, "care-manager")
    assert "这一段还没有人说" in page(leader, "/team")
    assert "这次服务怎么样？说不说都可以。" in page(phone, f"/my/cases/{over}/talk")
    assert judge(phone, over, mark="2", text="等得太久")["Location"] == f"/my/cases/{over}/talk?said=feedback"
    assert judge(phone, over, mark="5", text="改主意了").status_code == 200
    with seeing([asker.insurer]):
        (row,) = Feedback.objects.filter(case__public_id=over)
    assert (row.mark, "太久" in row.text) == (2, False)
    assert "每件服务只问一次。不太满意等得太久" in page(phone, f"/my/cases/{over}/feedback")
    assert "说说这次服务" not in page(phone, f"/my/cases/{over}/talk")
    team = page(leader, "/team")
    assert "收到1份。份数太少，看不出高低，请看每一句原话。" in team
    assert "不太满意10月13日等得太久在线问诊，看这件" in team
    assert f'href="/cases/{over}"' in leader.client.get("/team").content.decode()


def test_nobody_reads_what_was_said_of_their_own_work(asker: Member, question: str, on_tuesday: datetime):
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim

    worker = new_person([asker.insurer], "care-manager")
    with seeing([asker.insurer]):
        claim(case=UUID(question), person=worker, at=on_tuesday)
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    judge(phone_of(asker), question, mark="1", text="说话冲")
    mine, other = new_desk(), staff(asker, "care-manager")
    come_in(mine, worker)
    assert ("说话冲" in page(mine, "/team"), "说话冲" in page(other, "/team")) == (False, True)
    assert "说话冲" not in page(mine, f"/cases/{question}")
    assert staff(asker, "expert").client.get("/team").status_code == 403


def test_without_a_word_nothing_is_kept(asker: Member, over: str):
    phone = phone_of(asker)
    said = judge(phone, over, mark="6", text="写了很多")
    assert (said.status_code, "写了很多" in said.content.decode()) == (422, True)
    assert judge(phone, over, mark="3", text="长" * 1001).status_code == 422
    assert judge(phone, over, mark="3").status_code == 302


def test_one_is_asked_for_thirty_days_and_only_of_what_is_over(
    asker: Member, question: str, on_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
):
    phone = phone_of(asker)
    assert "这件服务还在办" in page(phone, f"/my/cases/{question}/feedback")
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    now_at(monkeypatch, on_tuesday + timedelta(days=30))
    phone = with_code(asker.phone)
    assert "办结超过三十天" in page(phone, f"/my/cases/{question}/feedback")
    assert "说说这次服务" not in page(phone, f"/my/cases/{question}/talk")


def test_what_was_said_and_judged_stays(asker: Member, over: str, on_tuesday: datetime):
    from django.db import IntegrityError, transaction

    from xuanhu.apps.talk.models import Feedback, Wish
    from xuanhu.apps.tenancy import seeing

    judge(phone_of(asker), over, mark="4")
    with seeing([asker.insurer]):
        row = Feedback.objects.get(case__public_id=over)
        Wish.objects.create(insurer_id=asker.insurer, case=row.case, slot=on_tuesday, at=on_tuesday, actor="account:1")
        for change in (
            lambda: Feedback.objects.filter(id=row.id).update(mark=5),
            lambda: Feedback.objects.filter(id=row.id).delete(),
            lambda: Wish.objects.filter(case=row.case).update(slot=on_tuesday + timedelta(days=1)),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()
