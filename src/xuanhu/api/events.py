"""The feed of facts: every fact once, in one order, none skipped, for whoever keeps a copy or rings a bell.

A fact takes its number before its transaction commits, so a reader could see number 6 while 5 is still to come. The
feed therefore reads how far numbers are given out, waits until the transactions that were writing facts at that moment
have ended, and gives nothing beyond. What it has given is complete.
"""

import time
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from xuanhu.api.answer_shapes import EventsOut
from xuanhu.api.application import api, demand
from xuanhu.api.paging import After, Limit
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Fact
from xuanhu.core.reckoning import SHANGHAI

GIVEN_OUT = "SELECT pg_sequence_last_value(pg_get_serial_sequence('cases_fact', 'id')::regclass)"
# Whoever inserts holds this lock from before it takes a number until its transaction ends.
WRITING = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = 'cases_fact'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND mode = 'RowExclusiveLock' AND granted
"""
PATIENCE = 3.0  # seconds; an act takes milliseconds
PAUSE = 0.005


@api.get("/events", response=EventsOut, summary="The feed of facts")
def get_events(request: HttpRequest, after: After = 0, limit: Limit = 100) -> dict[str, object]:
    """Facts after a number, in order, without gaps. `next` is where to go on; ask again with it, now or later."""
    demand(request, Permission.READ_CASES)
    settled = settled_up_to()
    if settled is None:
        return {"items": [], "next": after}
    with transaction.atomic():
        visible(request)
        facts = Fact.objects.select_related("case").filter(id__gt=after, id__lte=settled).order_by("id")
        rows = list(facts[:limit])
    following = rows[-1].id if len(rows) == limit else max(after, settled)
    return {"items": [_shown(row) for row in rows], "next": following}


def settled_up_to() -> int | None:
    """Up to which number every fact is committed or will never be; None if writers did not end in time."""
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_OUT)
        last = cursor.fetchone()[0] or 0
        cursor.execute(WRITING)
        writing = {row[0] for row in cursor.fetchall()}
        until = time.monotonic() + PATIENCE
        while writing and time.monotonic() < until:
            time.sleep(PAUSE)
            cursor.execute(WRITING)
            writing &= {row[0] for row in cursor.fetchall()}
    return None if writing else last


def _shown(row: Any) -> dict[str, object]:
    return {
        "id": row.id,
        "case": str(row.case.public_id),
        "handbook": row.case.handbook,
        "service": row.case.service,
        "seq": row.seq,
        "fact": row.name,
        "at": row.at.astimezone(SHANGHAI).isoformat(),
        "recorded_at": row.recorded_at.astimezone(SHANGHAI).isoformat(),
        "by": row.by,
    }
