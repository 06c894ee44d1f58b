"""Samples: chosen, sent, received, reported, delivered; who sees which; what is refused and why."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.papers.files import pdf, png
from tests.integration.web_opinions.office import Office

SEND = {"number": "XH0001", "on": "2026-10-14"}


def settled(office: Office, laboratory: Any = None) -> tuple[Any, str]:
    """A case whose test is settled, and the page of its sample."""
    case, laboratory = office.genetic_test(), laboratory or office.laboratory()
    form = {"laboratory": laboratory.id, "kind": "peripheral-blood"}
    said = office.post("care-manager", f"/laboratory/cases/{case.public_id}", form)
    assert said.status_code == 302, said.content.decode()
    return case, said["Location"]


def belongs(office: Office, laboratory: Any, role: str = "laboratory") -> None:
    form = {"laboratory": laboratory.id, "person": office.person(role).id, "what": "add"}
    assert office.post("care-manager", "/laboratory/people", form).status_code == 302


def done(office: Office, role: str, path: str, form: dict[str, Any]) -> None:
    said = office.post(role, path, form)
    assert said.status_code == 302, said.content.decode()


def names(office: Office, case: Any) -> list[str]:
    return [name for name, _ in office.facts(case)][4:]


def upload(content: bytes) -> dict[str, Any]:
    return {"report": SimpleUploadedFile("报告.pdf", content, "application/pdf")}


def test_a_sample_goes_from_the_order_to_both_reports(office: Office):
    laboratory = office.laboratory()
    belongs(office, laboratory)
    case, path = settled(office, laboratory)
    done(office, "laboratory", f"{path}/send", SEND)
    found = office.post("laboratory", "/laboratory/scan", {"number": " XH0001 "})
    assert found["Location"] == path
    done(office, "laboratory", f"{path}/receive", {"condition": "ok"})
    assert "11月4日 周三 还剩15个工作日" in office.read("laboratory", "/laboratory")
    done(office, "laboratory", f"{path}/report", upload(pdf()))
    done(office, "laboratory", f"{path}/post", {"parcel": "SF1234567890"})
    for form in ("electronic", "paper"):
        done(office, "care-manager", f"{path}/deliver", {"form": form})
    flow = ["test-settled", "sample-sent", "sample-received", "report-issued", "report-delivered", "report-delivered"]
    assert names(office, case) == flow
    assert office.facts(case)[5][1] == {"sample": "peripheral-blood"}
    assert [data["form"] for _, data in office.facts(case)[-2:]] == ["electronic", "paper"]
    assert "这份样本已经办完" in office.read("care-manager", path)
    assert "没有等着办的样本" in office.read("laboratory", "/laboratory")


def test_a_laboratory_sees_its_own_samples_alone(office: Office, other_office: Office):
    mine, other = office.laboratory("甲实验室"), office.laboratory("乙实验室")
    case, path = settled(office, other)
    assert "您的账号还没有归到哪家实验室" in " ".join(office.read("laboratory", "/laboratory"))
    belongs(office, mine)
    for role, whose in (("laboratory", office), ("care-manager", other_office)):
        assert whose.get(role, path).status_code == 404
        assert whose.post(role, f"{path}/send", SEND).status_code == 404
        assert whose.post(role, f"{path}/report", upload(pdf())).status_code == 404
    assert names(office, case) == ["test-settled"]
    belongs(office, other)
    assert office.get("laboratory", path).status_code == 200


@pytest.mark.parametrize("role", ["expert", "reviewer"])
def test_others_are_kept_out(office: Office, role: str):
    _, path = settled(office)
    for page in ("/laboratory", path, "/laboratory/people"):
        assert office.get(role, page).status_code == 403


def test_a_laboratory_neither_settles_nor_says_who_works_there(office: Office):
    case = office.genetic_test()
    for page in (f"/laboratory/cases/{case.public_id}", "/laboratory/people"):
        assert office.get("laboratory", page).status_code == 403


def test_what_a_laboratory_may_not_record_is_said(office: Office):
    laboratory = office.laboratory()
    belongs(office, laboratory)
    case, path = settled(office, laboratory)
    for act, form in (("send", SEND), ("receive", {"condition": "ok"}), ("report", upload(pdf()))):
        done(office, "laboratory", f"{path}/{act}", form)
    said = office.post("laboratory", f"{path}/deliver", {"form": "electronic"})
    assert (said.status_code, 'class="refusal"' in said.content.decode()) == (422, True)
    assert names(office, case)[-1] == "report-issued"


def test_an_unfit_sample_is_replaced_and_its_promise_waits(office: Office):
    case, path = settled(office)
    done(office, "care-manager", f"{path}/send", SEND)
    said = office.post("care-manager", f"{path}/receive", {"condition": "unfit"})
    assert (said.status_code, "不合格的样本要写明原因。" in said.content.decode()) == (422, True)
    done(office, "care-manager", f"{path}/receive", {"condition": "unfit", "remark": "溶血"})
    done(office, "care-manager", f"{path}/another", {})
    assert "等寄样 1 份" in office.read("care-manager", "/laboratory")
    assert names(office, case) == ["test-settled", "sample-sent"]
    from xuanhu.apps.samples.models import Sample
    from xuanhu.apps.tenancy import seeing

    with seeing([office.id]):
        second = f"/laboratory/samples/{Sample.objects.get(case=case, is_last=True).id}"
    taken = office.post("care-manager", f"{second}/send", SEND)
    assert (taken.status_code, "这个编号已经是另一份样本的。" in taken.content.decode()) == (422, True)
    done(office, "care-manager", f"{second}/send", {**SEND, "number": "XH0002"})
    done(office, "care-manager", f"{second}/receive", {"condition": "ok"})
    assert names(office, case) == ["test-settled", "sample-sent", "sample-received"]


def test_no_sample_to_be_had_ends_the_case(office: Office):
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    case, path = settled(office)
    done(office, "care-manager", f"{path}/give-up", {"reason": "切片已经用完"})
    with seeing([office.id]):
        assert Case.objects.get(id=case.id).outcome == "unable"


def test_a_report_that_is_no_pdf_is_not_taken(office: Office):
    case, path = settled(office)
    done(office, "care-manager", f"{path}/send", SEND)
    done(office, "care-manager", f"{path}/receive", {"condition": "ok"})
    for content, says in ((png(), "报告要是 PDF 文件。"), (b"", "空")):
        said = office.post("care-manager", f"{path}/report", upload(content))
        assert said.status_code == 422
        assert says.replace(" ", "") in said.content.decode().replace("\u2009", "").replace(" ", "")
    assert names(office, case)[-1] == "sample-received"


def test_a_number_that_nobody_knows_is_said_and_kept(office: Office):
    said = office.post("care-manager", "/laboratory/scan", {"number": "XH9999"})
    assert (said.status_code, 'value="XH9999"' in said.content.decode()) == (422, True)


def test_the_bench_takes_as_many_queries_for_three_samples_as_for_one(office: Office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    laboratory, counts = office.laboratory(), []
    belongs(office, laboratory)
    office.desk("laboratory")
    for more in (1, 2):
        for _ in range(more):
            settled(office, laboratory)
        with CaptureQueriesContext(connection) as captured:
            page = office.read("laboratory", "/laboratory")
        counts.append((len(captured), sum(line.startswith("还没有编号") for line in page)))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]
