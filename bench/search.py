"""Somebody found while one types, among two million policies of 500,000 persons: the page's whole answer in one
process, beside a bare look-up of a policy's number by psycopg. Milliseconds, because somebody waits for each.
"""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from statistics import quantiles
from time import perf_counter
from uuid import uuid4

import psycopg

from bench.platform import opened
from xuanhu.postgres import Access

POLICIES = int(os.environ.get("XUANHU_BENCH_POLICIES", "2000000"))
PERSONS = max(1, POLICIES // 4)
QUERIES = 200  # of each kind
LIMIT = 100  # milliseconds
SURNAMES = (
    "王" * 7 + "李" * 7 + "张" * 6 + "刘" * 5 + "陈" * 4 + "杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐单曾解仇朴查盖"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文志子轩雨桐浩然思琪慧雅若佩嘉宁国栋永康远俊海景行少立新小乐"
POLICY = """
INSERT INTO parties_policy (insurer_id, number, handbook, insured_id, starts_on, ends_on, waiting_days, details)
SELECT p.insurer_id, 'P' || n, p.handbook, %(first)s + n %% %(persons)s, p.starts_on, p.ends_on, 0, '{}'
FROM parties_policy p, generate_series(1, %(policies)s) n WHERE p.insurer_id = %(insurer)s AND p.number = 'P0'
"""
# Filled as from a backup: the index is built once and not with every row, and no row is looked up for another.
BEFORE = """
DO $$ DECLARE one text; BEGIN
    FOR one IN
        SELECT conname FROM pg_constraint WHERE conrelid = 'parties_searchkey'::regclass AND contype IN ('p', 'f')
    LOOP EXECUTE format('ALTER TABLE parties_searchkey DROP CONSTRAINT %I', one); END LOOP;
END $$
"""
AFTER = (
    "ALTER TABLE parties_searchkey ADD PRIMARY KEY (key, insurer_id, insured_id)",
    "VACUUM ANALYZE parties_searchkey",
    "VACUUM ANALYZE parties_insured",
    "VACUUM ANALYZE parties_policy",
)


def main(access: Access) -> None:
    """Fill, then every kind of query in turn."""
    insurer = opened(1).insurer
    people = list(_people(Random("search")))  # noqa: S311 - nothing secret
    with psycopg.connect(access.owner, autocommit=True) as db:
        _fill(db, insurer, people)
    ask = _asker(insurer)
    kinds = _kinds(people)
    choose = Random("mixed")  # noqa: S311
    print(f"somebody found while one types, among {POLICIES:,} policies of {PERSONS:,} persons (ms, p50 and p95)")
    with psycopg.connect(access.app, autocommit=False) as db:
        _said("a policy looked up by psycopg: the limit", _times(lambda: _look_up(db, insurer, choose), QUERIES))
    for kind, said in kinds.items():
        _said(f"xuanhu: {kind}", _times(lambda said=said: ask(said(choose.choice(people), choose)), QUERIES))
    mixed = list(kinds.values())
    found = _times(lambda: ask(choose.choice(mixed)(choose.choice(people), choose)), 5 * QUERIES)
    p95 = _said("xuanhu: mixed", found)
    print(f"  {'within' if p95 < LIMIT else 'NOT within'} the {LIMIT} ms that were promised")


Person = tuple[str, str, str]


def _people(choose: Random) -> Iterator[Person]:
    """Name, identity number, phone; as unevenly named as people are."""
    for number in range(PERSONS):
        name = choose.choice(SURNAMES) + "".join(choose.choice(GIVEN) for _ in range(choose.choice((1, 2, 2))))
        born = f"{choose.randrange(1940, 2010)}{choose.randrange(1, 13):02d}{choose.randrange(1, 29):02d}"
        yield (
            name,
            f"110105{born}{number % 1000:03d}{choose.choice('0123456789X')}",
            f"154{choose.randrange(10**8):08d}",
        )


def _kinds(people: list[Person]) -> dict[str, Callable[[Person, Random], str]]:
    """What agents type."""
    from xuanhu.apps.parties.readings import readings

    def spelt(person: Person) -> tuple[str, ...]:
        return readings(person[0])[0]

    return {
        "a surname alone": lambda one, _: one[0][:1],
        "a name": lambda one, _: one[0],
        "the beginning of a name": lambda one, _: one[0][:2],
        "pinyin": lambda one, _: "".join(spelt(one)),
        "the beginning of pinyin": lambda one, choose: "".join(spelt(one))[: choose.randrange(2, 6)],
        "initials": lambda one, _: "".join(part[0] for part in spelt(one)),
        "one letter": lambda one, _: spelt(one)[0][0],
        "the last four of a number": lambda one, choose: choose.choice(one[1:])[-4:],
        "a whole identity number": lambda one, _: one[1],
        "a whole phone": lambda one, _: one[2],
        "the beginning of a policy's number": lambda _, choose: f"P{choose.randrange(1, POLICIES)}"[:6],
        "the beginning of a case's id": lambda _, choose: f"{choose.getrandbits(32):08x}",
        "nobody": lambda _, choose: f"龘{choose.choice(GIVEN)}",
    }


def _fill(db: psycopg.Connection, insurer: int, people: list[Person]) -> None:
    from xuanhu.apps.parties.actions import WHERE
    from xuanhu.apps.sealing import sealer

    seal = sealer()
    columns = "insurer_id, public_id, name, name_index, id_number, phone"
    began = perf_counter()
    with db.cursor() as cursor, cursor.copy(f"COPY parties_insured ({columns}) FROM STDIN") as copy:
        for person in people:
            name, number, phone = (
                seal.seal(text, f"{WHERE}.{column}")
                for text, column in zip(person, ("name", "id_number", "phone"), strict=True)
            )
            copy.write_row((insurer, uuid4(), name, seal.index(person[0], f"{WHERE}.name"), number, phone))
    (last,) = db.execute("SELECT max(id) FROM parties_insured WHERE insurer_id = %s", [insurer]).fetchone()
    first = last - PERSONS + 1
    db.execute(POLICY, {"insurer": insurer, "policies": POLICIES, "persons": PERSONS, "first": first})
    db.execute(BEFORE)
    with db.cursor() as cursor, cursor.copy("COPY parties_searchkey (key, insurer_id, insured_id) FROM STDIN") as copy:
        for number, person in enumerate(people, first):
            rest = f"\t{insurer}\t{number}\n"
            copy.write("".join(f"{key}{rest}" for key in _keys(person)))
    for text in AFTER:
        db.execute(text)
    size = "SELECT count(*), pg_size_pretty(pg_total_relation_size('parties_searchkey')) FROM parties_searchkey"
    print(
        "  filled in {:.0f} s; {:,} keys, {} with their index".format(
            perf_counter() - began, *db.execute(size).fetchone()
        )
    )


def _keys(person: Person) -> set[int]:
    from xuanhu.apps.parties.search_keys import keys_of
    from xuanhu.core.parties import Insured

    return {*_keys_of_name(person[0]), *keys_of(Insured("", person[1], person[2]))}


@lru_cache(maxsize=100_000)
def _keys_of_name(name: str) -> tuple[int, ...]:
    from xuanhu.apps.parties.search_keys import keys_of
    from xuanhu.core.parties import Insured

    return tuple(keys_of(Insured(name)))


def _asker(insurer: int) -> Callable[[str], None]:
    """A person who has logged in, and asks as the box does."""
    from django.test import Client

    from xuanhu.apps.accounts.actions import add_person, change_password
    from xuanhu.apps.audit.actions import By

    at, by = datetime.now(UTC), By("command:bench", "administrator")
    first, password = "first of it", "green mountain tea"
    person = add_person(login="bench", name="某某", role="agent", insurers=[insurer], password=first, by=by, at=at)
    change_password(person=person, new=password, by=by, at=at)
    client = Client(SERVER_NAME="localhost")
    said = client.post("/login", {"login": "bench", "password": password})
    if said.status_code != 302:
        raise SystemExit("nobody could log in")

    def ask(text: str) -> None:
        said = client.post("/call/found", {"q": text})
        if said.status_code != 200 or len(re.findall(rb'<a href="/call/', said.content)) > 20:
            raise SystemExit(f"{text} was answered {said.status_code}")

    return ask


def _look_up(db: psycopg.Connection, insurer: int, choose: Random) -> None:
    db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(insurer)])
    number = f"P{choose.randrange(1, POLICIES)}"
    db.execute("SELECT insured_id FROM parties_policy WHERE insurer_id = %s AND number = %s", [insurer, number])
    db.rollback()


def _times(work: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each, warmed up."""
    for _ in range(20):
        work()
    found = []
    for _ in range(count):
        began = perf_counter()
        work()
        found.append((perf_counter() - began) * 1000)
    return found


def _said(name: str, found: list[float]) -> float:
    parts = quantiles(found, n=20)
    print(f"  {name:52} {parts[9]:8.2f} {parts[18]:8.2f}", flush=True)
    return parts[18]
