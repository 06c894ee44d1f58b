"""Files that pages send are sealed while they come in: never plain on a disk, never inside a page's transaction."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk
from tests.integration.api.tenants import Tenant
from tests.integration.platform import Platform
from tests.integration.web.reading import token_in

BOUNDARY = "----a-boundary-of-the-tests"
SAYS = b"what only the patient may read "
LARGE = b"%PDF-1.4\n" + SAYS * 200_000 + b"\n%%EOF\n"  # more than Django would hold in memory


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every temporary file that was made of an upload."""
    from django.core.files import uploadedfile

    made: list[str] = []

    class Watched(uploadedfile.TemporaryUploadedFile):
        def __init__(self, name: str, *rest: Any, **more: Any) -> None:
            made.append(name)
            super().__init__(name, *rest, **more)

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", Watched)
    return made


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of every file that was kept: whether a transaction was open."""
    from django.db import connection

    from xuanhu.web import sealed_forms

    found: list[bool] = []
    keep = sealed_forms.keep

    def watched(*blocks: Any, **more: Any) -> Any:
        found.append(connection.in_atomic_block)
        return keep(*blocks, **more)

    monkeypatch.setattr(sealed_forms, "keep", watched)
    return found


def stored(platform: Platform) -> Iterator[Path]:
    return (one for one in platform.documents.rglob("*") if one.is_file())


def post(desk: Desk, tenant: Tenant, *, file: bytes, announced: int = 0, ends: bool = True, token: str = "") -> Any:
    """The form of papers as a browser sends it; `announced` bytes more than really come."""
    token = token or token_in(desk.client.get(f"/cases/{tenant.case}").content)
    fields = {"csrfmiddlewaretoken": token, "kind": "ct-report"}
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n')
    body = "".join(parts).encode() + file + (f"\r\n--{BOUNDARY}--\r\n".encode() if ends else b"")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    stream: Any = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body) + announced), "CONTENT_TYPE": kind}
    return desk.client.generic("POST", f"/cases/{tenant.case}/papers", b"", **stream)


def test_a_large_file_is_sealed_as_it_comes_and_never_plain_on_a_disk(
    tenant: Tenant, at_work: Desk, platform: Platform, spooled: list[str], within: list[bool]
):
    before = set(stored(platform))
    assert post(at_work, tenant, file=LARGE).status_code == 302
    (new,) = set(stored(platform)) - before
    assert SAYS not in new.read_bytes()
    assert (spooled, within) == ([], [False])


def test_an_upload_that_breaks_off_leaves_nothing(tenant: Tenant, at_work: Desk, platform: Platform):
    before = set(stored(platform))
    said = post(at_work, tenant, file=LARGE, announced=1000, ends=False)
    assert (said.status_code, "文件没有传完，请再传一次。" in said.content.decode()) == (422, True)
    assert set(stored(platform)) == before


def test_a_file_that_was_taken_before_the_form_broke_off_is_forgotten(
    tenant: Tenant, at_work: Desk, platform: Platform
):
    before = set(stored(platform))
    assert post(at_work, tenant, file=LARGE, announced=1000).status_code == 422
    assert set(stored(platform)) == before


def test_a_file_with_a_wrong_token_is_not_taken(tenant: Tenant, at_work: Desk, platform: Platform, within: list[bool]):
    before = set(stored(platform))
    assert post(at_work, tenant, file=LARGE, token="x" * 64).status_code == 403
    assert (set(stored(platform)), within) == (before, [])


def test_the_same_file_twice_is_kept_once(tenant: Tenant, at_work: Desk, platform: Platform):
    before = set(stored(platform))
    assert [post(at_work, tenant, file=LARGE).status_code for _ in range(2)] == [302, 302]
    assert len(set(stored(platform)) - before) == 1
