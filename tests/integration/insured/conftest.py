from datetime import datetime

import pytest

from tests.integration.insured.member import Member, new_member, now_at
from tests.integration.insured.talking import open_case, record
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


@pytest.fixture
def asker(on_tuesday: datetime) -> Member:
    return new_member("picc-iwuyou-3")


@pytest.fixture
def question(asker: Member, on_tuesday: datetime) -> str:
    """An online consultation, just applied for."""
    return open_case(asker, "online-consultation", on_tuesday)


@pytest.fixture
def caller(on_tuesday: datetime) -> Member:
    return new_member("axa-tianping")


@pytest.fixture
def call(caller: Member, on_tuesday: datetime) -> str:
    """A remote consultation that waits for a slot."""
    return open_case(caller, "remote-consultation", on_tuesday)


@pytest.fixture
def over(asker: Member, question: str, on_tuesday: datetime) -> str:
    """A question that a doctor has answered."""
    record(asker, question, "advised", on_tuesday, by="expert", minutes=5)
    return question
