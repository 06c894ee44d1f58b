"""The page of a case, as somebody at work reads it: what is on it, for whom, and what its forms do."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person, trail_of
from tests.integration.api.tenants import ID_NUMBER, VERIFIED, Tenant, start_clock
from tests.integration.papers.files import pdf, png
from tests.integration.web.reading import come_in, lines, token_in
from tests.integration.web_case.forms import filled, form_on


def path(tenant: Tenant, more: str = "") -> str:
    return f"/cases/{tenant.case}{more}"


def read(desk: Desk, address: str, status: int = 200) -> list[str]:
    said = desk.client.get(address)
    assert said.status_code == status, said.content
    return lines(b"<body>" + said.content.partition(b"<body")[2].partition(b">")[2])


def of(content: bytes) -> list[str]:
    return lines(b"<body>" + content.partition(b"<body")[2].partition(b">")[2])


def send(desk: Desk, tenant: Tenant, name: str, data: dict[str, Any], **more: Any) -> Any:
    """Open the form of a fact, type, and record."""
    page = desk.client.get(path(tenant, f"?form={name}")).content
    return desk.client.post(path(tenant, "/record"), {**filled(form_on(page), data), **more})


def desk_for(tenant: Tenant, role: str) -> Desk:
    desk = new_desk()
    come_in(desk, new_person([tenant.id], role))
    return desk


def test_the_promise_its_reckoning_and_whose_turn_it_is_stand_first(tenant: Tenant, at_work: Desk):
    start_clock(tenant)
    found = read(at_work, path(tenant))
    at = found.index("轮到您：预约门诊")
    assert re.fullmatch(r"\d+月\d+日 周.前 约好门诊", found[at - 2])
    assert re.fullmatch(r"还剩 ?5个工作日", found[at - 1])
    assert found[at + 1].replace(" ", "").startswith("为什么是这一天起算后5个工作日")
    assert any("从这里起算" in line for line in found[at:])
    assert any(line.startswith("AXA-06") for line in found[at:])
    said = at_work.client.get(path(tenant)).content.decode()
    assert 'href="/handbooks/axa-tianping#clause-AXA-06">AXA-06</a>' in said


@pytest.mark.parametrize(
    ("role", "status", "has_form"),
    [("agent", 200, True), ("care-manager", 200, True), ("escort", 403, False), ("insurer", 200, False)],
)
def test_a_form_is_drawn_for_whoever_may_record_it(tenant: Tenant, role: str, status: int, has_form: bool):  # noqa: FBT001
    said = desk_for(tenant, role).client.get(path(tenant))
    assert (said.status_code, bool(form_on(said.content).names)) == (status, has_form)


def test_others_are_told_whose_turn_it_is(tenant: Tenant):
    assert "现在轮到健康管家、客服：核对身份。" in " ".join(
        line.replace(" ", "") for line in read(desk_for(tenant, "insurer"), path(tenant))
    )


def test_the_illness_and_papers_are_not_for_those_without_papers(tenant: Tenant):
    for role, is_shown in (("agent", True), ("insurer", False)):
        found = desk_for(tenant, role).client.get(path(tenant)).content.decode()
        assert ("C34.1" in found, "还没有上传的文件" in found) == (is_shown, is_shown), role


def test_names_and_numbers_are_masked_everywhere_on_the_page(tenant: Tenant, at_work: Desk):
    assert send(at_work, tenant, "identity-verified", VERIFIED).status_code == 302
    for address in (path(tenant), path(tenant, "/print")):
        found = at_work.client.get(address).content.decode()
        assert ("王芳" in found, ID_NUMBER in found, "王*" in found) == (False, False, True)


def test_showing_in_full_wants_a_reason_and_is_on_the_trail(tenant: Tenant, at_work: Desk):
    token = token_in(at_work.client.get(path(tenant)).content)
    no = at_work.client.post(path(tenant, "/reveal"), {"reason": "看", "csrfmiddlewaretoken": token})
    assert (no.status_code, "王芳" in no.content.decode()) == (422, False)
    yes = at_work.client.post(path(tenant, "/reveal"), {"reason": "客户来电核对", "csrfmiddlewaretoken": token})
    assert (yes.status_code, "王芳" in of(yes.content), ID_NUMBER in of(yes.content)) == (200, True, True)
    assert [row.act for row in trail_of("insured", tenant.insured, [tenant.id])] == ["shown-in-full"]
    assert "王芳" not in at_work.client.get(path(tenant)).content.decode()


def test_a_fact_is_tried_out_and_nothing_is_stored(tenant: Tenant, at_work: Desk):
    form = form_on(at_work.client.get(path(tenant)).content)
    before = read(at_work, path(tenant))
    yes = at_work.client.post(path(tenant, "/try"), filled(form, VERIFIED))
    assert of(b"<body>" + yes.content)[0] == "可以记录，接下来：审核、备齐资料"
    no = at_work.client.post(path(tenant, "/try"), filled(form, {**VERIFIED, "name": "李红"}))
    assert "姓名或证件号" in no.content.decode() or "核对" in no.content.decode()
    lacking = at_work.client.post(path(tenant, "/try"), filled(form, {}))
    assert of(b"<body>" + lacking.content) == ["还差姓名、身份证号没有填。"]
    assert read(at_work, path(tenant)) == before


def test_a_try_shows_the_promise_that_starts_and_the_message_that_goes_out(tenant: Tenant, at_work: Desk):
    assert send(at_work, tenant, "identity-verified", VERIFIED).status_code == 302
    assert send(at_work, tenant, "reviewed", {"result": "passed"}).status_code == 302
    form = form_on(at_work.client.get(path(tenant, "?form=documents-added")).content)
    found = of(
        b"<body>" + at_work.client.post(path(tenant, "/try"), filled(form, {"kinds": ("pathology-report",)})).content
    )
    assert found[0] == "可以记录，接下来：预约门诊"
    assert re.fullmatch(r"最晚 \d+月\d+日 周. 约好门诊", found[1])
    form = form_on(at_work.client.get(path(tenant, "?form=documents-requested")).content)
    found = of(
        b"<body>" + at_work.client.post(path(tenant, "/try"), filled(form, {"kinds": ("pathology-report",)})).content
    )
    assert found[1:] == [
        "补资料通知，会发短信：",
        "王*您好，门诊预约还要请您补：病理报告。补齐后接着办，不清楚请打95550。",
    ]


def test_a_refused_fact_is_422_with_the_reason_the_clause_and_the_form_as_it_was(tenant: Tenant, at_work: Desk):
    said = send(at_work, tenant, "identity-verified", {**VERIFIED, "name": "李红"})
    assert said.status_code == 422
    assert 'class="refusal"' in said.content.decode()
    assert form_on(said.content).held["name"] == ["李红"]
    assert "经过1条" in [line.replace(" ", "") for line in of(said.content)]


def test_what_cannot_be_read_is_told_beside_its_field(tenant: Tenant, at_work: Desk):
    said = send(at_work, tenant, "identity-verified", VERIFIED, _moment="2026-02-30")
    assert (said.status_code, "请选一个存在的日期" in of(said.content)) == (422, True)
    assert form_on(said.content).held["_moment"] == ["2026-02-30"]


def test_what_happened_earlier_is_recorded_at_its_own_moment(tenant: Tenant, at_work: Desk):
    from xuanhu.core.reckoning import SHANGHAI

    today = datetime.now(SHANGHAI).date().isoformat()
    more = {"_moment": today, "_moment.time": "00:01"}
    assert send(at_work, tenant, "identity-verified", VERIFIED, **more).status_code == 302
    assert any("00:01（" in line and "记录）" in line for line in read(at_work, path(tenant)))


def test_a_case_that_changed_meanwhile_is_shown_and_nothing_typed_is_lost(tenant: Tenant, at_work: Desk):
    page = at_work.client.get(path(tenant, "?form=identity-verified")).content
    assert send(at_work, tenant, "documents-added", {"kinds": ("ct-report",)}).status_code == 302
    said = at_work.client.post(path(tenant, "/record"), filled(form_on(page), VERIFIED))
    assert (said.status_code, form_on(said.content).held["name"]) == (409, ["王芳"])
    assert [line for line in of(said.content) if line.startswith("新")] == ["新已收到资料 张敏（健康管家）"]
    again = at_work.client.post(path(tenant, "/record"), filled(form_on(said.content), {}))
    assert again.status_code == 302


def test_a_corrected_fact_is_struck_through_with_its_reason(tenant: Tenant, at_work: Desk):
    assert send(at_work, tenant, "identity-verified", VERIFIED).status_code == 302
    assert send(at_work, tenant, "reviewed", {"result": "passed"}).status_code == 302
    page = at_work.client.get(path(tenant, "?form=voided")).content
    void = filled(form_on(page), {"fact": "reviewed", "reason": "审错了人"})
    assert at_work.client.post(path(tenant, "/record"), void).status_code == 302
    content = at_work.client.get(path(tenant)).content.decode()
    assert "<s><b>已审核</b></s>" in content
    assert "已作废：审错了人" in [line.replace(" ", "") for line in of(content.encode())]


def test_papers_are_put_in_listed_and_shown_in_a_frame_of_our_own(tenant: Tenant, at_work: Desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    token = token_in(at_work.client.get(path(tenant)).content)
    files = [SimpleUploadedFile("王芳 病理.pdf", pdf()), SimpleUploadedFile("b.png", png())]
    form = {"csrfmiddlewaretoken": token, "kind": "pathology-report", "file": files}
    assert at_work.client.post(path(tenant, "/papers"), form).status_code == 302
    content = at_work.client.get(path(tenant)).content.decode()
    numbers = re.findall(r"\?paper=([0-9a-f-]{36})", content)
    assert len(numbers) == 2
    said = at_work.client.get(path(tenant, f"/papers/{numbers[1]}"))
    assert (said["Content-Type"], said["X-Frame-Options"]) == ("application/pdf", "SAMEORIGIN")
    assert "frame-ancestors 'self'" in said["Content-Security-Policy"]
    assert b"".join(said.streaming_content).startswith(b"%PDF")
    assert openings(tenant) == [("care-manager", True)]
    open_page = at_work.client.get(path(tenant, f"?paper={numbers[1]}")).content.decode()
    assert f'<iframe src="{path(tenant)}/papers/{numbers[1]}"' in open_page


def openings(tenant: Tenant) -> list[tuple[str, bool]]:
    from xuanhu.apps.papers.models import Opening
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        return [(row.by, row.actor.startswith("person:")) for row in Opening.objects.all()]


def test_a_file_without_the_forms_token_is_not_taken(tenant: Tenant, at_work: Desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"kind": "pathology-report", "file": SimpleUploadedFile("a.pdf", pdf())}
    assert at_work.client.post(path(tenant, "/papers"), form).status_code == 403
    assert "还没有上传的文件。" in read(at_work, path(tenant))


def test_a_file_that_is_not_taken_is_named_with_what_would_do(tenant: Tenant, at_work: Desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    token = token_in(at_work.client.get(path(tenant)).content)
    form = {"csrfmiddlewaretoken": token, "kind": "ct-report", "file": SimpleUploadedFile("a.exe", b"MZ" * 100)}
    said = at_work.client.post(path(tenant, "/papers"), form)
    assert said.status_code == 422
    assert "“a.exe”不是能收的文件。请用PDF、照片、DICOM、Word或ZIP。" in of(said.content)


def test_one_button_asks_for_all_that_is_missing(tenant: Tenant, at_work: Desk):
    content = at_work.client.get(path(tenant)).content
    kinds = {"kinds": ["pathology-report"], "_fact": "documents-requested", "_seen": "1"}
    said = at_work.client.post(path(tenant, "/record"), {**kinds, "csrfmiddlewaretoken": token_in(content)})
    assert said.status_code == 302
    assert "已记录：已请对方补资料。" in read(at_work, said["Location"])


def test_every_form_wants_its_token(tenant: Tenant, at_work: Desk):
    for address in ("/try", "/record", "/reveal", "/remarks", "/remarks/seen"):
        assert at_work.client.post(path(tenant, address), {"reason": "没有令牌"}).status_code == 403


def test_a_strangers_case_is_not_there(tenant: Tenant, stranger: Tenant):
    desk = desk_for(stranger, "care-manager")
    token = token_in(desk.client.get(path(stranger)).content)
    for address in ("", "/print", "/hospitals", f"/papers/{uuid4()}"):
        assert desk.client.get(path(tenant, address)).status_code == 404
    for address in ("/try", "/record", "/reveal", "/remarks", "/remarks/seen", "/calls/1/done"):
        sent = {"csrfmiddlewaretoken": token, "reason": "想看一看", "text": "想看", "_fact": "reviewed"}
        assert desk.client.post(path(tenant, address), sent).status_code == 404


def test_without_a_session_one_is_led_to_the_login(tenant: Tenant, desk: Desk):
    said = desk.client.get(path(tenant))
    assert (said.status_code, said["Location"].partition("?")[0]) == (302, "/login")


def test_the_page_takes_as_many_queries_for_twelve_facts_as_for_three(tenant: Tenant, at_work: Desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts, kinds = [], ("ct-report", "mri-report", "blood-test")
    for wanted in (3, 12):
        while (facts := facts_of(tenant)) < wanted:
            added = {"fact": "documents-added", "data": {"kinds": [kinds[facts % 3]]}}
            assert tenant.door.post(f"/cases/{tenant.case}/facts", added).json["allowed"]
        at_work.client.get(path(tenant))
        with CaptureQueriesContext(connection) as captured:
            at_work.client.get(path(tenant))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def facts_of(tenant: Tenant) -> int:
    return len(tenant.door.get(f"/cases/{tenant.case}/facts").json)
