"""`xuanhu serve` as a process: it comes back from whatever is killed, and stops without a trace."""

import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.integration.postgres.processes import kill
from tests.integration.running.served import (
    PATIENCE,
    Serving,
    a_folder,
    a_laid_out_folder,
    children_of,
    errors_of,
    free_port,
    postmaster_of,
    processes_of,
    run,
    serving,
)
from xuanhu.postgres import OWNER, Cluster


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with a_laid_out_folder() as state, serving(state, "--demo") as one:
        yield one


def a_new(served: Serving, name: str, old: int) -> int | None:
    found = served.child(name)
    return found if found != old else None


def test_what_it_says_ends_with_where_it_is_ready(served: Serving) -> None:
    assert served.said[-1] == f"ready: {served.url}"
    assert "演示数据：5 家保险公司，61 个人" in "\n".join(served.said)
    assert served.queue() == 200


def test_a_web_worker_killed_is_replaced_and_requests_succeed(served: Serving) -> None:
    parent = served.child("granian")
    killed = children_of(parent)[-1]
    kill(killed)
    served.until(lambda: len(set(children_of(parent)) - {killed}) == 2, "no new web worker")
    served.until_it_answers()


def test_the_web_server_killed_comes_back_and_leaves_no_worker_behind(served: Serving) -> None:
    parent = served.child("granian")
    workers = children_of(parent)
    kill(parent)
    served.until(lambda: a_new(served, "granian", parent), "no new web server")
    served.until_it_answers()
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
    assert "web 停了（信号 9）" in errors_of(served)


def test_the_worker_killed_comes_back(served: Serving) -> None:
    old = served.child("xuanhu.cli worker")
    kill(old)
    served.until(lambda: a_new(served, "xuanhu.cli worker", old), "no new worker")
    assert "worker 停了（信号 9）" in errors_of(served)


def test_the_database_killed_comes_back_and_everybody_goes_on(served: Serving) -> None:
    kill(postmaster_of(served.state))
    served.until(lambda: "数据库又在运行了" in errors_of(served), "no new database")
    served.until_it_answers()
    seen = served.until(lambda: run(served.state, "doctor", "--json").returncode == 0, "the doctor finds something")
    assert seen


def test_a_second_platform_on_the_same_folder_is_told_which_is_there(served: Serving) -> None:
    second = run(served.state, "serve", "--port", "1")
    assert second.returncode == 2
    assert f"已经有一个平台在运行（{served.url}，进程 {served.process.pid}）" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with a_folder() as state, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(state, "serve", PORT=str(port))
        assert refused.returncode == 2
        assert f"端口 {port} 已被别的程序占用；请换一个，如 PORT={port + 1}" in refused.stderr
        assert not (state / "postgres").exists()


def test_serve_killed_takes_its_children_along_and_the_next_one_takes_over_and_stops_without_a_trace() -> None:
    with a_laid_out_folder() as state:
        with serving(state) as first:
            children = children_of(first.process.pid)
            kill(first.process.pid)
            first.process.wait(PATIENCE)
            first.until(lambda: not [pid for pid in children if Path(f"/proc/{pid}").exists()], "children are left")
        with serving(state) as again:
            assert again.said[-1] == f"ready: {again.url}"
            assert len(processes_of(state)) > 4
            assert again.stop() == 0
        assert processes_of(state) == []


def test_stopped_and_begun_again_as_a_rehearsal_it_plays_stories_beside_the_demonstration_but_not_beside_business():
    story = "src/xuanhu/handbooks/ins-oncology/stories/second-opinion.yaml"
    with a_laid_out_folder() as state:
        with serving(state, "--demo") as first:
            assert first.stop() == 0
        assert processes_of(state) == []
        with serving(state, XUANHU_REHEARSAL="1", XUANHU_API_KEY="k") as rehearsal:
            assert rehearsal.said[-1] == f"ready: {rehearsal.url}"
            played = run(state, "scenario", "run", "--via", rehearsal.url, story, XUANHU_API_KEY="k")
            told = played.stdout.splitlines()[-1].partition(", ")[2]
            assert (played.returncode, told) == (0, "0 failed"), played.stdout
            with psycopg.connect(Cluster(state / "postgres").url(role=OWNER)) as owner:
                owner.execute("INSERT INTO parties_insurer (code, name, purpose) VALUES ('a', '某保险', 'business')")
        refused = run(state, "serve", "--port", str(free_port()), XUANHU_REHEARSAL="1")
        assert (refused.returncode, "这里有真实的保险公司，不能彩排" in refused.stderr) == (2, True)
        assert processes_of(state) == []


@pytest.mark.parametrize("rehearsal", ["0", "1"])
def test_the_self_check_from_an_empty_folder_holds_and_leaves_nothing(rehearsal: str) -> None:
    with a_folder() as state:
        done = run(state, "serve", "--demo", "--check", XUANHU_REHEARSAL=rehearsal)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "自检通过 (all is well)"), done.stdout
        assert list(state.iterdir()) == []
