"""What the insured does with a case: into the calendar, cannot come, withdraws, pays, chooses a check-up."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar

from tests.integration.accounts.staff import new_desk, new_person
from tests.integration.insured.course import CHIEF, HOSPITAL, Course, accepted, at, booked, cover, outpatient
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.insured.pages import page
from tests.integration.web.reading import come_in, send
from xuanhu.handbook_files.booklet.typesetting import unspaced

# ---------------------------------------------------------------- an appointment


def test_booked_shows_where_when_with_whom_and_what_to_bring(member: Member):
    case = booked(member)
    text = page(phone_of(member), case.path)
    assert "10月20日 周二 09:30 就诊" in text
    for told in ("北京清河医院", "乳腺甲状腺肿瘤外科", "顾清和（主任医师）", "身份证和病历"):
        assert told in text
    assert "约好了没有去成，迟到也在内，这一次算用过。 AXA-11" in text


def test_appointment_for_the_calendar_says_no_illness_and_moves_under_the_same_id(monkeypatch: pytest.MonkeyPatch):
    member = new_member("ins-oncology")
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    case.did("documents-added", at(12, 11), kinds=("pathology-report",)).did("reviewed", at(12, 12), result="passed")
    case.did("booked", at(12, 13), on=at(20, 9, 30), **CHIEF)
    desk = phone_of(member)
    first = event(desk, f"{case.path}/appointment.ics")
    assert first["DTSTART"].dt == at(20, 9, 30)
    assert str(first["LOCATION"]) == "北京清河医院"
    assert str(first["SUMMARY"]) == "门诊预约"
    assert "身份证和病历" in str(first["DESCRIPTION"])
    whole = first.to_ical().decode()
    assert "肿瘤" not in whole
    assert member.id_number not in whole
    assert [str(one["ACTION"]) for one in first.walk("VALARM")] == ["DISPLAY", "DISPLAY"]
    case.did("booked", at(13, 9), on=at(21, 14), **CHIEF)
    second = event(desk, f"{case.path}/appointment.ics")
    assert (second["UID"], second["DTSTART"].dt) == (first["UID"], at(21, 14))
    assert second["SEQUENCE"] > first["SEQUENCE"]


def test_a_promise_for_the_calendar_is_its_last_day_with_an_alarm_in_the_morning(member: Member):
    found = event(phone_of(member), f"{outpatient(member).path}/promise.ics")
    assert found["DTSTART"].dt == date(2026, 10, 20)
    assert str(found["SUMMARY"]) == "门诊预约：我们最晚今天约好门诊"
    (alarm,) = found.walk("VALARM")
    assert alarm["TRIGGER"].dt.total_seconds() == 9 * 3600


def test_what_is_not_there_has_no_calendar_file(member: Member):
    case = outpatient(member)
    desk = phone_of(member)
    assert desk.client.get(f"{case.path}/appointment.ics").status_code == 404
    case.did("ended", at(13, 9, 6), reason="联系不上")
    assert desk.client.get(f"{case.path}/promise.ics").status_code == 404


def event(desk: Any, path: str) -> Any:
    said = desk.client.get(path)
    assert said.status_code == 200
    assert said["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in said.content.split(b"\r\n"))
    (found,) = Calendar.from_ical(said.content).walk("VEVENT")
    return found


# ---------------------------------------------------------------- cannot come


def test_axa_never_moves_and_says_what_missing_it_means(member: Member):
    case = booked(member)
    desk = phone_of(member)
    text = page(desk, f"{case.path}/cannot-come")
    assert "这个时间不能再改了。" in text
    assert "不能改期。 AXA-10" in text
    assert "也算用过。 AXA-11" in text


def test_who_cannot_come_in_time_is_rung_and_the_call_is_done_with_the_new_time():
    member = new_member("ins-oncology")
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    case.did("documents-added", at(12, 11), kinds=("pathology-report",)).did("reviewed", at(12, 12), result="passed")
    case.did("booked", at(12, 13), on=at(20, 9, 30), **CHIEF)
    desk = phone_of(member)
    assert "可以改时间。" in page(desk, f"{case.path}/cannot-come")
    said = send(desk, f"{case.path}/cannot-come", {"token": str(uuid4())})
    assert said.headers["Location"] == f"{case.path}?said=cannot-come"
    assert "您说过来不了，健康管家最晚 10月13日 周二 18:00 给您打电话" in page(desk, case.path)
    assert case.calls() == [("insured-cannot-come", "open")]
    send(desk, f"{case.path}/cannot-come", {"token": str(uuid4())}, page=case.path)
    assert case.calls() == [("insured-cannot-come", "open")]
    assert "本人说来不了，问清楚并改约" in unspaced(a_care_manager(member).client.get("/queue/calls").content.decode())
    case.did("booked", at(13, 9, 50), on=at(21, 14), **CHIEF)
    assert case.calls() == [("insured-cannot-come", "done")]
    assert "您说过来不了" not in page(desk, case.path)


def test_a_call_that_was_made_is_ticked_off_and_may_be_asked_for_again(member: Member):
    from xuanhu.apps.notices.models import WorkItem
    from xuanhu.apps.tenancy import seeing

    case = booked(member)
    desk, office = phone_of(member), a_care_manager(member)
    send(desk, f"{case.path}/cannot-come", {"token": str(uuid4())})
    with seeing([member.insurer]):
        (item,) = WorkItem.objects.filter(case__public_id=case.id, kind="insured-cannot-come")
    assert send(office, f"/queue/calls/{item.id}/done", {}, page="/queue/calls").status_code == 302
    assert case.calls() == [("insured-cannot-come", "done")]
    send(desk, f"{case.path}/cannot-come", {"token": str(uuid4())})
    assert case.calls() == [("insured-cannot-come", "open")]


def a_care_manager(member: Member) -> Any:
    desk = new_desk()
    come_in(desk, new_person([member.insurer], "care-manager"))
    return desk


def test_a_call_asked_for_is_dropped_with_the_case(member: Member):
    case = booked(member)
    desk = phone_of(member)
    send(desk, f"{case.path}/cannot-come", {"token": str(uuid4())})
    case.did("ended", at(13, 11), reason="本人来电终止")
    assert case.calls() == [("insured-cannot-come", "dropped")]


def test_nobody_is_asked_to_come_to_what_is_over(member: Member, monkeypatch: pytest.MonkeyPatch):
    case = booked(member)
    now_at(monkeypatch, at(20, 11))
    desk = phone_of(member)
    assert desk.client.get(f"{case.path}/cannot-come").headers["Location"] == case.path
    assert "约定的时间已经过了" in page(desk, case.path)
    assert "我来不了" not in page(desk, case.path)


# ---------------------------------------------------------------- withdrawing, paying, choosing


def test_withdrawing_says_first_what_it_means_and_is_done_once(member: Member):
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    desk = phone_of(member)
    text = page(desk, f"{case.path}/withdraw")
    assert "撤回以后，这一次不算用过，次数退还给您；需要时可以再申请。" in text
    token = str(uuid4())
    said = [send(desk, f"{case.path}/withdraw", {"token": token}) for _ in range(2)]
    assert [one.headers["Location"] for one in said] == [f"{case.path}?said=withdrawn"] * 2
    assert case.state.outcome == "withdrawn"
    name, by, actor = case.facts()[-1]
    assert (name, by) == ("withdrawn", "insured")
    assert actor.startswith("account:")


def test_too_late_to_withdraw_is_said_with_the_clause_and_refused(member: Member):
    case = outpatient(member)
    desk = phone_of(member)
    text = page(desk, f"{case.path}/withdraw")
    assert "现在已经不能撤回了。" in text
    assert "AXA-10" in text
    assert "确定撤回" not in text
    said = send(desk, f"{case.path}/withdraw", {"token": str(uuid4())}, page="/my")
    assert said.status_code == 422
    assert case.state.outcome is None


def test_an_applicant_without_a_scan_chooses_a_check_up():
    member, case = cover(has_dicom=False)
    desk = phone_of(member)
    assert "待授权" in page(desk, case.path)
    form = {"institution": "北京康宁体检中心", "on": "2026-10-16", "token": str(uuid4())}
    said = send(desk, f"{case.path}/record/checkup-requested", form)
    assert said.headers["Location"] == f"{case.path}?said=checkup-requested", said.content.decode()
    assert case.state.stands["checkup-requested"].data["on"] == date(2026, 10, 16)
    assert "请读一读，同意就签字" in page(desk, case.path)


def test_a_check_up_without_a_day_comes_back_as_it_was_typed():
    member, case = cover(has_dicom=False)
    said = send(phone_of(member), f"{case.path}/record/checkup-requested", {"institution": "某中心", "on": "下周"})
    assert said.status_code == 422
    assert "请选一个存在的日期" in said.content.decode()
    assert 'value="某中心"' in said.content.decode()


def test_an_applicant_who_may_pay_says_so_and_is_covered():
    member, case = accepted()
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "待支付" in text
    assert "请您最晚在10月15日 周四前付款" in text
    assert send(desk, f"{case.path}/record/paid", {"amount": "很多"}).status_code == 422
    said = send(desk, f"{case.path}/record/paid", {"amount": "１２８０.５", "token": str(uuid4())})
    assert said.headers["Location"] == f"{case.path}?said=paid"
    assert "已承保" in page(desk, case.path)
    assert str(case.state.stands["paid"].data["amount"]) == "1280.5"


def test_what_the_insured_does_not_pay_cannot_be_said_to_be_paid(member: Member):
    case = Course(
        member,
        "advance-payment",
        at(12),
        **HOSPITAL,
        planned_admission_on=date(2026, 10, 26),
        already_admitted=False,
    )
    desk = phone_of(member)
    for fact in ("paid", "reviewed", "booked", "nothing"):
        assert desk.client.get(f"{case.path}/record/{fact}").status_code == 404


def test_images_that_are_waited_for_are_asked_for_with_the_day_and_then_looked_at():
    member, case = cover(has_dicom=True)
    case.did("signed", at(12, 11), consent="personal-information-authorization")
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "请您最晚在10月27日 周二前发来可用的影像" in text
    assert "待上传影像" in text
    case.did("images-sent", at(13, 9))
    text = page(desk, case.path)
    assert "现在轮到我们" in text or "现在轮到核保员" in text
    assert "请您最晚在" not in text
