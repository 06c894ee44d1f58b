"""What is read of escorting: who needs somebody, the visits of a week, of a day, of a person, what is left of hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.models import Fact as FactRow
from xuanhu.apps.editions.queries import services_with
from xuanhu.apps.escorting.actions import ESCORTED, NOTES
from xuanhu.apps.escorting.models import AHEAD, LIVE, Declined, Visit
from xuanhu.apps.network.models import Escort
from xuanhu.apps.notices.models import WorkItem
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI, china_day, due_before

RINGS: Final = "escort-rings"
FIVE: Final = time(17)
ABROAD: Final = "returned"  # who is abroad is awaited back, and has no appointment
MOST: Final = 200
NOT_WANTED_IN: Final = ("cancelled",)


class Need(NamedTuple):
    """A case with an appointment (or abroad) to which nobody goes yet."""

    case: Case
    state: State
    appointment_at: datetime | None
    has_time: bool
    city: str
    hospital: str
    department: str


class Limit(NamedTuple):
    """How many hours an escort may stay: in a visit, or in all; what was used; whether a reason helps."""

    at_most: Decimal
    per: str
    used: Decimal
    reason_helps: bool

    @property
    def left(self) -> Decimal:
        """What is left of it, never less than nothing."""
        return max(Decimal(0), self.at_most - self.used)


class Ring(NamedTuple):
    """By when the escort rings, and whether a handbook promises it."""

    due_at: datetime
    is_promised: bool


def escorted_services() -> Mapping[str, tuple[str, ...]]:
    """By handbook, the services in whose flow somebody is escorted."""
    return services_with(ESCORTED)


def cases_ahead(*, today: date, most: int = MOST) -> list[Case]:
    """Open cases in whose flow somebody is escorted, with an appointment from today on, or abroad."""
    booked = FactRow.objects.annotate(day=KeyTextTransform("on", "data")).filter(
        case=OuterRef("pk"), name__in=("booked", "corrected"), day__gte=today.isoformat()
    )
    of_these = Q()
    for handbook, services in escorted_services().items():
        of_these |= Q(handbook=handbook, service__in=services)
    if not of_these:
        return []
    rows = Case.objects.filter(of_these, outcome__isnull=True).filter(Q(awaiting__contains=[ABROAD]) | Exists(booked))
    first = rows.order_by("next_due_at", "id").values("id")[:most]
    found = Case.objects.filter(id__in=first).select_related("insured", "insurer", "policy")
    return list(found.order_by("next_due_at", "id"))


def needs(*, cases: Iterable[Case], states: Mapping[int, State], at: datetime) -> list[Need]:
    """Of these cases those to which nobody goes yet and somebody could, the nearest appointment first."""
    known = list(cases)
    ids = [case.id for case in known]
    visited = {(v.case_id, v.appointment_at) for v in _not_cancelled(ids)}
    planned = {one.case_id for one in _not_cancelled(ids) if one.state in LIVE}
    visited |= set(Declined.objects.filter(case__in=ids).values_list("case_id", "appointment_at"))
    found = [need_of(case, states[case.id]) for case in known]
    wanted = [
        one
        for one in found
        if not (one.appointment_at is not None and (one.case.id, one.appointment_at) in visited)
        and one.case.id not in planned
        and not _is_over(one, at)
    ]
    return sorted(wanted, key=lambda one: (one.appointment_at is None, one.appointment_at or at, one.case.id))


def _is_over(need: Need, at: datetime) -> bool:
    """Whether the appointment has begun; a day without a time goes on until its end."""
    if need.appointment_at is None:
        return False
    return need.appointment_at <= at if need.has_time else need.appointment_at.date() < china_day(at)


def _not_cancelled(ids: Sequence[int]) -> list[Visit]:
    return list(Visit.objects.filter(case__in=ids).exclude(state__in=NOT_WANTED_IN))


def need_of(case: Case, state: State) -> Need:
    """Where somebody is to be met, as the booking says."""
    booked = state.stands.get("booked")
    on = booked.data.get("on") if booked is not None else None
    data = booked.data if booked is not None else {}
    return Need(
        case,
        state,
        moment_of_day(on),
        isinstance(on, datetime),
        str(data.get("city") or case.city),
        str(data.get("hospital") or ""),
        str(data.get("department") or ""),
    )


def moment_of_day(on: object) -> datetime | None:
    """An appointment as a moment; a day without a time by its beginning."""
    if isinstance(on, datetime):
        return on.astimezone(SHANGHAI)
    return datetime.combine(on, time(), SHANGHAI) if isinstance(on, date) else None


def visits(*, first: date, until: date, **columns: object) -> QuerySet[Visit]:
    """Visits of days from the first until before the other, cancelled ones left out, in order."""
    rows = Visit.objects.filter(on__gte=first, on__lt=until, **columns).exclude(state="cancelled")
    return rows.select_related("case__insured", "case__policy", "case__insurer", "escort").order_by("starts_at", "id")


def visit_seen(*, public_id: UUID, person: Person | None = None) -> Visit | None:
    """The visit of that id among those that are visible; with a person, among their own."""
    rows = Visit.objects.select_related("case__insured", "case__policy", "case__insurer", "escort")
    own = rows.filter(public_id=public_id)
    return (own if person is None else own.filter(person=person)).first()


def out_of_date(*, rows: Iterable[Visit], states: Mapping[int, State]) -> dict[int, str]:
    """Of visits ahead those whose appointment was moved ('moved') or is off ('off'), by the visit's number."""
    found = {}
    for row in rows:
        state = states.get(row.case_id)
        if row.state not in AHEAD or state is None:
            continue
        if not state.is_open:
            found[row.id] = "off"
        elif row.appointment_at != need_of(row.case, state).appointment_at:
            found[row.id] = "moved"
    return found


def limit_of(state: State) -> Limit | None:
    """The limit of hours of a case's service; none where its handbook has none."""
    term = next((one for one in state.plan.service.limits if one.fact == ESCORTED and one.key == "hours"), None)
    if term is None or not isinstance(term.at_most, Decimal | int):
        return None
    before = state.adding.get(ESCORTED, ()) if term.per != "fact" else ()
    used = sum((Decimal(str(one.data.get("hours", 0))) for one in before), Decimal(0))
    return Limit(Decimal(term.at_most), term.per, used, term.unless is not None)


def rings_of(rows: Iterable[Visit]) -> dict[int, Ring]:
    """By when each visit's escort rings: as promised (PICC-09), else by our own habit, 17:00 of the day before."""
    known = list(rows)
    items = WorkItem.objects.filter(case__in=[row.case_id for row in known], kind=RINGS).exclude(state="dropped")
    promised = {item.case_id: item.due_at.astimezone(SHANGHAI) for item in items.order_by("due_at")}
    return {
        row.id: Ring(promised[row.case_id], is_promised=True)
        if row.case_id in promised
        else Ring(due_before(calendar(), anchor=row.on, working_days=1, by=FIVE).passes_at, is_promised=False)
        for row in known
    }


def escorts_of(*, insurer: int | None = None, city: str = "", on: date | None = None) -> list[Escort]:
    """Escorts of the visible insurers, by city; those who are there on a day or later, if one is given."""
    rows = Escort.objects.select_related("insurer", "login__person")
    if insurer is not None:
        rows = rows.filter(insurer_id=insurer)
    if city:
        rows = rows.filter(city=city)
    if on is not None:
        rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    return list(rows.order_by("city", "insurer_id", "code")[:MOST])


def notes_of(visit: Visit) -> str:
    """The notes of a visit, opened."""
    return sealer().open(visit.notes, NOTES) if visit.notes else ""
