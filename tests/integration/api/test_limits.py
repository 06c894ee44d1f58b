from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.api.tenants import Door, Tenant, key_for

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def in_earnest(tenant: Tenant) -> Iterator[None]:
    """Not a rehearsal: limits hold."""
    from django.test import override_settings

    with override_settings(REHEARSAL=False):
        yield


@pytest.fixture
def holder(tenant: Tenant) -> str:
    from xuanhu.apps.accounts.models import ApiKey

    return f"key:{ApiKey.objects.get(insurers=[tenant.id]).id}"


@pytest.mark.usefixtures("in_earnest")
def test_a_key_that_asks_too_often_is_told_when_to_ask_again(tenant: Tenant):
    door = Door(key_for([tenant.id], per_minute=2))
    assert [door.get("/queue").status for _ in range(2)] == [200, 200]
    said = door.get("/queue")
    assert said.problem == (429, "too-many-requests")
    assert 1 <= int(said.headers["Retry-After"]) <= 30
    assert tenant.door.get("/queue").status == 200


def test_in_rehearsal_nobody_is_told_to_wait(tenant: Tenant):
    door = Door(key_for([tenant.id], per_minute=1))
    assert [door.get("/queue").status for _ in range(3)] == [200, 200, 200]


def test_a_bucket_fills_evenly_and_never_over(holder: str):
    from xuanhu.apps.accounts.limits import take

    def ask(seconds: float) -> int | None:
        return take(holder=holder, most=6, at=NOW + timedelta(seconds=seconds))

    assert [ask(0) for _ in range(7)] == [None] * 6 + [10]
    assert [ask(9), ask(10), ask(10)] == [1, None, 10]
    assert [ask(3600) for _ in range(7)] == [None] * 6 + [10]


def test_a_clock_set_back_gives_and_takes_nothing(holder: str):
    from xuanhu.apps.accounts.limits import take

    asked = [take(holder=holder, most=2, at=NOW - timedelta(hours=hours)) for hours in (0, 1, 2)]
    assert asked == [None, None, 30]
    assert take(holder=holder, most=2, at=NOW) == 30
