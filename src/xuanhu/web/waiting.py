"""How long to wait, in words: 15 分钟，到 10:42."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

MINUTE = 60


class Wait(NamedTuple):
    """In how many minutes, and at what time of day."""

    minutes: int
    at: str


def until_when(at: datetime, seconds: int) -> Wait:
    """The wait from a moment, to full minutes."""
    minutes = math.ceil(seconds / MINUTE)
    free_at = at + timedelta(seconds=seconds + MINUTE - 1)
    return Wait(minutes, f"{free_at:%H:%M}")
