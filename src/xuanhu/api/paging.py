"""Pages by key, not by number: a cursor says after which row to go on, so that nothing is skipped or seen twice."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import Field, StringConstraints

from xuanhu.api.problems import Problem

Limit = Annotated[int, Field(ge=1, le=500)]
After = Annotated[int, Field(ge=0, le=2**63 - 1)]
Cursor = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]
Row = TypeVar("Row")
NOT_OURS = Problem(422, "malformed", "after 应是上一页给出的 next (a cursor of the page before)")


def page(rows: Sequence[Row], limit: int, place: Callable[[Row], object], show: Callable[[Row], Any]) -> dict[str, Any]:
    """A page of rows, of which one more than the limit was asked for; `next` is null on the last page."""
    shown = rows[:limit]
    following = place(shown[-1]) if len(rows) > limit else None
    return {"items": [show(row) for row in shown], "next": following}


def cursor_of(*place: object) -> str:
    """A cursor from a place in the order."""
    return base64.urlsafe_b64encode(json.dumps(place, default=str).encode()).decode()


def read_due_cursor(cursor: str) -> tuple[datetime | None, int]:
    """The place of a case in the queue. Raises Problem for a cursor that is not one of ours."""
    try:
        due, number = json.loads(base64.urlsafe_b64decode(cursor))
        place = datetime.fromisoformat(due) if due is not None else None
        is_ours = isinstance(number, int) and 0 <= number < 2**63 and (place is None or place.tzinfo is not None)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise NOT_OURS from None
    if not is_ours:
        raise NOT_OURS
    return place, number
