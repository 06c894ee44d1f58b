"""Consultations: which cases they are, when a doctor rings, and the slots of a day as the handbook has them (AXA-25).

The desk books, the insured ask: a slot that somebody asked for is theirs until the desk has booked or they ask for
another. A slot holds as many consultations as the insurer has doctors, and at least one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.loading import calendar, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import services_with
from xuanhu.apps.escorting.queries import moment_of_day
from xuanhu.apps.talk.actions import ADVISED
from xuanhu.apps.talk.models import Wish
from xuanhu.apps.talk.queries import wishes_of
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI

BOOKED: Final = "booked"
MOST: Final = 200
DAYS: Final = 14
OPENS, CLOSES, SLOT = "09:00", "21:00", 20  # where a handbook names no hours, a day like the others


class Slot(NamedTuple):
    """A slot of a day; `taken` counts the other consultations that are in it or ask for it."""

    begins: datetime
    taken: int
    is_past: bool

    @property
    def at(self) -> str:
        """As a form sends it."""
        return self.begins.isoformat()

    @property
    def clock(self) -> str:
        """09:20"""
        return f"{self.begins:%H:%M}"


def advised_services() -> Mapping[str, tuple[str, ...]]:
    """By handbook, the services in whose flow a doctor advises."""
    return services_with(ADVISED)


def consultations() -> QuerySet[Case]:
    """Cases of these services."""
    of_these = Q(pk__in=[])
    for handbook, services in advised_services().items():
        of_these |= Q(handbook=handbook, service__in=services)
    return Case.objects.filter(of_these).select_related("insured", "insurer", "policy")


def appointment_of(state: State) -> datetime | None:
    """The slot of a consultation, where it has one."""
    booked = state.stands.get(BOOKED)
    return moment_of_day(booked.data.get("on")) if booked is not None else None


def wished(wish: Wish | None, state: State, at: datetime) -> datetime | None:
    """The slot that is asked for and not answered yet: nothing was booked since, the case is open, it is not past."""
    if wish is None or not state.is_open or wish.slot <= at:
        return None
    booked = state.stands.get(BOOKED)
    is_answered = booked is not None and booked.recorded_at >= wish.at
    return None if is_answered else wish.slot.astimezone(SHANGHAI)


def is_open_on(day: date, state: State) -> bool:
    """Whether the service is there on a day."""
    hours = state.plan.service.hours
    if hours is None:
        return True
    return day.isoweekday() in hours.weekdays and (not hours.working_days or calendar().is_working_day(day))


def next_open_day(today: date, state: State) -> date:
    """Today, or the next day with service; today where there is none in two weeks."""
    return next((day for n in range(DAYS) if is_open_on(day := today + timedelta(days=n), state)), today)


def slots_on(day: date, state: State, at: datetime, *, case: Case) -> list[Slot]:
    """The slots of a day for a case; none on a day without service."""
    if not is_open_on(day, state):
        return []
    hours = state.plan.service.hours
    opens, closes, minutes = (hours.opens, hours.closes, hours.slot_minutes) if hours else (OPENS, CLOSES, SLOT)
    slot, last = (datetime.combine(day, time.fromisoformat(text), SHANGHAI) for text in (opens, closes))
    taken = _taken(case, at)
    found = []
    while slot + timedelta(minutes=minutes) <= last:
        found.append(Slot(slot, taken[slot], slot <= at))
        slot += timedelta(minutes=minutes)
    return found


def doctors_of(insurer: int) -> int:
    """How many doctors may be in a talk at once; one where nobody logs in as one."""
    return max(1, Person.objects.filter(role="expert", is_active=True, insurers__contains=[insurer]).count())


def _taken(case: Case, at: datetime) -> Counter[datetime]:
    """How many of the insurer's other consultations are in a slot, or ask for it."""
    open_ones = consultations().filter(insurer=case.insurer_id, outcome__isnull=True).exclude(id=case.id)
    waiting = Q(awaiting__contains=[ADVISED]) | Q(wish__isnull=False)
    cases = list(open_ones.filter(waiting).order_by("-id").distinct()[:MOST])
    return Counter(_held(cases, at))


def _held(cases: list[Case], at: datetime) -> Iterable[datetime]:
    states, wishes = states_of(cases), wishes_of(cases=cases)
    for case in cases:
        booked = appointment_of(states[case.id])
        wish = wished(wishes.get(case.id), states[case.id], at)
        yield from {slot.astimezone(SHANGHAI) for slot in (booked, wish) if slot is not None}
