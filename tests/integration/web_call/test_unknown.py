"""A caller whom nobody knows is put on file with what they say, and what they ask for is on record as anybody's."""

from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person, trail_of
from tests.integration.api.tenants import ID_NUMBER, PHONE, Tenant
from tests.integration.web.reading import come_in
from tests.integration.web_call.telephone import found, page, read, sent

ZHAO = {"name": "赵云起", "id_number": "110101199003070070", "phone": "13900139001"}
POLICY = {
    "policy": "AX-2026-7788",
    "product": "axa-tianping",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "waiting_days": "0",
}
ILLNESS = {"icd10": "C50.9", "on": "2026-09-01", "status": "confirmed", "first": "yes"}


def told(desk: Desk, tenant: Tenant, form: dict[str, str]) -> Any:
    return sent(desk, "/call/new", {"insurer": str(tenant.id), **form}, "/call/new")


def put(desk: Desk, tenant: Tenant, form: dict[str, str]) -> str:
    """Put a caller on file; the caller's page."""
    said = told(desk, tenant, form)
    assert (said.status_code, said["Location"].endswith("?on-file=new")) == (302, True), said.content.decode()
    path: str = said["Location"].partition("?")[0]
    return path


def persons(tenant: Tenant) -> list[bool]:
    """Of everybody on file, in order: whether the insurer has confirmed them."""
    from xuanhu.apps.parties.models import Insured
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        return list(Insured.objects.filter(insurer_id=tenant.id).order_by("id").values_list("is_confirmed", flat=True))


def outcomes(tenant: Tenant) -> list[tuple[str, str | None, Any]]:
    """Of the cases opened since: service, outcome, and the reasons of a refusal."""
    from xuanhu.apps.cases.models import Case, Fact
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        cases = Case.objects.filter(insurer_id=tenant.id).order_by("id")[1:]
        last = {case.id: Fact.objects.filter(case=case).order_by("-seq")[0] for case in cases}
        return [(case.service, case.outcome, last[case.id].data.get("reasons")) for case in cases]


def test_who_is_not_found_can_be_put_on_file_with_what_was_looked_for(desk: Desk, tenant: Tenant):
    assert found(desk, "13900139001")[-1] == "登记这位来电人"
    said = sent(desk, "/call", {"q": "13900139001"}, "/call")
    hits = desk.client.get(said["Location"]).content.decode()
    link = hits.partition('href="/call/new?q=')[2].partition('"')[0]
    assert "13900139001" not in link
    assert 'id="phone" name="phone" value="13900139001"' in desk.client.get(f"/call/new?q={link}").content.decode()


def test_an_unknown_caller_with_a_policy_gets_the_handbooks_answer(desk: Desk, tenant: Tenant, person: Any):
    path = put(desk, tenant, {**ZHAO, **POLICY, **ILLNESS})
    shown = page(desk, path)
    assert "来电人所述，保险公司名单还没有核实" in shown
    assert "保单 AX-2026-7788 来电人所述，还没有核实" in shown
    assert "有效，2026年1月1日 – 2026年12月31日。续保，没有等待期。" in shown
    assert "门诊预约 可申请" in shown
    assert persons(tenant) == [True, False]
    lines = trail_of("insured", path.rpartition("/")[2], [tenant.id])
    assert [(row.act, row.actor) for row in lines] == [("caller-added", f"person:{person.login}")]


def test_a_request_of_an_unknown_caller_goes_on_record_as_anybodys(desk: Desk, tenant: Tenant):
    path = put(desk, tenant, {**ZHAO, **POLICY, **ILLNESS})
    number = policy(tenant, "AX-2026-7788")
    wish = {"channel": "hotline-transfer", "city": "北京", "department": "胸外科", "once": "1"}
    said = sent(desk, f"{path}/{number}/outpatient-appointment", wish, path)
    assert said["Location"].startswith(f"{path}?opened=")
    assert outcomes(tenant) == [("outpatient-appointment", None, None)]


def test_a_request_under_a_policy_that_is_over_is_refused_on_record(desk: Desk, tenant: Tenant):
    over = {**POLICY, "starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    path = put(desk, tenant, {**ZHAO, **over})
    number = policy(tenant, "AX-2026-7788")
    assert "已到期，2025年1月1日 – 2025年12月31日。续保，没有等待期。" in page(desk, path)
    said = sent(desk, f"{path}/{number}/outpatient-appointment", {"channel": "hotline", "record": "yes"}, path)
    assert said["Location"] == "/call?ended=on-record"
    assert outcomes(tenant) == [("outpatient-appointment", "refused", ["not-in-force"])]


def test_a_service_of_another_product_is_refused_on_record(desk: Desk, tenant: Tenant):
    path = put(desk, tenant, {**ZHAO, **POLICY, **ILLNESS})
    number = policy(tenant, "AX-2026-7788")
    said = sent(desk, f"{path}/{number}/elsewhere", {"service": "escort"}, path)
    assert said["Location"] == "/call?ended=on-record"
    assert outcomes(tenant) == [("escort", "refused", ["not-this-product"])]
    assert sent(desk, f"{path}/{number}/elsewhere", {"service": "outpatient-appointment"}, path).status_code == 404


def policy(tenant: Tenant, number: str) -> int:
    from xuanhu.apps.parties.models import Policy
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        found: int = Policy.objects.get(insurer_id=tenant.id, number=number).id
    return found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "赵"}, "请填完整的姓名，2 到 40 个字"),
        ({"id_number": "110101199003070071"}, "身份证号校验码不对，请核对每一位"),
        ({"id_number": "11010119900307"}, "身份证号应为 18 位，这里是 14 位"),
        ({"phone": "1390013900"}, "请填 11 位手机号"),
        ({"id_number": "", "phone": ""}, "身份证号和手机号至少要有一个，不然下次找不到"),
        ({"insurer": "0"}, "请选保险公司"),
        ({**POLICY, "product": "taiping-yibao-wuyou"}, "请选产品"),
        ({**POLICY, "ends_on": "2025-12-31"}, "请填一个存在的日期，不早于生效日"),
        ({**POLICY, "waiting_days": ""}, "请填天数，0 到 365；续保填 0"),
        ({"kind": "tumour", "on": "2026-10-14"}, "请选病的种类，或填 ICD-10 编码"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_put_on_file(
    desk: Desk, tenant: Tenant, change: dict[str, str], says: str
):
    said = told(desk, tenant, {**ZHAO, **change})
    assert said.status_code == 422
    assert says.replace(" ", "") in "".join(read(said.content)).replace(" ", "")
    assert persons(tenant) == [True]


def test_a_known_identity_number_or_policy_leads_to_the_person(desk: Desk, tenant: Tenant):
    known = f"/call/{tenant.insured}?on-file=known"
    assert told(desk, tenant, {**ZHAO, "id_number": ID_NUMBER})["Location"] == known
    assert told(desk, tenant, {**ZHAO, **POLICY, "policy": tenant.policy})["Location"] == known
    assert "这个号码已经在档案里，就是这位。没有另外登记。" in page(desk, known)
    assert persons(tenant) == [True]


def test_a_known_phone_is_asked_about_and_may_be_another_of_the_family(desk: Desk, tenant: Tenant):
    said = told(desk, tenant, {**ZHAO, "phone": PHONE})
    assert (said.status_code, "这个手机号已经登记在 王* 名下" in read(said.content)) == (422, True)
    assert persons(tenant) == [True]
    put(desk, tenant, {**ZHAO, "phone": PHONE, "another": "yes"})
    assert persons(tenant) == [True, False]


def test_a_form_sent_twice_puts_one_person_on_file(desk: Desk, tenant: Tenant):
    form = {**ZHAO, "token": "6b9c2a34-6f0e-4d0a-9a55-0f1f6a2b7c11"}
    first, second = told(desk, tenant, form), told(desk, tenant, form)
    assert first["Location"] == second["Location"]
    assert persons(tenant) == [True, False]


def test_nobody_puts_a_caller_on_file_for_an_insurer_that_they_do_not_serve(
    desk: Desk, tenant: Tenant, stranger: Tenant
):
    assert told(desk, stranger, ZHAO).status_code == 422
    assert persons(stranger) == [True]


def test_only_those_who_take_calls_put_callers_on_file(tenant: Tenant):
    other = new_desk()
    assert come_in(other, new_person([tenant.id], "reviewer")).status_code == 302
    assert other.client.get("/call/new").status_code == 403
