from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from xuanhu.postgres import ADMIN, Access, Cluster, django_database, prepare

INSURED = """
    CREATE TABLE insured (insurer text, name text);
    ALTER TABLE insured ENABLE ROW LEVEL SECURITY;
    ALTER TABLE insured FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON insured TO xuanhu_app USING (insurer = current_setting('app.insurer', true));
    CREATE POLICY all_of_them ON insured TO xuanhu_owner USING (true);
    INSERT INTO insured VALUES ('甲', '王芳'), ('乙', '李娜');
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One server for all tests here; each has a database of its own."""
    with TemporaryDirectory(prefix="xuanhu-test-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "pg", quick=True)
        cluster.start()
        yield cluster
        cluster.stop()


@pytest.fixture
def access(server: Cluster, request: pytest.FixtureRequest) -> Access:
    return prepare(server, database=f"db {hash(request.node.nodeid)}")


@pytest.fixture
def app(access: Access) -> Iterator[psycopg.Connection]:
    with psycopg.connect(access.owner) as owner:
        owner.execute(INSURED)
    with psycopg.connect(access.app, autocommit=True) as db:
        yield db


def test_similarity_sees_chinese_letters(app: psycopg.Connection):
    assert app.execute("SELECT similarity('张三丰', '张三') > 0.3").fetchone() == (True,)
    assert app.execute("SELECT '张三丰' % '张三', '张三丰' % '王芳'").fetchone() == (True, False)


def test_both_extensions_are_there(app: psycopg.Connection):
    found = app.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1").fetchall()
    assert found == [("btree_gist",), ("pg_trgm",)]


def test_the_application_sees_the_rows_of_one_insurer_only(app: psycopg.Connection):
    assert app.execute("SELECT name FROM insured").fetchall() == []
    app.execute("SELECT set_config('app.insurer', '甲', false)")
    assert app.execute("SELECT name FROM insured").fetchall() == [("王芳",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        app.execute("INSERT INTO insured VALUES ('乙', '赵敏')")


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE loot (name text)",
        "CREATE TEMPORARY TABLE loot (name text)",
        "CREATE SCHEMA loot",
        "CREATE ROLE thief",
        "CREATE DATABASE loot",
        "CREATE EXTENSION citext",
        "ALTER TABLE insured NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE insured DISABLE ROW LEVEL SECURITY",
        "ALTER ROLE xuanhu_app BYPASSRLS",
        "DROP POLICY own ON insured",
        "TRUNCATE insured",
        "DROP TABLE insured",
        "SET ROLE xuanhu_owner",
        "SET SESSION AUTHORIZATION xuanhu_admin",
        "COPY insured TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_the_application_cannot_get_around_its_limits(app: psycopg.Connection, attempt: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(attempt)


def test_switching_row_security_off_gives_an_error_and_no_rows(app: psycopg.Connection):
    app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM insured")


def test_neither_role_has_more_than_it_needs(server: Cluster, access: Access):
    with psycopg.connect(access.owner) as db:
        found = db.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb FROM pg_roles"
            " WHERE rolname IN ('xuanhu_owner', 'xuanhu_app') ORDER BY 1"
        ).fetchall()
    nothing = (False, False, False, False)
    assert found == [("xuanhu_app", *nothing, False), ("xuanhu_owner", *nothing, server.quick)]


def test_rights_grown_by_hand_are_taken_back_by_the_next_prepare(server: Cluster, access: Access):
    with psycopg.connect(server.url(role=ADMIN, database="postgres")) as admin:
        admin.execute("ALTER ROLE xuanhu_app SUPERUSER BYPASSRLS CREATEDB")
    prepare(server)
    with psycopg.connect(access.app) as db:
        found = db.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert found.fetchone() == (False, False, False)


def test_a_right_that_a_migration_took_away_stays_away(server: Cluster, access: Access, app: psycopg.Connection):
    with psycopg.connect(access.owner) as owner:
        owner.execute("CREATE TABLE fact (id int); REVOKE UPDATE, DELETE ON fact FROM xuanhu_app")
    assert prepare(server, database=app.info.dbname) == access
    app.execute("INSERT INTO fact VALUES (1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DELETE FROM fact")


def test_the_application_may_use_what_the_owner_makes_later(access: Access, app: psycopg.Connection):
    with psycopg.connect(access.owner) as owner:
        owner.execute("CREATE TABLE paper (id int GENERATED ALWAYS AS IDENTITY, old serial, kind text)")
    app.execute("INSERT INTO paper (kind) VALUES ('id-card')")
    app.execute("UPDATE paper SET kind = 'invoice'")
    assert app.execute("DELETE FROM paper RETURNING id, old, kind").fetchall() == [(1, 1, "invoice")]


def test_django_finds_the_same_door(access: Access):
    entry = django_database(access.app)
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert entry["OPTIONS"] == {}
    with psycopg.connect(
        dbname=entry["NAME"], user=entry["USER"], host=entry["HOST"], port=entry["PORT"], **entry["OPTIONS"]
    ) as db:
        assert (db.info.user, db.info.dbname) == ("xuanhu_app", entry["NAME"])


def test_django_gets_what_it_has_no_name_for_as_options():
    entry = django_database("postgresql://li:p%40ss@db.example:5433/care?sslmode=require")
    assert entry == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "care",
        "USER": "li",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
