"""200,000 cases: the demonstration of five insurers, played by the platform itself, then copied by bulk SQL.

A copied person has a name, numbers and search keys of their own; a copied case has its facts, promises and notices. Of
what is closed a copy lies some weeks earlier. The chains of copies are not their own, which no page asks.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from time import perf_counter
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg

from xuanhu.postgres import Access

CASES: Final = int(os.environ.get("XUANHU_BENCH_CASES", "200000"))
OPEN: Final = CASES // 5
SETS: Final = CASES // 400  # copies of all the demonstration's people
TEAM, HELD = 40, 80  # people, and the cases in the hands of each
PASSWORD: Final = "green mountain tea"  # noqa: S105 - of nobody
SURNAMES = "王" * 7 + "李" * 7 + "张" * 6 + "刘" * 5 + "陈" * 4 + "杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐单曾解仇"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文志子轩雨桐浩然思琪慧雅若佩嘉宁国栋永康远俊海景行少立新"
TEMPLATES: Final = (
    "CREATE TEMP TABLE whom AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM parties_insured",
    """
    CREATE TEMP TABLE copied AS
    SELECT (SELECT max(id) FROM cases_case) + row_number() OVER (ORDER BY n, t.id) AS id, t.id AS original, n,
        %(person)s + (n %% %(sets)s) * %(people)s + w.place AS insured_id, p.id AS policy_template,
        CASE WHEN t.outcome IS NULL THEN interval '0' ELSE n %% 100 * interval '7 days' END AS earlier,
        CASE WHEN t.outcome IS NULL THEN (n * 13 %% 21 - 5) * interval '1 day' ELSE interval '0' END AS later
    FROM (SELECT *, count(*) OVER (PARTITION BY outcome IS NULL) AS alike FROM cases_case) t
    JOIN whom w ON w.id = t.insured_id LEFT JOIN parties_policy p ON p.id = t.policy_id,
        generate_series(1, (CASE WHEN t.outcome IS NULL THEN %(open)s ELSE %(closed)s END / t.alike)::int) n
    """,
    "ALTER TABLE copied ADD PRIMARY KEY (id)",
    "ANALYZE copied",
)
# In the order in which one points at the other.
COPIES: Final = (
    """
    INSERT INTO parties_policy (id, insurer_id, number, handbook, insured_id, starts_on, ends_on, waiting_days,
        services, details)
    SELECT %(policy)s + row_number() OVER (), p.insurer_id, p.number || lpad(n::text, 5, '0'), p.handbook,
        %(person)s + n * %(people)s + w.place, p.starts_on, p.ends_on, p.waiting_days, p.services, p.details
    FROM parties_policy p JOIN whom w ON w.id = p.insured_id, generate_series(0, %(sets)s - 1) n
    """,
    """
    INSERT INTO cases_case (id, insurer_id, public_id, policy_id, insured_id, handbook, edition, service, applied_on,
        city, outcome, standing, awaiting, next_due_at, fact_count, head_hash)
    SELECT c.id, t.insurer_id, gen_random_uuid(), p.id, c.insured_id, t.handbook, t.edition, t.service,
        t.applied_on - c.earlier, CASE WHEN c.id %% 1000 = 7 THEN '拉萨' ELSE t.city END, t.outcome, t.standing,
        t.awaiting, t.next_due_at + c.later, t.fact_count, t.head_hash
    FROM copied c JOIN cases_case t ON t.id = c.original
    LEFT JOIN parties_policy p ON p.insured_id = c.insured_id AND c.policy_template IS NOT NULL
    """,
    """
    INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
    SELECT f.insurer_id, c.id, seq, name, at - earlier, recorded_at - earlier, by, actor, data, hash
    FROM copied c JOIN cases_fact f ON f.case_id = c.original
    """,
    """
    INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
    SELECT h.insurer_id, c.id, kind, fact, at + later, reckoned_by
    FROM copied c JOIN cases_happening h ON h.case_id = c.original
    """,
    """
    INSERT INTO notices_notice (insurer_id, case_id, insured_id, audience, kind, key, at, text, template, params, notes,
        state, tries, next_try_at, provider, provider_id, problem)
    SELECT o.insurer_id, c.id, c.insured_id, audience, kind, c.id || ':' || o.id, at - earlier, text, template, params,
        notes, CASE state WHEN 'pending' THEN 'sent' ELSE state END, tries, next_try_at, provider, provider_id, problem
    FROM copied c JOIN notices_notice o ON o.case_id = c.original
    """,
    """
    INSERT INTO notices_workitem (insurer_id, case_id, kind, due_at, state, done_at, by)
    SELECT w.insurer_id, c.id, kind, due_at + later, state, done_at, by
    FROM copied c JOIN notices_workitem w ON w.case_id = c.original
    """,
    """
    INSERT INTO work_promiseoutcome (insurer_id, case_id, handbook, service, fact, due_at, kept_at, ended_at)
    SELECT o.insurer_id, c.id, handbook, service, fact, due_at - earlier, kept_at - earlier, ended_at - earlier
    FROM copied c JOIN work_promiseoutcome o ON o.case_id = c.original
    """,
    """
    INSERT INTO cases_entitlement (insurer_id, policy_id, "grant", starts_on, granted, held)
    SELECT e.insurer_id, p.id, e."grant", e.starts_on, e.granted, e.held
    FROM cases_entitlement e JOIN parties_policy t ON t.id = e.policy_id
    JOIN parties_policy p ON p.insurer_id = t.insurer_id AND left(p.number, -5) = t.number
    """,
    # Whoever had a closed case had it until it ended; a fifth was nobody's.
    """
    INSERT INTO work_holder (insurer_id, case_id, person_id, since, until, by)
    SELECT t.insurer_id, t.id, (%(team)s::bigint[])[1 + t.id %% %(many)s], t.applied_on, t.applied_on + 20, 'bench'
    FROM cases_case t WHERE outcome IS NOT NULL AND t.id %% 5 > 0
    """,
    """
    INSERT INTO work_assignment (insurer_id, case_id, person_id, since, by, word)
    SELECT insurer_id, id, (%(team)s::bigint[])[1 + row_number() OVER () %% %(many)s], %(now)s, 'bench', ''
    FROM (SELECT * FROM cases_case WHERE outcome IS NULL ORDER BY random() LIMIT %(held)s) c
    """,
    """
    INSERT INTO work_holder (insurer_id, case_id, person_id, since, by)
    SELECT insurer_id, case_id, person_id, since, by FROM work_assignment
    """,
)
SEQUENCE: Final = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
HOW_MANY: Final = """
SELECT (SELECT count(*) FROM cases_case WHERE outcome IS NULL), (SELECT count(*) FROM cases_case),
    (SELECT count(*) FROM cases_fact), (SELECT count(*) FROM parties_insured)
"""
COUNTED: Final = ("parties_insured", "parties_policy", "cases_case")


class Built(NamedTuple):
    """What stands now: the tenants, who leads the team, one colleague, somebody for each other role."""

    insurers: list[int]
    leader: Any
    colleague: Any
    others: dict[str, Any]


def build(access: Access, at: datetime) -> Built:
    """Play, copy, count; says how long it took."""
    began = perf_counter()
    insurers = _played(at)
    leader, team = _team(insurers, at)
    with psycopg.connect(access.owner, autocommit=True) as db:
        people = _copied_people(db)
        given = {**people, "sets": SETS, "open": OPEN, "closed": CASES - OPEN, "now": at}
        given |= {"team": [one.id for one in team], "many": TEAM, "held": TEAM * HELD}
        for text in (*TEMPLATES, *COPIES):
            db.execute(text, given)
        for table in COUNTED:
            db.execute(SEQUENCE.replace("{table}", table))
        db.execute("VACUUM (ANALYZE)")
        counts = db.execute(HOW_MANY).fetchone()
    from xuanhu.apps.accounts.models import Person

    others = {one.role: one for one in Person.objects.filter(insurers__contains=insurers[:1]).order_by("-id")}
    print(
        "built in {:.0f} s: {:,} open cases of {:,}, {:,} facts, {:,} persons".format(perf_counter() - began, *counts),
        flush=True,
    )
    return Built(insurers, leader, team[1], others)


def _played(at: datetime) -> list[int]:
    """The demonstration with its outcomes; its insurers."""
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import every_insurer, seeing
    from xuanhu.apps.work.outcomes import reckon_outcomes
    from xuanhu.demo.loading import load_demo

    load_demo(at=at, calendar=calendar())
    with seeing(every_insurer()):
        insurers = list(Insurer.objects.filter(purpose="demo").order_by("id").values_list("id", flat=True))
    reckon_outcomes(insurers=insurers, after=0, until=2**62)
    return insurers


def _team(insurers: list[int], at: datetime) -> tuple[Any, list[Any]]:
    """A care manager who logs in, and colleagues."""
    from xuanhu.apps.accounts.actions import add_person, change_password
    from xuanhu.apps.accounts.models import Person
    from xuanhu.apps.audit.actions import By

    by, login = By("command:bench", "administrator"), f"zhang.min-{secrets.token_hex(4)}"
    first = f"first {PASSWORD}"
    leader = add_person(login=login, name="张敏", role="care-manager", insurers=insurers, password=first, by=by, at=at)
    change_password(person=leader, new=PASSWORD, by=by, at=at)
    known = {"name": leader.name, "role": "agent", "insurers": insurers, "password": "", "created_at": at}
    rows = [Person(login=f"{login}-{number}", **known) for number in range(1, TEAM)]
    return leader, [leader, *Person.objects.bulk_create(rows)]


def _copied_people(db: psycopg.Connection) -> dict[str, int]:
    """Persons of their own names, set by set; by which numbers they and their policies begin."""
    from xuanhu.apps.parties.actions import WHERE
    from xuanhu.apps.sealing import sealer

    seal, rows = (
        sealer(),
        db.execute("SELECT insurer_id, details, diagnosis FROM parties_insured ORDER BY id").fetchall(),
    )
    first = db.execute("SELECT max(id) + 1 FROM parties_insured").fetchone()[0]
    policy = db.execute("SELECT max(id) FROM parties_policy").fetchone()[0]
    people = list(_people(Random("many cases"), SETS * len(rows)))  # noqa: S311 - nothing secret
    sealed = {"name", "id_number", "phone"}
    columns = ("id", "insurer_id", "public_id", "details", "diagnosis", *sorted(sealed))
    columns += tuple(f"{one}_index" for one in sorted(sealed))
    with db.cursor() as cursor, cursor.copy(f"COPY parties_insured ({', '.join(columns)}) FROM STDIN") as copy:
        for number, person in enumerate(people):
            insurer, details, diagnosis = rows[number % len(rows)]
            values = [person[one] for one in sorted(sealed)]
            places = [f"{WHERE}.{one}" for one in sorted(sealed)]
            own = [seal.seal(*pair) for pair in zip(values, places, strict=True)]
            found = [seal.index(*pair) for pair in zip(values, places, strict=True)]
            copy.write_row((first + number, insurer, uuid4(), details, diagnosis, *own, *found))
    with db.cursor() as cursor, cursor.copy("COPY parties_searchkey (key, insurer_id, insured_id) FROM STDIN") as copy:
        for number, person in enumerate(people):
            rest = f"\t{rows[number % len(rows)][0]}\t{first + number}\n"
            copy.write("".join(f"{key}{rest}" for key in _keys(person)))
    return {"person": first, "policy": policy, "people": len(rows)}


def _people(choose: Random, count: int) -> Iterator[dict[str, str]]:
    """As unevenly named as people are, with numbers whose check digit is right."""
    from xuanhu.core.parties.id_number import check_digit

    for number in range(count):
        born = date(1945, 1, 1) + timedelta(days=choose.randrange(20000))
        digits = f"110105{born:%Y%m%d}{number % 1000:03d}"
        yield {
            "name": choose.choice(SURNAMES) + "".join(choose.choice(GIVEN) for _ in range(choose.choice((1, 2, 2)))),
            "id_number": digits + check_digit(digits),
            "phone": f"154{choose.randrange(10**8):08d}",
        }


def _keys(person: dict[str, str]) -> set[int]:
    from xuanhu.apps.parties.search_keys import keys_of
    from xuanhu.core.parties import Insured

    return {*_keys_of_name(person["name"]), *keys_of(Insured("", person["id_number"], person["phone"]))}


@lru_cache(maxsize=100_000)
def _keys_of_name(name: str) -> tuple[int, ...]:
    from xuanhu.apps.parties.search_keys import keys_of
    from xuanhu.core.parties import Insured

    return tuple(keys_of(Insured(name)))


def lengthened(case: str, at: datetime, facts: int = 60) -> None:
    """Bring a case to so many facts, by papers that come one by one."""
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.tenancy import every_insurer, seeing

    for n in range(facts):
        with seeing(every_insurer()):
            kinds = (("ct-report", "mri-report", "blood-test", "invoice")[n % 4],)
            said = record_fact(public_id=case, name="documents-added", data={"kinds": kinds}, at=at, by="care-manager")
        if said is None or said.verdict.refusals:
            raise SystemExit(f"the long case takes no more papers: {said and said.verdict.refusals}")


def now() -> datetime:
    """The moment of building, in China."""
    from xuanhu.core.reckoning import SHANGHAI

    return datetime.now(UTC).astimezone(SHANGHAI)
