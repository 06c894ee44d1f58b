"""A case on the insured's phone: what is promised, whose turn it is, what to do, how it ended; and what they may do."""

from datetime import date, datetime
from typing import Any, Self
from uuid import uuid4

import pytest
from icalendar import Calendar

from tests.integration.accounts.staff import new_desk, new_person
from tests.integration.insured.course import CHIEF, HOSPITAL, Course, at, booked, outpatient
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.web.reading import come_in, lines, send
from xuanhu.core.parties import Diagnosis
from xuanhu.handbook_files.booklet.typesetting import unspaced


class Text(str):
    """Text in which blanks do not count: pages set thin spaces and break lines where they like."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, "".join(text.split()))

    def __contains__(self, said: str) -> bool:  # type: ignore[override]
        return super().__contains__("".join(said.split()))


def page(desk: Any, path: str) -> Text:
    """All text of a page."""
    said = desk.client.get(path)
    assert said.status_code == 200, (path, said.status_code)
    return Text("".join(lines(said.content)))


# ---------------------------------------------------------------- states of services


def test_outpatient_reviewed_says_what_by_when_and_whose_turn(member: Member):
    case = outpatient(member)
    text = page(phone_of(member), case.path)
    assert "我们最晚在10月20日 周二前约好门诊" in text
    assert "还剩 5 个工作日" in text
    assert "现在轮到我们，您无需操作" in text
    assert "第 4 步，共 5 步" in text


def test_why_this_day_counts_from_the_last_of_its_facts_and_cites_the_clause(member: Member):
    case = outpatient(member)
    text = page(phone_of(member), case.path)
    assert "10月13日 周二 09:00“已审核”，从第二天起数 5 个工作日（周末 2 天不计），就是 10月20日 周二。" in text
    assert "手册 AXA-06" in text


def test_papers_missing_are_one_list_and_the_main_act_leads_to_them(member: Member):
    case = Course(member, "outpatient-appointment", at(12), city="北京").did("reviewed", at(12, 11), result="passed")
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "现在轮到您" in text
    assert "请把资料交给我们" in text
    assert "门诊病历、出院小结、血液检测报告、CT报告、MRI报告、病理报告，有其中一种就可以" in text
    assert f'class="main-act" href="{case.path}/papers"' in desk.client.get(case.path).content.decode()
    assert "5个工作日内约好门诊" in text


def test_inpatient_without_a_slip_asks_for_it_by_the_handbooks_own_name(member: Member):
    case = Course(member, "inpatient-appointment", at(12), city="北京")
    case.did("documents-added", at(12, 11), kinds=("pathology-report",)).did("reviewed", at(12, 12), result="passed")
    text = page(phone_of(member), case.path)
    assert "医院开出住院通知单以后，请拍下来交给我们" in text
    assert "交住院通知单" in text


def test_advance_payment_asks_for_both_signatures_then_for_the_rest(member: Member):
    planned = date(2026, 10, 26)
    case = Course(member, "advance-payment", at(12), **HOSPITAL, planned_admission_on=planned, already_admitted=False)
    case.did("documents-added", at(12, 11), kinds=("pathology-report",)).did("reviewed", at(12, 12), result="passed")
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "请读一读，同意就签字" in text
    assert "医疗垫付知情同意书" in text
    assert f'href="{case.path}/consents/advance-payment-consent"' in desk.client.get(case.path).content.decode()
    case.did("signed", at(12, 13), consent="advance-payment-consent")
    assert f'href="{case.path}/consents/claims-authorization"' in desk.client.get(case.path).content.decode()


def test_second_opinion_waits_for_experts_and_shows_the_later_promise_too(member: Member):
    case = Course(member, "second-opinion", at(12)).did("documents-added", at(12, 11), kinds=("pathology-report",))
    case.did("reviewed", at(12, 12), result="passed").did("compilation-started", at(12, 13))
    text = page(phone_of(member), case.path)
    assert "我们最晚在10月26日 周一前请好专家" in text
    assert "现在不能撤回" not in text
    assert "现在已经不能撤回（AXA-22）" in text


def test_remote_consultation_booked_is_an_appointment_that_may_be_moved(member: Member):
    case = Course(member, "remote-consultation", at(12)).did("booked", at(12, 11), on=at(15, 14, 20))
    text = page(phone_of(member), case.path)
    assert "10月15日 周四 14:20 医生通话" in text
    assert "后天" in text
    assert "先记下" in text


def test_nodule_says_that_the_care_manager_calls_within_a_working_day():
    member = new_member("picc-iwuyou-3", illness=Diagnosis(on=date(2026, 6, 10), kind="lung-nodule"))
    case = Course(member, "nodule-interpretation", at(12, 16), nodule="lung-nodule")
    text = page(phone_of(member), case.path)
    assert "我们最晚在10月13日 周二前打电话给您" in text
    assert "今天到期" in text


def test_overseas_opinion_waits_for_the_first_records():
    member = new_member("starr-critical-care")
    case = Course(member, "overseas-second-opinion", at(12), country="US")
    text = page(phone_of(member), case.path)
    assert "现在轮到您" in text
    assert "请把资料交给我们" in text


def test_genetic_test_waits_for_the_laboratory():
    member = new_member("ins-oncology")
    case = Course(member, "genetic-test", at(9)).did("documents-added", at(9, 11), kinds=("pathology-report",))
    case.did("reviewed", at(9, 12), result="passed").did("test-settled", at(9, 13))
    case.did("sample-sent", at(12), sample="peripheral-blood")
    assert "现在轮到实验室，您无需操作" in page(phone_of(member), case.path)


def test_direct_billing_booked_warns_that_neither_coming_nor_signing_uses_it_up():
    member = new_member("ins-oncology")
    case = Course(member, "direct-billing", at(9), **HOSPITAL, planned_admission_on=date(2026, 10, 26))
    case.did("documents-added", at(9, 11), kinds=("pathology-report", "medical-record-copy"))
    case.did("reviewed", at(9, 12), result="passed").did("booked", at(9, 13), on=at(26, 9), **HOSPITAL)
    text = page(phone_of(member), case.path)
    assert "10月26日 周一 09:00 办理入院" in text
    assert "请读一读，同意就签字：" in text
    assert "不按时入院，或者不签授权书，这一次算用过。 INS-18" in text


def test_escort_of_a_picc_visit_is_named_with_the_hour_of_the_call():
    member = new_member("picc-iwuyou-3")
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    case.did("documents-added", at(12, 11), kinds=("pathology-report",)).did("reviewed", at(12, 12), result="passed")
    case.did("triaged", at(12, 13), hospital="北京清河医院", department="胸外科")
    case.did("booked", at(12, 14), on=at(16, 9, 30), **CHIEF)
    an_escort(case, member, "周小雨", at(16, 9, 30))
    text = page(phone_of(member), case.path)
    assert "周小雨，最晚 10月15日 周四 17:00 给您打电话" in text
    assert "身份证、病历" in text
    assert "时间已经告诉您了，这一次就算用过，不能再改，也不能取消。 PICC-11" in text


def an_escort(case: Course, member: Member, name: str, starts_at: datetime) -> None:
    from datetime import timedelta

    from xuanhu.apps.escorting.actions import plan_visit
    from xuanhu.apps.escorting.conflicts import Outing
    from xuanhu.apps.network.actions import put_providers
    from xuanhu.apps.network.models import Escort
    from xuanhu.apps.tenancy import seeing

    rows = [{"code": "E-1", "name": name, "phone": "13900000001", "city": "北京", "from": date(2026, 1, 1)}]
    with seeing([member.insurer]):
        put_providers(insurer=member.insurer, model=Escort, rows=rows)
        escort = Escort.objects.get(insurer_id=member.insurer)
        outing = Outing(starts_at, starts_at + timedelta(hours=4), "北京", "北京清河医院", "胸外科", starts_at)
        plan_visit(case=case.row, escort=escort, outing=outing, by="person:test", at=at(13, 9))


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
    assert "您说过来不了。健康管家最晚 10月13日 周二 18:00 给您打电话。" in page(desk, case.path)
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


def cover(has_dicom: bool) -> tuple[Member, Course]:  # noqa: FBT001 - one thing is said
    member = new_member()
    data = {"screening_passed": True, "has_dicom": has_dicom}
    return member, Course(member, "manual-underwriting", at(12), cover="taiping-yibao-wuyou", **data)


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


def accepted() -> tuple[Member, Course]:
    member, case = cover(has_dicom=True)
    case.did("signed", at(12, 11), consent="personal-information-authorization")
    case.did("images-received", at(12, 12), modality="CT", study_date=date(2026, 9, 1))
    return member, case.did("concluded", at(13, 9), result="passed")


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


# ---------------------------------------------------------------- endings


def attended(member: Member) -> Course:
    return booked(member, at(13, 9, 30)).did("attended", at(13, 9, 38))


def missed(member: Member) -> Course:
    return booked(member, at(13, 9, 30)).did("missed", at(13, 9, 38))


def rejected(member: Member) -> Course:
    case = Course(member, "outpatient-appointment", at(12), city="北京")
    return case.did("reviewed", at(12, 11), result="rejected", reason="就诊记录与所述病情不一致")


def withdrawn(member: Member) -> Course:
    return Course(member, "outpatient-appointment", at(12), city="北京").did("withdrawn", at(12, 11))


def ended(member: Member) -> Course:
    return Course(member, "outpatient-appointment", at(12), city="北京").did(
        "ended", at(12, 11), reason="内部备注：三次未接"
    )


ENDS = [
    (attended, "这次服务办完了", "这一次算用过了；这项服务目前没有剩余次数。"),
    (missed, "这次没有成行", "这一次算用过了；这项服务目前没有剩余次数。"),
    (rejected, "很抱歉，这次没有通过审核", "次数已经退还给您；这项服务还可以用 1 次。"),
    (withdrawn, "您撤回了这次申请", "次数已经退还给您；这项服务还可以用 1 次。"),
    (ended, "很抱歉，这次没能办成", "次数已经退还给您；这项服务还可以用 1 次。"),
]


@pytest.mark.parametrize(("make", "title", "left"), ENDS)
def test_every_end_is_told_kindly_with_what_is_left(member: Member, make: Any, title: str, left: str):
    case = make(member)
    desk = phone_of(member)
    text = page(desk, case.path)
    assert title in text
    assert left in text
    assert "内部备注" not in text
    assert "撤回申请" not in text
    assert "加入日历" not in text
    assert title in page(desk, "/my")


def test_a_rejection_says_its_reason(member: Member):
    assert "原因：就诊记录与所述病情不一致。" in page(phone_of(member), rejected(member).path)


def test_a_missed_visit_names_the_clause(member: Member):
    assert "手册 AXA-11" in page(phone_of(member), missed(member).path)


def test_cover_that_was_declined_or_expired_has_its_status(monkeypatch: pytest.MonkeyPatch):
    member, case = cover(has_dicom=True)
    case.did("signed", at(12, 11), consent="personal-information-authorization")
    case.did("images-received", at(12, 12), modality="CT", study_date=date(2026, 9, 1))
    case.did("concluded", at(13, 9), result="declined", reason="结节需要复查")
    assert "核保失败" in page(phone_of(member), case.path)
    member, case = accepted()
    now_at(monkeypatch, at(16, 9))
    text = page(phone_of(member), case.path)
    assert "已取消" in text


def test_a_broken_promise_is_said_as_one_with_what_we_do_about_it(member: Member, monkeypatch: pytest.MonkeyPatch):
    case = outpatient(member)
    now_at(monkeypatch, at(22, 9))
    text = page(phone_of(member), case.path)
    assert "我们答应最晚在10月20日 周二前约好门诊" in text
    assert "已逾期 2 个工作日" in text
    assert "这一步我们没有按时做到，很抱歉。" in text


# ---------------------------------------------------------------- the first page


def test_home_puts_ones_own_turn_first_then_what_is_due_first(member: Member):
    outpatient(member)
    Course(member, "second-opinion", at(12)).did("documents-added", at(12, 11), kinds=("pathology-report",)).did(
        "reviewed", at(12, 12), result="passed"
    )
    Course(member, "genetic-test", at(12))
    text = page(phone_of(member), "/my")
    assert text.index("基因检测") < text.index("门诊预约") < text.index("第二诊疗意见")
    assert "我们最晚在10月20日 周二前约好门诊" in text


def test_home_without_cases_is_calm_and_says_where_to_begin(member: Member):
    assert "现在没有正在办的服务。" in page(phone_of(member), "/my")


def test_a_relatives_case_stands_under_a_masked_name(member: Member):
    other = new_member(name="欧阳小红", phone=member.phone)
    desk = phone_of(member)
    may_act(member, other)
    case = outpatient(other)
    text = page(desk, "/my")
    assert "欧阳*的服务" in text
    assert "欧阳小红" not in text
    assert "欧阳小红" not in page(desk, case.path)
    assert "门诊预约 · 欧阳*" in page(desk, case.path)


def may_act(member: Member, other: Member) -> None:
    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import PHONE
    from xuanhu.apps.portal.models import Account
    from xuanhu.apps.sealing import sealer
    from xuanhu.apps.tenancy import seeing

    account = Account.objects.get(phone_index=sealer().index(member.phone, PHONE))
    with seeing([other.insurer]):
        let_act(account=account, insured=other.row, relation="parent", way="named", at=at(13, 9))


# ---------------------------------------------------------------- messages, reports, past, news


def test_messages_are_read_again_and_to_a_helper_without_the_name(member: Member):
    case = booked(member)
    assert "王芳您好，门诊约好了：10月20日 周二09:30，北京清河医院乳腺甲状腺肿瘤外科。" in page(
        phone_of(member), case.path
    )


def test_what_has_happened_is_told_without_roles_of_ours_or_inner_words(member: Member):
    case = booked(member)
    text = page(phone_of(member), case.path)
    assert "已审核 我们" in text
    assert "已收到资料 您" in text
    for inner in ("审核员", "系统", "被保险人", "客服", "健康管家（"):
        assert inner not in text


def test_the_care_manager_in_charge_is_named(member: Member):
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim

    case = outpatient(member)
    person = new_person([member.insurer], "care-manager")
    with seeing([member.insurer]):
        claim(case=case.row.public_id, person=person, at=at(13, 9))
    from xuanhu.apps.accounts.people import shown_name

    assert f"您的健康管家是{shown_name(person)}。" in page(phone_of(member), case.path)


def test_news_is_304_until_something_happens_and_keeps_no_session_alive(
    member: Member, monkeypatch: pytest.MonkeyPatch
):
    case = outpatient(member)
    desk = phone_of(member)
    first = desk.client.get(f"{case.path}/news")
    again = desk.client.get(f"{case.path}/news", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    whole = desk.client.get(case.path).content.decode()
    assert f'data-token="{first["ETag"].replace(chr(34), "&quot;")}"' in whole
    case.did("booked", at(13, 9, 39), on=at(20, 9, 30), **CHIEF)
    later = desk.client.get(f"{case.path}/news", headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert "北京清河医院" in unspaced(later.content.decode())
    for minutes in (30, 59):
        now_at(monkeypatch, at(13, 9, 40).replace(hour=9 + (40 + minutes) // 60, minute=(40 + minutes) % 60))
        assert desk.client.get(f"{case.path}/news").status_code == 200
    now_at(monkeypatch, at(13, 10, 41))
    assert desk.client.get(case.path).headers["Location"].startswith("/my/login")


def test_a_report_is_saved_once_it_was_given_and_its_opening_is_on_record():
    member = new_member("ins-oncology")
    case = Course(member, "second-opinion", at(9)).did("documents-added", at(9, 11), kinds=("pathology-report",))
    case.did("reviewed", at(9, 12), result="passed")
    filed = a_letter(case)
    desk = phone_of(member)
    text = page(desk, case.path)
    assert "下载第二诊疗意见报告（PDF" in text
    said = desk.client.get(f"{case.path}/reports/{filed.public_id}")
    assert said.status_code == 200
    assert b"".join(said.streaming_content).startswith(b"%PDF")
    assert said["Content-Disposition"].startswith("attachment")
    (by, actor) = openings(case, filed)[-1]
    assert by == "insured"
    assert actor.startswith("account:")


def test_a_paper_that_is_no_report_of_ours_cannot_be_had_as_one(member: Member):
    case = outpatient(member)
    paper = a_paper(case)
    assert phone_of(member).client.get(f"{case.path}/reports/{paper.public_id}").status_code == 404


def a_paper(case: Course) -> Any:
    from django.conf import settings

    from tests.integration.papers.files import pdf
    from xuanhu.apps.papers.actions import Upload, add_document
    from xuanhu.apps.papers.keeping import keep
    from xuanhu.apps.tenancy import seeing

    row = case.row
    kept = keep([pdf()], most=settings.MAX_DOCUMENT, at=at(13, 9))
    with seeing([case.insurer]):
        upload = Upload(kept, "medical-record-copy", "意见.pdf")
        added = add_document(
            case=row, upload=upload, records=False, at=at(13, 9), by="expert", role="expert", actor="t"
        )
    return added.document


def a_letter(case: Course) -> Any:
    """An opinion as it was given to the insured, with the document that was filed."""
    from xuanhu.apps.network.actions import add_provider
    from xuanhu.apps.network.models import Expert
    from xuanhu.apps.opinions.models import Opinion, Release
    from xuanhu.apps.tenancy import seeing

    document, row = a_paper(case), case.row
    by = {"insurer_id": case.insurer, "by": "care-manager", "actor": "test"}
    person = {"code": "X-1", "name": "沈怀瑾", "phone": None, "city": "北京", "from": date(2026, 1, 1)}
    with seeing([case.insurer]):
        expert = add_provider(insurer=case.insurer, model=Expert, row=person)
        opinion = Opinion.objects.create(case=row, expert=expert, version=1, sections="", written_at=at(12), **by)
        Release.objects.create(opinion=opinion, document=document, released_at=at(13, 9), **by)
    return document


def openings(case: Course, document: Any) -> list[tuple[str, str]]:
    from xuanhu.apps.tenancy import seeing

    with seeing([case.insurer]):
        return list(document.openings.order_by("id").values_list("by", "actor"))


# ---------------------------------------------------------------- what is not theirs

ADDRESSES = (
    "",
    "/news",
    "/withdraw",
    "/cannot-come",
    "/record/paid",
    "/record/checkup-requested",
    "/appointment.ics",
    "/promise.ics",
    f"/reports/{uuid4()}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_anothers_case_a_guessed_number_and_a_refused_one_are_not_there(member: Member, address: str):
    other = booked(new_member())
    refused = Course(member, "outpatient-appointment", at(12), refused=True, city="三沙")
    desk = phone_of(member)
    for number in (other.id, str(uuid4()), refused.id):
        assert desk.client.get(f"/my/cases/{number}{address}").status_code == 404
    stranger = new_desk()
    assert stranger.client.get(f"{other.path}{address}").headers["Location"].startswith("/my/login")


@pytest.mark.parametrize("address", ["/withdraw", "/cannot-come", "/record/paid", "/record/checkup-requested"])
def test_nothing_is_done_to_anothers_case(member: Member, address: str):
    other = booked(new_member())
    before = other.facts()
    said = send(phone_of(member), f"{other.path}{address}", {"token": str(uuid4())}, page="/my")
    assert said.status_code == 404
    assert other.facts() == before
    assert other.calls() == []


def test_no_page_says_a_number_of_identity_or_a_phone_in_full(member: Member):
    case = booked(member)
    desk = phone_of(member)
    for address in ("", "/news", "/withdraw", "/cannot-come", "/appointment.ics"):
        text = desk.client.get(f"{case.path}{address}").content.decode()
        assert member.id_number not in text
        assert member.phone not in text
