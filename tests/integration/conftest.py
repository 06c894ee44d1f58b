"""One platform a test process; tests make tenants of their own in it."""

from collections.abc import Iterator

import pytest

from tests.integration.platform import REHEARSAL_KEY, Platform, a_platform, served, set_up_in_process


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """A platform that this process belongs to: Django is set up as the application's role."""
    with a_platform() as one:
        set_up_in_process(one)
        yield one
        from django.db import connections

        from xuanhu.apps.prepared import close_pool

        close_pool()
        for connection in connections.all():
            connection.close()
            connection.close_pool()


@pytest.fixture(scope="session")
def served_at(platform: Platform) -> Iterator[str]:
    """The URL at which the platform is served."""
    with served(platform) as url:
        yield url


@pytest.fixture(scope="session")
def rehearsal_key() -> str:
    """A key that may play stories."""
    return REHEARSAL_KEY
