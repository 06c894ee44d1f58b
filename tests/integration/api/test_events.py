import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg

from tests.integration.api.tenants import VERIFIED, Tenant
from tests.integration.platform import Platform


def read_all(tenant: Tenant, limit: int) -> list[dict[str, object]]:
    found, after = [], 0
    while items := (said := tenant.door.get(f"/events?after={after}&limit={limit}").json)["items"]:
        found += items
        after = said["next"]
    return found


def test_the_feed_gives_every_fact_once_in_order(tenant: Tenant):
    tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "identity-verified", "data": VERIFIED})
    second = tenant.add_case()
    for limit in (1, 2, 500):
        found = read_all(tenant, limit)
        assert [(one["case"], one["seq"], one["fact"]) for one in found] == [
            (tenant.case, 1, "applied"),
            (tenant.case, 2, "identity-verified"),
            (second, 1, "applied"),
        ]


def test_the_feed_is_of_ones_own_insurers(tenant: Tenant, stranger: Tenant):
    assert {one["case"] for one in read_all(tenant, 100)} == {tenant.case}
    assert {one["case"] for one in read_all(stranger, 100)} == {stranger.case}


def test_at_the_end_it_says_where_to_go_on(tenant: Tenant):
    end = tenant.door.get("/events").json["next"]
    assert tenant.door.get(f"/events?after={end}").json == {"items": [], "next": end}
    case = tenant.add_case()
    assert [one["case"] for one in tenant.door.get(f"/events?after={end}").json["items"]] == [case]


def forget(platform: Platform, tenant: Tenant) -> None:
    """Take the row away again that no act made, as only the owner of the tables can: audits find it otherwise."""
    with psycopg.connect(platform.access.owner) as owner:
        owner.execute("ALTER TABLE cases_fact DISABLE TRIGGER fact_is_append_only")
        owner.execute("DELETE FROM cases_fact WHERE insurer_id = %s AND name = 'seen'", [tenant.id])
        owner.execute("ALTER TABLE cases_fact ENABLE TRIGGER fact_is_append_only")


def test_what_is_not_committed_holds_back_what_comes_after_it(tenant: Tenant, platform: Platform, monkeypatch):
    """A writer that took an earlier number and has not ended: nothing beyond is given, so nothing is skipped."""
    from xuanhu.api import events

    monkeypatch.setattr(events, "PATIENCE", 0.05)
    end = tenant.door.get("/events").json["next"]
    with psycopg.connect(platform.access.app) as slow:
        slow.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(tenant.id)])
        slow.execute(
            "INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)"
            " SELECT insurer_id, case_id, 99, 'seen', at, recorded_at, by, actor, data, hash FROM cases_fact"
        )
        later = tenant.add_case()
        assert tenant.door.get(f"/events?after={end}").json == {"items": [], "next": end}
        slow.commit()
    found = tenant.door.get(f"/events?after={end}").json["items"]
    forget(platform, tenant)
    assert [(one["case"], one["fact"]) for one in found] == [(tenant.case, "seen"), (later, "applied")]


def test_a_reader_beside_many_writers_misses_nothing(tenant: Tenant):
    cases = [tenant.add_case() for _ in range(4)]
    finished = threading.Event()

    def write(case: str) -> None:
        from django.db import connection

        for _ in range(15):
            body = {"fact": "documents-added", "data": {"kinds": ["ct-report"]}}
            assert tenant.door.post(f"/cases/{case}/facts", body).json["allowed"]
        connection.close()

    def read() -> list[tuple[object, object]]:
        from django.db import connection

        found: list[tuple[object, object]] = []
        after, last = 0, False
        while not last:
            last = finished.is_set()
            said = tenant.door.get(f"/events?after={after}&limit=500").json
            found += [(one["case"], one["seq"]) for one in said["items"]]
            after = said["next"]
        connection.close()
        return found

    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(read)
        list(pool.map(write, cases))
        finished.set()
        found = reading.result()
    assert len(found) == len(set(found)) == 1 + 4 * 16
