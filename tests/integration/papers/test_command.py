"""The command as an operator types it: prove, sweep."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.integration.api.tenants import Tenant
from tests.integration.papers.conftest import Disk
from tests.integration.papers.files import added
from xuanhu.commands.papers import papers


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(papers, list(arguments))
    return result.exit_code, result.output


def test_verify_names_the_document_that_was_changed_and_ends_with_one(tenant: Tenant, disk: Disk):
    document, whole = added(tenant), added(tenant)
    disk.of(document).write_bytes(b"another")
    code, text = run("verify")
    assert code == 1
    assert f"{document} 内容被改动过 (changed)\n" in text
    assert whole not in text
    code, text = run("verify", "--json")
    assert (code, f'"document": "{document}"' in text, '"what": "changed"' in text) == (1, True, True)


def test_verify_of_whole_documents_says_so(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.apps.papers import queries

    document = added(tenant)
    only = [one for one in queries.verify_documents() if str(one.document) == document]
    monkeypatch.setattr(queries, "verify_documents", lambda: iter(only))
    assert run("verify") == (0, "每份资料都与存入时一样 (all as they came)\n")


def test_sweep_takes_away_old_bytes_of_no_document(tenant: Tenant, disk: Disk):
    from xuanhu.apps.papers.keeping import store

    run("sweep")
    whole = disk.of(added(tenant))
    orphan = store().put([b"of nobody"], at=datetime.now(UTC) - timedelta(days=2))
    assert run("sweep") == (0, "清掉 1 份 (taken away)\n")
    assert list(store().kept_before(datetime.now(UTC) - timedelta(days=1))) == []
    assert whole.exists()
    assert orphan


def test_sweep_leaves_a_store_alone_that_is_not_ours(tenant: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from xuanhu.apps.papers import actions
    from xuanhu.integrations.store import store_for

    theirs = store_for(tmp_path.as_uri())
    for number in range(actions.A_FEW + 1):
        theirs.put([b"%d" % number], at=datetime.now(UTC) - timedelta(days=2))
    monkeypatch.setattr(actions, "store", lambda: theirs)
    code, text = run("sweep")
    assert (code, text.startswith("保存处里大半内容不属于任何资料")) == (1, True)
    assert len(list(theirs.kept_before(datetime.now(UTC)))) == actions.A_FEW + 1
