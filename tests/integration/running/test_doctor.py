"""The doctor on broken installations: each fault is named, with what helps."""

import json
from pathlib import Path

import psycopg
import pytest

from tests.integration.platform import Platform
from tests.integration.running.apart import LOAD_DEMO, python, run, state_of
from tests.integration.running.served import run as run_alone


@pytest.fixture(scope="module")
def state(apart: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = state_of(tmp_path_factory.mktemp("state"))
    python(apart, folder, LOAD_DEMO)
    return folder


def faults(apart: Platform, state: Path, **more: str) -> dict[str, str]:
    """What the doctor finds, with its remedies."""
    done = run(apart, state, "doctor", "--json", **more)
    found = {one["what"]: one["remedy"] for one in json.loads(done.stdout) if not one["is_well"]}
    assert done.returncode == (1 if found else 0)
    return found


def test_a_platform_without_a_worker_is_told_to_run_one_and_what_waits(apart: Platform, state: Path) -> None:
    found = faults(apart, state)
    assert found.pop("没有在运行的 worker：定时不走，通知不发") == "运行 xuanhu serve 或 xuanhu worker"
    assert sorted(what.partition("：")[0] for what in found) == ["定时 (timers)", "通知 (notices)"]


def test_a_role_that_owns_the_tables_is_found(apart: Platform, state: Path) -> None:
    found = faults(apart, state, XUANHU_DATABASE_URL=apart.access.owner)
    assert "角色 xuanhu_owner 不受行级安全约束" in found


def test_keys_of_another_installation_do_not_open_and_that_is_said(
    apart: Platform, state: Path, tmp_path: Path
) -> None:
    kept = json.loads((state / "secrets.json").read_text())
    name, _, body = kept["XUANHU_KEYS"].partition(":")
    other = {**kept, "XUANHU_KEYS": f"{name}:{body[:4].swapcase()}{body[4:]}"}
    (tmp_path / "secrets.json").write_text(json.dumps(other))
    (tmp_path / "secrets.json").chmod(0o644)
    found = faults(apart, tmp_path)
    assert "密钥名称对，内容却打不开" in found
    assert f"{tmp_path / 'secrets.json'} 别人也能读" in found


def test_a_migration_that_was_not_made_is_found(apart: Platform, state: Path) -> None:
    apart.run("django", "migrate", "talk", "0002", "-v", "0", owner=True)
    try:
        found = faults(apart, state)
        assert [what for what in found if what.endswith("talk.0003_wishes_and_feedback")] != []
    finally:
        apart.run("django", "migrate", "-v", "0", owner=True)


def test_a_rehearsal_beside_business_is_found(apart: Platform, state: Path) -> None:
    with psycopg.connect(apart.access.owner) as owner:
        owner.execute("INSERT INTO parties_insurer (code, name, purpose) VALUES ('earnest', '某保险', 'business')")
    assert "彩排和真实的保险公司在一起" in faults(apart, state, XUANHU_REHEARSAL="1")
    assert "彩排和真实的保险公司在一起" not in faults(apart, state)


def test_without_a_database_it_says_what_to_start(tmp_path: Path) -> None:
    said = run_alone(tmp_path, "doctor")
    assert said.returncode == 1
    assert f"{tmp_path}/postgres 的数据库没有运行；请先用 xuanhu serve 启动" in said.stdout
    assert "✗ 没有密钥：XUANHU_KEYS、XUANHU_SECRET" in said.stdout


def test_a_database_that_does_not_answer_is_said_without_a_traceback(tmp_path: Path) -> None:
    said = run_alone(tmp_path, "doctor", XUANHU_DATABASE_URL=f"postgresql:///xuanhu?host={tmp_path}")
    assert (said.returncode, "✗ 数据库连不上" in said.stdout, said.stderr) == (1, True, "")
