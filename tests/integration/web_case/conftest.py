from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import Tenant, new_tenant
from tests.integration.platform import Platform
from tests.integration.web.reading import come_in
from tests.integration.web_escorts.on_tuesday import clock, ward

__all__ = ["clock", "ward"]


@pytest.fixture(scope="module")
def demo(platform: Platform) -> list[int]:
    """The demonstration, loaded once; its insurers."""
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import every_insurer, seeing
    from xuanhu.demo.loading import load_demo

    load_demo(at=datetime.now(UTC), calendar=calendar())
    with seeing(every_insurer()):
        return list(Insurer.objects.filter(purpose="demo").values_list("id", flat=True))


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def stranger(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return new_desk()


@pytest.fixture
def manager(tenant: Tenant) -> Any:
    return new_person([tenant.id], "care-manager")


@pytest.fixture
def at_work(tenant: Tenant, desk: Desk, manager: Any) -> Desk:
    come_in(desk, manager)
    return desk
