"""Which insurers' rows a transaction sees: set at its beginning, gone with its end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from xuanhu.apps.prepared import rows

SEE: Final = "SELECT set_config('xuanhu.insurers', %s, true)"
EVERY: Final = "SELECT every_insurer()"


@contextmanager
def seeing(insurers: Iterable[int]) -> Iterator[None]:
    """A transaction that sees the rows of these insurers and of no other."""
    with transaction.atomic():
        set_visible(insurers)
        yield


def set_visible(insurers: Iterable[int]) -> None:
    """Say, inside a transaction, whose rows it may see."""
    rows(SEE, ",".join(map(str, insurers)))


def every_insurer() -> list[int]:
    """All tenants, for what the platform itself does: timers, the outbox."""
    return [number for (number,) in rows(EVERY)]
