"""What a dispatcher chooses: an escort, from when until when; read from the form, and judged for every escort."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from django.http import HttpRequest

from xuanhu.apps.escorting.actions import visits_near
from xuanhu.apps.escorting.conflicts import Conflict, Outing, conflicts_of
from xuanhu.apps.escorting.models import Visit
from xuanhu.apps.escorting.queries import Limit, Need, escorts_of, limit_of
from xuanhu.apps.network.models import Escort
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.web.workbench.escorts.showing import escort_name

EARLIER: Final = timedelta(minutes=30)  # the escort is there before the appointment
HOURS: Final = 4
MORNING: Final = time(8, 30)


class Times(NamedTuple):
    """Day and times as they stand in the form, and what is wrong with them."""

    on: str
    starts: str
    ends: str
    hospital: str
    department: str
    wrong: str


class Candidate(NamedTuple):
    """An escort who could go: with whatever stands against it."""

    id: int
    name: str
    city: str
    specialties: str
    conflicts: Sequence[Conflict]
    is_chosen: bool

    @property
    def is_possible(self) -> bool:
        """Whether nothing hard stands against it."""
        return all(one.is_soft for one in self.conflicts)


def usual_times(need: Need, at: datetime) -> Times:
    """Half an hour before the appointment, for as long as the handbook lets an escort stay in a visit."""
    limit = limit_of(need.state)
    when = need.appointment_at
    starts = datetime.combine((when or at + timedelta(days=1)).date(), MORNING, SHANGHAI)
    if when is not None and need.has_time:
        starts = when - EARLIER
    return _times(starts, starts + timedelta(hours=_usual_hours(limit)), need.hospital, need.department)


def _usual_hours(limit: Limit | None) -> float:
    return float(limit.at_most) if limit is not None and limit.per == "fact" else HOURS


def times_of(visit: Visit) -> Times:
    """The times of a visit as they stand."""
    starts, ends = visit.starts_at.astimezone(SHANGHAI), visit.ends_at.astimezone(SHANGHAI)
    return _times(starts, ends, visit.hospital, visit.department)


def _times(starts: datetime, ends: datetime, hospital: str, department: str) -> Times:
    ends = min(ends, datetime.combine(starts.date(), time(23, 59), SHANGHAI))
    return Times(f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", f"{ends:%H:%M}", hospital, department, "")


def read_times(request: HttpRequest, usual: Times) -> Times:
    """The times as sent, or as usual where none were; what is wrong is said."""
    sent = request.POST if request.method == "POST" else request.GET
    on, starts, ends, hospital, department = (
        sent.get(name, getattr(usual, name)).strip() for name in ("on", "starts", "ends", "hospital", "department")
    )
    found = Times(on, starts, ends, hospital, department, "")
    try:
        begins, ends = _moments(found)
    except ValueError:
        return found._replace(wrong="请填写日期和起止时间。")
    if ends <= begins:
        return found._replace(wrong="结束时间要晚于开始时间。")
    return found if found.hospital else found._replace(wrong="请填写医院。")


def _moments(times: Times) -> tuple[datetime, datetime]:
    day = datetime.strptime(times.on, "%Y-%m-%d").replace(tzinfo=SHANGHAI).date()
    each = (time.fromisoformat(text) for text in (times.starts, times.ends))
    starts, ends = (datetime.combine(day, one.replace(tzinfo=None), SHANGHAI) for one in each)
    return starts, ends


def outing_of(times: Times, need: Need) -> Outing:
    """The outing of times without a fault."""
    starts, ends = _moments(times)
    return Outing(starts, ends, need.city, times.hospital, times.department, need.appointment_at)


def candidates(
    *, insurer: int, outing: Outing | None, chosen: str, besides: Visit | None = None
) -> tuple[list[Candidate], int]:
    """The escorts of an insurer, those who can go first; of other cities they are only counted."""
    escorts = escorts_of(insurer=insurer)
    near: dict[int, dict[int, Visit]] = defaultdict(dict)
    if outing is not None:
        whose = {one.login.person_id: one.id for one in escorts if hasattr(one, "login")}
        for row in visits_near(outing):
            if row == besides:
                continue
            near[row.escort_id][row.id] = row
            if row.person_id in whose:
                near[whose[row.person_id]][row.id] = row
    found = [_candidate(one, outing, list(near[one.id].values()), chosen) for one in escorts]
    here = [one for one in found if not any(conflict.code == "other-city" for conflict in one.conflicts)]
    return sorted(here, key=lambda one: (len(one.conflicts), one.name)), len(found) - len(here)


def _candidate(escort: Escort, outing: Outing | None, near: Sequence[Visit], chosen: str) -> Candidate:
    conflicts = conflicts_of(escort=escort, outing=outing, others=near) if outing is not None else []
    name, mine = escort_name(escort), str(escort.id) == chosen
    return Candidate(escort.id, name, escort.city, "、".join(escort.specialties), conflicts, mine)
