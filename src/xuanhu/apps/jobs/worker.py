"""The worker: takes jobs from the database, several at once, until it is told to stop.

Several machines may run one against the same database. What does not fit two at once is kept apart by locks of its own
(SKIP LOCKED), and a queueing lock lets no second job of a kind wait behind the first.
"""

import time
from collections.abc import Callable
from threading import Event

from django.db import DatabaseError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

AT_ONCE = 3  # a long sweep leaves room for messages and for tidying
HEARTBEAT = 5.0  # seconds; whoever was silent for STALLED is dead
STALLED = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


def run_worker(*, told: Event, say: Callable[[str], None]) -> None:
    """Work until a signal or `told` says stop, and finish the jobs at hand; without a database wait for it."""
    pause = FIRST_PAUSE
    while not told.is_set():
        began = time.monotonic()
        try:
            _run()
        except (ConnectorException, DatabaseError) as error:
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            say(f"{type(error).__name__}: {pause:.0f}")
            told.wait(pause)
        else:
            return


def _run() -> None:
    """One life of the worker. Jobs that ended well leave nothing behind: there are twenty thousand of them a day."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            name="xuanhu",
            concurrency=AT_ONCE,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
        )
