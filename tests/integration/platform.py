"""A whole platform for tests: a quick cluster of its own, migrated, five handbooks published, served on loopback.

Tables and handbooks are made once for a state of the source, in `.prepared`; each platform begins with a copy of that.
"""

import base64
import fcntl
import hashlib
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
ROOT = Path(__file__).parents[2]
PREPARED = ROOT / ".prepared"


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
    with _a_folder() as folder:
        lay_out(folder / "pg")
        with _running(folder) as platform:
            yield platform


def lay_out(cluster: Path) -> None:
    """Put tables and handbooks into the folder of a cluster that was never started.

    One process at a time: the first finds nothing prepared from this source and makes it, the others copy.
    """
    PREPARED.mkdir(exist_ok=True)
    with (PREPARED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        data = PREPARED / _source()
        if not data.exists():
            for old in PREPARED.glob("[0-9a-f]*"):
                shutil.rmtree(old)
            _prepare(data)
        cluster.mkdir()
        (cluster / "lock").touch()  # by which a cluster knows its own folder
        _copy(data, cluster / "data")


def _source() -> str:
    """A name for everything of which tables and handbooks are made: the source, the pins, this file."""
    files = [file for file in (ROOT / "src").rglob("*") if file.is_file() and file.suffix != ".pyc"]
    digest = hashlib.sha256()
    for file in sorted([*files, ROOT / "requirements/dev.txt", Path(__file__)]):
        digest.update(bytes(file.relative_to(ROOT)) + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _prepare(data: Path) -> None:
    """Migrate and publish on a server that is stopped then, and keep its data."""
    with _a_folder() as folder:
        with _running(folder) as platform:
            platform.run("django", "migrate", "--no-input", "--skip-checks", "-v", "0", owner=True)
            publishing = [sys.executable, "-c", "from tests.integration import platform; platform.publish_all()"]
            subprocess.run(publishing, env=platform.environment, cwd=ROOT, check=True)
        fresh = data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)  # of somebody who was killed
        _copy(folder / "pg/data", fresh)
        fresh.rename(data)


def _copy(data: Path, to: Path) -> None:
    """With modes and owner: the files are those of the server's user."""
    subprocess.run(["cp", "-a", data, to], check=True)


def publish_all() -> None:
    """The handbooks, and a key that may play stories; in a process of the platform's."""
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
def _a_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[Platform]:
    cluster = Cluster(folder / "pg", quick=True)
    try:
        yield Platform(cluster, prepare(cluster), folder / "documents")
    finally:
        cluster.stop()


def set_up_in_process(platform: Platform) -> None:
    """Let this process be one of the platform's: settings read, apps loaded."""
    os.environ.update(ENVIRONMENT, XUANHU_DATABASE_URL=platform.access.app, XUANHU_STORE=platform.store)
    import django

    django.setup()


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
            time.sleep(0.05)  # whoever asks without a pause takes the core on which it is to start
    raise RuntimeError(f"the platform did not come up on {url}")
