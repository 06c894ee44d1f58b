"""Consultations: slots in service hours, the doctor's page, the talk, the advice that closes the case."""

import secrets
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.accounts.staff import Desk, trail_of
from tests.integration.platform import Platform
from tests.integration.web.reading import send, token_in
from tests.integration.web_escorts.ward import TUESDAY, Ward, lines, new_ward, when

TOKEN = {"token": "6f1f3a0e-0f5c-4b3b-9d0e-3f2a1b4c5d6e"}
ADVICE = {"advice": "多休息，一周后复查血常规。", "minutes": "20"}


@pytest.fixture
def clinic(clock: Any) -> Ward:
    return new_ward("axa-tianping")


TODAY_AT_TEN = when(13, 10)


def talked_to(clinic: Ward, on: Any = TODAY_AT_TEN) -> str:
    """A remote consultation with a slot."""
    case = clinic.apply("remote-consultation")
    clinic.record(case, "booked", when(12, 9), {"on": on})
    return case


def text(desk: Desk, path: str) -> str:
    said = desk.client.get(path)
    assert said.status_code == 200, said.content
    return "".join("".join(lines(said.content)).split())


def advise(desk: Desk, case: str, **form: str) -> Any:
    return send(desk, f"/consultations/{case}/advice", {**ADVICE, **form}, page=f"/consultations/{case}")


def say(clinic: Ward, case: str, said: str) -> None:
    """The insured says something, by the act that their own page will use."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.talk.actions import say as say_it

    with clinic.seen():
        say_it(case=Case.objects.get(public_id=case), person=None, text=said, at=TUESDAY)


def test_a_day_shows_its_slots_in_order_and_who_waits(clinic: Ward):
    talked_to(clinic, when(13, 15, 20))
    talked_to(clinic, when(13, 9, 0))
    talked_to(clinic, when(14, 9, 0))
    clinic.apply("remote-consultation")
    found = text(clinic.desk("expert"), "/consultations")
    assert "约好的问诊2个09:00王*远程问诊白泽人寿等您记下建议15:20王*远程问诊白泽人寿" in found
    assert "等着约时间1个王*远程问诊10月9日周五09:40申请·白泽人寿约时间" in found
    assert "约好的问诊1个09:00王*" in text(clinic.desk("expert"), "/consultations?on=2026-10-14")


def test_an_online_consultation_waits_without_a_slot(clock: Any):
    ward = new_ward("picc-iwuyou-3")
    case = ward.apply("online-consultation")
    desk = ward.desk("expert")
    assert "等着答复1个王*在线问诊10月9日周五09:40起等候" in text(desk, "/consultations")
    assert advise(desk, case).status_code == 302
    assert ward.outcome(case) == "completed"


def test_slots_are_those_of_the_handbook(clinic: Ward):
    case, desk = clinic.apply("remote-consultation"), clinic.desk()
    talked_to(clinic, when(14, 9, 20))
    page = desk.client.get(f"/consultations/{case}/book?on=2026-10-14").content.decode()
    assert (page.count('name="at"'), "09:20" in page, "20:40" in page, "21:00" in page) == (36, True, True, False)
    assert page.count("已约 1") == 1
    weekend = desk.client.get(f"/consultations/{case}/book?on=2026-10-17").content.decode()
    assert (weekend.count('name="at"'), "这一天不在服务时间内" in weekend) == (0, True)


def test_a_slot_is_booked_once_however_often_it_is_sent(clinic: Ward):
    case, desk = clinic.apply("remote-consultation"), clinic.desk()
    form = {"at": "2026-10-14T09:20:00+08:00", **TOKEN}
    said = [send(desk, f"/consultations/{case}/book", form) for _ in range(2)]
    assert [one["Location"] for one in said] == ["/consultations?on=2026-10-14&done=booked"] * 2
    assert [fact.data["on"] for fact in clinic.facts(case, "booked")] == ["2026-10-14T09:20:00+08:00"]


@pytest.mark.parametrize("other", ["2026-10-14T21:00", "2026-10-14T08:40", "2026-10-17T10:00", "2026-10-10T10:00"])
def test_outside_the_hours_the_gate_says_why(clinic: Ward, other: str):
    case = clinic.apply("remote-consultation")
    said = send(clinic.desk(), f"/consultations/{case}/book", {"other": other, "on": other[:10]})
    page = said.content.decode()
    assert said.status_code == 422
    assert 'href="/handbooks/axa-tianping#clause-AXA-25">AXA-25</a>' in page
    assert f'value="{other}"' in page
    assert clinic.facts(case, "booked") == []


def test_an_experts_booking_is_refused_in_words(clinic: Ward):
    case = clinic.apply("remote-consultation")
    said = send(clinic.desk("expert"), f"/consultations/{case}/book", {"at": "2026-10-14T09:20:00+08:00"})
    assert (said.status_code, clinic.facts(case, "booked")) == (422, [])


def test_the_doctors_advice_closes_the_case_and_is_kept_sealed(clinic: Ward):
    from xuanhu.apps.talk.models import Advice

    case, desk = talked_to(clinic), clinic.desk("expert")
    assert "本服务为健康咨询，不构成诊断。" in text(desk, f"/consultations/{case}")
    said = [advise(desk, case, **TOKEN) for _ in range(2)]
    assert [one["Location"] for one in said] == [f"/consultations/{case}?done=advised"] * 2
    assert [(fact.by, fact.data) for fact in clinic.facts(case, "advised")] == [("expert", {"minutes": 20})]
    assert clinic.outcome(case) == "completed"
    with clinic.seen():
        assert ["复查" in one.text for one in Advice.objects.all()] == [False]
    after = text(desk, f"/consultations/{case}?done=advised")
    assert "这次问诊办结了" in after
    assert "张敏·远程问诊·20分钟多休息，一周后复查血常规。" in after
    assert "已答复1个09:40王*张敏，20分钟✓已答复" in text(desk, "/consultations")


def test_before_its_slot_is_booked_nothing_is_advised(clinic: Ward):
    case = clinic.apply("remote-consultation")
    said = advise(clinic.desk("expert"), case)
    assert (said.status_code, "多休息" in said.content.decode(), clinic.facts(case, "advised")) == (422, True, [])


@pytest.mark.parametrize("form", [{"advice": " "}, {"minutes": "0"}, {"minutes": "long"}])
def test_advice_that_is_not_whole_is_asked_for_again(clinic: Ward, form: dict[str, str]):
    case = talked_to(clinic)
    assert (advise(clinic.desk("expert"), case, **form).status_code, clinic.facts(case, "advised")) == (422, [])


def test_the_diagnosis_is_shown_for_a_reason_on_record(clinic: Ward):
    from xuanhu.apps.cases.models import Case

    case, desk = talked_to(clinic), clinic.desk("expert")
    path = f"/consultations/{case}"
    assert "C34.1" not in text(desk, path)
    assert send(desk, f"{path}/diagnosis", {"reason": " "}, page=path).status_code == 422
    said = send(desk, f"{path}/diagnosis", {"reason": "问诊需要"}, page=path)
    assert "C34.1，2026年8月10日周一确诊，初次" in lines(said.content)
    with clinic.seen():
        subject = str(Case.objects.get(public_id=case).insured.public_id)
    assert [(one.act, one.role) for one in trail_of("insured", subject, [clinic.id])] == [("shown-in-full", "expert")]


def test_what_the_insured_says_is_new_until_the_doctor_sees_it(clinic: Ward):
    case, desk = talked_to(clinic), clinic.desk("expert")
    say(clinic, case, "夜里咳嗽")
    assert "1条新消息" in text(desk, "/consultations")
    assert "夜里咳嗽" in text(desk, f"/consultations/{case}")
    assert "条新消息" not in text(desk, "/consultations")


def test_the_talk_is_sent_again_only_when_there_is_something_new(clinic: Ward):
    case, desk = talked_to(clinic), clinic.desk("expert")
    path = f"/consultations/{case}/talk"
    assert desk.client.get(f"{path}?seen=0").status_code == 204
    send(desk, path, {"text": "您好", **TOKEN}, page=f"/consultations/{case}")
    send(desk, path, {"text": "您好", **TOKEN}, page=f"/consultations/{case}")
    say(clinic, case, "医生好")
    content = desk.client.get(f"{path}?seen=0").content.decode()
    assert (content.count("您好"), content.count("医生好")) == (1, 1)
    latest = content.partition('data-latest="')[2].partition('"')[0]
    assert desk.client.get(f"{path}?seen={latest}").status_code == 204


def picture(desk: Desk, case: str, content: bytes, name: str = "a.png", **form: str) -> Any:
    token = token_in(desk.client.get(f"/consultations/{case}").content)
    sent = SimpleUploadedFile(name, content)
    form |= {"csrfmiddlewaretoken": token, "picture": sent}
    return desk.client.post(f"/consultations/{case}/talk", form)


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def test_a_picture_is_a_document_of_the_case(clinic: Ward):
    from xuanhu.apps.papers.models import Document

    case, desk = talked_to(clinic), clinic.desk("expert")
    said = picture(desk, case, PNG + secrets.token_bytes(4))
    assert said.status_code == 302, said.content.decode()
    with clinic.seen():
        (row,) = Document.objects.filter(case__public_id=case)
    page = desk.client.get(f"/consultations/{case}").content.decode()
    assert row.media_type == "image/png"
    assert f'href="/api/v1/cases/{case}/documents/{row.public_id}/content">查看图片</a>' in page


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n%x\n%%EOF\n", b"MZ" + b"\x00" * 90, PNG + b"\x00" * (11 * 1024 * 1024)]
)
def test_what_is_no_picture_or_too_large_is_not_taken(clinic: Ward, content: bytes):
    from xuanhu.apps.papers.models import Document

    case, desk = talked_to(clinic), clinic.desk("expert")
    said = picture(desk, case, content, text="请看")
    assert (said.status_code, ">请看</textarea>" in said.content.decode()) == (422, True)
    with clinic.seen():
        assert Document.objects.count() == 0


def test_a_message_without_the_csrf_token_is_not_said(clinic: Ward):
    case, desk = talked_to(clinic), clinic.desk("expert")
    assert desk.client.post(f"/consultations/{case}/talk", {"text": "x"}).status_code == 403


def test_what_was_said_and_advised_can_be_neither_changed_nor_deleted(clinic: Ward, platform: Platform):
    case = talked_to(clinic)
    say(clinic, case, "夜里咳嗽")
    advise(clinic.desk("expert"), case)
    changes = ("UPDATE talk_message SET at = now()", "DELETE FROM talk_message", "DELETE FROM talk_advice")
    for change in (*changes, "UPDATE talk_advice SET minutes = 1", "TRUNCATE talk_message"):
        with psycopg.connect(platform.access.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute(change)


def test_a_strangers_consultation_is_not_there(clinic: Ward):
    case, desk = talked_to(clinic), new_ward("axa-tianping").desk("expert")
    path = f"/consultations/{case}"
    assert path not in desk.client.get("/consultations?on=2026-10-13").content.decode()
    for one in (path, f"{path}/book", f"{path}/talk"):
        assert desk.client.get(one).status_code == 404
    csrf = token_in(desk.client.get("/consultations").content)
    for one in ("advice", "diagnosis", "book", "talk"):
        sent = {"csrfmiddlewaretoken": csrf, "reason": "x", "text": "x", **ADVICE}
        assert desk.client.post(f"{path}/{one}", sent).status_code == 404


def test_another_kind_of_case_is_no_consultation(clinic: Ward):
    case = new_ward()
    other = case.booked(when(14, 10))
    assert case.desk("expert").client.get(f"/consultations/{other}").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("expert", 200), ("care-manager", 200), ("agent", 403), ("escort", 403), ("reviewer", 403), ("insurer", 403)],
)
def test_who_may_look(clinic: Ward, role: str, status: int):
    case = talked_to(clinic)
    desk = clinic.desk(role)
    for path in ("/consultations", f"/consultations/{case}", f"/consultations/{case}/talk?seen=x"):
        assert desk.client.get(path).status_code == status


def test_the_lists_take_as_many_queries_for_three_as_for_one(clinic: Ward):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk, counts = clinic.desk("expert"), []
    for n in range(3):
        case = talked_to(clinic, when(13, 10 + n))
        clinic.apply("remote-consultation")
        for _ in range(1 + n):
            say(clinic, case, "夜里咳嗽")
        found = []
        for path in ("/consultations", f"/consultations/{case}"):
            text(desk, path)
            with CaptureQueriesContext(connection) as captured:
                text(desk, path)
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[2]
