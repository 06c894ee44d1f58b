"""A second opinion from the invitation to what the insured gets: facts, letter, versions, who may do what."""

from io import BytesIO
from typing import Any

import psycopg
import pypdfium2
import pytest

from tests.integration.platform import Platform
from tests.integration.web_opinions.office import SECTIONS, Office


def text_of(content: bytes) -> str:
    """All words of a PDF, without the spaces of typesetting."""
    pages = pypdfium2.PdfDocument(BytesIO(content))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def latest_document(office: Office, case: Any) -> tuple[Any, bytes]:
    from xuanhu.apps.papers.keeping import plain
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    with seeing([office.id]):
        row = Document.objects.filter(case=case).order_by("-id").first()
        return row, b"".join(plain(row))


def test_an_opinion_goes_from_the_invitation_to_the_insured(office: Office):
    from xuanhu.apps.papers.queries import name_of

    case = office.second_opinion()
    office.invited(case)
    office.written(case)
    assert office.checked(case)["Location"] == f"/opinions/{case.public_id}?done=passed"
    said = office.post("care-manager", f"/opinions/{case.public_id}/release", {})
    assert (said.status_code, said["Location"]) == (302, f"/opinions/{case.public_id}?done=released")
    recorded = [name for name, _ in office.facts(case)]
    assert recorded[-2:] == ["report-issued", "report-delivered"]
    row, content = latest_document(office, case)
    assert (row.kind, row.media_type, name_of(row)) == (
        "medical-record-copy",
        "application/pdf",
        "第二诊疗意见 第1版.pdf",
    )
    words = text_of(content)
    for text in ("第二诊疗意见书", "被保险人王芳", "女，76岁", "二〇二六年十月十四日", "第1页，共1页", "草稿"):
        assert (text in words) == (text != "草稿"), text
    assert "".join(SECTIONS["opinion"].split()) in words
    page = office.read("care-manager", f"/opinions/{case.public_id}?done=released")
    assert "意见书已经归入案件资料，事实已经记下；客户的通知随之发出。" in page


def test_what_is_refused_by_the_handbook_is_said_and_leaves_nothing(office: Office):
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    case = office.record(
        office.case("second-opinion"), ("identity-verified", {"name": "王芳", "id_number": "11010519491231002X"})
    )
    office.invited(case)
    office.written(case)
    office.checked(case)
    said = office.post("care-manager", f"/opinions/{case.public_id}/release", {})
    assert said.status_code == 422
    assert 'class="refusal"' in said.content.decode()
    assert [name for name, _ in office.facts(case)] == ["applied", "identity-verified"]
    with seeing([office.id]):
        assert not Document.objects.filter(case=case).exists()


def test_a_returned_version_gets_a_further_one(office: Office):
    from xuanhu.apps.opinions.models import Opinion
    from xuanhu.apps.opinions.sealed import opened_sections
    from xuanhu.apps.tenancy import seeing

    case = office.second_opinion()
    office.invited(case)
    office.written(case)
    path = f"/opinions/{case.public_id}"
    assert office.post("expert", f"{path}/write", SECTIONS).status_code == 422  # it is being checked
    assert office.checked(case, result="returned").status_code == 422  # without a word why
    assert office.checked(case, result="returned", remarks="左右侧写反了").status_code == 302
    assert "左右侧写反了" in office.read("expert", f"{path}/write")
    office.written(case, opinion="改正：右侧。")
    with seeing([office.id]):
        rows = Opinion.objects.filter(case=case).order_by("version")
        texts = [(row.version, opened_sections("opinion", row.sections)["opinion"]) for row in rows]
    assert texts == [(1, SECTIONS["opinion"]), (2, "改正：右侧。")]


def test_versions_are_never_changed_even_by_sql(office: Office, platform: Platform):
    case = office.second_opinion()
    office.invited(case)
    office.written(case)
    office.checked(case)
    for table in ("opinion", "qualitycheck", "translation", "release"):
        for what in (f"UPDATE opinions_{table} SET by = 'x'", f"DELETE FROM opinions_{table}"):  # noqa: S608 - our own
            with psycopg.connect(platform.access.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
                owner.execute(what)


def test_nobody_checks_what_they_wrote(office: Office, platform: Platform):
    case = office.second_opinion()
    expert = office.expert()
    path = f"/opinions/{case.public_id}"
    form = {"expert": [expert.id], f"account-{expert.id}": "0", "due_on": "2026-10-19"}
    assert office.post("care-manager", f"{path}/invite", form).status_code == 302
    with psycopg.connect(platform.access.owner) as owner:
        (number,) = owner.execute("SELECT id FROM opinions_invitation WHERE case_id = %s", [case.id]).fetchone()
    assert office.post("care-manager", f"{path}/answer", {"invitation": number, "answer": "yes"}).status_code == 302
    assert office.post("care-manager", f"{path}/write", SECTIONS)["Location"] == f"{path}?done=submitted"
    said = office.post("care-manager", f"{path}/check", {"version": "1", "result": "passed"})
    assert said.status_code == 422
    assert "这一版是您自己写的" in said.content.decode()
    with psycopg.connect(platform.access.owner) as owner, pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            "INSERT INTO opinions_qualitycheck (insurer_id, opinion_id, result, remarks, checked_at, by, actor)"
            " SELECT insurer_id, id, 'passed', '', now(), by, actor FROM opinions_opinion WHERE case_id = %s",
            [case.id],
        )
    assert office.checked(case).status_code == 302


def test_an_expert_sees_what_they_were_asked_about_and_no_more(office: Office):
    asked, other = office.second_opinion(), office.second_opinion()
    paper, others_paper = office.add_paper(asked), office.add_paper(other)
    office.invited(asked)
    pages = ("", "/write", "/preview?of=opinion", "/preview/1.png?of=opinion", "/letter.pdf?of=opinion")
    paths = [f"/opinions/{{case}}{page}" for page in pages]
    mine = [office.get("expert", path.format(case=asked.public_id)).status_code for path in paths]
    assert mine == [302, 200, 200, 200, 200]
    assert [office.get("expert", path.format(case=other.public_id)).status_code for path in paths] == [404] * 5
    content = office.get("expert", f"/opinions/{asked.public_id}/papers/{paper.public_id}")
    assert (content.status_code, content["X-Frame-Options"], content["Content-Type"]) == (
        200,
        "SAMEORIGIN",
        "application/pdf",
    )
    assert b"".join(content.streaming_content).startswith(b"%PDF-")
    for case in (asked, other):
        path = f"/opinions/{case.public_id}/papers/{others_paper.public_id}"
        assert office.get("expert", path).status_code == 404
    for page in ("/invite", "/check", "/translate"):
        assert office.get("expert", f"/opinions/{asked.public_id}{page}").status_code == 403
    assert office.get("expert-2", f"/opinions/{asked.public_id}/write").status_code == 404


def test_who_declined_sees_the_case_no_more(office: Office):
    case = office.second_opinion()
    row = office.invited(case, answer=None)
    path = f"/opinions/{case.public_id}"
    assert office.get("expert", f"{path}/write").status_code == 200
    said = office.post("expert", f"{path}/answer", {"invitation": row.id, "answer": "no"})
    assert said["Location"] == "/opinions"
    assert office.get("expert", f"{path}/write").status_code == 404
    assert "现在没有请您看的病例" in office.read("expert", "/opinions")


def test_strangers_and_other_roles_are_kept_out(office: Office, other_office: Office):
    case = office.second_opinion()
    assert other_office.get("care-manager", f"/opinions/{case.public_id}").status_code == 404
    for role in ("laboratory",):
        assert office.get(role, "/opinions").status_code == 403
        assert office.get(role, f"/opinions/{case.public_id}").status_code == 403
    desk = office.desk("care-manager")
    assert desk.client.post(f"/opinions/{case.public_id}/release", {}).status_code == 403  # no token


def test_a_reviewer_checks_and_neither_invites_nor_gives(office: Office):
    case = office.second_opinion()
    office.invited(case)
    office.written(case)
    for page, form in (("invite", {}), ("release", {}), ("translate", {}), ("questions", {"history": "x"})):
        assert office.post("reviewer", f"/opinions/{case.public_id}/{page}", form).status_code == 403, page


def test_a_draft_is_kept_as_one_types_and_no_window_undoes_another(office: Office):
    case = office.second_opinion()
    office.invited(case)
    path = f"/opinions/{case.public_id}/draft/opinion"
    first = office.post("expert", path, {**SECTIONS, "revision": "0"}, Accept="application/json")
    assert (first.status_code, first.json()) == (200, {"revision": 1, "says": "草稿已保存 10:00:00"})
    stale = office.post("expert", path, {"opinion": "另一个窗口", "revision": "0"}, Accept="application/json")
    assert stale.status_code == 409
    page = office.get("expert", f"/opinions/{case.public_id}/write").content.decode()
    assert SECTIONS["opinion"] in page
    assert "另一个窗口" not in page
    assert 'name="revision" value="1"' in page
    unfinished = office.post("expert", f"/opinions/{case.public_id}/write", {**SECTIONS, "advice": " "})
    assert (unfinished.status_code, SECTIONS["summary"] in unfinished.content.decode()) == (422, True)


def test_a_name_in_the_letter_is_never_code(office: Office):
    from xuanhu.apps.opinions.sealed import seal_sections

    case = office.second_opinion()
    office.invited(case)
    nasty = '#panic("x") #sys.inputs *粗* $x^2$ <a> @b [c] {d} "e" \\'
    office.written(case, opinion=nasty)
    said = office.get("expert", f"/opinions/{case.public_id}/letter.pdf")
    assert said.status_code == 200
    assert '#panic("x")#sys.inputs*粗*' in text_of(said.content).replace("“", '"').replace("”", '"')
    assert seal_sections("opinion", {"opinion": nasty}).count(nasty) == 0


def test_a_letter_on_a_page_masks_the_name_that_the_insured_reads_in_full(office: Office):
    case = office.second_opinion()
    office.invited(case)
    office.written(case)
    path = f"/opinions/{case.public_id}/letter.pdf"
    for role, query in (("expert", "?of=opinion"), ("expert", ""), ("care-manager", ""), ("reviewer", "")):
        words = text_of(office.get(role, path + query).content)
        assert ("王*" in words, "王芳" in words, "草" in words) == (True, False, True), (role, query)


def test_the_list_says_what_is_lacking(office: Office):
    case = office.second_opinion()
    line = office.read("care-manager", "/opinions")
    assert "请专家轮到您" in line
    office.invited(case, answer=None)
    assert "等专家答复等专家" in office.read("care-manager", "/opinions")
    assert "请答复邀请轮到您" in office.read("expert", "/opinions")


@pytest.mark.parametrize("role", ["care-manager", "expert"])
def test_the_list_takes_as_many_queries_for_three_cases_as_for_one(office: Office, role: str):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 3):
        while len(office.people.get("cases", [])) < number:
            case = office.second_opinion()
            office.invited(case)
            office.written(case)
            office.checked(case)
            office.people.setdefault("cases", []).append(case)
        with CaptureQueriesContext(connection) as captured:
            page = office.read(role, "/opinions")
        counts.append((len(captured), sum("第二诊疗意见" in line for line in page)))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]
