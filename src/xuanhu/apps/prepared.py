"""Statements sent many times a second: prepared once a connection, beneath the ORM, in the transaction that is open.

Behind a pooler that gives each transaction another connection, set XUANHU_PREPARE=0.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, LiteralString

import psycopg
from django.conf import settings
from django.db import connection
from psycopg_pool import ConnectionPool

PATIENCE: Final = 2.0  # seconds to wait for a connection


def rows(statement: LiteralString, *given: object) -> list[tuple[Any, ...]]:
    """What a query gives. JSON comes as text, moments as datetimes with a zone. Raises Django's database errors."""
    with _executed(statement, given) as cursor:
        return cursor.fetchall()


def run(statement: LiteralString, *given: object) -> int:
    """Do what a statement says; how many rows its last part touched."""
    with _executed(statement, given) as cursor:
        return cursor.rowcount


def rows_alone(statement: LiteralString, given: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
    """What one statement gives that needs no transaction and no ORM. Raises psycopg.Error."""
    with _pool().connection() as own:
        return own.execute(statement, given, prepare=settings.PREPARE).fetchall()


def close_pool() -> None:
    """Let these connections go, before the server stops."""
    if _pool.cache_info().currsize:
        _pool().close()
        _pool.cache_clear()


@cache
def _pool() -> ConnectionPool[psycopg.Connection[tuple[Any, ...]]]:
    """Connections of this process beside the ORM's. None is tried before it is used: one that broke costs one query."""
    known = connection.get_connection_params()
    known.pop("pool", None)
    known |= {"autocommit": True, "cursor_factory": psycopg.Cursor}
    return ConnectionPool(kwargs=known, min_size=1, max_size=8, timeout=PATIENCE, open=True, name="beside")


def _executed(statement: LiteralString, given: tuple[object, ...]) -> psycopg.Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    if connection.queries_logged:  # tests count these, too
        connection.queries_log.append({"sql": statement, "time": ""})
    with connection.wrap_database_errors:
        cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(connection.connection)
        return cursor.execute(statement, given, prepare=settings.PREPARE)
