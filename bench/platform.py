"""A platform for measuring: a cluster of its own in a folder that goes afterwards, migrated, handbooks published."""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from bench.nine_steps import HANDBOOK, SERVICE, commands
from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.postgres import Access, Cluster, prepare

PERSON = Insured("王芳", "11010519491231002X", "13800138000")
ILLNESS = Diagnosis(date(2026, 6, 10), icd10="C34.1")
POLICY = Policy(date(2026, 1, 1), date(2027, 12, 31))


class Opened(NamedTuple):
    """A tenant and its open cases: the public and the own id of each."""

    insurer: int
    cases: list[tuple[str, int]]


@contextmanager
def a_platform() -> Iterator[Access]:
    """A platform whose server writes to the disk as in earnest; this process is one of its own."""
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    cluster = Cluster(folder / "pg")
    try:
        access = prepare(cluster)
        os.environ |= {
            "XUANHU_KEYS": "bench:" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode(),
            "XUANHU_SECRET": "of-the-bench-and-long-enough-to-be-one-0123456789",
            "XUANHU_REHEARSAL": "0",
            "DJANGO_SETTINGS_MODULE": "xuanhu.config.settings",
        }
        as_owner = {**os.environ, "XUANHU_DATABASE_URL": access.owner}
        command = [sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"]
        subprocess.run(command, env=as_owner, check=True)
        os.environ["XUANHU_DATABASE_URL"] = access.app
        _publish()
        yield access
        _close()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _publish() -> None:
    import django

    django.setup()
    from xuanhu.apps.editions.actions import publish
    from xuanhu.scenarios.files import BUILT_IN

    publish(path=BUILT_IN / HANDBOOK / "handbook.yaml", at=datetime.now(UTC))


def _close() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def opened(count: int) -> Opened:
    """A tenant with so many cases that were applied for, each of a policy of its own."""
    from django.db import transaction

    from xuanhu.apps.cases.actions import open_case
    from xuanhu.apps.cases.applicants import Applicant
    from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy

    found = []
    _, data, at, by = commands()[0]
    with transaction.atomic():
        insurer = add_insurer(code=f"bench-{os.urandom(4).hex()}", name="某保险").id
        insured = add_insured(insurer=insurer, insured=PERSON, diagnosis=ILLNESS)
        for number in range(count):
            row = add_policy(insurer=insurer, number=f"P{number}", handbook=HANDBOOK, insured=insured, policy=POLICY)
            who = Applicant(insurer, HANDBOOK, insured, row)
            case = open_case(applicant=who, service=SERVICE, data=data, at=at, by=by).case
            found.append((str(case.public_id), case.id))
    return Opened(insurer, found)


def line(name: str, rate: float, limit: float) -> None:
    """A figure beside its limit."""
    print(f"  {name:52} {rate:12,.0f}   {rate / limit:8.4f} of the first")
