"""Roles, database, extensions and rights of our own server: made where they are missing, any number of times."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql

from xuanhu.postgres.cluster import Cluster
from xuanhu.postgres.conninfo import ADMIN, APP, DATABASE, OWNER, Access
from xuanhu.postgres.faults import PostgresFault

EXTENSIONS = ("pg_trgm", "btree_gist")
_LOCK = 7_202_611  # any number, the same in all processes
Connection = psycopg.Connection[tuple[object, ...]]


def prepare(cluster: Cluster, *, database: str = DATABASE) -> Access:
    """Start the server if need be and make everything in it that migrations and the application expect."""
    cluster.start()
    # A role for tests may make further databases, as Django's test runner does.
    wish: LiteralString = "CREATEDB" if cluster.quick else "NOCREATEDB"
    with connected(cluster.url(role=ADMIN, database="postgres")) as server:
        _ensure_role(server, OWNER, wish)
        is_new = _ensure_role(server, APP, "NOCREATEDB")
        _ensure_database(server, database)
        with connected(cluster.url(role=ADMIN, database=database)) as inside:
            ensure_extensions(inside)
            _close_to_others(inside, database)
            give_rights(inside, database, owner=OWNER, app=APP, to_what_exists=is_new)
    return Access(owner=cluster.url(role=OWNER, database=database), app=cluster.url(database=database))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that works alone: two processes that grant at once would trip over each other."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield connection


def ensure_extensions(db: Connection) -> None:
    """Make the extensions, and try whether similarity sees Chinese letters: under some locales it does not."""
    for name in EXTENSIONS:
        db.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    found = db.execute("SELECT similarity('张三丰', '张三') > 0").fetchone()
    if not found or not found[0]:
        raise PostgresFault(
            "这个数据库的区域设置（LC_CTYPE）认不出汉字，模糊查找会落空；请用 UTF8 编码和 C.UTF-8 重建数据库",
            "this database's LC_CTYPE knows no Chinese letters, searching would find nothing; "
            "create it with encoding UTF8 and LC_CTYPE C.UTF-8",
        )


def give_rights(db: Connection, database: str, *, owner: str, app: str, to_what_exists: bool) -> None:
    """The application reads and writes rows, and changes no structure.

    No TRUNCATE, which row-level security does not stop. Rights come with each table that the owner makes, and are
    given for existing ones only when the role is new: a migration that takes one away keeps its word.
    """
    names = {"database": sql.Identifier(database), "owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    rights: tuple[LiteralString, ...] = (
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",  # granted to everybody before PostgreSQL 15
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, USAGE ON SEQUENCES TO {app}",
    )
    existing: tuple[LiteralString, ...] = (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}",
    )
    for text in (*rights, *(existing if to_what_exists else ())):
        db.execute(sql.SQL(text).format(**names))


def _close_to_others(db: Connection, database: str) -> None:
    db.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))


def _ensure_role(db: Connection, name: str, wish: LiteralString) -> bool:
    """Make a role that is no superuser and that row-level security binds; True if it is new."""
    is_new = not db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if is_new:
        db.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    plain = sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {}")
    db.execute(plain.format(sql.Identifier(name), sql.SQL(wish)))
    return is_new


def _ensure_database(db: Connection, name: str) -> None:
    if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
