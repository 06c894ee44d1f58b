"""Uses under concurrency: never below zero, never two for one, whoever comes at once."""

from functools import partial

import psycopg
import pytest

from tests.integration.platform import Platform

pytestmark = pytest.mark.usefixtures("care")
HELD = 'SELECT held FROM cases_entitlement WHERE policy_id = %s AND "grant" = %s'


def test_fifty_applications_for_the_last_use_give_one_case_and_forty_nine_refusals_on_record():
    from tests.integration.cases.tenants import a_tenant, apply, at_once, refused, rows

    [who] = a_tenant()
    acts = at_once([partial(apply, who)] * 50)
    assert sorted(map(refused, acts)) == [[]] + [["uses-exhausted"]] * 49
    assert rows(who.insurer, HELD, who.policy.id, "care") == [(1,)]
    outcomes = "SELECT coalesce(outcome, 'open'), count(*) FROM cases_case WHERE policy_id = %s GROUP BY 1 ORDER BY 1"
    assert rows(who.insurer, outcomes, who.policy.id) == [("open", 1), ("refused", 49)]
    on_record = "SELECT count(*) FROM cases_fact WHERE insurer_id = %s AND name = 'refused'"
    assert rows(who.insurer, on_record, who.insurer) == [(49,)]


@pytest.mark.parametrize("held", [-1, 2])
@pytest.mark.parametrize("role", ["app", "owner"])
def test_uses_beyond_what_is_granted_are_refused_by_the_database(care: Platform, held: int, role: str):
    from tests.integration.cases.tenants import a_tenant, apply

    [who] = a_tenant()
    apply(who)
    with psycopg.connect(getattr(care.access, role)) as db:
        db.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(who.insurer)])
        with pytest.raises(psycopg.errors.CheckViolation, match="uses_never_below_zero"):
            db.execute("UPDATE cases_entitlement SET held = %s WHERE policy_id = %s", [held, who.policy.id])


def test_question_makes_no_row_and_waits_for_nobody(care: Platform):
    from tests.integration.cases.tenants import JUNE_1, a_tenant, apply, rows
    from xuanhu.apps.cases.checking import check_service
    from xuanhu.apps.tenancy import seeing

    def ask(who):
        with seeing([who.insurer]):
            at = {"service": "care", "data": {"channel": "app"}, "at": JUNE_1, "by": None}
            return [one.code for one in check_service(applicant=who, **at)[1]]

    [who] = a_tenant()
    assert ask(who) == []
    assert rows(who.insurer, HELD, who.policy.id, "care") == []
    apply(who)
    with psycopg.connect(care.access.owner) as other:
        other.execute("SELECT FROM cases_entitlement WHERE policy_id = %s FOR UPDATE", [who.policy.id])
        assert ask(who) == ["uses-exhausted"]


def test_withdrawals_at_once_give_the_use_back_once():
    from tests.integration.cases.tenants import a_tenant, apply, at_once, june, record, refused, rows

    [who] = a_tenant()
    acted = apply(who)
    acts = at_once([partial(record, who, acted, "withdrawn", june(2))] * 8)
    assert sorted(map(refused, acts)) == [[]] + [["closed"]] * 7
    assert rows(who.insurer, HELD, who.policy.id, "care") == [(0,)]


def test_correction_that_would_commit_a_use_twice_is_refused():
    from tests.integration.cases.tenants import a_tenant, apply, june, record, refused, rows

    [who] = a_tenant()
    first = apply(who)
    record(who, first, "withdrawn", june(2))
    second = apply(who, at=june(3))
    mended = record(who, first, "voided", june(4), fact="withdrawn", reason="误点")
    assert refused(mended) == ["uses-exhausted"]
    record(who, second, "withdrawn", june(5))
    again = record(who, first, "voided", june(6), fact="withdrawn", reason="误点")
    assert (refused(again), again.verdict.state.outcome) == ([], None)
    assert rows(who.insurer, HELD, who.policy.id, "care") == [(1,)]


def test_late_proof_and_new_application_at_once_share_one_use():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, at_once, june, record, refused, rows
    from xuanhu.apps.cases.sweeping import sweep

    found = set()
    for _ in range(6):
        [who] = a_tenant()
        first = apply(who)
        assert sweep(insurers=[who.insurer], until=june(15)) == 1
        assert rows(who.insurer, HELD, who.policy.id, "care") == [(0,)]
        late = partial(record, who, first, "signed", june(15, 11), happened_at=june(5), **CONSENT)
        proof, new = at_once([late, partial(apply, who, "care", june(15, 11))])
        found.add((tuple(refused(proof)), tuple(refused(new))))
        assert rows(who.insurer, HELD, who.policy.id, "care") == [(1,)]
    assert found <= {((), ("uses-exhausted",)), (("uses-exhausted",), ())}


def test_late_proof_undoes_the_expiry_and_takes_the_use_again():
    from tests.integration.cases.tenants import CONSENT, a_tenant, apply, june, record, rows
    from xuanhu.apps.cases.sweeping import sweep

    [who] = a_tenant()
    first = apply(who)
    sweep(insurers=[who.insurer], until=june(15))
    proof = record(who, first, "signed", june(15, 11), happened_at=june(5), **CONSENT)
    assert (proof.case.outcome, proof.case.standing) == (None, "reserved")
    lines = "SELECT standing FROM cases_ledgerentry WHERE case_id = %s ORDER BY id"
    assert rows(who.insurer, lines, first.case.id) == [("reserved",), ("released",), ("reserved",)]
