"""What was signed cannot be changed by the platform, and is found out where somebody changes it behind its back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from tests.integration.insured.consenting import Waiting, findings, records_of, signed, waiting
from tests.integration.insured.member import phone_of
from tests.integration.platform import Platform
from tests.integration.web.reading import send

BILLING = ("ins-oncology", "direct-billing-authorization")


@pytest.mark.parametrize("table", ["consents_record", "consents_text"])
def test_the_database_lets_nothing_signed_be_changed_or_deleted(on_tuesday: datetime, table: str):
    from django.db import connection, transaction

    from xuanhu.apps.tenancy import seeing

    one = waiting(*BILLING, on_tuesday)
    signed(phone_of(one.member), one.path)
    for act in ("UPDATE {} SET hash = ''", "DELETE FROM {}"):
        refused = pytest.raises(DatabaseError, match="never changed")
        with refused, transaction.atomic(), seeing([one.member.insurer]), connection.cursor() as cursor:
            cursor.execute(act.format(table))


TAMPERED = [
    ("UPDATE consents_record SET at = at + interval '1 day' WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_record SET account_id = account_id WHERE {mine}", None),
    ("UPDATE consents_record SET session = address WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_record SET picture = strokes WHERE {mine} AND seq = 1", (1, "changed")),
    ("UPDATE consents_text SET hash = decode('00', 'hex') || substr(hash, 2) WHERE {texts}", (1, "text")),
    ("DELETE FROM consents_record WHERE {mine} AND seq = 2", (2, "removed")),
    ("DELETE FROM consents_record WHERE {mine}", (2, "removed")),
    ("UPDATE consents_chain SET length = 1 WHERE {mine}", (2, "head")),
]


@contextmanager
def tampered(platform: Platform, one: Waiting, act: str) -> Iterator[None]:
    """Somebody with the owner's rights has changed something; put back afterwards."""
    mine = f"insured_id = {one.member.row.id}"
    texts = f"id = {records_of(one.member)[0].text_id}"
    rows = {"consents_record": mine, "consents_text": texts, "consents_chain": mine}
    kept = [table for table in rows if table != "consents_chain"]

    def unguarded(owner: Any, *acts: str) -> None:
        for table in kept:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_is_kept")
        with owner.transaction():
            for one_act in acts:
                owner.execute(one_act)
        for table in kept:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_is_kept")

    with psycopg.connect(platform.access.owner, autocommit=True) as owner:
        for table, where in rows.items():
            owner.execute(f"CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table} WHERE {where}")  # noqa: S608
        unguarded(owner, act.format(mine=mine, texts=texts))
        yield
        away = [f"DELETE FROM {table} WHERE {where}" for table, where in rows.items()]  # noqa: S608
        back = [f"INSERT INTO {table} SELECT * FROM saved_{table}" for table in reversed(rows)]  # noqa: S608
        unguarded(owner, *away, *back)


def signed_and_withdrawn(on_tuesday: datetime) -> Waiting:
    one = waiting(*BILLING, on_tuesday)
    desk = phone_of(one.member)
    signed(desk, one.path)
    send(desk, f"/my/me/consents/{records_of(one.member)[0].public_id}/withdraw", {"end": "consent"})
    return one


@pytest.mark.parametrize(("act", "found"), TAMPERED)
def test_what_is_changed_behind_the_platforms_back_is_found(
    on_tuesday: datetime, platform: Platform, act: str, found: tuple[int, str] | None
):
    one = signed_and_withdrawn(on_tuesday)
    person = str(one.member.row.public_id)
    with tampered(platform, one, act):
        said = [(seq, kind) for subject, seq, kind in findings() if subject == person]
    assert found in said if found is not None else said == []
    assert [subject for subject, _, _ in findings() if subject == person] == []


def test_a_signature_on_a_case_without_its_record_is_found(on_tuesday: datetime, platform: Platform):
    one = signed_and_withdrawn(on_tuesday)
    with tampered(platform, one, "DELETE FROM consents_record WHERE {mine}"):
        assert [kind for subject, _, kind in findings() if subject == one.number] == ["no-record"]
    assert [kind for subject, _, kind in findings() if subject == one.number] == []
