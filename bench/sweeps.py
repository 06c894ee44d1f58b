"""The sweep: promises that have passed, among few and among many that have not, beside the bare claiming loop."""

import os
from datetime import datetime, timedelta
from time import perf_counter
from typing import LiteralString

import psycopg

from bench.nine_steps import commands
from bench.platform import line, opened
from xuanhu.postgres import Access

DUE = int(os.environ.get("XUANHU_BENCH_DUE", "10000"))
PENDING = tuple(int(one) for one in os.environ.get("XUANHU_BENCH_PENDING", "10000,1000000").split(","))
ANEW = DUE // 10  # cases that have to be reckoned again before time acts
BATCH = 1000
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
)
AHEAD = """
INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
SELECT h.insurer_id, c.id, h.kind, h.fact, %(at)s::timestamptz, h.reckoned_by
FROM cases_happening h, cases_case c, generate_series(1, %(times)s) n
WHERE h.case_id = %(case)s AND c.id > %(after)s AND c.id <= %(after)s + %(due)s
"""
# As if a year's schedule had come in that moved these promises.
REVISED = """
INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
SELECT h.insurer_id, c.id, h.kind, h.fact, %(at)s, ''
FROM cases_happening h, cases_case c WHERE h.case_id = %(case)s AND c.id > %(case)s AND c.id <= %(case)s + %(few)s
"""
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id, case_id FROM cases_happening WHERE at <= %s ORDER BY at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM cases_happening WHERE id = ANY(ARRAY(SELECT id FROM due))
)
"""
BARE = f"{CLAIM} SELECT count(*) FROM due"  # noqa: S608 - nothing from outside is in it
# What any timer does that leaves something behind: an event, and where its subject now stands.
KEPT = (
    "CREATE TABLE bench_event (id bigserial PRIMARY KEY, subject bigint, kind text, at timestamptz)",
    "CREATE TABLE bench_snapshot AS SELECT id AS subject, 0 AS version FROM cases_case",
    "ALTER TABLE bench_snapshot ADD PRIMARY KEY (subject)",
)
KEEPING = f"""{CLAIM},
event AS (INSERT INTO bench_event (subject, kind, at) SELECT case_id, 'overdue', now() FROM due),
snapshot AS (UPDATE bench_snapshot SET version = version + 1 WHERE subject = ANY(ARRAY(SELECT case_id FROM due)))
SELECT count(*) FROM due
"""  # noqa: S608


def main(access: Access) -> None:
    """Measure for each number of pending happenings."""
    for pending in PENDING:
        _measure(access, pending)
        with psycopg.connect(access.owner, autocommit=True) as db:
            db.execute("DELETE FROM cases_happening")
            db.execute("DROP TABLE bench_event, bench_snapshot")
            db.execute("VACUUM ANALYZE")


def _measure(access: Access, pending: int) -> None:
    from xuanhu.apps.cases.sweeping import sweep

    tenant = opened(1)
    due = _until_a_promise_runs(tenant.insurer, *tenant.cases[0])
    case = tenant.cases[0][1]
    with psycopg.connect(access.owner, autocommit=True) as db:
        for text in CLONES:
            db.execute(text, {"case": case, "due": 2 * DUE + 1})
        db.execute("UPDATE cases_happening SET at = '2090-01-01'")
        # What is pending is ahead of other cases than what is due.
        db.execute(AHEAD, {"case": case, "after": case + DUE, "due": DUE, "at": "2090-01-01", "times": pending // DUE})
        here = {"case": case, "after": case, "due": DUE, "at": due, "times": 1}
        db.execute(AHEAD, here)
        db.execute("ANALYZE")
        bare = _loop(access.app, BARE, tenant.insurer, due)
        for text in KEPT:
            db.execute(text)
        db.execute(AHEAD, here)
        db.execute("ANALYZE")
        keeping = _loop(access.app, KEEPING, tenant.insurer, due)
        db.execute(AHEAD, here)
        db.execute("ANALYZE")
        began = perf_counter()
        marked = sweep(insurers=[tenant.insurer], until=due)
        ours = marked / (perf_counter() - began)
        db.execute(REVISED, {"at": due, "case": case, "few": ANEW})
        began = perf_counter()
        passed = sweep(insurers=[tenant.insurer], until=due + timedelta(seconds=1))
        anew = passed / (perf_counter() - began)
    print(f"sweep of {marked:,} due among {pending:,} pending (a second)")
    line("SKIP LOCKED loop with an event and a snapshot", keeping, keeping)
    line("SKIP LOCKED loop that only claims and deletes", bare, keeping)
    line("xuanhu: promises marked, the queue told", ours, keeping)
    line(f"xuanhu: {passed:,} cases reckoned anew from their facts", anew, keeping)


def _until_a_promise_runs(insurer: int, public_id: str, case: int) -> datetime:
    """Record one fact after the other until something is due; when."""
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.cases.models import Happening
    from xuanhu.apps.tenancy import seeing

    for name, data, at, by in commands()[1:]:
        with seeing([insurer]):
            record_fact(public_id=public_id, name=name, data=data, at=at, by=by)
            ahead = Happening.objects.filter(case=case).order_by("at").first()
        if ahead is not None:
            return ahead.at
    raise SystemExit("nothing is ever due; nothing to measure")


def _loop(app: str, statement: LiteralString, insurer: int, due: datetime) -> float:
    """A batch and a commit until nothing is due; under the same fence."""
    done, began = 0, perf_counter()
    with psycopg.connect(app, autocommit=True) as db:
        while True:
            with db.transaction():
                db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(insurer)])
                (claimed,) = db.execute(statement, [due, BATCH]).fetchone() or (0,)
            done += claimed
            if not claimed:
                return done / (perf_counter() - began)
