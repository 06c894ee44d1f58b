"""How often one may ask: a bucket of requests for each holder, filled evenly, in the database for all processes."""

import math
from datetime import datetime, timedelta

from django.db import connection

A_MINUTE = timedelta(minutes=1)
TAKE = """
INSERT INTO accounts_allowance AS a (holder, "left", at) VALUES (%(holder)s, %(most)s - 1, %(at)s)
ON CONFLICT (holder) DO UPDATE SET
    "left" = LEAST(%(most)s, a."left" + %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at))) - 1,
    at = GREATEST(a.at, excluded.at)
WHERE LEAST(%(most)s, a."left" + %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at))) >= 1
RETURNING 1
"""
LACKING = """
SELECT 1 - "left" - %(rate)s * GREATEST(0, EXTRACT(EPOCH FROM %(at)s - at))
FROM accounts_allowance WHERE holder = %(holder)s
"""


def take(*, holder: str, most: int, at: datetime, within: timedelta = A_MINUTE) -> int | None:
    """Take one request out of a holder's bucket; None, or after how many whole seconds to ask again."""
    rate = most / within.total_seconds()
    asked: dict[str, str | float | datetime] = {"holder": holder, "most": float(most), "rate": rate, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        if cursor.fetchone() is not None:
            return None
        cursor.execute(LACKING, asked)
        (lacking,) = cursor.fetchone()
    return max(1, math.ceil(round(float(lacking) / rate, 6)))
