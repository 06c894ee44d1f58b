"""What is stored beside the facts can be made again from them: each difference is named, and mended on demand."""

import psycopg
import pytest

from tests.integration.platform import Platform

SPOILT = [
    ("UPDATE cases_case SET outcome = 'completed' WHERE id = %(case)s", "outcome"),
    ("UPDATE cases_case SET standing = 'released' WHERE id = %(case)s", "standing"),
    ("UPDATE cases_case SET awaiting = '{nothing}' WHERE id = %(case)s", "awaiting"),
    ("UPDATE cases_case SET next_due_at = NULL WHERE id = %(case)s", "next_due_at"),
    ("UPDATE cases_case SET fact_count = 1 WHERE id = %(case)s", "fact_count"),
    ("UPDATE cases_case SET head_hash = '' WHERE id = %(case)s", "head_hash"),
    ("DELETE FROM cases_happening WHERE case_id = %(case)s", "happenings"),
    ("UPDATE cases_happening SET at = at - interval '1 h' WHERE case_id = %(case)s", "happenings"),
    ("DELETE FROM cases_ledgerentry WHERE case_id = %(case)s", "ledger"),
    ("UPDATE cases_entitlement SET held = 0 WHERE policy_id = %(policy)s", "held care 2026-01-01"),
    (
        """
        INSERT INTO cases_timer (insurer_id, kind, subject, due_at) VALUES (%(insurer)s, 'policy', %(policy)s, now())
        ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at
        """,
        "timer",
    ),
]


def differences(*, repair: bool = False):
    from tests.integration.cases.tenants import june
    from xuanhu.apps.cases.rebuilding import rebuild

    return list(rebuild(repair=repair, at=june(1)))


def a_signed_case():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record

    [who] = a_tenant()
    return who, record(who, apply(who), "signed", june(2), **CONSENT).case


def spoil(platform: Platform, change: str, who, case):
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute(change, {"case": case.id, "policy": who.policy.id, "insurer": who.insurer})


@pytest.mark.parametrize(("change", "what"), SPOILT)
def test_what_was_spoilt_is_named_and_mended(care: Platform, change: str, what: str):
    who, case = a_signed_case()
    assert differences() == []
    spoil(care, change, who, case)
    assert [(one.what, one.is_mended) for one in differences()] == [(what, False)]
    assert [(one.what, one.is_mended) for one in differences(repair=True)] == [(what, True)]
    assert differences() == []


def test_head_is_not_moved_to_facts_that_do_not_fit(care: Platform):
    who, case = a_signed_case()
    spoil(care, "UPDATE cases_case SET fact_count = 3 WHERE id = %(case)s", who, case)
    assert [(one.what, one.is_mended) for one in differences(repair=True)] == [("fact_count", False)]
    spoil(care, "UPDATE cases_case SET fact_count = 2 WHERE id = %(case)s", who, case)
    assert differences() == []


def test_command_ends_with_one_until_what_differs_is_mended(care: Platform):
    from typer.testing import CliRunner

    from xuanhu.commands.cases import cases

    who, case = a_signed_case()
    assert (CliRunner().invoke(cases, ["rebuild"])).exit_code == 0
    spoil(care, SPOILT[0][0], who, case)
    said = f"{case.public_id} outcome：库里是 completed，应为 None"
    assert (found := CliRunner().invoke(cases, ["rebuild"])).stdout == f"{said}\n"
    assert found.exit_code == 1
    mended = CliRunner().invoke(cases, ["rebuild", "--repair"])
    assert (mended.exit_code, mended.stdout) == (0, f"{said}，已改正 (mended)\n已改正 1 处 (mended)\n")
    assert CliRunner().invoke(cases, ["rebuild"]).exit_code == 0
