"""What is read of documents: lists, content and parts of it, and who has opened them."""

from urllib.parse import quote

import pytest

from tests.integration.api.tenants import Door, Said, Tenant, key_for
from tests.integration.papers.conftest import Disk
from tests.integration.papers.files import NAME, added, pdf

MIB = 1024 * 1024


def content_of(tenant: Tenant, document: str, **headers: str) -> Said:
    return tenant.door.get(f"/cases/{tenant.case}/documents/{document}/content", **headers)


def openings(tenant: Tenant) -> list[tuple[str, str, str]]:
    from xuanhu.apps.papers.models import Opening
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        return [(str(one.document.public_id), one.by, one.actor) for one in Opening.objects.select_related("document")]


def test_content_comes_back_as_it_was_with_headers_that_let_nothing_run(tenant: Tenant):
    content = pdf()
    document = added(tenant, content)
    said = content_of(tenant, document)
    shown = tenant.door.get(f"/cases/{tenant.case}/documents/{document}").json
    assert (said.status, said.content) == (200, content)
    assert {name: said.headers[name] for name in said.headers if name != "Referrer-Policy"} == {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Frame-Options": "DENY",
        "Content-Type": "application/pdf",
        "Content-Length": str(len(content)),
        "Content-Disposition": f"attachment; filename*=utf-8''{quote(NAME)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
        "ETag": f'"{shown["sha256"]}"',
        "Accept-Ranges": "bytes",
    }


def test_each_reading_is_on_record_and_a_look_is_none(tenant: Tenant):
    document = added(tenant)
    path = f"/cases/{tenant.case}/documents/{document}/content"
    reviewer = Door(key_for([tenant.id], role="reviewer"))
    head = tenant.door.ask("HEAD", path)
    assert (head.status, head.content) == (200, b"")
    assert head.headers["ETag"] == content_of(tenant, document).headers["ETag"]
    reviewer.get(path)
    tenant.door.get(f"/cases/{tenant.case}/documents/{document}")
    assert openings(tenant) == [(document, "agent", "agent"), (document, "reviewer", "reviewer")]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=10-", 10, None),
        ("bytes=-10", -10, None),
        (f"bytes={MIB - 3}-{MIB + 4}", MIB - 3, MIB + 5),
        (f"bytes={2 * MIB}-{2 * MIB}", 2 * MIB, 2 * MIB + 1),
        ("bytes=5-999999999", 5, None),
    ],
)
def test_a_part_is_that_part(tenant: Tenant, big: tuple[str, bytes], asked: str, start: int, end: int | None):
    document, content = big
    said = content_of(tenant, document, Range=asked)
    wanted = content[start:end]
    first = start % len(content)
    assert (said.status, said.content == wanted) == (206, True)
    assert said.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(content)}"
    assert said.headers["Content-Length"] == str(len(wanted))


@pytest.fixture
def big(tenant: Tenant) -> tuple[str, bytes]:
    """A document of two chunks and a half, in which no two places look alike."""
    content = pdf() + b"".join(number.to_bytes(4) for number in range(650_000))
    return added(tenant, content), content


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=0-1,4-5", "bytes=-", "lines=1-2", "bytes=a-b"])
def test_what_is_no_part_is_answered_with_all(tenant: Tenant, asked: str):
    content = pdf()
    said = content_of(tenant, added(tenant, content), Range=asked)
    assert (said.status, said.content) == (200, content)


@pytest.mark.parametrize("asked", ["bytes=100000-", "bytes=-0"])
def test_a_part_beyond_the_end_is_none(tenant: Tenant, asked: str):
    content = pdf()
    said = content_of(tenant, added(tenant, content), Range=asked)
    assert said.problem == (416, "no-such-range")
    assert said.headers["Content-Range"] == f"bytes */{len(content)}"
    assert openings(tenant) == []


def test_a_part_of_another_edition_is_answered_with_all(tenant: Tenant):
    content = pdf()
    said = content_of(tenant, added(tenant, content), Range="bytes=0-3", If_Range='"another"')
    assert (said.status, said.content) == (200, content)


def test_a_withdrawn_document_is_kept_and_not_listed(tenant: Tenant):
    content = pdf()
    document = added(tenant, content)
    path = f"/cases/{tenant.case}/documents"
    said = tenant.door.post(f"{path}/{document}/withdraw", {"reason": "是别人的报告"})
    assert said.status == 200
    withdrawn = said.json["withdrawn"]
    assert (withdrawn["by"], withdrawn["reason"]) == ("agent", "是别人的报告")
    assert tenant.door.get(path).json["items"] == []
    assert tenant.door.get(f"{path}?withdrawn=true").json["items"] == [said.json]
    assert content_of(tenant, document).content == content
    again = tenant.door.post(f"{path}/{document}/withdraw", {"reason": "再撤一次"})
    assert again.problem == (409, "already-withdrawn")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 501}, {"reason": "x", "y": 1}])
def test_withdrawing_needs_a_reason(tenant: Tenant, body: dict[str, object]):
    said = tenant.door.post(f"/cases/{tenant.case}/documents/{added(tenant)}/withdraw", body)
    assert said.problem == (422, "malformed")


def test_pages_go_on_where_the_last_one_ended(tenant: Tenant):
    ids = [added(tenant) for _ in range(3)]
    path = f"/cases/{tenant.case}/documents"
    first = tenant.door.get(f"{path}?limit=2").json
    second = tenant.door.get(f"{path}?limit=2&after={first['next']}").json
    assert [one["id"] for one in first["items"] + second["items"]] == ids
    assert second["next"] is None


def test_a_list_takes_as_many_queries_for_three_documents_as_for_one(tenant: Tenant):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for total in (1, 3):
        while len(tenant.door.get(f"/cases/{tenant.case}/documents").json["items"]) < total:
            added(tenant)
        with CaptureQueriesContext(connection) as captured:
            tenant.door.get(f"/cases/{tenant.case}/documents")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_flipped_byte_is_said_as_damage_and_nobody_has_read(
    tenant: Tenant, disk: Disk, caplog: pytest.LogCaptureFixture
):
    from xuanhu.apps.papers.queries import verify_documents

    document = added(tenant)
    file = disk.of(document)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    assert content_of(tenant, document).problem == (500, "document-damaged")
    assert openings(tenant) == []
    told = [one.getMessage() for one in caplog.records if one.name == "xuanhu.api"]
    assert told == [f"document {document}: Damaged"]
    assert NAME not in caplog.text
    assert [(str(one.document), one.what) for one in verify_documents() if one.insurer == tenant.id] == [
        (document, "changed")
    ]


def test_bytes_that_are_gone_are_said_as_damage_too(tenant: Tenant, disk: Disk):
    from xuanhu.apps.papers.queries import verify_documents

    document, whole = added(tenant), added(tenant)
    disk.of(document).unlink()
    assert content_of(tenant, document).problem == (500, "document-damaged")
    assert content_of(tenant, whole).status == 200
    assert [(str(one.document), one.what) for one in verify_documents() if one.insurer == tenant.id] == [
        (document, "missing")
    ]


def test_a_part_that_is_whole_is_given_from_a_document_that_is_damaged_elsewhere(
    tenant: Tenant, disk: Disk, big: tuple[str, bytes]
):
    document, content = big
    file = disk.of(document)
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)
    assert content_of(tenant, document, Range="bytes=0-99").content == content[:100]
    assert content_of(tenant, document).problem == (500, "document-damaged")
