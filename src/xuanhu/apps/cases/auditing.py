"""The audit: every fact hashed anew, every chain walked from its case to its head. What does not fit is named.

Each row is judged by the hash that is stored before it, so that one changed row is one finding and not all after it.
"""

import json
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any, NamedTuple

from django.db import connection

from xuanhu.apps.cases.stored import Row, link
from xuanhu.apps.tenancy import every_insurer, set_visible

BATCH = 1000
CHAINS = """
SELECT c.id, c.public_id, c.insurer_id, c.fact_count, c.head_hash,
       f.insurer_id, f.seq, f.name, f.at, f.recorded_at, f.by, f.actor, f.data::text, f.hash
FROM cases_case c LEFT JOIN cases_fact f ON f.case_id = c.id
ORDER BY c.id, f.seq, f.id
"""
ONE_CHAIN = CHAINS.replace("ORDER BY", "WHERE c.id = %s ORDER BY")
ORPHANS = """
SELECT f.case_id, f.seq FROM cases_fact f
WHERE NOT EXISTS (SELECT FROM cases_case c WHERE c.id = f.case_id) ORDER BY 1, 2
"""


class Finding(NamedTuple):
    """What is wrong with a row: `changed`, `removed`, `added`, `moved` to another insurer, or the case's `head`."""

    case: str
    seq: int
    kind: str
    last: int | None = None  # of several rows in a line that are gone


class Head(NamedTuple):
    """What a case says of its chain."""

    public_id: Any
    insurer: int
    length: int
    hash: bytes


class Link(NamedTuple):
    """A fact's row as it is stored, with the hash it should have by the one before it."""

    insurer: int
    row: Row
    actor: str

    def fits(self, before: bytes) -> bool:
        """Whether the stored hash is the one of what the row says."""
        return link(before, self.row, self.actor) == self.row.hash


def verify() -> Iterator[Finding]:
    """Everything that is wrong, by case and seq; inside a transaction. Rows are streamed, whatever their number."""
    set_visible(every_insurer())
    for _, rows in groupby(_streamed(CHAINS), key=lambda row: row[0]):
        yield from _judge(rows)
    for case, seq in _streamed(ORPHANS):
        yield Finding(str(case), seq, "added")


def findings_of(case_id: int) -> list[Finding]:
    """What is wrong with one case."""
    return [one for _, rows in groupby(_streamed(ONE_CHAIN, case_id), key=lambda row: row[0]) for one in _judge(rows)]


def _streamed(query: str, *given: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a query through a cursor of the server: never more than a batch of them here."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, given)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _link(row: tuple[Any, ...]) -> Link:
    insurer, seq, name, at, recorded_at, by, actor, data, stored = row[5:]
    return Link(insurer, Row(seq, name, at, recorded_at, by, json.loads(data), bytes(stored)), actor)


def _judge(rows: Iterator[tuple[Any, ...]]) -> Iterator[Finding]:
    """What is wrong with one case; its first row is there even where it has no fact."""
    first = next(rows)
    head = Head(first[1], first[2], first[3], bytes(first[4]))
    links = (_link(row) for row in chain((first,), rows) if row[6] is not None)
    case, before, expected = str(head.public_id), head.public_id.bytes, 1
    for one in links:
        seq = one.row.seq
        if not expected <= seq <= head.length:
            yield Finding(case, seq, "added")
            if seq != expected:
                continue
        yield from _gap(case, expected, seq)
        if one.insurer != head.insurer:
            yield Finding(case, seq, "moved")
        # Behind a gap there is no hash to chain to; that row is judged by its follower, or by the head.
        if seq == expected and not one.fits(before):
            yield Finding(case, seq, "changed")
        before, expected = one.row.hash, seq + 1
    yield from _gap(case, expected, head.length + 1)
    if expected == head.length + 1 and before != (head.hash or head.public_id.bytes):
        yield Finding(case, head.length, "head")


def _gap(case: str, first: int, after: int) -> Iterator[Finding]:
    """The rows from `first` on that are not there."""
    if first < after:
        yield Finding(case, first, "removed", after - 1 if after - 1 > first else None)
