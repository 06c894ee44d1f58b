"""Ways to the database as URLs that libpq, psycopg and (through `django_database`) Django understand; who goes in."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

ADMIN = "xuanhu_admin"  # the superuser: only this room uses it
OWNER = "xuanhu_owner"  # owns the tables, runs migrations
APP = "xuanhu_app"  # the application itself: row-level security binds it
DATABASE = "xuanhu"
PORT = 5432  # only a part of the socket's name: nothing listens on the network

_OF_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


class Access(NamedTuple):
    """The two doors of a prepared database: `owner` for migrations, `app` for everything else."""

    owner: str
    app: str


def as_url(*, user: str, dbname: str, password: str | None = None, **rest: object) -> str:
    """A connection URL. Host and port go into the query, where the folder of a socket may stand too.

    They are always written out: what is left open libpq takes from PGHOST, PGPORT and their like.
    """
    secret = f":{quote(password, safe='')}" if password else ""
    query = urlencode({name: str(value) for name, value in rest.items() if value is not None}, quote_via=quote, safe="")
    return f"postgresql://{quote(user, safe='')}{secret}@/{quote(dbname, safe='')}?{query}"


def django_database(url: str) -> dict[str, Any]:
    """An entry of Django's DATABASES for this URL."""
    given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    named = {_OF_DJANGO[name]: value for name, value in given.items() if name in _OF_DJANGO}
    rest = {name: value for name, value in given.items() if name not in _OF_DJANGO}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": rest}
