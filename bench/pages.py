"""Pages of the workbench among 200,000 cases, by the web server as it is served: how long somebody waits, beside the
limit and beside a page that shows nothing; what the server and the database work for it; how often it asks.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import psycopg

from bench.checks import served
from bench.many_cases import OPEN, PASSWORD, Built, build, lengthened, now
from xuanhu.postgres import Access

LIMIT: Final = 200  # milliseconds
ROUNDS: Final = int(os.environ.get("XUANHU_BENCH_ROUNDS", "40"))
WARM_UP: Final = 3
DEEP: Final = OPEN // 8  # lines before a deep page
UNWRITTEN: Final = (
    "SELECT id FROM parties_insured i WHERE NOT EXISTS (SELECT FROM notices_notice WHERE insured_id = i.id)"
)
Asking = Callable[[str, str, Mapping[str, Any] | None, Mapping[str, str]], tuple[int, Mapping[str, str]]]


class Page(NamedTuple):
    """A page: what it is called, how it is asked for. `form` is sent; of `mark` the ETag is asked first."""

    name: str
    path: str
    form: Callable[[int], Mapping[str, Any]] | None = None
    mark: bool = False


class Found(NamedTuple):
    """One answer: milliseconds of waiting, of work by the web server and by the database."""

    waited: float
    web: float
    database: float


def main(access: Access) -> None:
    """Build, log in, ask each page in turn, round by round."""
    _publish_all()
    built = build(access, now())
    pages = _pages(access, built)
    client = _logged_in(built.leader.login)
    counts = {page.name: _queries(client, page) for page in pages}
    with served() as (port, process), psycopg.connect(access.owner, autocommit=True) as db:
        asked = _asker(port, client)
        for page in pages:
            for turn in range(WARM_UP):
                _ask(asked, page, turn)
        web, database = _family(process), _backends(db)
        found: dict[str, list[Found]] = {page.name: [] for page in pages}
        for turn in range(ROUNDS):
            for page in pages:
                found[page.name].append(_timed(asked, page, turn, web, database))
    _say(found, counts)


def _say(found: Mapping[str, list[Found]], counts: Mapping[str, int]) -> None:
    bare = _at([one.waited for one in next(iter(found.values()))], 50)
    print(f"pages (ms; limit {LIMIT}; x: beside a page that shows nothing; work of web and database, mean; queries)")
    for name, all_of_it in found.items():
        waited = [one.waited for one in all_of_it]
        p50, p95, p99 = (_at(waited, percent) for percent in (50, 95, 99))
        web, database = mean(one.web for one in all_of_it), mean(one.database for one in all_of_it)
        print(
            f"  {name:42} p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f}  {'  ' if p95 < LIMIT else '!!'}"
            f" x{p50 / bare:5.1f}   web {web:6.1f}  database {database:6.1f}  queries {counts[name]:3}"
        )


# ---------------------------------------------------------------- what is asked


def _pages(access: Access, built: Built) -> list[Page]:
    from xuanhu.api.paging import cursor_of
    from xuanhu.web.workbench.queue.filters import TABS

    with psycopg.connect(access.owner, autocommit=True) as db:
        some = _Some(db)
        short, long = some.case("fact_count < 6"), some.case("service = 'genetic-test'")
        lengthened(long[0], now())
        booking = some.case("awaiting[1] = 'booked' AND service = 'outpatient-appointment'")
        due, number = some.row("next_due_at, id", f"next_due_at IS NOT NULL ORDER BY 1, 2 OFFSET {DEEP}")
        person = some.insured(booking[1])
        unknown = some.insured(db.execute(UNWRITTEN).fetchone()[0])
        waiting = some.case(
            "service = 'escort' AND EXISTS (SELECT FROM cases_fact f WHERE f.case_id = c.id AND f.name = 'booked')"
        )
        twenty = [one for (one,) in some.rows("public_id::text", "true ORDER BY id DESC LIMIT 20")]
    deep = cursor_of(due.isoformat(), number)
    week = datetime.now(UTC).date() + timedelta(days=7)
    filters = {
        "insurer": some.insurer,
        "service": "inpatient-appointment",
        "city": "成都",
        "rare city": "拉萨",
        "stage": "booked",
        "person": built.colleague.login,
        "due_to": str(week),
        "applied_from": str(week - timedelta(days=30)),
    }
    people = [built.colleague.login, built.leader.login]
    search = [
        ("surname", person.name[:1]),
        ("name", person.name),
        ("pinyin", "wang"),
        ("initials", "zw"),
        ("phone", person.phone),
        ("last four", person.phone[-4:]),
        ("ID", person.id_number),
        ("policy", some.policy),
        ("case", booking[0][:8]),
    ]
    at, form = f"/cases/{booking[0]}", _booking(booking[2])
    return [
        Page("nothing (/password)", "/password"),
        Page("start", "/"),
        Page("queue, mine", "/queue"),
        Page("queue, team", "/queue?scope=team"),
        Page("queue, everyone's", "/queue?scope=all"),
        Page("queue, nobody's", "/queue?scope=nobody"),
        *(Page(f"queue, tab {tab}", f"/queue?scope=all&tab={tab}") for tab in TABS),
        *(Page(f"queue, tab {tab}, mine", f"/queue?tab={tab}") for tab in TABS if tab in ("overdue", "waiting")),
        *(
            Page(f"queue, by {what}", f"/queue?{urlencode({'scope': 'all', what.removeprefix('rare '): value})}")
            for what, value in filters.items()
        ),
        Page("queue, deep page", f"/queue/more?scope=all&after={quote(deep)}"),
        Page("queue, deep page, nobody's", f"/queue/more?scope=nobody&after={quote(deep)}"),
        Page("news, nothing", "/queue/news?scope=all", mark=True),
        Page("news, the list anew", "/queue/news?scope=all"),
        Page("bulk assignment of 20", "/queue/act", lambda turn: {"case": twenty, "to": people[turn % 2]}),
        Page("calls to make", "/queue/calls"),
        Page("team", "/team"),
        *(Page(f"call, {what}", "/call/found", lambda _, said=said: {"q": said}) for what, said in search),
        Page("caller", f"/call/{person.path}"),
        Page("caller, never written to", f"/call/{unknown.path}"),
        Page("case, short", f"/cases/{short[0]}"),
        Page("case, 60 facts and more", f"/cases/{long[0]}"),
        Page("case, form tried", f"{at}/try", lambda _: form),
        Page("escorts, the week", "/escorts"),
        Page("escorts, a dispatch", f"/escorts/cases/{waiting[0]}"),
        Page("opinions", "/opinions"),
        Page("consultations of the day", "/consultations"),
        Page("laboratory", "/laboratory"),
    ]


class _Somebody(NamedTuple):
    path: str
    name: str
    phone: str
    id_number: str


class _Some:
    """Examples out of the middle of what was built."""

    def __init__(self, db: psycopg.Connection) -> None:
        self.db = db
        self.insurer = db.execute("SELECT code FROM parties_insurer WHERE purpose = 'demo' LIMIT 1").fetchone()[0]
        self.policy = db.execute("SELECT number FROM parties_policy ORDER BY id DESC LIMIT 1").fetchone()[0][:-2]

    def rows(self, columns: str, where: str) -> list[Any]:
        text = f"SELECT {columns} FROM cases_case c WHERE outcome IS NULL AND {where}"  # noqa: S608 - our own
        return self.db.execute(text).fetchall()

    def row(self, columns: str, where: str) -> Any:
        return self.rows(columns, f"{where} LIMIT 1")[0]

    def case(self, where: str) -> Any:
        return self.row("public_id::text, insured_id, fact_count", f"{where} ORDER BY id DESC")

    def insured(self, number: int) -> _Somebody:
        from xuanhu.apps.parties.models import Insured
        from xuanhu.apps.parties.queries import insured_of
        from xuanhu.apps.tenancy import every_insurer, seeing

        with seeing(every_insurer()):
            row = Insured.objects.get(id=number)
            one = insured_of(row)
        return _Somebody(str(row.public_id), one.name, one.phone or "", one.id_number or "")


def _booking(seen: int) -> dict[str, str]:
    on = datetime.now(UTC).date() + timedelta(days=5)
    return {
        "_fact": "booked",
        "_seen": str(seen),
        "city": "成都",
        "hospital": "某医院",
        "hospital_level": "tertiary-a",
        "hospital_ownership": "public",
        "department": "胸外科",
        "on": str(on),
        "on.time": "10:00",
    }


# ---------------------------------------------------------------- asked


def _publish_all() -> None:
    from xuanhu.apps.editions.actions import publish
    from xuanhu.scenarios.files import BUILT_IN

    for path in sorted(BUILT_IN.glob("*/handbook.yaml")):
        publish(path=path, at=datetime.now(UTC))


def _logged_in(login: str) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.get("/login")
    said = client.post("/login", {"login": login, "password": PASSWORD})
    if said.status_code != 302:
        raise SystemExit("nobody could log in; nothing to measure")
    return client


def _queries(client: Any, page: Page) -> int:
    """How many statements a page takes in a warm process, the marks of transactions apart."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask(method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Any:
        said = client.post(path, form, headers=headers) if method == "POST" else client.get(path, headers=headers)
        return said.status_code, said.headers

    for turn in range(WARM_UP):
        _ask(ask, page, turn)
    mark = _mark(ask, page)
    with CaptureQueriesContext(connection) as captured:
        _ask(ask, page, 1, mark)
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not one["sql"].startswith(marks) for one in captured)


def _asker(port: int, client: Any) -> Asking:
    """One connection kept open, with the session and the token of forms that a browser would have."""
    connection = HTTPConnection("127.0.0.1", port)
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    token = client.cookies["xuanhu_csrf"].value

    def ask(
        method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str]]:
        body = urlencode(form, doseq=True) if form is not None else None
        more = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token} if body is not None else {}
        connection.request(method, path, body, {"Cookie": cookies, **more, **headers})
        said = connection.getresponse()
        said.read()
        return said.status, said.headers

    return ask


def _mark(ask: Asking, page: Page) -> Mapping[str, str]:
    return {"If-None-Match": ask("GET", page.path, None, {})[1]["ETag"]} if page.mark else {}


def _ask(ask: Asking, page: Page, turn: int, headers: Mapping[str, str] | None = None) -> None:
    form = page.form(turn) if page.form is not None else None
    more = {"HX-Request": "true"} if form is not None else {}
    sent = {**(headers if headers is not None else _mark(ask, page)), **more}
    status, _ = ask("GET" if form is None else "POST", page.path, form, sent)
    if status != (304 if page.mark else 200):
        raise SystemExit(f"{page.name} was answered {status}")


# ---------------------------------------------------------------- measured


def _timed(ask: Asking, page: Page, turn: int, web: list[int], database: list[int]) -> Found:
    mark = _mark(ask, page)
    before = _worked(web), _worked(database)
    began = perf_counter()
    _ask(ask, page, turn, mark)
    waited = 1000 * (perf_counter() - began)
    return Found(waited, _worked(web) - before[0], _worked(database) - before[1])


def _worked(processes: list[int]) -> float:
    """Milliseconds for which all threads of these processes have had a processor."""
    schedules = (one for process in processes for one in Path(f"/proc/{process}/task").glob("*/schedstat"))
    return sum(int(one.read_text().split()[0]) for one in schedules) / 1e6


def _family(process: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in _family(int(child)))]


def _backends(db: psycopg.Connection) -> list[int]:
    return [one for (one,) in db.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'xuanhu_app'").fetchall()]


def _at(times: list[float], percent: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]
