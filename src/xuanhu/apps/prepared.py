"""Statements sent many times a second: prepared once a connection, beneath the ORM, in the transaction that is open.

Behind a pooler that gives each transaction another connection, set XUANHU_PREPARE=0.
"""

from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connection


def rows(statement: LiteralString, *given: object) -> list[tuple[Any, ...]]:
    """What a query gives. JSON comes as text, moments as datetimes with a zone. Raises Django's database errors."""
    with _executed(statement, given) as cursor:
        return cursor.fetchall()


def run(statement: LiteralString, *given: object) -> int:
    """Do what a statement says; how many rows its last part touched."""
    with _executed(statement, given) as cursor:
        return cursor.rowcount


def _executed(statement: LiteralString, given: tuple[object, ...]) -> psycopg.Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    if connection.queries_logged:  # tests count these, too
        connection.queries_log.append({"sql": statement, "time": ""})
    with connection.wrap_database_errors:
        cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(connection.connection)
        return cursor.execute(statement, given, prepare=settings.PREPARE)
