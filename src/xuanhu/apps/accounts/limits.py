"""How often one may ask: a bucket of requests for each holder, filled evenly, in the database for all processes."""

import math
from datetime import datetime, timedelta
from threading import Lock

from django.db import connection

from xuanhu.apps.prepared import rows_alone

A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)
HALF_SECONDS = 120  # in a minute
TAKE = """
INSERT INTO accounts_allowance AS a (holder, "left", at) VALUES (%(holder)s, %(most)s - %(count)s, %(at)s)
ON CONFLICT (holder) DO UPDATE SET
    "left" = LEAST(%(most)s, a."left" + %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at))) - %(count)s,
    at = GREATEST(a.at, excluded.at)
WHERE LEAST(%(most)s, a."left" + %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at))) >= %(count)s
RETURNING 1
"""
LACKING = """
SELECT 1 - "left" - %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM %(at)s - at))
FROM accounts_allowance WHERE holder = %(holder)s
"""


def take(*, holder: str, most: int, at: datetime, within: timedelta = A_MINUTE) -> int | None:
    """Take one request out of a holder's bucket; None, or after how many whole seconds to ask again."""
    rate = most / within.total_seconds()
    asked: dict[str, str | float | datetime] = {
        "holder": holder,
        "most": float(most),
        "rate": rate,
        "at": at,
        "count": 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        if cursor.fetchone() is not None:
            return None
        cursor.execute(LACKING, asked)
        (lacking,) = cursor.fetchone()
    return max(1, math.ceil(round(float(lacking) / rate, 6)))


class Lease:
    """Requests taken out of a bucket some at a time, for what is asked a thousand times a second.

    A process holds at most what may be asked in half a second, and gives up after a second what it did not use: so the
    limit holds across processes, and a bucket is written a few times a second and not at every request.
    """

    def __init__(self) -> None:
        """Nothing is held yet."""
        self._held: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def take(self, *, holder: str, most: int, at: datetime) -> bool:
        """Take one request; False where the bucket has none left. Raises psycopg.Error."""
        with self._lock:
            count, until = self._held.get(holder, (0, at))
            if count and until - A_SECOND <= at < until:
                self._held[holder] = (count - 1, until)
                return True
        count = max(1, most // HALF_SECONDS)
        rate = most / A_MINUTE.total_seconds()
        asked = {"holder": holder, "most": float(most), "rate": rate, "at": at, "count": count}
        if not rows_alone(TAKE, asked) and (count == 1 or not rows_alone(TAKE, {**asked, "count": (count := 1)})):
            return False
        with self._lock:
            self._held[holder] = (count - 1, at + A_SECOND)
        return True
