"""A case on the insured's phone: what is promised, whose turn it is, what to do, how it ended."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.integration.insured.course import CHIEF, HOSPITAL, Course, accepted, at, booked, cover, outpatient
from tests.integration.insured.member import Member, new_member, now_at, phone_of
from tests.integration.insured.pages import page
from xuanhu.core.parties import Diagnosis

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
