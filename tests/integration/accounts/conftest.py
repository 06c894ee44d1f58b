import pytest

from tests.integration.accounts.staff import Desk, new_desk
from tests.integration.api.tenants import Tenant, new_tenant
from tests.integration.platform import Platform


@pytest.fixture
def tenant(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def stranger(platform: Platform) -> Tenant:
    return new_tenant()


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return new_desk()
