"""A changed, removed or added fact is found and named, whoever did it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.integration.platform import Platform

CHANGES = [
    ('UPDATE cases_fact SET data = data || \'{"note": "x"}\' WHERE case_id = %s AND seq = 2', [(2, "changed", None)]),
    ("UPDATE cases_fact SET actor = 'somebody' WHERE case_id = %s AND seq = 1", [(1, "changed", None)]),
    ("UPDATE cases_fact SET at = at + interval '1 s' WHERE case_id = %s AND seq = 3", [(3, "changed", None)]),
    ("UPDATE cases_fact SET hash = '\\x00' WHERE case_id = %s AND seq = 3", [(3, "changed", None), (3, "head", None)]),
    ("DELETE FROM cases_fact WHERE case_id = %s AND seq = 2", [(2, "removed", None)]),
    ("DELETE FROM cases_fact WHERE case_id = %s AND seq = 3", [(3, "removed", None)]),
    ("DELETE FROM cases_fact WHERE case_id = %s", [(1, "removed", 3)]),
    (
        """
        INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
        SELECT insurer_id, case_id, 9, name, at, recorded_at, by, actor, data, hash FROM cases_fact
        WHERE case_id = %s AND seq = 3
        """,
        [(9, "added", None)],
    ),
    ("UPDATE cases_case SET head_hash = '\\x00' WHERE id = %s", [(3, "head", None)]),
    ("UPDATE cases_case SET fact_count = 2 WHERE id = %s", [(3, "added", None)]),
]


@contextmanager
def tampered(platform: Platform, case: int, change: str) -> Iterator[None]:
    """The change made by the owner of the tables, with the fence down; all of it as it was afterwards."""
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute("CREATE TEMP TABLE kept AS SELECT * FROM cases_fact WHERE case_id = %s", [case])
        (count, head) = owner.execute("SELECT fact_count, head_hash FROM cases_case WHERE id = %s", [case]).fetchone()
        owner.execute("ALTER TABLE cases_fact DISABLE TRIGGER fact_is_append_only")
        owner.execute(change, [case])
        owner.commit()
        try:
            yield
        finally:
            owner.execute("DELETE FROM cases_fact WHERE case_id = %s", [case])
            owner.execute("INSERT INTO cases_fact OVERRIDING SYSTEM VALUE SELECT * FROM kept")
            owner.execute("UPDATE cases_case SET fact_count = %s, head_hash = %s WHERE id = %s", [count, head, case])
            owner.commit()  # checks of foreign keys wait for the end
            owner.execute("ALTER TABLE cases_fact ENABLE TRIGGER fact_is_append_only")


def a_case_of_three_facts():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record

    [who] = a_tenant()
    acted = apply(who)
    record(who, acted, "signed", june(2), **CONSENT)
    return record(who, acted, "attended", june(3)).case


def findings():
    from django.db import transaction

    from xuanhu.apps.cases.auditing import verify

    with transaction.atomic():
        return list(verify())


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_what_was_done_to_a_chain_is_found_and_named(care: Platform, change: str, expected):
    case = a_case_of_three_facts()
    assert findings() == []
    with tampered(care, case.id, change):
        assert findings() == [(str(case.public_id), *one[:1], *one[1:]) for one in expected]
    assert findings() == []


def test_facts_of_one_case_passed_off_as_anothers_are_found(care: Platform):
    mine, other = a_case_of_three_facts(), a_case_of_three_facts()
    change = """
    UPDATE cases_fact f SET name = o.name, at = o.at, recorded_at = o.recorded_at, by = o.by, actor = o.actor,
        data = o.data, hash = o.hash FROM cases_fact o WHERE o.case_id = OTHER AND o.seq = f.seq AND f.case_id = %s
    """.replace("OTHER", str(other.id))
    with tampered(care, mine.id, change):
        assert findings() == [(str(mine.public_id), 1, "changed", None), (str(mine.public_id), 3, "head", None)]


def test_command_ends_with_one_and_a_list_when_a_fact_was_changed(care: Platform):
    from typer.testing import CliRunner

    from xuanhu.commands.audit import audit

    case = a_case_of_three_facts()
    sound = CliRunner().invoke(audit, ["verify"])
    assert (sound.exit_code, sound.stdout) == (
        0,
        "每个案件的事实、每一份签署都完好 (facts and signatures are intact)\n",
    )
    with tampered(care, case.id, CHANGES[4][0]):
        found = CliRunner().invoke(audit, ["verify"])
    assert (found.exit_code, found.stdout) == (1, f"{case.public_id} 第 2 条：不见了 (removed)\n")


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "change", ["UPDATE cases_fact SET name = name", "DELETE FROM cases_fact", "TRUNCATE cases_fact CASCADE"]
)
def test_facts_cannot_be_changed_by_any_role(care: Platform, role: str, change: str):
    a_case_of_three_facts()
    refusals = (psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(getattr(care.access, role)) as db, pytest.raises(refusals) as refusal:
        db.execute(change)
    expected = psycopg.errors.InsufficientPrivilege if (role, change[0]) == ("app", "T") else refusals[0]
    assert type(refusal.value) is expected
