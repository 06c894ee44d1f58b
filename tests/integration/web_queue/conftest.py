from datetime import datetime
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import Tenant, new_tenant
from tests.integration.platform import Platform
from tests.integration.web.reading import come_in
from xuanhu.core.reckoning import SHANGHAI

TUESDAY = datetime(2026, 10, 13, 9, 40, tzinfo=SHANGHAI)


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def stranger(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture(autouse=True)
def on_tuesday(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands at 09:40 on Tuesday, 13 October 2026."""
    from xuanhu.web import doors, visiting

    for room in (doors, visiting):
        monkeypatch.setattr(room, "now", lambda: TUESDAY)
    return TUESDAY


@pytest.fixture
def agent(tenant: Tenant) -> Any:
    return new_person([tenant.id], "agent")


@pytest.fixture
def desk(agent: Any) -> Desk:
    """The agent's browser, logged in."""
    return desk_for(agent)


def desk_for(person: Any) -> Desk:
    found = new_desk()
    come_in(found, person)
    return found
