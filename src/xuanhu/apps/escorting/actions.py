"""Acts on visits: planned, moved, cancelled, called, checked in and out, each in its caller's transaction.

Of two dispatchers who send the same escort at once, one waits: the escort's row is locked while conflicts are judged.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import QuerySet

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.actions import Acted, record_on
from xuanhu.apps.cases.loading import lock_case
from xuanhu.apps.cases.models import Case
from xuanhu.apps.escorting.conflicts import WAY, Conflict, Outing, conflicts_of
from xuanhu.apps.escorting.models import AHEAD, LIVE, Declined, EscortLogin, Visit
from xuanhu.apps.network.models import Escort
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import china_day

NOTES: Final = "escorting.visit.notes"
CALLED, ESCORTED = "escort-called", "escorted"
HALF: Final = Decimal("0.5")
SECONDS_OF_HALF: Final = 1800


class Conflicted(ValueError):  # noqa: N818 - what is raised is a plan with something against it
    """A visit that cannot be planned like this; `conflicts` says why."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__("；".join(one.says for one in conflicts))
        self.conflicts = tuple(conflicts)


class OutOfTurn(ValueError):  # noqa: N818 - the same
    """An act whose time has not come, or is over: nothing was done."""


def link_escort(*, escort: Escort, person: Person | None) -> None:
    """Let a person log in as an escort, or nobody; the visits ahead are theirs from now on."""
    EscortLogin.objects.filter(escort=escort).delete()
    if person is not None:
        EscortLogin.objects.create(insurer_id=escort.insurer_id, escort=escort, person=person)
    Visit.objects.filter(escort=escort, state__in=LIVE).update(person=person)


def plan_visit(*, case: Case, escort: Escort, outing: Outing, by: str, at: datetime, overrules: bool = False) -> Visit:
    """Send an escort. Raises Conflicted; with `overrules` only for what is hard."""
    person = _judge(escort, outing, overrules=overrules)
    return Visit.objects.create(
        insurer_id=case.insurer_id,
        case=case,
        escort=escort,
        person=person,
        on=china_day(outing.starts_at),
        planned_at=at,
        planned_by=by,
        **outing._asdict(),
    )


def move_visit(
    *, visit: Visit, escort: Escort, outing: Outing, by: str, at: datetime, overrules: bool = False
) -> Visit:
    """Another time, place or escort. Whoever was called is to be called again. Raises Conflicted, OutOfTurn."""
    row = locked(visit)
    _demand(row, *AHEAD)
    row.person = _judge(escort, outing, overrules=overrules, besides=row)
    row.escort, row.on, row.planned_at, row.planned_by = escort, china_day(outing.starts_at), at, by
    for name, value in outing._asdict().items():
        setattr(row, name, value)
    row.state, row.called_at = "planned", None
    row.save()
    return row


def cancel_visit(*, visit: Visit, by: str, at: datetime) -> Visit:
    """Nobody goes. Raises OutOfTurn for a visit that has begun."""
    row = locked(visit)
    _demand(row, *AHEAD)
    row.state, row.cancelled_at, row.cancelled_by = "cancelled", at, by
    row.save(update_fields=["state", "cancelled_at", "cancelled_by"])
    return row


def decline_escort(*, case: Case, appointment_at: datetime, by: str, at: datetime) -> None:
    """Put down that nobody is wanted for this appointment."""
    Declined.objects.get_or_create(
        case=case,
        appointment_at=appointment_at,
        defaults={"insurer_id": case.insurer_id, "at": at, "actor": by},
    )


def call_made(*, visit: Visit, role: str, actor: str, at: datetime) -> Acted | None:
    """The escort has spoken with the person; on record in the case where its flow has such a fact (PICC-09).

    Refused by the case, the visit stays as it was; what the case says is given back.
    """
    row = locked(visit)
    _demand(row, "planned")
    acted = _record(row, CALLED, {}, role=role, actor=actor, at=at)
    if acted is None or acted.verdict.allowed:
        row.state, row.called_at = "called", at
        row.save(update_fields=["state", "called_at"])
    return acted


def check_in(*, visit: Visit, at: datetime) -> Visit:
    """The escort is there. Raises OutOfTurn on another day."""
    row = locked(visit)
    _demand(row, *AHEAD)
    if china_day(at) != row.on:
        raise OutOfTurn("今天不是这次陪诊的日子，到了那天再签到。")
    row.state, row.arrived_at = "arrived", at
    row.save(update_fields=["state", "arrived_at"])
    return row


def check_out(
    *, visit: Visit, hours: Decimal, reason: str, notes: str, role: str, actor: str, at: datetime
) -> Acted | None:
    """The escort leaves; the hours are on record in the case where its flow has them (PICC-10, STARR-17).

    Refused by the case, the visit stays as it was; what the case says is given back.
    """
    row = locked(visit)
    _demand(row, "arrived")
    data: dict[str, object] = {"hours": hours, **({"reason": reason} if reason else {})}
    acted = _record(row, ESCORTED, data, role=role, actor=actor, at=at)
    if acted is None or acted.verdict.allowed:
        row.state, row.left_at, row.hours = "left", at, hours
        row.notes = sealer().seal(notes, NOTES) if notes else row.notes
        row.save(update_fields=["state", "left_at", "hours", "notes"])
    return acted


def hours_between(arrived_at: datetime, left_at: datetime) -> Decimal:
    """How long that was, to the nearest half hour, and half an hour at least."""
    halves = Decimal((left_at - arrived_at).total_seconds()) / SECONDS_OF_HALF
    return max(HALF, HALF * halves.quantize(Decimal(1), ROUND_HALF_UP))


def locked(visit: Visit) -> Visit:
    """The visit as it stands now; whoever else acts on it waits."""
    return Visit.objects.select_for_update().get(id=visit.id)


def _demand(row: Visit, *states: str) -> None:
    if row.state not in states:
        raise OutOfTurn(SAYS[row.state])


SAYS: Final = {
    "planned": "还没有签到，请先点“我到了”。",
    "called": "已经记为联系过了。",
    "arrived": "已经签到了。",
    "left": "这次陪诊已经结束。",
    "cancelled": "这次陪诊已经取消。",
}


def _judge(escort: Escort, outing: Outing, *, overrules: bool, besides: Visit | None = None) -> Person | None:
    Escort.objects.select_for_update().get(id=escort.id)
    login = EscortLogin.objects.select_related("person").filter(escort=escort).first()
    person = login.person if login is not None else None
    if person is not None:
        list(Person.objects.select_for_update().filter(id=person.id).values_list("id"))  # an escort of several insurers
    near = visits_near(outing).filter(escort=escort)
    if person is not None:
        near = near | visits_near(outing).filter(person=person)
    found = conflicts_of(escort=escort, outing=outing, others=[one for one in near if one != besides])
    if any(not (one.is_soft and overrules) for one in found):
        raise Conflicted(found)
    return person


def visits_near(outing: Outing) -> QuerySet[Visit]:
    """Live visits that touch an outing, or are too near to it."""
    return Visit.objects.filter(
        state__in=LIVE, starts_at__lt=outing.ends_at + WAY, ends_at__gt=outing.starts_at - WAY
    ).order_by("starts_at")


def _record(row: Visit, name: str, data: dict[str, object], *, role: str, actor: str, at: datetime) -> Acted | None:
    """Record a fact of the visit's case; none where its flow has no such fact, or it stands already."""
    loaded = lock_case(str(Case.objects.values_list("public_id", flat=True).get(id=row.case_id)))
    if loaded is None or name not in loaded.state.plan.steps:
        return None
    if name == CALLED and name in loaded.state.stands:
        return None
    return record_on(loaded=loaded, name=name, data=data, at=at, by=role, actor=actor)
