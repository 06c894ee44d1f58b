"""A laboratory's office, on the clock of opinions."""

from datetime import datetime

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
    return new_office("axa-tianping")


@pytest.fixture
def other_office(on_wednesday: datetime) -> Office:
    return new_office("axa-tianping")
