"""Which insurers' rows a transaction sees: set at its beginning, gone with its end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def seeing(insurers: Iterable[int]) -> Iterator[None]:
    """A transaction that sees the rows of these insurers and of no other."""
    with transaction.atomic():
        set_visible(insurers)
        yield


def set_visible(insurers: Iterable[int]) -> None:
    """Say, inside a transaction, whose rows it may see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xuanhu.insurers', %s, true)", [",".join(map(str, insurers))])


def every_insurer() -> list[int]:
    """All tenants, for what the platform itself does: timers, the outbox."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT every_insurer()")
        return [row[0] for row in cursor.fetchall()]
