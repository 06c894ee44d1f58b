import pytest

from tests.integration.api.tenants import Door, Tenant, key_for, new_tenant
from tests.integration.platform import REHEARSAL_KEY, Platform


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def stranger(platform: Platform) -> Tenant:
    """Another insurer, whose key sees none of the first one's."""
    return new_tenant()


@pytest.fixture
def viewer(tenant: Tenant) -> Door:
    """The tenant's key that may only look."""
    return Door(key_for([tenant.id], role="insurer"))


@pytest.fixture
def rehearsal(platform: Platform) -> Door:
    return Door(REHEARSAL_KEY)
