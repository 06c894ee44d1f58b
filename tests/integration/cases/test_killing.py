"""Workers and database killed at random points while cases run: nothing is lost, nothing is told twice, all adds up."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.platform import Platform, a_platform

ROOT = Path(__file__).parents[3]
KILLS = 12
FACTS_BETWEEN = 15  # acknowledged between two kills, so that there is always work to interrupt
PATIENCE = 180  # a worker that is begun anew on a busy machine takes its time


class Crew:
    """The processes at work on a platform, each begun anew when it is killed."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        began = {"XUANHU_TEST_BEGAN": str(time.time()), "PYTHONPATH": str(ROOT)}
        self._environment = platform.environment | began
        self._folder = folder
        self._begun = 0
        self.records: list[Path] = []

    def do(self, *command: str) -> str:
        done = subprocess.run(self._line(*command), env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin(self, kind: str) -> subprocess.Popen[bytes]:
        self._begun += 1
        given = []
        if kind == "act":
            self.records.append(self._folder / f"record-{self._begun}")
            self.records[-1].touch()
            given = [str(self._begun), str(self.records[-1])]
        return subprocess.Popen(self._line(kind, *given), env=self._environment, stderr=subprocess.DEVNULL)

    def acknowledged(self) -> int:
        return sum(path.read_bytes().count(b"\n") for path in self.records)

    def until_more(self, facts: int) -> None:
        wanted, give_up = self.acknowledged() + facts, time.monotonic() + PATIENCE
        while self.acknowledged() < wanted:
            assert time.monotonic() < give_up, "the crew does nothing any more"
            time.sleep(0.01)  # so that the crew has the core

    @staticmethod
    def _line(*command: str) -> list[str]:
        return [sys.executable, "-m", "tests.integration.cases.at_work", *command]


@contextmanager
def at_work(crew: Crew, *kinds: str) -> Iterator[dict[int, tuple[str, subprocess.Popen[bytes]]]]:
    working = {number: (kind, crew.begin(kind)) for number, kind in enumerate(kinds)}
    try:
        yield working
    finally:
        for _, process in working.values():
            process.kill()
            process.wait()


@pytest.mark.parametrize("seed", [20261122])
def test_killing_workers_and_database_at_random_points_loses_and_doubles_nothing(seed: int, tmp_path: Path):
    choose = random.Random(seed)  # noqa: S311 - not for secrets
    with a_platform() as platform:
        crew = Crew(platform, tmp_path)
        crew.do("set-up")
        victims = [0, 1, 2, 3, "database"]
        with at_work(crew, "act", "act", "sweep", "sweep") as working:
            for _ in range(KILLS):
                crew.until_more(choose.randrange(1, FACTS_BETWEEN))
                kill(platform, crew, working, choose.choice(victims))
        told = json.loads(crew.do("check", *map(str, crew.records)))
    assert told["wrong"] == {"audit": [], "rebuild": [], "lost": [], "outbox": []}
    did = told["counted"]  # marks and expiries depend on who was killed when
    assert did["cases"] > 0
    assert did["facts"] > did["cases"]


def kill(platform: Platform, crew: Crew, working: dict[int, tuple[str, subprocess.Popen[bytes]]], victim: int | str):
    if victim == "database":
        pid = platform.cluster.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        give_up = time.monotonic() + PATIENCE
        while platform.cluster.status().state != "stopped":
            assert time.monotonic() < give_up, "the database does not die"
            time.sleep(0.01)
        platform.cluster.start()
        return
    kind, process = working[victim]
    process.kill()
    process.wait()
    working[victim] = (kind, crew.begin(kind))
