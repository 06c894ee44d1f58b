"""Reading the trail: the newest first, of the insurers that the transaction sees."""

from typing import NamedTuple

from django.db import connection

from xuanhu.apps.audit.actions import WHERE
from xuanhu.apps.audit.models import Trail
from xuanhu.apps.sealing import sealer


class Wanted(NamedTuple):
    """Which lines: of an actor, an act, a subject; None for any."""

    actor: str | None = None
    act: str | None = None
    subject_kind: str | None = None
    subject: str | None = None


def see_accounts() -> None:
    """Let the transaction see the lines of no insurer as well: logins, accounts, keys. For administrators."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xuanhu.trail_of_accounts', 'seen', true)")


def trail(*, wanted: Wanted, before: int | None, limit: int) -> list[Trail]:
    """Lines, the newest first, from before a number; one more than the limit tells whether there are more."""
    rows = Trail.objects.select_related("insurer").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    known = {column: value for column, value in wanted._asdict().items() if value is not None}
    return list(rows.filter(**known)[:limit])


def reason_of(row: Trail) -> str:
    """Why it was done, opened; empty where no reason was asked for."""
    return sealer().open(row.reason, f"{WHERE}.reason") if row.reason else ""
