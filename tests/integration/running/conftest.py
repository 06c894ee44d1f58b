"""A platform that tests may change as a whole: keys turned, tables taken away."""

from collections.abc import Iterator

import pytest

from tests.integration.platform import Platform, a_platform


@pytest.fixture(scope="module")
def apart() -> Iterator[Platform]:
    with a_platform() as one:
        yield one
