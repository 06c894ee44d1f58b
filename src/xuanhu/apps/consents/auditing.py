"""The audit of consents: every record hashed anew, every text too, every chain walked to its head."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from xuanhu.apps.consents.models import Chain, Record, Text
from xuanhu.apps.consents.sealed import link, opened
from xuanhu.apps.sealing import SealError
from xuanhu.apps.tenancy import every_insurer, set_visible
from xuanhu.handbook_files.consents import Text as Read

# Signed by an account, which happens in no other way than with a record.
WITHOUT_RECORD = """
SELECT c.public_id, f.seq FROM cases_fact f JOIN cases_case c ON c.id = f.case_id
WHERE f.name IN ('signed', 'refused-to-sign') AND f.actor LIKE 'account:%' AND NOT EXISTS (
    SELECT FROM consents_record r WHERE r.case_id = f.case_id AND r.consent = f.data->>'consent'
        AND r.at = f.recorded_at)
ORDER BY 1, 2
"""


class Finding(NamedTuple):
    """What is wrong: with a person's record (`changed`, `removed`, `text`), their chain's `head`, or a case's fact
    that has `no-record`. `subject` is the id of the person, or of the case.
    """

    subject: str
    seq: int
    kind: str


def verify() -> Iterator[Finding]:
    """Everything that is wrong, by person and seq; inside a transaction."""
    set_visible(every_insurer())
    right = {row.id for row in Text.objects.iterator() if _is_right(row)}
    rows = Record.objects.select_related("text", "case", "of", "insured").order_by("insured_id", "seq")
    chains = {row.insured_id: row for row in Chain.objects.select_related("insured").iterator()}
    for insured, records in groupby(rows.iterator(), key=lambda row: row.insured_id):
        yield from _judge(list(records), chains.pop(insured, None), right)
    for left in chains.values():
        if left.length:
            yield Finding(str(left.insured.public_id), left.length, "removed")
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_RECORD)
        yield from (Finding(str(case), seq, "no-record") for case, seq in cursor.fetchall())


def _is_right(row: Text) -> bool:
    try:
        return Read(opened("text.plain", row.plain)).hash == bytes(row.hash)
    except SealError:
        return False


def _judge(records: list[Record], chain: Chain | None, right: set[int]) -> Iterator[Finding]:
    subject, expected = str(records[0].insured.public_id), 1
    before = records[0].insured.public_id.bytes
    for one in records:
        yield from (Finding(subject, seq, "removed") for seq in range(expected, one.seq))
        if one.seq == expected and not _fits(before, one):
            yield Finding(subject, one.seq, "changed")
        if one.text_id not in right:
            yield Finding(subject, one.seq, "text")
        before, expected = bytes(one.hash), one.seq + 1
    length, head = (chain.length, bytes(chain.head)) if chain is not None else (0, b"")
    yield from (Finding(subject, seq, "removed") for seq in range(expected, length + 1))
    if length < expected and (length, head) != (expected - 1, before):
        yield Finding(subject, expected - 1, "head")


def _fits(before: bytes, record: Record) -> bool:
    try:
        return link(before, record) == bytes(record.hash)
    except SealError:
        return False
