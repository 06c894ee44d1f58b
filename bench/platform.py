"""The platform on PostgreSQL: facts a second beside the same SQL by hand, the sweep beside the bare claiming loop.

A quick cluster of its own in a folder that goes afterwards. Small unless told otherwise:
`XUANHU_BENCH_PENDING=10000,1000000 XUANHU_BENCH_DUE=10000`.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from bench.nine_steps import HANDBOOK, SERVICE, commands
from xuanhu.core.parties import Diagnosis, Insured, Policy
from xuanhu.postgres import Cluster, prepare

CONNECTIONS = 4
CASES = 60  # of each connection
DUE = int(os.environ.get("XUANHU_BENCH_DUE", "2000"))
PENDING = tuple(int(one) for one in os.environ.get("XUANHU_BENCH_PENDING", "10000,200000").split(","))
BATCH = 200
FACT = """
INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
SELECT insurer_id, id, fact_count + 1, 'x', now(), now(), 'agent', '', '{}', '\\x00' FROM cases_case WHERE id = %s
"""
SAME_SQL = (
    "SELECT * FROM cases_case WHERE id = %s FOR UPDATE",
    "SELECT case_id, name, at, recorded_at, by, data FROM cases_fact WHERE case_id = %s ORDER BY seq",
    FACT,
    "SELECT kind, fact, due_at FROM cases_mark WHERE case_id = %s",
    "UPDATE cases_timer SET due_at = due_at WHERE kind = 'case' AND subject = %s",
    "UPDATE cases_case SET fact_count = fact_count + 1, awaiting = '{x}' WHERE id = %s",
)
BARE_CLAIM = "SELECT id FROM cases_timer WHERE due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED"
FILL = """
INSERT INTO cases_timer (insurer_id, kind, subject, due_at)
SELECT %s, 'case', -n, '2090-01-01' FROM generate_series(1, %s) n
"""
# Cases like the one that is there, with its facts; their chains are not their own, which the sweep does not ask.
CLONES = (
    """
    INSERT INTO cases_case (insurer_id, public_id, policy_id, insured_id, handbook, edition, service, applied_on, city,
        outcome, standing, awaiting, next_due_at, fact_count, head_hash)
    SELECT insurer_id, gen_random_uuid(), policy_id, insured_id, handbook, edition, service, applied_on, city,
        outcome, standing, awaiting, next_due_at, fact_count, head_hash
    FROM cases_case, generate_series(2, %(due)s) WHERE id = %(case)s
    """,
    """
    INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
    SELECT f.insurer_id, c.id, seq, name, at, recorded_at, by, actor, data, hash
    FROM cases_fact f, cases_case c WHERE f.case_id = %(case)s AND c.id > %(case)s
    """,
    "ANALYZE cases_case, cases_fact, cases_timer",
)
CLONED_TIMERS = """
INSERT INTO cases_timer (insurer_id, kind, subject, due_at)
SELECT insurer_id, 'case', id, %s FROM cases_case WHERE id >= %s
"""


def main() -> None:
    """Set a platform up, measure, take it down."""
    with _platform() as (owner, app):
        _facts(app)
        for pending in PENDING:
            _sweeps(owner, app, pending)


@contextmanager
def _platform() -> Iterator[tuple[str, str]]:
    folder = Path(tempfile.mkdtemp(prefix="xuanhu-bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    cluster = Cluster(folder / "pg", quick=True)
    try:
        access = prepare(cluster)
        os.environ["XUANHU_KEYS"] = "bench:" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
        os.environ |= {"XUANHU_SECRET": "of-the-bench", "DJANGO_SETTINGS_MODULE": "xuanhu.config.settings"}
        as_owner = {**os.environ, "XUANHU_DATABASE_URL": access.owner}
        command = [sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"]
        subprocess.run(command, env=as_owner, check=True)
        os.environ["XUANHU_DATABASE_URL"] = access.app
        _publish()
        yield access.owner, access.app
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _publish() -> None:
    import django

    django.setup()
    from xuanhu.apps.editions.actions import publish
    from xuanhu.scenarios.files import BUILT_IN

    publish(path=BUILT_IN / HANDBOOK / "handbook.yaml", at=datetime.now(UTC))


def _opened(count: int) -> tuple[int, list[tuple[str, int]]]:
    """A tenant with so many cases that were applied for: its id, the public and the own id of each case."""
    from django.db import transaction

    from xuanhu.apps.cases.actions import Applicant, open_case
    from xuanhu.apps.parties.actions import add_insured, add_insurer, add_policy

    person, illness = Insured("王芳", "11010519491231002X", "13800138000"), Diagnosis(date(2026, 6, 10), icd10="C34.1")
    policy, found = Policy(date(2026, 1, 1), date(2026, 12, 31)), []
    _, data, at, by = commands()[0]
    with transaction.atomic():
        insurer = add_insurer(code=f"bench-{os.urandom(4).hex()}", name="某保险", purpose="rehearsal").id
        insured = add_insured(insurer=insurer, insured=person, diagnosis=illness)
        for number in range(count):
            row = add_policy(insurer=insurer, number=f"P{number}", handbook=HANDBOOK, insured=insured, policy=policy)
            who = Applicant(insurer, HANDBOOK, insured, row)
            case = open_case(applicant=who, service=SERVICE, data=data, at=at, by=by).case
            found.append((str(case.public_id), case.id))
    return insurer, found


def _facts(app: str) -> None:
    insurer, cases = _opened(CONNECTIONS * CASES)
    shares = [cases[number::CONNECTIONS] for number in range(CONNECTIONS)]
    steps = commands()[1:4]  # the same number of transactions on either side
    ours = _rate(lambda share: _by_record_fact(insurer, share, steps), shares, len(steps))
    insurer, cases = _opened(CONNECTIONS * CASES)
    shares = [cases[number::CONNECTIONS] for number in range(CONNECTIONS)]
    limit = _rate(lambda share: _by_hand(app, insurer, share, len(steps)), shares, len(steps))
    print(f"persisted facts, {CONNECTIONS} connections, threads of one process (facts/s)")
    _line("the same SQL by psycopg: the limit", limit, limit)
    _line("xuanhu: record_fact", ours, limit)


def _rate(work: Callable[[list[tuple[str, int]]], None], shares: list[list[tuple[str, int]]], times: int) -> float:
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        began = perf_counter()
        list(threads.map(work, shares))
        return sum(map(len, shares)) * times / (perf_counter() - began)


def _by_record_fact(insurer: int, share: list[tuple[str, int]], steps: list[Any]) -> None:
    from django.db import connection

    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.tenancy import seeing

    for name, data, at, by in steps:
        for public_id, _ in share:
            with seeing([insurer]):
                acted = record_fact(public_id=public_id, name=name, data=data, at=at, by=by)
            if acted is None or not acted.verdict.allowed:
                raise SystemExit(f"{name} was not recorded; nothing to measure")
    connection.close()


def _by_hand(app: str, insurer: int, share: list[tuple[str, int]], times: int) -> None:
    with psycopg.connect(app, autocommit=True) as db:
        for _ in range(times):
            for _, case in share:
                with db.transaction():
                    db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(insurer)])
                    for text in SAME_SQL:
                        db.execute(text, [case])


def _sweeps(owner: str, app: str, pending: int) -> None:
    """Cases whose promise is overdue among many pending: each is reckoned, marked, told of, timed anew."""
    from xuanhu.apps.cases.sweeping import sweep

    insurer, [(public_id, case)] = _opened(1)
    due = _until_a_promise_runs(insurer, public_id)
    with psycopg.connect(owner, autocommit=True) as db:
        db.execute("DELETE FROM cases_timer")
        db.execute(FILL, [insurer, pending])
        for text in CLONES:
            db.execute(text, {"case": case, "due": DUE})
        db.execute(CLONED_TIMERS, [due, case])
        limit = _bare(app, insurer, due)
        db.execute("DELETE FROM cases_timer WHERE kind = 'case' AND subject > 0")
        db.execute(CLONED_TIMERS, [due, case])
    began = perf_counter()
    done = sweep(insurers=[insurer], until=due)
    ours = done / (perf_counter() - began)
    print(f"sweep of {done:,} due among {pending:,} pending (timers/s)")
    _line("bare SKIP LOCKED loop: the limit", limit, limit)
    _line("xuanhu: sweep", ours, limit)


def _until_a_promise_runs(insurer: int, public_id: str) -> datetime:
    """Record one fact after the other until something is due; when."""
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.cases.models import Timer
    from xuanhu.apps.tenancy import seeing

    for name, data, at, by in commands()[1:]:
        with seeing([insurer]):
            acted = record_fact(public_id=public_id, name=name, data=data, at=at, by=by)
            timer = Timer.objects.filter(kind="case", subject=acted.case.id).first() if acted else None
        if timer is not None:
            return timer.due_at
    raise SystemExit("nothing is ever due; nothing to measure")


def _bare(app: str, insurer: int, due: datetime) -> float:
    """Claim, put off, commit, and nothing else."""
    done, began = 0, perf_counter()
    with psycopg.connect(app, autocommit=True) as db:
        while True:
            with db.transaction():
                db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(insurer)])
                claimed = [row[0] for row in db.execute(BARE_CLAIM, [due, BATCH]).fetchall()]
                db.execute("UPDATE cases_timer SET due_at = '2090-01-01' WHERE id = ANY(%s)", [claimed])
            done += len(claimed)
            if not claimed:
                return done / (perf_counter() - began)


def _line(name: str, rate: float, limit: float) -> None:
    print(f"  {name:42} {rate:12,.0f}   {rate / limit:8.4f} of the first")
