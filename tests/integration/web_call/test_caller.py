"""The caller on one screen: what they may have now and why not, who they are, what is open; what is done about it."""

from typing import Any
from urllib.parse import urlparse

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person, trail_of
from tests.integration.api.tenants import ID_NUMBER, Tenant
from tests.integration.web.reading import come_in
from tests.integration.web_call.telephone import page, read, sent

RIGHT = {"name": "王芳", "id_number": ID_NUMBER, "phone": "8000"}


def place(tenant: Tenant) -> str:
    return f"/call/{tenant.insured}"


def policy_of(tenant: Tenant, number: str | None = None) -> int:
    from xuanhu.apps.parties.models import Policy
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        found: int = Policy.objects.get(number=number or tenant.policy).id
    return found


def cases(tenant: Tenant) -> list[tuple[str, str | None]]:
    """Service and outcome of every case, in their order."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        return list(Case.objects.filter(insurer_id=tenant.id).order_by("id").values_list("service", "outcome"))


def facts(tenant: Tenant) -> list[tuple[str, str, str]]:
    """What is recorded of the latest case: fact, by whom, by which person."""
    from xuanhu.apps.cases.models import Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        last = Fact.objects.filter(insurer_id=tenant.id).order_by("-id").values_list("case_id", flat=True)[:1]
        return list(Fact.objects.filter(case_id__in=last).order_by("seq").values_list("name", "by", "actor"))


def after(said: Any) -> str:
    """Where an answer leads, without what is asked there."""
    assert said.status_code == 302, said.content.decode()
    return urlparse(said["Location"]).path


def test_the_page_says_what_may_be_had_now_and_why_not(tenant: Tenant, desk: Desk):
    shown = page(desk, place(tenant))
    start = shown.index("王* 现在可以用的服务")
    policy = ["安盛天平健康服务", f"保单 {tenant.policy}"]
    policy.append("有效，2026年1月1日 – 2027年12月31日。续保，没有等待期。")
    assert shown[start + 1 : start + 4] == policy
    cards = dict(line.split() for line in shown if line.endswith((" 可申请", " 暂不可")))
    assert cards == {
        "住院预约": "可申请",
        "住院垫付": "可申请",
        "第二诊疗意见": "可申请",
        "基因检测": "可申请",
        "远程问诊": "可申请",
        "门诊预约": "暂不可",
        "医后随访": "暂不可",
    }
    assert shown[shown.index("门诊预约 暂不可") + 1 :][:8] == [
        "○",
        "门诊预约的次数已经用完，或者正在另一次申请里占着。 AXA-04",
        "AXA-10",
        "另一次申请撤回或没有办成，次数会退回来",
        "共1次，现在没有剩余",
        "2026年1月1日 – 2027年12月31日",
        "念给来电人听门诊预约的次数已经用完，或者正在另一次申请里占着。另一次申请撤回或没有办成，次数会退回来。",
        "复制",
    ]


def test_names_and_numbers_are_masked(tenant: Tenant, desk: Desk):
    said = desk.client.get(place(tenant)).content.decode()
    assert [secret for secret in ("王芳", ID_NUMBER, "13800138000", "C34.1") if secret in said] == []


def test_who_is_asked_rightly_is_checked_without_being_shown(tenant: Tenant, desk: Desk, person: Any):
    for said in (RIGHT, {**RIGHT, "id_number": ID_NUMBER[-6:].lower()}, {**RIGHT, "phone": ""}):
        assert after(sent(desk, f"{place(tenant)}/identity", said, place(tenant))) == place(tenant)
        shown = desk.client.get(place(tenant)).content
        assert "身份相符。这次来电里申请的服务，会一并记下身份已核对。" in read(shown)
        assert "王芳" not in shown.decode()
        sent(desk, f"{place(tenant)}/end", {}, place(tenant))
        assert "核对" in read(desk.client.get(place(tenant)).content)
    from xuanhu.apps.audit.queries import reason_of

    lines = [row for row in trail_of("insured", tenant.insured, [tenant.id]) if row.act == "identity-checked"]
    assert [(row.actor, row.role, reason_of(row)) for row in lines] == [
        (f"person:{person.login}", "agent", f"姓名相符、身份证号相符、手机号{phone}")
        for phone in ("相符", "相符", "没有问")
    ]


def test_what_differs_is_said_item_by_item(tenant: Tenant, desk: Desk):
    sent(desk, f"{place(tenant)}/identity", {"name": "王方", "id_number": ID_NUMBER, "phone": "8001"}, place(tenant))
    shown = page(desk, place(tenant))
    items = ["姓名", "× 不符", "身份证号", "✓ 相符", "手机号", "× 不符"]
    assert shown[shown.index("核对身份") + 1 :][:6] == items
    assert "对不上。请再问一遍；仍然不符的，请不要说出保单和病情，也先不要办理。" in shown


def test_what_cannot_be_compared_is_asked_again_with_the_form_kept(tenant: Tenant, desk: Desk):
    said = sent(desk, f"{place(tenant)}/identity", {"name": "王芳", "id_number": "12345"}, place(tenant))
    assert said.status_code == 422
    assert "请填完整的18位，或最后6位" in read(said.content)
    assert 'value="12345"' in said.content.decode()
    assert trail_of("insured", tenant.insured, [tenant.id]) == []


def test_a_call_is_over_for_another_person(tenant: Tenant, desk: Desk):
    other = tenant.door.post("/insureds", {"insurer": tenant.code, "name": "李四"}).json["id"]
    sent(desk, f"{place(tenant)}/identity", RIGHT, place(tenant))
    assert "核对" in page(desk, f"/call/{other}")


def test_three_clicks_open_a_case_with_the_identity_on_record(tenant: Tenant, desk: Desk, person: Any):
    sent(desk, f"{place(tenant)}/identity", RIGHT, place(tenant))
    form = f"{place(tenant)}/{policy_of(tenant)}/remote-consultation"
    said = sent(desk, form, {"channel": "hotline-transfer"}, form)
    assert after(said) == place(tenant)
    assert cases(tenant) == [("outpatient-appointment", None), ("remote-consultation", None)]
    actor = f"person:{person.login}"
    assert facts(tenant) == [("applied", "agent", actor), ("identity-verified", "agent", actor)]
    shown = page(desk, said["Location"])
    assert shown[shown.index("远程问诊，已经受理") :][:1] == ["远程问诊，已经受理"]


def test_without_a_check_the_identity_is_not_on_record(tenant: Tenant, desk: Desk, person: Any):
    form = f"{place(tenant)}/{policy_of(tenant)}/remote-consultation"
    sent(desk, form, {"channel": "hotline"}, form)
    assert facts(tenant) == [("applied", "agent", f"person:{person.login}")]


def test_a_button_pressed_twice_opens_one_case(tenant: Tenant, desk: Desk):
    form = f"{place(tenant)}/{policy_of(tenant)}/remote-consultation"
    for _ in range(2):
        assert after(sent(desk, form, {"channel": "hotline", "once": "the same"}, form)) == place(tenant)
    assert len(cases(tenant)) == 2


def test_the_form_asks_only_what_the_service_asks_for(tenant: Tenant, desk: Desk):
    def labels(service: str) -> list[str]:
        shown = page(desk, f"{place(tenant)}/{policy_of(tenant)}/{service}")
        known = ("申请途径", "城市", "医院", "科室", "医生职称", "计划入院日", "住进医院了没有", "国家")
        return [one for line in shown for one in known if line.startswith(one)]

    assert labels("remote-consultation") == ["申请途径"]
    assert labels("advance-payment") == ["申请途径", "城市", "医院", "计划入院日", "住进医院了没有"]
    assert labels("inpatient-appointment") == ["申请途径", "城市", "医院", "科室"]


def test_a_no_keeps_the_form_and_is_on_record_only_when_asked(tenant: Tenant, desk: Desk):
    form, wish = f"{place(tenant)}/{policy_of(tenant)}/inpatient-appointment", {"channel": "hotline", "city": "阿里"}
    said = sent(desk, form, wish, form)
    assert said.status_code == 422
    shown = read(said.content)
    assert "现在还不能申请住院预约" in shown
    assert next(line for line in shown if "阿里" in line).startswith("住院预约目前还不能在阿里办。")
    assert 'value="阿里"' in said.content.decode()
    assert '/handbooks/axa-tianping#clause-AXA-09"' in said.content.decode()
    assert cases(tenant) == [("outpatient-appointment", None)]

    said = sent(desk, form, {**wish, "record": "yes"}, form)
    assert said["Location"] == "/call?ended=on-record"
    assert cases(tenant) == [("outpatient-appointment", None), ("inpatient-appointment", "refused")]
    assert "已登记备案，这次来电记下了。可以接下一个。" in page(desk, said["Location"])


def test_what_is_missing_is_said_at_its_field(tenant: Tenant, desk: Desk):
    form = f"{place(tenant)}/{policy_of(tenant)}/advance-payment"
    said = sent(desk, form, {"channel": "hotline", "city": "北京", "planned_admission_on": "2026-13-01"}, form)
    assert (said.status_code, "请填一个存在的日期" in read(said.content)) == (422, True)
    said = sent(desk, form, {"channel": "hotline", "city": "北京"}, form)
    assert (said.status_code, read(said.content).count("请填这一项")) == (422, 2)
    assert len(cases(tenant)) == 1


def test_the_gate_answers_while_one_types_and_records_nothing(tenant: Tenant, desk: Desk):
    form = f"{place(tenant)}/{policy_of(tenant)}/inpatient-appointment"
    said = sent(desk, f"{form}/gate", {"channel": "hotline", "city": "阿里"}, form)
    assert read(said.content)[0] == "现在还不能申请住院预约"
    said = sent(desk, f"{form}/gate", {"channel": "hotline", "city": "北京"}, form)
    assert read(said.content)[0].startswith("按现在填的，可以申请。10个工作日内")
    assert len(cases(tenant)) == 1


def test_a_missing_illness_is_put_on_file_once(tenant: Tenant, desk: Desk, person: Any):
    insured = tenant.door.post("/insureds", {"insurer": tenant.code, "name": "李四"}).json["id"]
    at, form = f"/call/{insured}", {"icd10": "c50.9", "on": "2026-09-01", "status": "confirmed", "first": "yes"}
    for wrong in ({"on": "2027-01-01"}, {"icd10": "肺癌"}, {"icd10": ""}):
        said = sent(desk, f"{at}/diagnosis", {**form, **wrong}, at)
        assert said.status_code == 422
    assert after(sent(desk, f"{at}/diagnosis", form, at)) == at
    assert "已登记，2026年9月1日 周二 确诊" in page(desk, at)
    sent(desk, f"{at}/diagnosis", {**form, "on": "2026-08-01"}, at)
    assert "已登记，2026年9月1日 周二 确诊" in page(desk, at)
    lines = trail_of("insured", insured, [tenant.id])
    assert [(row.act, row.actor) for row in lines] == [("diagnosis-set", f"person:{person.login}")]


def test_a_person_is_shown_in_full_for_a_reason_on_the_trail(tenant: Tenant, desk: Desk):
    said = sent(desk, f"{place(tenant)}/reveal", {"reason": "看"}, place(tenant))
    assert (said.status_code, "王芳" in said.content.decode()) == (422, False)
    said = sent(desk, f"{place(tenant)}/reveal", {"reason": "来电人要更正手机号"}, place(tenant))
    assert (said.status_code, said["Cache-Control"]) == (200, "no-store")
    shown = read(said.content)
    assert [line for line in shown if line in ("王芳", ID_NUMBER, "13800138000")] == ["王芳", ID_NUMBER, "13800138000"]
    assert [row.act for row in trail_of("insured", tenant.insured, [tenant.id])] == ["shown-in-full"]


def test_a_stranger_is_told_that_nobody_is_there(tenant: Tenant, stranger: Tenant):
    desk = new_desk()
    come_in(desk, new_person([stranger.id], "agent"))
    number = policy_of(tenant)
    for path in ("", f"/{number}/remote-consultation"):
        assert desk.client.get(f"{place(tenant)}{path}").status_code == 404
    own = f"/call/{stranger.insured}"
    assert desk.client.get(f"{own}/{number}/remote-consultation").status_code == 404
    assert desk.client.get(f"{own}/{policy_of(stranger)}/no-such-service").status_code == 404
    assert desk.client.get(f"{own}/axa-tianping/remote-consultation").status_code == 404
    for act in ("identity", "diagnosis", "reveal", "end", f"{number}/remote-consultation", f"{number}/escort/gate"):
        assert sent(desk, f"{place(tenant)}/{act}", {"reason": "核对身份"}, own).status_code == 404, act
    assert len(cases(tenant)) == 1


@pytest.mark.parametrize("act", ["identity", "diagnosis", "reveal", "end"])
def test_without_the_forms_token_nothing_is_done(tenant: Tenant, desk: Desk, act: str):
    assert desk.client.post(f"{place(tenant)}/{act}", RIGHT).status_code == 403


def test_the_page_asks_as_often_for_three_cases_as_for_one(tenant: Tenant, desk: Desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for count in (1, 3):
        while len(cases(tenant)) < count:
            form = f"{place(tenant)}/{policy_of(tenant)}/remote-consultation"
            sent(desk, form, {"channel": "hotline"}, form)
        page(desk, place(tenant))
        with CaptureQueriesContext(connection) as captured:
            assert f"在办 {count} 件" in page(desk, place(tenant))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_application_for_cover_needs_no_policy(tenant: Tenant, desk: Desk):
    insured = tenant.door.post("/insureds", {"insurer": tenant.code, "name": "赵六"}).json["id"]
    assert "名下没有保单" in page(desk, f"/call/{insured}")
    form = f"/call/{insured}/taiping-yibao-wuyou/manual-underwriting"
    said = sent(desk, form, {"channel": "hotline", "screening_passed": "true", "has_dicom": "false"}, form)
    assert after(said) == f"/call/{insured}"
    assert "人工核保" in page(desk, f"/call/{insured}")
