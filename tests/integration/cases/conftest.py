"""A made-up handbook beside the five: one use, a clock that expires, a clock that is overdue."""

import pytest

from tests.integration.platform import Platform


@pytest.fixture(scope="session")
def care(platform: Platform) -> Platform:
    from tests.integration.cases.tenants import publish_care

    publish_care()
    return platform
