"""The clock and the wards of rooms where people are met: escorts, consultations."""

from typing import Any

import pytest

from tests.integration.platform import Platform
from tests.integration.web_escorts.ward import TUESDAY, Ward, new_ward


class Clock:
    """The pages' clock, which a test may set."""

    def __init__(self) -> None:
        self.at = TUESDAY


@pytest.fixture
def clock(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It stands at 09:40 on Tuesday, 13 October 2026."""
    from xuanhu.web import doors, visiting

    found = Clock()
    for room in (doors, visiting):
        monkeypatch.setattr(room, "now", lambda: found.at)
    return found


@pytest.fixture
def ward(clock: Any) -> Ward:
    return new_ward()


@pytest.fixture
def stranger(clock: Any) -> Ward:
    return new_ward()
