"""A PostgreSQL that others run: here a server of ours that asks for passwords."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from xuanhu.postgres import ADMIN, Cluster, PostgresFault, prepare_external
from xuanhu.postgres.conninfo import PORT, as_url

SECRET, ANOTHER = "悬壶/济世@2026", "another one"
Url = Callable[..., str]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One server for all tests here; it asks everybody but its administrator for a password."""
    with TemporaryDirectory(prefix="xuanhu-test-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "pg", quick=True)
        cluster.start()
        (cluster.data / "pg_hba.conf").write_text(f"local all {ADMIN} trust\nlocal all all scram-sha-256\n")
        with psycopg.connect(cluster.url(role=ADMIN, database="postgres")) as db:
            db.execute("SELECT pg_reload_conf()")
        while not asks_for_a_password(cluster):
            pass
        yield cluster
        cluster.stop()


def asks_for_a_password(cluster: Cluster) -> bool:
    """Whether the server has read the new rules; until then a role that is missing is what it complains about."""
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(cluster.url(role="missing"))
    return "password" in str(refused.value)


@pytest.fixture
def admin(server: Cluster) -> Iterator[psycopg.Connection]:
    """The other people's administrator, who gave us a user and a database."""
    with psycopg.connect(server.url(role=ADMIN, database="postgres"), autocommit=True) as db:
        db.execute(f"CREATE ROLE care LOGIN CREATEROLE PASSWORD '{SECRET}'")
        db.execute("CREATE DATABASE care OWNER care")
        yield db
        db.execute("DROP DATABASE care WITH (FORCE)")
        db.execute("DROP DATABASE IF EXISTS blind")
        db.execute("DROP ROLE IF EXISTS xuanhu_app, care_app, care")


@pytest.fixture
def url(server: Cluster, admin: psycopg.Connection) -> Url:
    """Where our user finds its database."""
    assert admin.info.dbname == "postgres"

    def of(database: str = "care", user: str = "care", password: str = SECRET) -> str:
        return as_url(user=user, dbname=database, password=password, host=server.socket, port=PORT)

    return of


def test_the_application_gets_a_role_of_its_own_bound_by_row_security(url: Url):
    access = prepare_external(url())
    with psycopg.connect(access.owner) as owner:
        owner.execute("CREATE TABLE insured (name text); ALTER TABLE insured ENABLE ROW LEVEL SECURITY")
        owner.execute("INSERT INTO insured VALUES ('王芳')")
    with psycopg.connect(access.app, autocommit=True) as app:
        assert app.execute("SELECT current_user, similarity('张三丰', '张三') > 0.3").fetchone() == ("xuanhu_app", True)
        assert app.execute("SELECT * FROM insured").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE loot (name text)")


def test_preparing_twice_gives_the_same_doors(url: Url):
    first = prepare_external(url())
    assert prepare_external(url()) == first
    psycopg.connect(first.app).close()


def test_the_roles_password_follows_from_the_owners_and_is_not_it(url: Url, admin: psycopg.Connection):
    before = prepare_external(url())
    admin.execute(f"ALTER ROLE care PASSWORD '{ANOTHER}'")
    after = prepare_external(url(password=ANOTHER))
    assert before.app != after.app
    psycopg.connect(after.app).close()
    for refused in (before.app, url(user="xuanhu_app"), url(user="xuanhu_app", password=ANOTHER)):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(refused)


def test_a_role_and_password_of_ones_own_choice_are_taken(url: Url):
    access = prepare_external(url(), app_role="care_app", app_password=ANOTHER)
    assert access.app == url(user="care_app", password=ANOTHER)
    psycopg.connect(access.app).close()


def test_tables_that_were_there_before_the_role_are_open_to_it(url: Url):
    with psycopg.connect(url()) as owner:
        owner.execute("CREATE TABLE insured (id serial, name text)")
    with psycopg.connect(prepare_external(url()).app) as app:
        assert app.execute("INSERT INTO insured (name) VALUES ('李娜') RETURNING id, name").fetchone() == (1, "李娜")


def test_an_owner_who_may_not_create_roles_is_told_what_is_missing(url: Url, admin: psycopg.Connection):
    admin.execute("ALTER ROLE care NOCREATEROLE")
    with pytest.raises(PostgresFault, match=r"并能建角色 xuanhu_app（CREATEROLE）"):
        prepare_external(url())


@pytest.mark.parametrize("too_much", ["ALTER ROLE xuanhu_app BYPASSRLS", "GRANT care TO xuanhu_app"])
def test_a_role_that_row_security_would_not_bind_is_refused(url: Url, admin: psycopg.Connection, too_much: str):
    admin.execute("CREATE ROLE xuanhu_app LOGIN")
    admin.execute(too_much)
    with pytest.raises(PostgresFault, match="行级安全管不住它"):
        prepare_external(url())


def test_a_database_that_is_blind_to_chinese_is_refused(url: Url, admin: psycopg.Connection):
    admin.execute("CREATE DATABASE blind OWNER care TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'")
    with pytest.raises(PostgresFault, match="认不出汉字"):
        prepare_external(url("blind"))


def test_a_server_that_cannot_be_reached_is_said_in_words(url: Url):
    with pytest.raises(PostgresFault, match=r"DATABASE_URL 连不上 \(no connection by DATABASE_URL\)"):
        prepare_external(url(password=ANOTHER))
