"""A clock that stands, and people of each role at a new insurer's."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.platform import Platform
from tests.integration.web_opinions.office import NOW, Office, new_office


@pytest.fixture
def on_wednesday(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands at 10:00 on Wednesday, 14 October 2026."""
    from xuanhu.web import doors, visiting

    for room in (doors, visiting):
        monkeypatch.setattr(room, "now", lambda: NOW)
    return NOW


@pytest.fixture
def office(on_wednesday: datetime) -> Office:
    return new_office("starr-critical-care")


@pytest.fixture
def other_office(on_wednesday: datetime) -> Any:
    return new_office("starr-critical-care")
