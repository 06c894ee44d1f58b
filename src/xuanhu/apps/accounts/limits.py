"""How often a key may ask: a bucket of requests a key, filled evenly, in the database for all processes at once."""

import math
from datetime import datetime

from django.db import connection

MINUTE = 60
TAKE = """
INSERT INTO accounts_allowance AS a (api_key_id, "left", at) VALUES (%(key)s, %(most)s - 1, %(at)s)
ON CONFLICT (api_key_id) DO UPDATE SET
    "left" = LEAST(%(most)s, a."left" + %(most)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at)) / 60) - 1,
    at = GREATEST(a.at, excluded.at)
WHERE LEAST(%(most)s, a."left" + %(most)s * GREATEST(0, EXTRACT(EPOCH FROM excluded.at - a.at)) / 60) >= 1
RETURNING 1
"""
LACKING = """
SELECT 1 - "left" - %(most)s * GREATEST(0, EXTRACT(EPOCH FROM %(at)s - at)) / 60
FROM accounts_allowance WHERE api_key_id = %(key)s
"""


def take(*, key: int, per_minute: int, at: datetime) -> int | None:
    """Take one request out of a key's bucket; None, or after how many whole seconds to ask again."""
    asked: dict[str, int | float | datetime] = {"key": key, "most": float(per_minute), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        if cursor.fetchone() is not None:
            return None
        cursor.execute(LACKING, asked)
        (lacking,) = cursor.fetchone()
    return max(1, math.ceil(float(lacking) * MINUTE / per_minute))
