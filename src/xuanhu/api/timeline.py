"""A case over the API, looked at closely: as it stands, its facts one by one, a clock with its reckoning day by day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from xuanhu.api.answer_shapes import CaseOut, FactOut, ReckoningOut
from xuanhu.api.application import api, demand, moment_of_request
from xuanhu.api.paging import After, Limit
from xuanhu.api.problems import NOT_FOUND
from xuanhu.api.shapes import Text
from xuanhu.api.tenants import touch, visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar, state_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.queries import as_it_stands
from xuanhu.core.case.state import RunningClock
from xuanhu.core.reckoning import SHANGHAI, ReckonedDay, explain_day, reckon_before, reckon_within


def case_seen(request: HttpRequest, public_id: UUID) -> Case:
    """The case of that id. Raises not-found for one that is not there, or another's."""
    visible(request)
    row = Case.objects.select_related("policy", "insured").filter(public_id=public_id).first()
    if row is None:
        raise NOT_FOUND
    touch(request, row.insurer_id)
    return row


@api.get("/cases/{case}", response=CaseOut, summary="A case as it stands")
@transaction.atomic
def get_case(request: HttpRequest, case: UUID) -> dict[str, object]:
    """Status, whose turn, what is due and what is overdue, at the moment of the request."""
    demand(request, Permission.READ_CASES)
    row = case_seen(request, case)
    return as_it_stands(row, state_of(row), moment_of_request(request))


@api.get("/cases/{case}/facts", response=list[FactOut], summary="The timeline of a case")
@transaction.atomic
def get_facts(request: HttpRequest, case: UUID, after: After = 0, limit: Limit = 500) -> list[dict[str, object]]:
    """Facts after a number, each as it was recorded; what names a person stays sealed."""
    demand(request, Permission.READ_CASES)
    row = case_seen(request, case)
    return [
        {
            "seq": fact.seq,
            "fact": fact.name,
            "at": fact.at.astimezone(SHANGHAI).isoformat(),
            "recorded_at": fact.recorded_at.astimezone(SHANGHAI).isoformat(),
            "by": fact.by,
            "data": {key: _plain(value) for key, value in fact.data.items() if not _is(value, "sealed")},
        }
        for fact in row.facts.filter(seq__gt=after).order_by("seq")[:limit]
    ]


@api.get("/cases/{case}/clocks/{fact}", response=ReckoningOut, summary="How a due date was reckoned")
@transaction.atomic
def get_clock(request: HttpRequest, case: UUID, fact: Text) -> dict[str, object]:
    """A promise of a case day by day: which day counted, which was a day off or a make-up working day."""
    demand(request, Permission.READ_CASES)
    state = state_of(case_seen(request, case))
    clock = state.clocks.get(fact)
    if clock is None:
        raise NOT_FOUND
    due = clock.due
    return {
        "fact": fact,
        "due": (due.passes_at if due.exact else due.on).isoformat(),
        "passes_at": due.passes_at.isoformat(),
        "since": clock.start.isoformat(),
        "span": clock.promise.within.in_chinese() if clock.promise.within is not None else None,
        "kept": fact in state.stands,
        "provisional": due.provisional,
        "clauses": list(clock.promise.term.clause),
        "days": [_day(day) for day in _reckoned(clock)],
    }


def _reckoned(clock: RunningClock) -> tuple[ReckonedDay, ...]:
    start, within = clock.start, clock.promise.within
    if within is not None and isinstance(start, datetime):
        return reckon_within(calendar(), start=start, span=within)
    anchor: date = start.date() if isinstance(start, datetime) else start
    return reckon_before(calendar(), anchor=anchor, working_days=clock.promise.term.working_days)


def _day(day: ReckonedDay) -> dict[str, object]:
    found = {"on": day.on.isoformat(), "kind": day.kind.value, "count": day.count, "note": day.note}
    return {**found, "says": explain_day(day)}


def _is(value: object, mark: str) -> bool:
    return isinstance(value, dict) and mark in value


def _plain(value: object) -> object:
    """A stored number as its digits."""
    if isinstance(value, dict) and "number" in value:
        return value["number"]
    return [_plain(one) for one in value] if isinstance(value, list) else value
