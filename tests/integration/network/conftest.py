import pytest

from tests.integration.api.tenants import Door, new_tenant
from tests.integration.network.office import Office
from tests.integration.platform import Platform


@pytest.fixture
def office(platform: Platform) -> Office:
    return Office()


@pytest.fixture
def tenant_of_agents(platform: Platform) -> tuple[Door, str]:
    """The door of an agent, who may look but not load, and the insurer's code."""
    tenant = new_tenant()
    return tenant.door, tenant.code
