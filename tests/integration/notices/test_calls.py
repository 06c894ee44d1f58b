"""Calls that people have to make: there with the act that asks for them, done with the fact that tells of them."""

from datetime import date

from tests.integration.notices.office import NODULE, PHONE, Office, at
from tests.integration.platform import Platform


def test_call_of_the_care_manager_is_made_with_the_application_and_done_with_the_fact(platform: Platform) -> None:
    office = Office("picc-iwuyou-3", diagnosis=NODULE)
    office.apply("nodule-interpretation", at(9, 21), {"channel": "app", "nodule": "lung-nodule"})
    assert [(row.kind, row.state, row.due_at) for row in office.calls()] == [
        ("care-manager-rings", "open", at(9, 23, 0)),
    ]
    office.record("called", at(9, 22, 9))
    assert [(row.state, row.done_at, row.by) for row in office.calls()] == [("done", at(9, 22, 9), "care-manager")]
    office.record("voided", at(9, 22, 10), fact="called", reason="打错了人")
    assert [(row.state, row.done_at, row.by) for row in office.calls()] == [("open", None, "")]
    office.record("withdrawn", at(9, 22, 11))
    assert [row.state for row in office.calls()] == ["dropped"]


def test_call_of_the_escort_is_due_at_five_on_the_working_day_before(platform: Platform) -> None:
    office = Office("picc-iwuyou-3")
    office.apply("outpatient-appointment", at(9, 21), {"channel": "app", "city": "北京"})
    office.record("documents-added", at(9, 21, 12), kinds=("pathology-report",))
    office.record("reviewed", at(9, 21, 13), result="passed")
    office.record("triaged", at(9, 21, 14), hospital="北京某医院", department="胸外科")
    office.record("booked", at(9, 21, 15), on=at(9, 24, 9), hospital="北京某医院", department="胸外科")
    assert [(row.kind, row.state, row.due_at) for row in office.calls()] == [("escort-rings", "open", at(9, 23, 17))]
    office.pass_time(at(9, 23, 9))
    assert [row.kind for row in office.notices()][-1] == "reminded"
    assert office.says("reminded") == (
        "王芳您好，9月24日 周四09:00到北京某医院胸外科看门诊。陪诊员今天17:00前打电话给您，请带身份证和病历。"
    )
    office.record("escort-called", at(9, 23, 16))
    assert [(row.state, row.by) for row in office.calls()] == [("done", "escort")]


def test_call_about_a_check_up_is_made_anew_when_the_appointment_moves(platform: Platform) -> None:
    from xuanhu.apps.notices.calling import finish_call
    from xuanhu.apps.tenancy import seeing

    office = Office("taiping-yibao-wuyou", phone=PHONE)
    applied = {"channel": "app", "has_dicom": False, "screening_passed": True}
    office.apply("manual-underwriting", at(9, 1), applied, policy=False)
    office.record("checkup-requested", at(9, 1, 11), institution="某体检中心", on=date(2026, 9, 4))
    office.record("signed", at(9, 1, 12), consent="personal-information-authorization")
    assert office.calls() == []
    where = {"institution": "某体检中心", "address": "某路1号"}
    office.record("checkup-booked", at(9, 1, 13), on=at(9, 4, 8), **where)
    (call,) = office.calls()
    assert (call.kind, call.state, call.due_at) == ("ring-applicant", "open", at(9, 4, 8))
    assert office.says("checkup-booked") == (
        "王芳您好，体检约在9月4日 周五08:00，某体检中心，某路1号。请带身份证，取DICOM文件，最晚9月16日 周三发来。"
    )
    with seeing([office.insurer]):
        assert finish_call(item=call.id, by="agent", at=at(9, 1, 14))
        assert not finish_call(item=call.id, by="agent", at=at(9, 1, 15))
    office.record("corrected", at(9, 2), fact="checkup-booked", reason="机构改期", on=at(9, 7, 8))
    assert [(row.state, row.due_at, row.by) for row in office.calls()] == [
        ("done", at(9, 4, 8), "agent"),
        ("open", at(9, 7, 8), ""),
    ]
    office.record("checkup-attended", at(9, 7, 9))
    assert [row.state for row in office.calls()] == ["done", "done"]


def test_service_without_calls_has_no_work(platform: Platform) -> None:
    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    assert office.calls() == []
