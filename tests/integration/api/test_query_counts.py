"""A list asks the database as often for three rows as for one."""

from dataclasses import replace

import pytest

from tests.integration.api.tenants import Door, Tenant, key_for


def queries(tenant: Tenant, path: str) -> tuple[int, int]:
    """How many queries a list takes, and how many rows it shows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        said = tenant.door.get(path).json
    return len(captured), len(said["items"] if isinstance(said, dict) else said)


@pytest.mark.parametrize("path", ["/queue", "/events", "/insurers/{code}/policies", "/insurers/{code}/notices"])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(tenant: Tenant, path: str):
    filled = path.replace("{code}", tenant.code)
    first, rows = queries(tenant, f"{filled}?limit=1")
    for _ in range(2):
        tenant.add_case()
    again, more = queries(tenant, f"{filled}?limit=3")
    assert (rows, more) == (1, 3)
    assert again == first


def test_a_list_of_editions_takes_as_many_queries_for_three_as_for_one(tenant: Tenant):
    tenant.door.get("/handbooks")
    assert queries(tenant, "/handbooks?limit=1") == (queries(tenant, "/handbooks?limit=3")[0], 1)


def test_a_timeline_takes_as_many_queries_for_three_facts_as_for_one(tenant: Tenant):
    path = f"/cases/{tenant.case}/facts"
    first = queries(tenant, path)
    for kind in ("ct-report", "mri-report"):
        tenant.door.post(path, {"fact": "documents-added", "data": {"kinds": [kind]}})
    assert (first[1], queries(tenant, path)) == (1, (first[0], 3))


def test_the_trail_takes_as_many_queries_for_three_lines_as_for_one(tenant: Tenant):
    auditor = replace(tenant, door=Door(key_for([tenant.id], role="auditor")))
    path = f"/insureds/{tenant.insured}/reveal"
    counts = []
    for lines in (1, 3):
        while len(auditor.door.get("/trail").json["items"]) < lines:
            assert tenant.door.post(path, {"fields": ["name"], "reason": "核对身份"}).status == 200
        counts.append(queries(auditor, "/trail"))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]


def test_a_search_takes_as_many_queries_for_three_persons_as_for_one(tenant: Tenant):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for total in (1, 3):
        while (
            len(found := tenant.door.post("/insureds/search", {"insurer": tenant.code, "name": "王芳"}).json["items"])
            < total
        ):
            tenant.door.post("/insureds", {"insurer": tenant.code, "name": "王芳"})
        with CaptureQueriesContext(connection) as captured:
            tenant.door.post("/insureds/search", {"insurer": tenant.code, "name": "王芳"})
        counts.append(len(captured))
        assert len(found) == total
    assert counts[0] == counts[1]
