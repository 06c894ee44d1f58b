"""A platform with a browser before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.platform import Platform, a_platform, served, set_up_in_process
from tests.journeys.browser import a_browser


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    with a_platform() as one:
        set_up_in_process(one)
        yield one
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.close_pool()


@pytest.fixture(scope="session")
def served_at(platform: Platform) -> Iterator[str]:
    with served(platform) as url:
        yield url


@pytest.fixture
def browser(tmp_path: Path):
    with a_browser(tmp_path) as one:
        yield one
