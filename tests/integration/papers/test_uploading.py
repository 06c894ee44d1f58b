"""What comes of an upload: a document, a fact, bytes on disk that say nothing."""

import base64
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.api.tenants import Door, Tenant, key_for
from tests.integration.papers.conftest import Disk
from tests.integration.papers.files import (
    NAME,
    added,
    dicom,
    form,
    jpeg,
    old_word,
    pdf,
    png,
    send,
    word,
    zipped,
)

NOBODY = "00000000-0000-4000-8000-000000000000"


def facts(tenant: Tenant) -> list[tuple[str, object]]:
    return [(one["fact"], one["data"].get("kinds")) for one in tenant.door.get(f"/cases/{tenant.case}/facts").json]


def listed(tenant: Tenant) -> list[str]:
    return [one["id"] for one in tenant.door.get(f"/cases/{tenant.case}/documents").json["items"]]


def test_an_upload_is_a_document_and_a_fact(tenant: Tenant):
    content = pdf()
    said = send(tenant, content)
    assert said.status == 201
    assert (said.json["allowed"], said.json["refused"]) == (True, [])
    assert "documents-added" in said.json["case"]["has"]
    document = said.json["document"]
    assert document == {
        "id": document["id"],
        "case": tenant.case,
        "kind": "pathology-report",
        "name": NAME,
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "added_at": document["added_at"],
        "by": "agent",
        "withdrawn": None,
    }
    assert facts(tenant)[-1] == ("documents-added", ["pathology-report"])
    assert tenant.door.get(f"/cases/{tenant.case}/documents/{document['id']}").json == document
    assert tenant.door.get(f"/cases/{tenant.case}/documents").json == {"items": [document], "next": None}


def test_without_records_no_fact_is_recorded(tenant: Tenant):
    said = send(tenant, pdf(), asked="?records=false")
    assert (said.status, said.json["allowed"], said.json["document"]["by"]) == (201, True, "agent")
    assert facts(tenant) == [("applied", None)]


def test_an_admission_slip_is_a_paper_and_its_own_fact_stays_an_act(tenant: Tenant):
    assert send(tenant, png(), kind="admission-slip").status == 201
    assert [name for name, _ in facts(tenant)] == ["applied", "documents-added"]


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (pdf(), "application/pdf", "报告.exe"),
        (b"\xef\xbb\xbf\r\n" + pdf(), "application/pdf", "x"),
        (png(), "image/png", "照片.pdf"),
        (jpeg(), "image/jpeg", "照片.jpg"),
        (dicom(), "application/dicom", "IM0001"),
        (zipped(IM0001=dicom()), "application/zip", "影像.zip"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "病历.docx"),
        (old_word(), "application/msword", "病历.doc"),
    ],
)
def test_the_type_is_the_one_found_whatever_was_claimed(tenant: Tenant, content: bytes, media_type: str, name: str):
    said = send(tenant, content, name=name, Content_Type="text/html")
    assert (said.status, said.json["document"]["media_type"], said.json["document"]["name"]) == (201, media_type, name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ" + bytes(300), "这是Windows 程序，不能收；请传 PDF、图片"),
        (b"<!DOCTYPE html><html></html>", "这是网页（HTML），不能收；请另存为 PDF 再传"),
        (b"#!/bin/sh\nrm -rf /\n", "这是脚本，不能收；请传 PDF、图片"),
        ("门诊病历：咳嗽三周。".encode("gb18030"), "这是纯文本，不能收；请另存为 PDF 再传"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "这是RAR 压缩包，不能收；请解开，把里面的文件分别上传"),
        (
            zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}),
            "这是Excel 表格，不能收；请另存为 PDF 再传",
        ),
        (bytes(range(256)) * 400, "这是不认识的文件，不能收；请传 PDF、图片"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(tenant: Tenant, disk: Disk, content: bytes, says: str):
    before = disk.files()
    said = send(tenant, content, name="报告.pdf")
    assert said.problem == (415, "not-accepted")
    assert said.json["detail"].startswith(says)
    assert disk.files() == before
    assert (listed(tenant), facts(tenant)) == ([], [("applied", None)])


def test_an_empty_file_is_refused(tenant: Tenant, disk: Disk):
    before = disk.files()
    assert send(tenant, b"").problem == (422, "empty-file")
    assert disk.files() == before


def test_the_same_bytes_of_the_same_kind_are_the_document_that_is_there(tenant: Tenant, disk: Disk):
    content = pdf()
    first = send(tenant, content)
    before = disk.files()
    again = send(tenant, content, name="又一次.pdf")
    assert (again.status, again.json["allowed"], again.json["document"]) == (200, True, first.json["document"])
    assert disk.files() == before
    assert [name for name, _ in facts(tenant)] == ["applied", "documents-added"]
    assert send(tenant, content, kind="medical-record-copy").status == 201


def test_what_was_withdrawn_may_come_again(tenant: Tenant):
    content = pdf()
    old = added(tenant, content)
    tenant.door.post(f"/cases/{tenant.case}/documents/{old}/withdraw", {"reason": "传错了"})
    assert added(tenant, content) != old


def test_a_refused_fact_is_answered_as_facts_are_and_nothing_is_kept(tenant: Tenant, disk: Disk):
    tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "ended", "data": {"reason": "客户不来了"}})
    before = disk.files()
    said = send(tenant, pdf())
    assert (said.status, said.json["allowed"], said.json["document"]) == (200, False, None)
    assert [one["code"] for one in said.json["refused"]] == ["closed"]
    assert disk.files() == before
    assert listed(tenant) == []
    assert send(tenant, pdf(), asked="?records=false").status == 201


def test_a_role_that_may_not_record_is_told_so_and_may_add_without(tenant: Tenant):
    expert = Door(key_for([tenant.id], role="expert"))
    said = send(tenant, pdf(), door=expert)
    assert [one["code"] for one in said.json["refused"]] == ["not-allowed"]
    assert send(tenant, pdf(), door=expert, asked="?records=false").json["document"]["by"] == "expert"


def test_who_may_only_add_reads_nothing_and_withdraws_nothing(tenant: Tenant, insured: Door):
    document = send(tenant, pdf(), door=insured).json["document"]["id"]
    here = f"/cases/{tenant.case}/documents"
    for path in (here, f"{here}/{document}", f"{here}/{document}/content"):
        assert insured.get(path).problem == (403, "not-permitted")
    assert insured.post(f"{here}/{document}/withdraw", {"reason": "不要了"}).problem == (403, "not-permitted")


def test_an_escort_has_no_business_in_papers(tenant: Tenant, escort: Door):
    document = added(tenant)
    here = f"/cases/{tenant.case}/documents"
    for path in (here, f"{here}/{document}", f"{here}/{document}/content"):
        assert escort.get(path).problem == (403, "not-permitted")
    assert escort.ask("HEAD", f"{here}/{document}/content").status == 403
    assert send(tenant, pdf(), door=escort).problem == (403, "not-permitted")


def test_a_strangers_key_finds_neither_case_nor_document(tenant: Tenant, stranger: Tenant, disk: Disk):
    document = added(tenant)
    before = disk.files()
    here = f"/cases/{tenant.case}/documents"
    for path in (here, f"{here}/{document}", f"{here}/{document}/content"):
        assert stranger.door.get(path).problem == (404, "not-found")
    assert stranger.door.ask("HEAD", f"{here}/{document}/content").status == 404
    assert send(tenant, pdf(), door=stranger.door).problem == (404, "not-found")
    assert stranger.door.post(f"{here}/{document}/withdraw", {"reason": "x"}).problem == (404, "not-found")
    own = f"/cases/{stranger.case}/documents/{document}"
    assert stranger.door.get(own).problem == (404, "not-found")
    assert disk.files() == before


def test_on_disk_is_neither_a_word_of_it_nor_its_name(tenant: Tenant, disk: Disk):
    before = disk.files()
    content = pdf("adenocarcinoma of the lung")
    added(tenant, content)
    (new,) = disk.files() - before
    raw = new.read_bytes()
    assert [word for word in (b"%PDF", b"adenocarcinoma", b"EOF") if word in raw] == []
    assert NAME not in str(new)
    assert (new.stat().st_mode & 0o777, new.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_no_row_shows_the_name(tenant: Tenant):
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    document = added(tenant)
    with seeing([tenant.id]):
        row = Document.objects.get(public_id=document)
    assert row.name.startswith("tests:")
    assert row.data_key.startswith("tests:")
    assert "王芳" not in row.name


@pytest.mark.parametrize("first", ["kind", "file"])
def test_a_form_does_as_well(tenant: Tenant, first: str):
    content = pdf() + bytes(700_000)
    body, kind = form(content, first=first)
    said = tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=body, Content_Type=kind)
    assert said.status == 201, said.content
    document = said.json["document"]
    assert (document["kind"], document["name"], document["size"]) == ("ct-report", NAME, len(content))
    got = tenant.door.get(f"/cases/{tenant.case}/documents/{document['id']}/content")
    assert got.content == content


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"kind": None}, (422, "malformed")),
        ({"kind": "no-such-kind"}, (422, "malformed")),
        ({"kind": "no-such-kind", "first": "file"}, (422, "malformed")),
        ({"content": b""}, (422, "empty-file")),
        ({"content": b"MZ"}, (415, "not-accepted")),
        ({"name": "x" * 300}, (422, "malformed")),
    ],
)
def test_a_form_that_is_wrong_is_told_so_and_nothing_is_kept(
    tenant: Tenant, disk: Disk, changed: dict[str, object], problem: tuple[int, str]
):
    before = disk.files()
    body, kind = form(**({"content": pdf()} | changed))
    assert tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=body, Content_Type=kind).problem == problem
    assert disk.files() == before


def test_a_form_without_its_last_line_broke_off(tenant: Tenant, disk: Disk):
    before = disk.files()
    body, kind = form(pdf())
    for cut in (len(body) - 30, len(body) // 2):
        said = tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=body[:cut], Content_Type=kind)
        assert said.problem == (400, "broken-off")
    assert disk.files() == before


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        (b"x" * 5000, (422, "malformed")),
        (b'Content-Disposition: form-data; name="more"\r\n\r\n1', (422, "malformed")),
        (b'Content-Disposition: form-data; name="kind"\r\n\r\nct-report', (422, "malformed")),
        (b"Content-Disposition: form-data\r\n\r\nct-report", (422, "malformed")),
        (b'Content-Disposition: form-data; name="file"\r\n\r\nct-report', (415, "not-accepted")),
        (b'Content-Disposition: form-data; name="kind"; filename="\xff"\r\n\r\ninvoice', (422, "malformed")),
        (b"", (422, "malformed")),
    ],
)
def test_a_form_of_odd_parts_is_told_so(tenant: Tenant, disk: Disk, part: bytes, problem: tuple[int, str]):
    before = disk.files()
    body = b"--b\r\n" + part + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    said = tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=body, Content_Type=kind)
    assert said.problem == problem
    assert disk.files() == before


def test_a_form_with_two_files_is_malformed_and_neither_is_kept(tenant: Tenant, disk: Disk):
    before = disk.files()
    body, kind = form(pdf())
    line = b"--" + kind.partition("boundary=")[2].encode()
    parts = body.split(line)
    doubled = line.join([*parts[:-1], parts[-2], parts[-1]])
    said = tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=doubled, Content_Type=kind)
    assert said.problem == (422, "malformed")
    assert disk.files() == before


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 201]
)
def test_a_form_without_a_boundary_is_malformed(tenant: Tenant, kind: str):
    said = tenant.door.ask("POST", f"/cases/{tenant.case}/documents", raw=b"--x", Content_Type=kind)
    assert said.problem == (422, "malformed")


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Document_Kind": "no-such-kind"},
        {"X_Document_Kind": ""},
        {"X_Document_Name": "%FF%FE"},
        {"X_Document_Name": "王".encode().decode("latin-1")},
        {"X_Document_Name": "x" * 256},
        {"Content_Digest": "md5=:AAAA:"},
        {"Idempotency_Key": "a b"},
    ],
)
def test_headers_that_are_wrong_are_told_so_and_nothing_is_kept(tenant: Tenant, disk: Disk, headers: dict[str, str]):
    before = disk.files()
    assert send(tenant, pdf(), **headers).problem == (422, "malformed")
    assert disk.files() == before


def test_a_kind_that_nobody_knows_is_answered_with_those_that_are(tenant: Tenant):
    said = send(tenant, pdf(), kind="selfie")
    assert said.json["errors"][0]["where"] == "kind"
    assert "pathology-report" in said.json["errors"][0]["right"]


def test_a_digest_is_held_against_the_content(tenant: Tenant, disk: Disk):
    content = pdf()
    right = base64.b64encode(hashlib.sha256(content).digest()).decode()
    before = disk.files()
    wrong = base64.b64encode(bytes(32)).decode()
    assert send(tenant, content, Content_Digest=f"sha-256=:{wrong}:").problem == (422, "digest-mismatch")
    assert disk.files() == before
    assert send(tenant, content, Content_Digest=f"sha-256=:{right}:").status == 201


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\fakepath\\病理.pdf", "病理.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\x1b\u202efdp.exe", "abfdp.exe"),
        ("  ", "pathology-report.pdf"),
        ("", "pathology-report.pdf"),
        ("很" * 255, "很" * 255),
    ],
)
def test_a_name_loses_its_folders_and_what_nobody_sees(tenant: Tenant, name: str, kept: str):
    assert send(tenant, pdf(), name=name).json["document"]["name"] == kept


def test_sent_twice_under_one_key_is_done_once(tenant: Tenant, disk: Disk):
    content = pdf()
    first = send(tenant, content, Idempotency_Key="paper")
    before = disk.files()
    again = send(tenant, content, Idempotency_Key="paper")
    assert (again.status, again.json) == (201, first.json)
    other = send(tenant, pdf(), Idempotency_Key="paper")
    assert other.problem == (409, "idempotency-mismatch")
    assert disk.files() == before
    assert listed(tenant) == [first.json["document"]["id"]]


def test_of_the_same_twice_at_once_one_is_new(tenant: Tenant, disk: Disk):
    content, before = pdf(), disk.files()
    start = threading.Barrier(4)

    def one(_: int) -> int:
        from django.db import connection

        start.wait(30)
        try:
            return send(tenant, content).status
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(one, range(4)))
    assert found == [200, 200, 200, 201]
    assert len(disk.files() - before) == 1
    assert [name for name, _ in facts(tenant)] == ["applied", "documents-added"]


def test_no_key_adds_in_anothers_role(tenant: Tenant, disk: Disk):
    before = disk.files()
    assert send(tenant, pdf(), asked="?by=reviewer").problem == (403, "not-permitted")
    assert disk.files() == before


def test_a_store_that_is_full_is_said_and_nothing_is_recorded(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.papers import keeping
    from xuanhu.integrations.store import store_for

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "store", lambda: store_for("file:///dev/null/documents"))
        assert send(tenant, pdf()).problem == (503, "unavailable")
    assert facts(tenant) == [("applied", None)]


def test_an_unknown_case_is_not_found(tenant: Tenant):
    assert tenant.door.get(f"/cases/{NOBODY}/documents").problem == (404, "not-found")
    assert tenant.door.get(f"/cases/{tenant.case}/documents/{NOBODY}").problem == (404, "not-found")
