"""Real servers in folders of their own: quick ones, stopped and removed after the test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from xuanhu.postgres import Cluster
from xuanhu.postgres.places import socket_folder


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may pass through: pytest's own is closed to the system user of the server."""
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-test-")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _own_state(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUANHU_STATE", str(place / "state"))


@pytest.fixture
def new_cluster(place: Path) -> Iterator[Callable[..., Cluster]]:
    """Clusters below the test's folder, by name."""
    made = []

    def new(name: str = "pg", **rest: Any) -> Cluster:
        made.append(Cluster(place / name, **{"quick": True, **rest}))
        return made[-1]

    yield new
    for cluster in made:
        cluster.stop()
        shutil.rmtree(socket_folder(cluster.folder), ignore_errors=True)  # it may lie elsewhere


@pytest.fixture
def cluster(new_cluster: Callable[..., Cluster]) -> Cluster:
    return new_cluster()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only root can try (changing users) where we are not root."""
    if os.geteuid() == 0:
        return
    left_out = [item for item in items if "as_root" in getattr(item, "fixturenames", ())]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def as_root() -> None:
    """Asked for by a test that changes users."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.geteuid() != 0:
        terminalreporter.write_line("tests that change users are left out: we are not root")
