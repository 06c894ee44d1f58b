"""Answers kept for writes that may be sent twice: stored in the transaction of the act itself, or not at all."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from xuanhu.apps.accounts.models import Answer
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import every_insurer, seeing

WHERE = "accounts.answer.body"
KEPT = timedelta(days=7)
BATCH = 1000
DELETE = """
DELETE FROM accounts_answer WHERE id IN (SELECT id FROM accounts_answer WHERE at < %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7202612))"


class Kept(NamedTuple):
    """An answer that was given before: to which request, its status, its content."""

    request: bytes
    status: int
    content: Any


def lock_key(*, holder: str, key: str) -> bool:
    """Be the only one with this key until the transaction ends; False if somebody is at it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"{holder}:{key}"])
        return bool(cursor.fetchone()[0])


def find_answer(*, holder: str, key: str, part: int = 0) -> Kept | None:
    """The answer that was given to this key, if its insurers are visible."""
    row = Answer.objects.filter(holder=holder, key=key, part=part).first()
    if row is None:
        return None
    return Kept(bytes(row.request), row.status, json.loads(sealer().open(row.body, WHERE)))


def keep_answer(*, holder: str, key: str, part: int = 0, insurers: Iterable[int], kept: Kept, at: datetime) -> None:
    """Keep an answer, in the transaction of the act. It may name persons, so it is sealed."""
    text = json.dumps(kept.content, ensure_ascii=False, default=str)
    Answer.objects.create(
        holder=holder,
        key=key,
        part=part,
        insurers=sorted(insurers),
        request=kept.request,
        status=kept.status,
        body=sealer().seal(text, WHERE),
        at=at,
    )


def digest_of(*parts: object) -> bytes:
    """What a request asks, as a hash: the same for the same method, address and content, however it is written."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=32, person=b"xuanhu-answer").digest()


def delete_answers(*, before: datetime) -> int:
    """Delete the answers given before a moment, of all tenants, a batch a transaction; how many they were."""
    deleted = 0
    while True:
        with seeing(every_insurer()), connection.cursor() as cursor:
            cursor.execute(DELETE, [before, BATCH])
            count: int = cursor.rowcount
        deleted += count
        if count < BATCH:
            return deleted
