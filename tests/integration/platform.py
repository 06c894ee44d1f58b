"""A whole platform for tests: a quick cluster of its own, migrated, five handbooks published, served on loopback."""

import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xuanhu.postgres import Access, Cluster, prepare

REHEARSAL_KEY = "xh_rehearsal-key-of-the-tests"
ENVIRONMENT = {
    "XUANHU_SECRET": "a-secret-of-the-tests-that-is-long-enough-to-be-one-0123456789",
    "XUANHU_KEYS": "tests:" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode(),
    "XUANHU_REHEARSAL": "1",
    "DJANGO_SETTINGS_MODULE": "xuanhu.config.settings",
}
PATIENCE = 60


@dataclass(frozen=True)
class Platform:
    """A prepared platform: its cluster, and the two doors of its database."""

    cluster: Cluster
    access: Access
    documents: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the platform finds in its environment."""
        return {**os.environ, **ENVIRONMENT, "XUANHU_DATABASE_URL": self.access.app, "XUANHU_STORE": self.store}

    @property
    def store(self) -> str:
        """The line that names the store of documents."""
        return self.documents.as_uri()

    def run(self, *command: str, owner: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a Python module in the platform's environment, as the application or as the owner of the tables."""
        environment = self.environment | ({"XUANHU_DATABASE_URL": self.access.owner} if owner else {})
        return subprocess.run(
            [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, check=True
        )


@contextmanager
def a_platform() -> Iterator[Platform]:
    """A platform in a folder of its own, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    cluster = Cluster(folder / "pg", quick=True)
    try:
        platform = Platform(cluster, prepare(cluster), folder / "documents")
        platform.run("django", "migrate", "--no-input", "-v", "0", owner=True)
        yield platform
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def set_up_in_process(platform: Platform) -> None:
    """Let this process be one of the platform's: settings read, apps loaded, handbooks published, a rehearsal's key."""
    os.environ.update(ENVIRONMENT, XUANHU_DATABASE_URL=platform.access.app, XUANHU_STORE=platform.store)
    import django

    django.setup()
    from xuanhu.apps.accounts.keys import make_key
    from xuanhu.apps.editions.actions import publish
    from xuanhu.scenarios.files import BUILT_IN

    now = datetime.now(UTC)
    for path in sorted(BUILT_IN.glob("*/handbook.yaml")):
        publish(path=path, at=now)
    make_key(name="rehearsal", role="rehearsal", insurers=[], at=now, key=REHEARSAL_KEY)


@contextmanager
def served(platform: Platform) -> Iterator[str]:
    """The platform's web server on a free port of loopback; its URL."""
    port = _free_port()
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    command += ["--workers", "1", "--blocking-threads", "4", "xuanhu.config.wsgi:application"]
    program = Path(sys.executable).with_name(command[0])
    process = subprocess.Popen([program, *command[1:]], env=platform.environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _until_alive(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _until_alive(url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until it answers; give up when the process has ended or patience has."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/alive", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            continue
    raise RuntimeError(f"the platform did not come up on {url}")
