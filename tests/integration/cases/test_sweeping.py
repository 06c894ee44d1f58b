"""The sweep on several machines at once, beside people at work, with a clock set back, with much that is not due."""

import json
from functools import partial

import pytest

from tests.integration.platform import Platform

pytestmark = pytest.mark.usefixtures("care")
MARKS = """
SELECT kind, split_part(key, ':', 3), count(*) FROM notices_notice
WHERE insurer_id = %s AND audience = 'queue' GROUP BY 1, 2, case_id
"""
NOTICES = "SELECT case_id, kind, count(*) FROM notices_notice WHERE insurer_id = %s AND kind = ANY(%s) GROUP BY 1, 2"


def signed_cases(policies):
    from tests.integration.cases.tenants import CONSENT, apply, june, record

    cases = [apply(who) for who in policies]
    return [record(who, acted, "signed", june(1, 11), **CONSENT) for who, acted in zip(policies, cases, strict=True)]


def test_two_sweepers_mark_and_tell_each_case_once(monkeypatch: pytest.MonkeyPatch):
    from tests.integration.cases.tenants import a_tenant, at_once, june, rows
    from xuanhu.apps.cases import sweeping

    monkeypatch.setattr(sweeping, "BATCH", 3)
    policies = a_tenant(24)
    insurer = policies[0].insurer
    signed_cases(policies)
    acted = at_once([partial(sweeping.sweep, insurers=[insurer], until=june(20))] * 2)
    sweeping.sweep(insurers=[insurer], until=june(20))  # what both passed over while the other had it
    assert sum(acted) == 24
    assert rows(insurer, MARKS, insurer) == [("overdue", "attended", 1)] * 24
    assert [count for _, _, count in rows(insurer, NOTICES, insurer, ["overdue"])] == [1] * 24


def test_sweepers_that_meet_the_same_policies_in_opposite_order_do_not_block_each_other(
    monkeypatch: pytest.MonkeyPatch,
):
    from tests.integration.cases.tenants import a_tenant, apply, at_once, june, rows
    from xuanhu.apps.cases import sweeping

    monkeypatch.setattr(sweeping, "FEW", 10)
    policies = a_tenant(10)
    insurer = policies[0].insurer
    for who in policies:
        apply(who, "talk")
    for who in reversed(policies):
        apply(who, "care", june(1, 11))
    at_once([partial(sweeping.sweep, insurers=[insurer], until=june(20))] * 4)
    sweeping.sweep(insurers=[insurer], until=june(20))
    assert rows(insurer, "SELECT held, count(*) FROM cases_entitlement WHERE insurer_id = %s GROUP BY 1", insurer) == [
        (0, 20)
    ]
    assert [count for _, _, count in rows(insurer, NOTICES, insurer, ["expired"])] == [1] * 20


def test_case_that_somebody_works_on_is_passed_over_and_swept_afterwards():
    from tests.integration.cases.tenants import a_tenant, apply, at_once, june
    from xuanhu.apps.cases.loading import lock_case
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.cases.storing import change_of, store
    from xuanhu.apps.cases.sweeping import sweep
    from xuanhu.apps.tenancy import seeing

    [who] = a_tenant()
    case = apply(who).case
    with seeing([who.insurer]):
        loaded = lock_case(str(case.public_id))
        assert loaded is not None
        assert at_once([partial(sweep, insurers=[who.insurer], until=june(20))]) == [0]
        store([change_of(loaded, loaded.state)])  # and the sweep holds nothing that work would wait for
    assert sweep(insurers=[who.insurer], until=june(20)) == 1
    with seeing([who.insurer]):
        assert Case.objects.get(id=case.id).outcome == "expired"


def test_facts_recorded_while_the_sweep_runs_leave_a_platform_that_adds_up():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, at_once, june, record
    from xuanhu.apps.cases.sweeping import sweep

    policies = a_tenant(12)
    cases = [apply(who) for who in policies]
    acts = [
        partial(record, who, acted, "signed", june(11, 9), **CONSENT)
        for who, acted in zip(policies, cases, strict=True)
    ]
    at_once([*acts, *[partial(sweep, insurers=[policies[0].insurer], until=june(20))] * 3])
    assert differences() == []


def test_clock_set_back_leaves_every_case_as_its_facts_say():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record, refused, rows
    from xuanhu.apps.cases.sweeping import sweep

    [who] = a_tenant()
    acted = apply(who)
    record(who, acted, "signed", june(2), **CONSENT)
    assert sweep(insurers=[who.insurer], until=june(20)) == 1
    assert sweep(insurers=[who.insurer], until=june(1)) == 0
    assert refused(record(who, acted, "attended", june(1, 9), happened_at=june(3))) == ["not-yet"]
    assert sweep(insurers=[who.insurer], until=june(20)) == 0
    assert rows(who.insurer, MARKS, who.insurer) == [("overdue", "attended", 1)]
    assert differences() == []


def test_expiry_that_an_act_brings_before_the_sweep_is_told_once():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record, refused, rows
    from xuanhu.apps.cases.sweeping import sweep

    [who] = a_tenant()
    acted = apply(who)
    assert refused(record(who, acted, "signed", june(15), **CONSENT)) == ["closed"]
    assert sweep(insurers=[who.insurer], until=june(20)) == 0
    assert rows(who.insurer, NOTICES, who.insurer, ["expired"]) == [(acted.case.id, "expired", 1)]


def test_report_that_is_due_is_not_put_off_by_a_new_policy():
    from tests.integration.cases.tenants import a_tenant, june, rows
    from xuanhu.apps.cases.timing import set_timer, set_timer_at_latest
    from xuanhu.apps.tenancy import seeing

    [who] = a_tenant()
    with seeing([who.insurer]):
        set_timer(who.insurer, "insurer", who.insurer, june(5, 17))
        set_timer_at_latest(who.insurer, "insurer", who.insurer, june(12, 17))
    due = "SELECT due_at FROM cases_timer WHERE kind = 'insurer' AND subject = %s"
    assert rows(who.insurer, due, who.insurer) == [(june(5, 17),)]


PENDING = {
    "cases_happening": """
    INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
    SELECT %(insurer)s, %(case)s, CASE n %% 2 WHEN 0 THEN 'overdue' ELSE 'expiry' END, 'attended', '2090-01-01', 'now'
    FROM generate_series(1, 50000) n
    """,
    "cases_timer": """
    INSERT INTO cases_timer (insurer_id, kind, subject, due_at)
    SELECT %(insurer)s, 'policy', 10000000 + n, '2090-01-01' FROM generate_series(1, 50000) n
    """,
}


@pytest.mark.parametrize(
    ("claim", "given", "table"),
    [
        ("MARK", [june_20 := "2026-06-20", "now", 1000], "cases_happening"),
        ("CLAIM", [june_20, "now", june_20, 100], "cases_happening"),
        ("CLAIM_OTHERS", [june_20, 200], "cases_timer"),
    ],
)
def test_claim_reads_what_is_due_and_not_what_is_pending(claim: str, given: list[object], table: str):
    from django.db import connection, transaction

    from tests.integration.cases.tenants import a_tenant, apply
    from xuanhu.apps.cases import sweeping
    from xuanhu.apps.tenancy import seeing

    [who] = a_tenant()
    case = apply(who).case
    with seeing([who.insurer]), connection.cursor() as cursor:
        cursor.execute(PENDING[table], {"insurer": who.insurer, "case": case.id})
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + getattr(sweeping, claim), given)
        found = cursor.fetchone()[0]
        transaction.set_rollback(True)
    plan = json.loads(found) if isinstance(found, str) else found
    scan = next(node for node in nodes(plan[0]["Plan"]) if node.get("Relation Name") == table)
    assert scan["Node Type"] in {"Index Scan", "Bitmap Heap Scan"}
    assert scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) < 1000


def test_case_that_cannot_be_reckoned_is_set_aside_and_harms_no_other(
    caplog: pytest.LogCaptureFixture, platform: Platform
):
    import psycopg

    from tests.integration.cases.tenants import a_tenant, apply, june
    from xuanhu.apps.cases.models import Case, Happening
    from xuanhu.apps.cases.sweeping import sweep
    from xuanhu.apps.tenancy import seeing

    policies = a_tenant(3)
    insurer = policies[0].insurer
    spoilt, *sound = [apply(who).case for who in policies]
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute("UPDATE cases_case SET edition = 'lost' WHERE id = %s", [spoilt.id])
    sweep(insurers=[insurer], until=june(20))
    with seeing([insurer]):
        assert [Case.objects.get(id=case.id).outcome for case in (spoilt, *sound)] == [None, "expired", "expired"]
        assert [one.put_off_until for one in Happening.objects.filter(case=spoilt)] == [june(20, 11)]
    assert [record.getMessage() for record in caplog.records] == [
        f"case {spoilt.id} cannot be reckoned and is set aside for an hour: DoesNotExist"
    ]
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute("UPDATE cases_case SET edition = %s WHERE id = %s", [sound[0].edition, spoilt.id])
    assert sweep(insurers=[insurer], until=june(20, 10)) == 0
    assert sweep(insurers=[insurer], until=june(20, 12)) == 1
    with seeing([insurer]):
        assert Case.objects.get(id=spoilt.id).outcome == "expired"


def test_what_another_release_reckoned_is_reckoned_anew_before_it_acts(platform: Platform):
    import psycopg

    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record, rows
    from xuanhu.apps.cases.sweeping import sweep

    [who] = a_tenant()
    case = record(who, apply(who), "signed", june(2), **CONSENT).case
    with psycopg.connect(platform.access.owner) as owner:
        change = "UPDATE cases_happening SET at = %s, reckoned_by = 'an older one' WHERE case_id = %s"
        owner.execute(change, [june(3), case.id])
    sweep(insurers=[who.insurer], until=june(4))
    assert rows(who.insurer, MARKS, who.insurer) == []
    sweep(insurers=[who.insurer], until=june(20))
    assert rows(who.insurer, MARKS, who.insurer) == [("overdue", "attended", 1)]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def differences():
    from tests.integration.cases.tenants import june
    from xuanhu.apps.cases.rebuilding import rebuild

    return list(rebuild(repair=False, at=june(1)))
