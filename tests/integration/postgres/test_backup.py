import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from xuanhu.postgres import Access, Cluster, PostgresFault, backup, prepare, restore
from xuanhu.postgres.backup import _unpack

NewCluster = Callable[..., Cluster]


@pytest.fixture
def access(cluster: Cluster) -> Access:
    access = prepare(cluster)
    with psycopg.connect(access.owner) as db:
        db.execute("CREATE TABLE fact (id int PRIMARY KEY, name text); CREATE TABLE ledger (uses int)")
    return access


@contextmanager
def being_written(access: Access) -> Iterator[None]:
    """Facts are added all the time, each together with its entry in the ledger."""
    enough = threading.Event()
    begun = threading.Event()

    def write() -> None:
        with psycopg.connect(access.app, autocommit=True) as db:
            for number in range(1, 1_000_000):
                with db.transaction():
                    db.execute("INSERT INTO fact VALUES (%s, %s)", [number, f"被保险人{number}"])
                    db.execute("INSERT INTO ledger VALUES (1)")
                if number >= 100:
                    begun.set()
                if enough.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        enough.set()
        writer.join()


def rows(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as db:
        return db.execute("SELECT id, name FROM fact ORDER BY id").fetchall()


def uses(url: str) -> int:
    with psycopg.connect(url) as db:
        return db.execute("SELECT count(*) FROM ledger").fetchone()[0]


def test_a_backup_under_writes_restored_elsewhere_holds_the_same_rows(
    cluster: Cluster, access: Access, new_cluster: NewCluster, place: Path
):
    with being_written(access):
        before = rows(access.app)
        backup(cluster, place / "backup")
        after = rows(access.app)
    elsewhere = new_cluster("elsewhere")
    restore(place / "backup", elsewhere)
    url = elsewhere.start()
    restored = rows(url)
    assert restored == after[: len(restored)]
    assert len(before) <= len(restored) <= len(after)
    assert uses(url) == len(restored)


def test_a_restored_server_goes_on_beside_the_first(
    cluster: Cluster, access: Access, new_cluster: NewCluster, place: Path
):
    backup(cluster, place / "backup")
    second = new_cluster("second")
    restore(place / "backup", second)
    with psycopg.connect(prepare(second).app) as db:
        db.execute("INSERT INTO fact VALUES (1, '王芳')")
    assert (rows(second.url()), rows(access.app)) == ([(1, "王芳")], [])


def test_a_backup_is_three_files_closed_to_others(cluster: Cluster, place: Path):
    target = backup(cluster, place / "backup")
    assert sorted(file.name for file in target.iterdir()) == ["backup_manifest", "base.tar.gz", "pg_wal.tar.gz"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o700


@pytest.mark.usefixtures("access")
def test_a_damaged_backup_is_refused_and_nothing_laid_out(cluster: Cluster, new_cluster: NewCluster, place: Path):
    archive = backup(cluster, place / "backup") / "base.tar.gz"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    archive.write_bytes(content)
    elsewhere = new_cluster("elsewhere")
    with pytest.raises(PostgresFault, match="不是完好的备份"):
        restore(place / "backup", elsewhere)
    assert not elsewhere.data.exists()


def test_nothing_is_ever_overwritten(cluster: Cluster, place: Path):
    backup(cluster, place / "backup")
    with pytest.raises(PostgresFault, match="备份不覆盖任何东西"):
        backup(cluster, place / "backup")
    with pytest.raises(PostgresFault, match="恢复不覆盖任何东西"):
        restore(place / "backup", cluster)
    assert cluster.is_running()


def test_a_backup_into_an_impossible_place_says_why_and_leaves_nothing(cluster: Cluster, place: Path):
    (place / "file").touch()
    with pytest.raises(PostgresFault, match="备份没有做成"):
        backup(cluster, place / "file" / "backup")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../away", tarfile.REGTYPE), ("/tmp/away", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)],  # noqa: S108
)
def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, name: str, kind: bytes):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc"
    with tarfile.open(tmp_path / "base.tar.gz", "w:gz") as packed:
        packed.addfile(member)
    (tmp_path / "data").mkdir()
    with pytest.raises(PostgresFault, match=f"里有不该有的 {name}"):
        _unpack(tmp_path / "base.tar.gz", tmp_path / "data")
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["base.tar.gz", "data"]
