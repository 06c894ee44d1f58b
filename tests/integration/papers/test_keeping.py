"""What the rows and the store keep, whatever happens: kills, rollbacks, new keys, other documents' bytes."""

import base64
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.integration.api.tenants import Tenant
from tests.integration.papers.conftest import Disk
from tests.integration.papers.files import added, pdf, send
from tests.integration.platform import Platform

ROOT = Path(__file__).parents[3]
NEW_KEY = "newer:" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()
LATER = timedelta(days=1, minutes=5)
KILLED = """
import os, django
django.setup()
from datetime import UTC, datetime
from xuanhu.api import documents
from tests.integration.api.tenants import Door, Tenant
from tests.integration.papers.files import pdf, send

def killed(**_):
    os.kill(os.getpid(), 9)

documents.{when} = killed
send(Tenant(0, "", Door({key!r}), "", "", {case!r}), pdf())
"""


def rows(tenant: Tenant) -> int:
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        return Document.objects.filter(case__public_id=tenant.case).count()


def sweep(at: datetime) -> int:
    from xuanhu.apps.papers.actions import sweep_orphans

    return sweep_orphans(at=at)


def test_a_kill_between_store_and_commit_leaves_bytes_that_are_swept_and_no_row(
    tenant: Tenant, disk: Disk, platform: Platform
):
    whole = disk.of(added(tenant))
    before = disk.files()
    kill = KILLED.format(when="add_document", key=tenant.door._key, case=tenant.case)
    environment = platform.environment | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", kill], env=environment, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    (orphan,) = disk.files() - before
    assert rows(tenant) == 1
    now = datetime.now(UTC)
    sweep(now)
    assert orphan.exists()
    assert sweep(now + LATER) == 1
    assert not orphan.exists()
    assert whole.exists()


def test_what_a_kill_left_half_written_is_swept(tenant: Tenant, disk: Disk):
    added(tenant)
    half = disk.folder / "unfinished" / ("0" * 32)
    half.write_bytes(b"half")
    assert sweep(datetime.now(UTC)) == 0
    assert sweep(datetime.now(UTC) + LATER) == 1
    assert not half.exists()


def test_a_transaction_that_rolls_back_leaves_no_bytes(tenant: Tenant, disk: Disk, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.api import once

    def fail(**_: object) -> None:
        raise RuntimeError("the act is not kept")

    before = disk.files()
    with monkeypatch.context() as broken:
        broken.setattr(once, "keep_answer", fail)
        assert send(tenant, pdf(), Idempotency_Key="crash").problem == (500, "internal")
    assert disk.files() == before
    assert rows(tenant) == 0
    assert send(tenant, pdf(), Idempotency_Key="crash").status == 201


def test_where_nobody_knows_whether_it_was_committed_the_bytes_stay_for_the_sweep(
    tenant: Tenant, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    from django.db import OperationalError

    from xuanhu.api import documents

    def fail(*_: object, **__: object) -> None:
        raise OperationalError

    before = disk.files()
    with monkeypatch.context() as broken:
        broken.setattr(documents, "answered_once", fail)
        assert send(tenant, pdf()).problem == (503, "unavailable")
    assert len(disk.files() - before) == 1
    assert sweep(datetime.now(UTC) + LATER) == 1
    assert disk.files() == before


def test_another_documents_file_does_not_open(tenant: Tenant, disk: Disk):
    first, second = added(tenant), added(tenant)
    disk.of(first).write_bytes(disk.of(second).read_bytes())
    said = tenant.door.get(f"/cases/{tenant.case}/documents/{first}/content")
    assert said.problem == (500, "document-damaged")


def test_another_documents_key_does_not_open(tenant: Tenant, platform: Platform):
    from xuanhu.apps.papers.keeping import unwrapped
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.sealing import SealError
    from xuanhu.apps.tenancy import seeing

    first, second = added(tenant), added(tenant)
    with seeing([tenant.id]):
        row = Document.objects.get(public_id=first)
        row.data_key = Document.objects.get(public_id=second).data_key
    with pytest.raises(SealError, match="不属于这里"):
        unwrapped(row)


def test_a_new_key_seals_data_keys_and_names_anew_and_touches_no_file(
    tenant: Tenant, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    from django.conf import settings

    from xuanhu.apps import resealing, sealing
    from xuanhu.apps.papers import keeping, queries
    from xuanhu.apps.papers.models import Document
    from xuanhu.apps.tenancy import seeing

    content = pdf()
    document = added(tenant, content)
    tenant.door.post(f"/cases/{tenant.case}/documents/{document}/withdraw", {"reason": "换钥匙也不碍事"})
    before = {path: path.read_bytes() for path in disk.files()}
    ring = sealing.Sealer(sealing.read_keys(f"{NEW_KEY},{settings.SEALING_KEYS}"))
    for room in (resealing, keeping, queries):
        monkeypatch.setattr(room, "sealer", lambda: ring)
    ours = [one for one in resealing.COLUMNS if one.table == "papers_document"]
    monkeypatch.setattr(resealing, "COLUMNS", ours)
    assert {one.column for one, count in resealing.reseal() if count} == {"name", "data_key"}
    assert list(resealing.reseal()) == []
    with seeing([tenant.id]):
        row = Document.objects.get(public_id=document)
    assert (row.data_key[:6], row.name[:6]) == ("newer:", "newer:")
    assert {path: path.read_bytes() for path in disk.files()} == before
    assert b"".join(keeping.plain(row)) == content
    alone = sealing.Sealer(sealing.read_keys(NEW_KEY))
    monkeypatch.setattr(keeping, "sealer", lambda: alone)
    assert b"".join(keeping.plain(row)) == content
    monkeypatch.undo()
    ring_of_old = sealing.Sealer(sealing.read_keys(settings.SEALING_KEYS))
    monkeypatch.setattr(keeping, "sealer", lambda: ring_of_old)
    assert [one.what for one in queries.verify_documents() if str(one.document) == document] == ["no-key"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE papers_document SET kind = 'invoice'",
        "UPDATE papers_document SET sha256 = ''",
        "UPDATE papers_document SET withdrawn_reason = 'another' WHERE withdrawn_at IS NOT NULL",
        "DELETE FROM papers_document",
        "UPDATE papers_opening SET at = now()",
        "DELETE FROM papers_opening",
    ],
)
def test_neither_a_document_nor_an_opening_can_be_changed(tenant: Tenant, platform: Platform, statement: str):
    document = added(tenant)
    path = f"/cases/{tenant.case}/documents/{document}"
    tenant.door.get(f"{path}/content")
    tenant.door.post(f"{path}/withdraw", {"reason": "传错了"})
    with psycopg.connect(platform.access.app) as app:
        app.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(tenant.id)])
        with pytest.raises(psycopg.errors.RestrictViolation):
            app.execute(statement)
