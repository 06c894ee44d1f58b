"""The page of a case, as somebody at work reads it."""

from typing import Any

from tests.integration.accounts.staff import Desk
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import come_in, lines


def test_x(tenant: Tenant, desk: Desk, manager: Any):
    come_in(desk, manager)
    said = desk.client.get(f"/cases/{tenant.case}")
    assert said.status_code == 200
    print("\n".join(lines(b"<body>" + said.content.partition(b"<body")[2])))
    said = desk.client.get(f"/cases/{tenant.case}/print")
    print("\n".join(lines(b"<body>" + said.content.partition(b"<body")[2])))
    assert 0
