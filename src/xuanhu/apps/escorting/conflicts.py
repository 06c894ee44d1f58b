"""What stands against sending an escort somewhere: seen before, and judged again when it is done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from xuanhu.apps.escorting.models import Visit
from xuanhu.apps.network.models import Escort
from xuanhu.core.reckoning import SHANGHAI, china_day, chinese_date

WAY: Final = timedelta(minutes=60)  # from one hospital to another of the same city
SOFT: Final = frozenset({"too-little-way"})  # what a dispatcher may judge better


class Outing(NamedTuple):
    """From when until when, where, and for which appointment."""

    starts_at: datetime
    ends_at: datetime
    city: str
    hospital: str
    department: str = ""
    appointment_at: datetime | None = None


class Conflict(NamedTuple):
    """One reason against it, in a sentence. A soft one may be overruled."""

    code: str
    says: str

    @property
    def is_soft(self) -> bool:
        """Whether the dispatcher may go on all the same."""
        return self.code in SOFT


def conflicts_of(*, escort: Escort, outing: Outing, others: Iterable[Visit]) -> list[Conflict]:
    """Everything against an outing of an escort; `others` are that person's live visits around it."""
    return [*_of_the_escort(escort, outing), *(found for one in others if (found := _between(one, outing)) is not None)]


def _of_the_escort(escort: Escort, outing: Outing) -> Iterable[Conflict]:
    day = china_day(outing.starts_at)
    if day < escort.from_on:
        yield Conflict("not-active", f"{chinese_date(escort.from_on)} 起才上岗")
    if escort.until_on is not None and day >= escort.until_on:
        yield Conflict("not-active", f"{chinese_date(escort.until_on)} 起已停用")
    if outing.city and escort.city != outing.city:
        yield Conflict("other-city", f"在{escort.city}，不在{outing.city}")


def _between(one: Visit, outing: Outing) -> Conflict | None:
    when = f"{_clock(one.starts_at)}–{_clock(one.ends_at)} {one.hospital}"
    if one.starts_at < outing.ends_at and outing.starts_at < one.ends_at:
        return Conflict("overlaps", f"同一时间已有陪诊：{when}")
    gap = outing.starts_at - one.ends_at if one.ends_at <= outing.starts_at else one.starts_at - outing.ends_at
    if gap < WAY and one.hospital != outing.hospital:
        minutes = int(gap.total_seconds()) // 60
        return Conflict("too-little-way", f"与 {when} 之间只隔 {minutes} 分钟，路上可能来不及")
    return None


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"
