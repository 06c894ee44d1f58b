"""What a crash leaves behind names a process; that process may be anybody by now."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.postgres.processes import kill
from xuanhu.postgres import Cluster, PostgresFault, postmaster
from xuanhu.postgres.account import account_for

NewCluster = Callable[..., Cluster]


@pytest.fixture
def crashed(cluster: Cluster) -> Cluster:
    """A cluster whose server was killed; its files lie where they lay."""
    cluster.start()
    kill(cluster.status().pid)
    return cluster


@pytest.fixture
def stranger(crashed: Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the server's user that is no server: PostgreSQL believes any process of its own user."""
    uid = account_for(crashed.data).uid
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, user=uid if os.geteuid() == 0 else None) as process:
        yield process
        process.kill()


def rename_process(cluster: Cluster, pid: int) -> None:
    """Let the files of a crash name this process."""
    for file in (cluster.data / "postmaster.pid", cluster.socket / ".s.PGSQL.5432.lock"):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join([f"{pid}\n", *lines[1:]]))


def test_a_number_that_is_a_strangers_now_is_not_trusted(crashed: Cluster, stranger: subprocess.Popen[bytes]):
    rename_process(crashed, stranger.pid)
    assert crashed.status().state == "stopped"
    crashed.start()
    assert crashed.is_running()
    assert crashed.status().pid != stranger.pid


def test_a_stranger_with_the_number_is_not_stopped(crashed: Cluster, stranger: subprocess.Popen[bytes]):
    rename_process(crashed, stranger.pid)
    crashed.stop()
    assert stranger.poll() is None


def test_a_dead_process_that_nobody_collected_is_not_trusted(crashed: Cluster):
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE) as dead:
        kill(dead.pid)
        rename_process(crashed, dead.pid)
        crashed.start()
        assert crashed.is_running()


def test_a_server_of_another_folder_is_not_taken_for_ours(crashed: Cluster, new_cluster: NewCluster):
    other = new_cluster("other")
    other.start()
    rename_process(crashed, other.status().pid)
    assert crashed.status().state == "stopped"
    crashed.start()
    assert crashed.status().pid != other.status().pid
    assert other.is_running()


def test_a_copy_of_a_running_server_is_not_running(cluster: Cluster, new_cluster: NewCluster):
    cluster.start()
    copy = new_cluster("copy")
    copy.folder.mkdir()
    shutil.copytree(cluster.data, copy.data)
    assert copy.status().state == "stopped"
    assert copy.socket == copy.folder / "socket"


def test_a_server_that_answers_from_another_container_is_found_and_not_signalled(cluster: Cluster):
    cluster.start()
    file = cluster.data / "postmaster.pid"
    true = file.read_text()
    file.write_text(true.replace(str(cluster.status().pid), str(os.getpid()), 1))
    try:
        assert cluster.is_running()
        cluster.start()
        with pytest.raises(PostgresFault, match="runs in another container"):
            cluster.stop()
    finally:
        file.write_text(true)


@pytest.mark.parametrize("text", ["", "\n", "x\ny\nz\n", "-5\n/d\n1\n"])
def test_a_file_that_says_nothing_counts_as_none(cluster: Cluster, text: str):
    cluster.data.mkdir(parents=True)
    (cluster.data / "postmaster.pid").write_text(text)
    assert cluster.status().state == "stopped"


def test_without_a_proc_folder_ps_is_asked(
    cluster: Cluster, stranger: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postmaster, "_PROCESSES", tmp_path / "missing")
    rename_process(cluster, stranger.pid)
    assert cluster.status().state == "stopped"
    cluster.start()
    assert cluster.is_running()
    cluster.stop()
    assert cluster.status().state == "stopped"
