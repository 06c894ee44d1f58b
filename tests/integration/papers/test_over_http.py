"""Uploads and downloads through the web server: too large, broken off, streamed."""

import base64
import hashlib
import http.client
import json
import os
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.integration.api.tenants import Tenant
from tests.integration.papers.conftest import Disk
from tests.integration.papers.files import form, pdf

MIB = 1024 * 1024
TOO_MUCH = 300 * MIB
PATIENCE = 60


@pytest.fixture
def line(served_at: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(urlsplit(served_at).netloc, timeout=PATIENCE)
    yield connection
    connection.close()


@pytest.fixture
def address(served_at: str) -> tuple[str, int]:
    host, port = urlsplit(served_at).netloc.split(":")
    return host, int(port)


def headers(tenant: Tenant, **more: str) -> dict[str, str]:
    given = {"Authorization": f"Bearer {tenant.door._key}", "X-Document-Kind": "imaging"}
    return given | {name.replace("_", "-"): value for name, value in more.items()}


def documents(tenant: Tenant) -> str:
    return f"/api/v1/cases/{tenant.case}/documents"


def much(total: int, begin: bytes = b"%PDF-1.4\n") -> Iterator[bytes]:
    """So many bytes, made as they are sent."""
    block = os.urandom(MIB)
    yield begin
    left = total - len(begin)
    while left > 0:
        yield block[: min(MIB, left)]
        left -= MIB


def answer(connection: http.client.HTTPConnection) -> tuple[int, dict[str, object]]:
    got = connection.getresponse()
    return got.status, json.loads(got.read())


def send_until_refused(connection: http.client.HTTPConnection, blocks: Iterator[bytes]) -> int:
    """Send chunks until the server takes no more; how many bytes went out."""
    sent = 0
    try:
        for block in blocks:
            connection.send(b"%x\r\n%s\r\n" % (len(block), block))
            sent += len(block)
        connection.send(b"0\r\n\r\n")
    except (ConnectionError, TimeoutError):
        pass
    return sent


def until(is_so: Callable[[], bool]) -> None:
    """Ask again until it is so: what the server does after a line broke is seen only on disk."""
    import time

    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end


def test_too_much_is_refused_by_its_length_alone(tenant: Tenant, line: http.client.HTTPConnection, disk: Disk):
    before = disk.files()
    line.putrequest("POST", documents(tenant))
    for name, value in headers(tenant, Content_Length=str(TOO_MUCH)).items():
        line.putheader(name, value)
    line.endheaders(b"%PDF")
    status, said = answer(line)
    assert (status, said["code"]) == (413, "too-large")
    assert "200 MB" in str(said["detail"])
    assert disk.files() == before


@pytest.mark.parametrize("is_form", [False, True], ids=["raw", "form"])
def test_too_much_in_chunks_is_refused_as_soon_as_it_is(
    tenant: Tenant, line: http.client.HTTPConnection, disk: Disk, *, is_form: bool
):
    before = disk.files()
    body, kind = form(b"%PDF-1.4\n") if is_form else (b"%PDF-1.4\n", "application/pdf")
    line.putrequest("POST", documents(tenant))
    for name, value in headers(tenant, Transfer_Encoding="chunked", Content_Type=kind).items():
        line.putheader(name, value)
    line.endheaders()
    sent = send_until_refused(line, much(TOO_MUCH, body[: body.index(b"%PDF") + 9]))
    assert sent < TOO_MUCH
    status, said = answer(line)
    assert (status, said["code"]) == (413, "too-large")
    until(lambda: disk.files() == before)


def test_a_large_document_goes_in_and_comes_out_as_it_was(tenant: Tenant, line: http.client.HTTPConnection):
    size, sent, got = 60 * MIB + 7, hashlib.sha256(), hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for block in much(size):
            sent.update(block)
            yield block

    line.request("POST", documents(tenant), watched(), headers(tenant, Content_Length=str(size)))
    status, said = answer(line)
    assert (status, said["document"]["size"]) == (201, size)
    assert said["document"]["sha256"] == sent.hexdigest()
    line.request("GET", f"{documents(tenant)}/{said['document']['id']}/content", headers=headers(tenant))
    answered = line.getresponse()
    while block := answered.read(MIB):
        got.update(block)
    assert (answered.status, got.hexdigest()) == (200, sent.hexdigest())
    line.request("HEAD", f"{documents(tenant)}/{said['document']['id']}/content", headers=headers(tenant))
    looked = line.getresponse()
    assert (looked.status, looked.headers["Content-Length"], looked.read()) == (200, str(size), b"")
    part = headers(tenant, Range=f"bytes={size - 5}-")
    line.request("GET", f"{documents(tenant)}/{said['document']['id']}/content", headers=part)
    ended = line.getresponse()
    assert (ended.status, len(ended.read())) == (206, 5)


def test_in_chunks_a_digest_or_a_form_tells_that_all_has_come(
    tenant: Tenant, line: http.client.HTTPConnection, disk: Disk
):
    content = pdf()
    before = disk.files()
    line.request("POST", documents(tenant), iter([content]), headers(tenant), encode_chunked=True)
    status, said = answer(line)
    assert (status, said["code"]) == (411, "length-required")
    assert disk.files() == before
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    given = headers(tenant, Content_Digest=f"sha-256=:{digest}:")
    line.request("POST", documents(tenant), iter([content]), given, encode_chunked=True)
    assert answer(line)[0] == 201
    body, kind = form(pdf())
    line.request("POST", documents(tenant), iter([body]), headers(tenant, Content_Type=kind), encode_chunked=True)
    assert answer(line)[0] == 201


@pytest.mark.parametrize("way", ["length", "chunks", "form", "form-in-chunks"])
def test_a_line_that_breaks_leaves_nothing_behind(tenant: Tenant, address: tuple[str, int], disk: Disk, way: str):
    before = disk.files()
    content = pdf() + os.urandom(3 * MIB)
    body, kind = form(content) if "form" in way else (content, "application/pdf")
    given = headers(tenant, Host="localhost", Content_Type=kind)
    half = body[: 2 * MIB]
    if "chunks" in way:
        given["Transfer-Encoding"] = "chunked"
        half = b"%x\r\n%s\r\n" % (len(half), half)
    else:
        given["Content-Length"] = str(len(body))
    head = [f"POST {documents(tenant)} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    with socket.create_connection(address, timeout=PATIENCE) as wire:
        wire.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + half)
        until(lambda: disk.files() != before)  # the server is at it
    until(lambda: disk.files() == before)
    assert tenant.door.get(documents(tenant).removeprefix("/api/v1")).json["items"] == []
