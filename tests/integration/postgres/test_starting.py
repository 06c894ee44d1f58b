from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.integration.postgres.processes import begun, kill, servers_of, told
from xuanhu.postgres import ADMIN, Cluster, PostgresFault, prepare

NewCluster = Callable[..., Cluster]
STARTING = "cluster = Cluster(Path(sys.argv[1]), quick=True); cluster.start(); print(cluster.status().pid)"


def write(cluster: Cluster, name: str) -> None:
    with psycopg.connect(prepare(cluster).owner) as db:
        db.execute("CREATE TABLE IF NOT EXISTS insured (name text)")
        db.execute("INSERT INTO insured VALUES (%s)", [name])


def names(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url()) as db:
        return [name for (name,) in db.execute("SELECT name FROM insured ORDER BY name")]


def shown(cluster: Cluster, setting: str) -> str:
    with psycopg.connect(cluster.url(role=ADMIN, database="postgres")) as db:
        return db.execute("SELECT current_setting(%s)", [setting]).fetchone()[0]


def test_a_new_cluster_is_stopped(cluster: Cluster):
    assert cluster.status() == ("stopped", cluster.data, None, None)
    assert not cluster.is_running()


def test_start_stop_start_keeps_the_data(cluster: Cluster):
    write(cluster, "王芳")
    assert cluster.is_running()
    cluster.stop()
    assert cluster.status().state == "stopped"
    assert cluster.start() == cluster.url()
    assert names(cluster) == ["王芳"]


def test_start_of_a_running_server_leaves_it_alone(cluster: Cluster):
    cluster.start()
    first = cluster.status()
    Cluster(cluster.folder, quick=True).start()
    assert cluster.status() == first
    assert servers_of(cluster.data) == [first.pid]


def test_stop_of_a_stopped_server_does_nothing(cluster: Cluster):
    cluster.stop()
    assert not cluster.folder.exists()


@pytest.mark.parametrize("quick", [True, False])
def test_a_killed_server_comes_back_with_what_was_committed(new_cluster: NewCluster, *, quick: bool):
    cluster = new_cluster(quick=quick)
    write(cluster, "李娜")
    with psycopg.connect(cluster.url()) as open_transaction:
        open_transaction.execute("INSERT INTO insured VALUES ('赵敏')")
        kill(cluster.status().pid)
        assert cluster.status().state == "stopped"
        cluster.start()
        assert names(cluster) == ["李娜"]
        open_transaction.close()


def test_the_server_outlives_a_killed_starter(cluster: Cluster):
    starter = begun(STARTING + "; sys.stdout.flush(); os.kill(os.getpid(), 9)", cluster.folder)
    pid, _ = starter.communicate(timeout=120)
    assert starter.returncode == -9
    assert cluster.is_running()
    assert cluster.status().pid == int(pid)


def test_ten_processes_that_start_at_once_share_one_server(cluster: Cluster):
    starters = [begun(STARTING, cluster.folder) for _ in range(10)]
    assert {told(one) for one in starters} == {str(cluster.status().pid)}
    assert servers_of(cluster.data) == [cluster.status().pid]


def test_five_processes_that_prepare_at_once_all_come_in(cluster: Cluster):
    preparing = (
        "access = prepare(Cluster(Path(sys.argv[1]), quick=True));"
        "print(psycopg.connect(access.app).execute('SELECT current_user').fetchone()[0])"
    )
    starters = [begun(preparing, cluster.folder) for _ in range(5)]
    assert [told(one) for one in starters] == ["xuanhu_app"] * 5


def test_a_layout_that_was_killed_halfway_is_made_anew(cluster: Cluster):
    half = cluster.folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (cluster.folder / "lock").touch()
    cluster.start()
    assert cluster.is_running()
    assert not half.exists()


@pytest.mark.parametrize(
    "name", ["悬壶 的数据库, 试用", "very/" * 25 + "deep", "it's"], ids=["blanks and commas", "long", "an apostrophe"]
)
def test_a_folder_with_an_awkward_name_is_no_hindrance(new_cluster: NewCluster, name: str):
    cluster = new_cluster(name)
    write(cluster, "王芳")
    assert names(cluster) == ["王芳"]
    assert len(bytes(cluster.socket / ".s.PGSQL.5432")) < 104
    assert cluster.socket.stat().st_mode & 0o777 == 0o700


def test_a_folder_whose_name_a_shell_would_read_is_refused(place: Path):
    with pytest.raises(PostgresFault, match=r"文件夹名里不能有.*no \", \$"):
        Cluster(place / "$HOME")


def test_a_folder_with_other_files_is_refused_and_left_as_it_is(cluster: Cluster):
    cluster.folder.mkdir(mode=0o755)
    (cluster.folder / "letters.txt").touch()
    with pytest.raises(PostgresFault, match="holds other files"):
        cluster.start()
    assert cluster.folder.stat().st_mode & 0o777 == 0o755
    assert [file.name for file in cluster.folder.iterdir()] == ["letters.txt"]


def test_data_of_another_major_version_is_refused(cluster: Cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresFault, match="PostgreSQL 17 的数据"):
        cluster.start()


def test_a_server_that_cannot_start_says_why(cluster: Cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "local.conf").write_text("shared_buffers = 'plenty'\n")
    with pytest.raises(PostgresFault, match=r"数据库没有启动(.|\n)*invalid value for parameter \"shared_buffers\""):
        cluster.start()


def test_the_callers_environment_changes_nothing(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    for name, value in {"PGPORT": "6000", "PGDATA": "/nowhere", "PGHOST": "nowhere", "LC_ALL": "zh_CN.GB18030"}.items():
        monkeypatch.setenv(name, value)
    write(cluster, "王芳")
    assert names(cluster) == ["王芳"]


def test_nothing_listens_on_the_network_even_if_a_file_asks_for_it(cluster: Cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "local.conf").write_text("listen_addresses = '*'\nwork_mem = '7MB'\n")
    cluster.start()
    assert (shown(cluster, "listen_addresses"), shown(cluster, "work_mem")) == ("", "7MB")


def test_options_of_the_caller_are_settings_of_the_server(new_cluster: NewCluster):
    cluster = new_cluster(options={"application_name": "it's \\ ours"})
    cluster.start()
    with psycopg.connect(cluster.url(role=ADMIN, database="postgres")) as db:
        assert db.execute("SELECT reset_val FROM pg_settings WHERE name = 'application_name'").fetchone() == (
            "it's \\ ours",
        )
