from datetime import datetime

import pytest

from tests.integration.insured.member import Member, new_member, now_at
from tests.integration.platform import Platform
from xuanhu.core.reckoning import SHANGHAI

TUESDAY = datetime(2026, 10, 13, 9, 40, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def on_tuesday(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands at 09:40 on Tuesday, 13 October 2026."""
    now_at(monkeypatch, TUESDAY)
    return TUESDAY


@pytest.fixture
def member(platform: Platform) -> Member:
    return new_member()
