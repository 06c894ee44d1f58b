"""The same preparation for a PostgreSQL that stands elsewhere, named by DATABASE_URL: its user is the owner."""

import hmac
from hashlib import sha256

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from xuanhu.postgres.conninfo import APP, Access, as_url
from xuanhu.postgres.faults import PostgresFault
from xuanhu.postgres.preparing import Connection, connected, ensure_extensions, give_rights

_OLDEST = 150000  # PostgreSQL 15


def prepare_external(url: str, *, app_role: str = APP, app_password: str | None = None) -> Access:
    """Make the application's role, the extensions and the rights; the database itself must exist.

    Without a password of its own the role gets one that follows from the owner's: every process reckons the same,
    nothing is stored, and it does not give the owner's away.
    """
    given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    secret = app_password or _derived(given.get("password"), app_role)
    try:
        with connected(url) as db:
            return _prepared(db, given, app_role, secret)
    except psycopg.errors.InsufficientPrivilege as error:
        raise PostgresFault(
            f"DATABASE_URL 的用户权限不够：它要拥有数据库，并能建角色 {app_role}（CREATEROLE）",
            f"the user of DATABASE_URL must own the database and be able to create the role {app_role} (CREATEROLE)",
            told=str(error),
        ) from error
    except psycopg.OperationalError as error:
        raise PostgresFault("DATABASE_URL 连不上", "no connection by DATABASE_URL", told=str(error)) from error


def _prepared(db: Connection, given: dict[str, str], app_role: str, secret: str | None) -> Access:
    if db.info.server_version < _OLDEST:
        raise PostgresFault("需要 PostgreSQL 15 或更新的版本", "PostgreSQL 15 or newer is needed")
    owner, database = db.info.user, db.info.dbname
    rest = {name: value for name, value in given.items() if name not in {"user", "dbname", "password"}}
    app = as_url(user=app_role, dbname=database, password=secret, **rest)
    is_new = _ensure_app_role(db, app_role)
    ensure_extensions(db)
    give_rights(db, database, owner=owner, app=app_role, to_what_exists=is_new)
    if secret and not _opens(app):
        _set_password(db, app_role, secret)
    return Access(owner=as_url(user=owner, dbname=database, password=given.get("password"), **rest), app=app)


def _ensure_app_role(db: Connection, name: str) -> bool:
    """Make the role; refuse one that row-level security would not bind, or that may become the owner."""
    found = db.execute(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'member') FROM pg_roles"
        " WHERE rolname = %s",
        [name],
    ).fetchone()
    if found is None:
        db.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        return True
    if found[0]:
        raise PostgresFault(
            f"角色 {name} 的权限太大，行级安全管不住它；请管理员收回 SUPERUSER、BYPASSRLS 和它在所有者角色中的成员资格",
            f"the role {name} may bypass row-level security; take SUPERUSER, BYPASSRLS and the owner's role from it",
        )
    return False


def _derived(password: str | None, role: str) -> str | None:
    return hmac.new(password.encode(), f"xuanhu role {role}".encode(), sha256).hexdigest() if password else None


def _opens(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _set_password(db: Connection, role: str, secret: str) -> None:
    """Send the scrambled form only: a server that logs statements never sees the password."""
    scrambled = db.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256").decode()
    db.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(scrambled)))
