"""What is read of the worker."""

from datetime import timedelta

from django.db import connection

SILENCE = "SELECT now() - max(last_heartbeat) FROM procrastinate_workers"
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"


def silence_of_workers() -> timedelta | None:
    """How long ago the liveliest worker was heard; None where none is registered. By the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute(SILENCE)
        found: timedelta | None = cursor.fetchone()[0]
    return found


def failed_jobs() -> int:
    """How many jobs of the last week ended with an error."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED)
        return int(cursor.fetchone()[0])
