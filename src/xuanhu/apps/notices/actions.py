"""Notices written into the outbox, in the transaction of the act that causes them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from xuanhu.apps.notices.models import Notice

if TYPE_CHECKING:
    from xuanhu.apps.cases.models import Case


def tell(case: "Case", kinds: Iterable[str], at: datetime, after: int) -> None:
    """Put these notices of a case into the outbox; the key names the case, its latest fact and the kind."""
    Notice.objects.bulk_create(
        Notice(
            insurer_id=case.insurer_id,
            case=case,
            kind=kind,
            key=f"{case.public_id}:{after}:{number}:{kind}",
            at=at,
            next_try_at=at,
        )
        for number, kind in enumerate(kinds)
    )


def tell_once(*, insurer: int, kind: str, key: str, at: datetime, case: "Case | None" = None) -> None:
    """Put a notice into the outbox unless one with this key is there."""
    Notice.objects.bulk_create(
        [Notice(insurer_id=insurer, case=case, kind=kind, key=key, at=at, next_try_at=at)], ignore_conflicts=True
    )
