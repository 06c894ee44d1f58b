from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from xuanhu.postgres import ADMIN, Cluster, prepare
from xuanhu.postgres.settings import memory_of_this_machine, settings_for

NewCluster = Callable[..., Cluster]
GIGABYTE = 1 << 30
NAME, ID_NUMBER = "欧阳若兰", "11010519491231002X"


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        (GIGABYTE // 4, ("64MB", "128MB", "32MB", "4MB")),
        (4 * GIGABYTE, ("512MB", "2048MB", "128MB", "8MB")),
        (256 * GIGABYTE, ("4096MB", "65536MB", "512MB", "32MB")),
    ],
)
def test_a_lasting_server_takes_its_share_of_the_memory(memory: int, expected: tuple[str, ...]):
    found = settings_for(quick=False, log=Path("/log"), own={}, memory=memory)
    keys = ("shared_buffers", "effective_cache_size", "maintenance_work_mem", "work_mem")
    assert tuple(found[key] for key in keys) == expected


@pytest.mark.parametrize(("limit", "expected"), [("65536", 65536), ("max", memory_of_this_machine(limits=()))])
def test_in_a_container_its_limit_is_the_memory(tmp_path: Path, limit: str, expected: int):
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    assert memory_of_this_machine((str(tmp_path / "memory.max"), str(tmp_path / "missing"))) == expected


@pytest.mark.parametrize(
    ("quick", "expected"),
    [(True, ("off", "on", "off", "Asia/Shanghai", "100")), (False, ("on", "on", "on", "Asia/Shanghai", "100"))],
)
def test_a_lasting_server_keeps_what_it_promised_and_a_quick_one_hurries(
    new_cluster: NewCluster, *, quick: bool, expected: tuple[str, ...]
):
    cluster = new_cluster(quick=quick)
    cluster.start()
    with psycopg.connect(cluster.url(role=ADMIN, database="postgres")) as db:
        found = db.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('full_page_writes'), current_setting('timezone'), current_setting('max_connections')"
        ).fetchone()
    assert found == expected


def provoke_every_kind_of_message(url: str) -> None:
    """Mistakes whose messages quote the statement, its parameters, the row or the value."""
    statements = (
        ("SELECT '欧阳若兰' FROM missing", None),
        ("INSERT INTO insured VALUES (%s, %s)", [NAME, ID_NUMBER]),
        ("INSERT INTO insured VALUES (%s, NULL)", [NAME]),
        ("SELECT %s::text::int", [ID_NUMBER]),
        ("DO $$ BEGIN RAISE WARNING '11010519491231002X'; END $$", None),
        ("SELECT pg_terminate_backend(pg_backend_pid()) /* 欧阳若兰 */", None),
    )
    with psycopg.connect(url, autocommit=True) as db:
        for text, parameters in statements:
            try:
                db.execute(text, parameters)
            except psycopg.Error as error:
                assert error.sqlstate in {"42P01", "23505", "23502", "22003", "57P01"}  # noqa: PT017 - some of them go well


@pytest.mark.parametrize("quick", [True, False])
def test_no_personal_data_comes_into_the_logs(new_cluster: NewCluster, *, quick: bool):
    cluster = new_cluster(quick=quick)
    access = prepare(cluster)
    with psycopg.connect(access.owner) as db:
        db.execute("CREATE TABLE insured (name text, id_number text PRIMARY KEY)")
        db.execute("INSERT INTO insured VALUES (%s, %s)", [NAME, ID_NUMBER])
    provoke_every_kind_of_message(access.app)
    cluster.stop()
    logged = "".join(file.read_text("utf-8") for file in cluster.log.iterdir())
    assert "FATAL:  terminating connection due to administrator command\n" in logged
    assert [word for word in (NAME, ID_NUMBER) if word in logged] == []
