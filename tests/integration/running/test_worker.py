"""The worker, as the application's role: it hears of jobs, sweeps, tidies up, and finishes what is at hand."""

import asyncio
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from tests.integration.platform import ENVIRONMENT, Platform
from tests.integration.running.served import XUANHU, environment_of

PATIENCE = 90


def until(holds: Any, what: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, what
        time.sleep(0.1)


def begun(platform: Platform, state: Path) -> subprocess.Popen[str]:
    given = {name: ENVIRONMENT[name] for name in ("XUANHU_KEYS", "XUANHU_SECRET")}
    environment = environment_of(state, XUANHU_DATABASE_URL=platform.access.app, **given)
    return subprocess.Popen([*XUANHU, "worker"], env=environment, stderr=subprocess.PIPE, text=True)


def rows(insurer: int, query: str, *given: Any) -> list[tuple[Any, ...]]:
    """What a query finds for a tenant."""
    from tests.integration.cases.tenants import rows as found

    return found(insurer, query, *given)


def asked(platform: Platform, query: str, *given: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(platform.access.app, autocommit=True) as db:
        return db.execute(query, given).fetchall()


def test_a_timer_that_is_due_acts_and_a_signal_ends_the_worker_well(platform: Platform, tmp_path: Path) -> None:
    from django.db import transaction

    from xuanhu.apps.parties.actions import add_insurer

    with transaction.atomic():
        insurer = add_insurer(code=f"earnest-{time.time_ns()}", name="某保险").id
    due = datetime.now(UTC) - timedelta(minutes=1)
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute(
            "INSERT INTO cases_timer (insurer_id, kind, subject, due_at) VALUES (%s, 'insurer', %s, %s)",
            [insurer, insurer, due],
        )
    worker = begun(platform, tmp_path)
    try:
        told = "SELECT kind FROM notices_notice WHERE insurer_id = %s"
        until(lambda: rows(insurer, told, insurer) == [("progress-report",)], "the timer did not act")
        until(lambda: asked(platform, "SELECT 1 FROM procrastinate_workers"), "no heartbeat")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
        worker.communicate()
    assert asked(platform, "SELECT 1 FROM procrastinate_workers") == []
    assert asked(platform, "SELECT status::text FROM procrastinate_jobs WHERE status IN ('failed', 'doing')") == []


def test_the_application_hears_of_a_job_that_it_has_put_in_line(platform: Platform) -> None:
    from procrastinate.contrib.django import app

    with psycopg.connect(platform.access.app, autocommit=True) as db:
        db.execute('LISTEN "procrastinate_any_queue_v1"')
        job = app.configure_task("xuanhu.apps.jobs.tasks.put_back_stalled").defer(timestamp=0)
        heard = next(db.notifies(timeout=PATIENCE, stop_after=1))
    assert str(job) in heard.payload
    with psycopg.connect(platform.access.app, autocommit=True) as db:
        db.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])


def doing(platform: Platform, lock: str) -> int:
    """A job that a worker held which is not heard of any more."""
    (row,) = asked(
        platform,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock, attempts)"
        " VALUES ('default', 'nothing', '{}', 'doing', %s, 0) RETURNING id",
        lock,
    )
    return row[0]


def put_back(silent_for: float = 0) -> int:
    from procrastinate.contrib.django import app

    from xuanhu.apps.jobs.actions import retry_stalled

    async def act() -> int:
        with app.replace_connector(app.connector.get_worker_connector()) as jobs:
            async with jobs.open_async():
                return await retry_stalled(jobs=jobs, silent_for=silent_for)

    return asyncio.run(act())


def test_what_a_dead_worker_held_is_done_again_unless_the_next_of_its_kind_waits(platform: Platform) -> None:
    alone, followed = doing(platform, "test.alone"), doing(platform, "test.followed")
    waiting = asked(
        platform,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock)"
        " VALUES ('default', 'nothing', '{}', 'todo', 'test.followed') RETURNING id",
    )[0][0]
    assert put_back() == 2
    found = dict(asked(platform, "SELECT id, status::text FROM procrastinate_jobs WHERE task_name = 'nothing'"))
    assert found == {alone: "todo", followed: "aborted", waiting: "todo"}
    asked(platform, "DELETE FROM procrastinate_jobs WHERE task_name = 'nothing' RETURNING id")


def test_old_answers_are_deleted_of_every_tenant_and_young_ones_stay(platform: Platform) -> None:
    from django.db import transaction

    from xuanhu.apps.accounts.answers import BATCH, KEPT, delete_answers
    from xuanhu.apps.parties.actions import add_insurer

    with transaction.atomic():
        insurers = [add_insurer(code=f"kept-{time.time_ns()}-{n}", name="某", purpose="rehearsal").id for n in range(2)]
    now = datetime.now(UTC)
    query = (
        "INSERT INTO accounts_answer (holder, key, part, insurers, request, status, body, at)"
        " SELECT 'key:1', 'old-' || %s::text || n, 0, ARRAY[%s::bigint], '', 200, '', %s"
        " FROM generate_series(1, %s) n"
    )
    with psycopg.connect(platform.access.owner) as owner:
        for insurer in insurers:
            owner.execute(query, [insurer, insurer, now - KEPT - timedelta(minutes=1), BATCH + 5])
            owner.execute(query, [-insurer, insurer, now - KEPT + timedelta(minutes=1), 3])
    assert delete_answers(before=now - KEPT) == 2 * (BATCH + 5)
    left = "SELECT count(*) FROM accounts_answer WHERE insurers = ARRAY[%s::bigint]"
    assert [rows(insurer, left, insurer) for insurer in insurers] == [[(3,)], [(3,)]]
