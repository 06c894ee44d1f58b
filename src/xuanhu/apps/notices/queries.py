"""What is read of notices. No personal data: whom they are for is to be seen in the case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from xuanhu.apps.notices.models import Notice
from xuanhu.core.reckoning import SHANGHAI


class Dead(NamedTuple):
    """A notice that could not be sent, and why."""

    id: int
    at: datetime
    insurer: str
    case: str | None
    kind: str
    tries: int
    problem: str


def dead_notices(*, limit: int = 200) -> list[Dead]:
    """Those that somebody has to look at, the oldest first."""
    rows = Notice.objects.filter(state="dead").order_by("id")[:limit]
    found: Iterable[tuple[Any, ...]] = rows.values_list(
        "id", "at", "insurer__code", "case__public_id", "kind", "tries", "problem"
    )
    return [
        Dead(number, at.astimezone(SHANGHAI), code, str(case) if case is not None else None, kind, tries, problem)
        for number, at, code, case, kind, tries, problem in found
    ]
