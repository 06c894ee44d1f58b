"""Wrong tries to log in: after so many in a quarter of an hour a name, or an address, has to wait.

A try is counted before the password is judged and given back if it was right: many at once get no more than one by one.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from xuanhu.apps.sealing import sealer

WINDOW = timedelta(minutes=15)
OF_A_NAME, OF_AN_ADDRESS = 5, 20
TAKE = """
INSERT INTO accounts_wrongtries AS w (whose, at) VALUES (%(whose)s, ARRAY[%(at)s::timestamptz])
ON CONFLICT (whose) DO UPDATE SET at = ARRAY(SELECT t FROM unnest(w.at) AS t WHERE t > %(since)s) || excluded.at
WHERE (SELECT count(*) FROM unnest(w.at) AS t WHERE t > %(since)s) < %(most)s
RETURNING cardinality(at)
"""
FIRST_TO_GO = """
SELECT t FROM accounts_wrongtries, unnest(at) AS t WHERE whose = %(whose)s AND t > %(since)s
ORDER BY t DESC OFFSET %(most)s - 1 LIMIT 1
"""
# One of them, should there be several of the same moment.
GIVE_BACK = """
UPDATE accounts_wrongtries
SET at = at[: array_position(at, %(at)s::timestamptz) - 1] || at[array_position(at, %(at)s::timestamptz) + 1 :]
WHERE whose = %(whose)s AND %(at)s::timestamptz = ANY (at)
"""
FORGIVE = "DELETE FROM accounts_wrongtries WHERE whose = %(whose)s"
TIDY = "DELETE FROM accounts_wrongtries WHERE NOT EXISTS (SELECT FROM unnest(at) AS t WHERE t > %(since)s)"


class Limit(NamedTuple):
    """How often something may be tried within the quarter of an hour: what it is, and how often."""

    of: str
    most: int


class Taken(NamedTuple):
    """A try, counted: how many seconds to wait first, if any; and whether it was the last one that is free."""

    wait: int | None
    is_last: bool


def take_try(*, login: str, address: str, at: datetime) -> Taken:
    """Count a try of a name from an address, unless one of them has to wait."""
    name, place = _whose("login", login), _whose("address", address)
    count, wait = _take(name, OF_A_NAME, at)
    if wait is not None:
        return Taken(wait, is_last=False)
    _, wait = _take(place, OF_AN_ADDRESS, at)
    if wait is not None:
        _run(GIVE_BACK, name, at)
        return Taken(wait, is_last=False)
    return Taken(None, is_last=count == OF_A_NAME)


def take(limit: Limit, text: str, at: datetime) -> int | None:
    """Count a try of something by somebody; how many seconds to wait instead, where the limit is reached."""
    return _take(_whose(limit.of, text), limit.most, at)[1]


def forgive_all(limit: Limit, text: str) -> None:
    """Let somebody begin anew."""
    with connection.cursor() as cursor:
        cursor.execute(FORGIVE, {"whose": _whose(limit.of, text)})


def give_back(*, login: str, address: str, at: datetime) -> None:
    """It was no wrong try."""
    _run(GIVE_BACK, _whose("login", login), at)
    _run(GIVE_BACK, _whose("address", address), at)


def forgive(*, login: str, address: str, at: datetime) -> None:
    """Whoever has logged in begins anew; the address keeps its other wrong tries. What is long past is tidied away."""
    forgive_name(login=login, at=at)
    _run(GIVE_BACK, _whose("address", address), at)
    _run(TIDY, b"", at)


def forgive_name(*, login: str, at: datetime) -> None:
    """Let a name begin anew: its person has come in, or was given another password."""
    _run(FORGIVE, _whose("login", login), at)


def _take(whose: bytes, most: int, at: datetime) -> tuple[int, int | None]:
    known: dict[str, bytes | int | datetime] = {"whose": whose, "most": most, "at": at, "since": at - WINDOW}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, known)
        row = cursor.fetchone()
        if row is not None:
            return row[0], None
        cursor.execute(FIRST_TO_GO, known)
        row = cursor.fetchone()
    free_at = row[0] + WINDOW if row is not None else at
    return most, max(1, math.ceil((free_at - at).total_seconds()))


def _run(statement: str, whose: bytes, at: datetime) -> None:
    with connection.cursor() as cursor:
        known: dict[str, bytes | datetime] = {"whose": whose, "at": at, "since": at - WINDOW}
        cursor.execute(statement, known)


def _whose(kind: str, text: str) -> bytes:
    """A keyed hash: people type passwords where a name is asked for."""
    return sealer().index(text, f"accounts.wrongtries.{kind}")
