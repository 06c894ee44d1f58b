"""Pages of the workbench among 200,000 open cases: what the server takes for each, beside the bare SQL of its page."""

import os
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, LiteralString

import psycopg

from bench.platform import opened
from bench.sweeps import CLONES
from xuanhu.postgres import Access

OPEN = int(os.environ.get("XUANHU_BENCH_OPEN", "200000"))
TIMES = 60
WARM_UP = 5
PEOPLE = 200
HELD = 80  # cases in the hands of each
CITIES = ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京")
PASSWORD = "green mountain tea"  # noqa: S105 - of nobody
# One case in a thousand in a city that hardly anybody asks for; a third without a date; the rest over sixty days.
SPREAD = (
    """
    UPDATE cases_case SET
        city = CASE WHEN id %% 1000 = 7 THEN '拉萨' ELSE (%(cities)s::text[])[1 + id %% 8] END,
        service = CASE WHEN id %% 5 = 0 THEN 'inpatient-appointment' ELSE service END,
        awaiting = CASE WHEN id %% 4 = 0 THEN ARRAY['reviewed'] ELSE ARRAY['booked'] END,
        applied_on = %(today)s::date - (id %% 100)::int,
        next_due_at = CASE WHEN id %% 3 = 0 THEN NULL
            ELSE %(now)s::timestamptz + (id * 7919 %% 86400 - 1000) * interval '1 minute' END
    """,
    """
    INSERT INTO work_assignment (insurer_id, case_id, person_id, since, by, word)
    SELECT insurer_id, id, (%(people)s::bigint[])[1 + id %% %(many)s], %(now)s, 'bench', ''
    FROM cases_case ORDER BY id LIMIT %(held)s
    """,
    """
    INSERT INTO work_holder (insurer_id, case_id, person_id, since, by)
    SELECT insurer_id, case_id, person_id, since, by FROM work_assignment
    """,
    """
    INSERT INTO work_promiseoutcome (insurer_id, case_id, handbook, service, fact, due_at, kept_at)
    SELECT insurer_id, id, handbook, service, 'booked', at, CASE WHEN id %% 20 > 0 THEN at - interval '1 hour' END
    FROM (SELECT *, %(now)s::timestamptz - (id %% 365) * interval '1 day' AS at FROM cases_case) c
    """,
    "VACUUM (ANALYZE)",
)
SEE = "SELECT set_config('xuanhu.insurers', %s, true)"
FIRST_20 = """
SELECT c.*, i.name FROM cases_case c JOIN parties_insured i ON i.id = c.insured_id
WHERE c.outcome IS NULL AND c.insurer_id = ANY(%(insurers)s) {more} ORDER BY c.next_due_at, c.id LIMIT 21
"""
KEPT = """
SELECT service, count(*), count(kept_at) FROM work_promiseoutcome
WHERE insurer_id = ANY(%(insurers)s) AND due_at > %(since)s AND due_at <= %(now)s GROUP BY 1
"""


def main(access: Access) -> None:
    """Fill, log in, ask each page in turn."""
    tenant = opened(1)
    now = datetime.now(UTC)
    people = _people(tenant.insurer, now)
    with psycopg.connect(access.owner, autocommit=True) as db:
        for text in CLONES:
            db.execute(text, {"case": tenant.cases[0][1], "due": OPEN})
        given = {"cities": list(CITIES), "today": now.date(), "now": now, "many": PEOPLE, "held": PEOPLE * HELD}
        for text in SPREAD:
            db.execute(text, {**given, "people": [one.id for one in people]})
    client = _logged_in(people[0].login)
    of = {"insurers": [tenant.insurer], "now": now, "since": now - timedelta(days=28), "person": people[1].id}
    held = "AND EXISTS (SELECT FROM work_assignment a WHERE a.case_id = c.id AND a.person_id = %(person)s)"
    free = "AND NOT EXISTS (SELECT FROM work_assignment a WHERE a.case_id = c.id)"
    pages: list[tuple[str, str, LiteralString]] = [
        ("the queue: my own", "/queue", FIRST_20.replace("{more}", held)),
        ("the queue: all", "/queue?scope=all", FIRST_20.replace("{more}", "")),
        ("by a city", "/queue?scope=all&city=成都", FIRST_20.replace("{more}", "AND city = '成都'")),
        ("by a rare city", "/queue?scope=all&city=拉萨", FIRST_20.replace("{more}", "AND city = '拉萨'")),
        (
            "by a service",
            "/queue?scope=all&service=inpatient-appointment",
            FIRST_20.replace("{more}", "AND service = 'inpatient-appointment'"),
        ),
        ("by a person", f"/queue?scope=all&person={people[1].login}", FIRST_20.replace("{more}", held)),
        ("by a stage", "/queue?scope=all&stage=reviewed", FIRST_20.replace("{more}", "AND awaiting[1] = 'reviewed'")),
        ("nobody's", "/queue?scope=nobody", FIRST_20.replace("{more}", free)),
        ("waiting for others", "/queue?scope=all&tab=waiting", FIRST_20.replace("{more}", "AND next_due_at IS NULL")),
        ("page 20", _page_20(client), FIRST_20.replace("{more}", "").replace("LIMIT", "OFFSET 380 LIMIT")),
        ("news: nothing has moved", "/queue/news?scope=all", "SELECT 1"),
        ("the team", "/team", KEPT),
    ]
    print(f"pages among {OPEN:,} open cases, one process (ms at the server)")
    with psycopg.connect(access.app, autocommit=True) as db:
        for name, path, text in pages:
            headers = {"If-None-Match": client.get(path)["ETag"]} if "news" in path else {}
            whole = _times(lambda path=path, headers=headers: _asked(client, path, headers))
            bare = _times(lambda text=text: _bare(db, tenant.insurer, text, of))
            print(
                f"  {name:28} p50 {_at(whole, 50):7.1f}   p95 {_at(whole, 95):7.1f}"
                f"   bare SQL of the page p50 {_at(bare, 50):7.1f}   p95 {_at(bare, 95):7.1f}"
            )


def _people(insurer: int, at: datetime) -> list[Any]:
    from xuanhu.apps.accounts.actions import add_person, change_password
    from xuanhu.apps.accounts.models import Person
    from xuanhu.apps.audit.actions import By

    by = By("command:bench", "administrator")
    login = f"zhang.min-{secrets.token_hex(4)}"
    first = add_person(
        login=login,
        name="张敏",
        role="care-manager",
        insurers=[insurer],
        password=f"first {PASSWORD}",
        by=by,
        at=at,
    )
    change_password(person=first, new=PASSWORD, by=by, at=at)
    known = {"name": first.name, "role": "agent", "insurers": [insurer], "password": "", "created_at": at}
    rows = [Person(login=f"{login}-{number}", **known) for number in range(1, PEOPLE)]
    return [first, *Person.objects.bulk_create(rows)]


def _logged_in(login: str) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    said = client.post("/login", {"login": login, "password": PASSWORD})
    if said.status_code != 302:
        raise SystemExit("nobody could log in; nothing to measure")
    return client


def _page_20(client: Any) -> str:
    path = "/queue?scope=all"
    for _ in range(19):
        content = client.get(path).content.decode()
        path = "/queue/more?" + content.partition('href="/queue/more?')[2].partition('"')[0].replace("&amp;", "&")
    return path


def _asked(client: Any, path: str, headers: dict[str, str]) -> None:
    if client.get(path, headers=headers).status_code not in (200, 304):
        raise SystemExit(f"{path} was not answered")


def _bare(db: psycopg.Connection, insurer: int, text: LiteralString, given: dict[str, Any]) -> None:
    with db.transaction():
        db.execute(SEE, [str(insurer)])
        db.execute(text, given).fetchall()


def _times(work: Callable[[], object]) -> Sequence[float]:
    for _ in range(WARM_UP):
        work()
    found = []
    for _ in range(TIMES):
        began = perf_counter()
        work()
        found.append(1000 * (perf_counter() - began))
    return sorted(found)


def _at(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) * percent // 100, len(times) - 1)]
