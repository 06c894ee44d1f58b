"""Calls that people have to make: written with the act that asks for them, done when the fact is on record.

Reckoned from the case as it stands, so that what was moved, voided or exempted moves, comes back or goes.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.models import WorkItem
from xuanhu.core.case.state import State
from xuanhu.core.reckoning import SHANGHAI

if TYPE_CHECKING:
    from xuanhu.apps.cases.models import Case

PROMISED: Final = {"escort-called": "escort-rings", "called": "care-manager-rings"}
APPLICANT: Final = "ring-applicant"  # how the check-up was booked (TP-06); no fact says that it was done
BOOKED, ATTENDED = "checkup-booked", "checkup-attended"
WITHDRAWN: Final = "consent-withdrawn"  # somebody has taken back a consent; told by no fact either
FACTS: Final = {kind: fact for fact, kind in PROMISED.items()} | {APPLICANT: ATTENDED}


class Call(NamedTuple):
    """A call that is wanted, and by when."""

    kind: str
    due_at: datetime


def calls_wanted(state: State) -> set[Call]:
    """The calls that a case asks for as it stands."""
    if not state.is_open:
        return set()
    wanted = {
        Call(PROMISED[name], clock.due.passes_at)
        for name, clock in state.clocks.items()
        if name in PROMISED and name not in state.stands and name not in state.exempt
    }
    booked = state.stands.get(BOOKED)
    if booked is not None and ATTENDED not in state.stands:
        wanted.add(Call(APPLICANT, _beginning(booked.data.get("on"), booked.at)))
    return wanted


class Known(NamedTuple):
    """A call that is on the list already: its state is open, done or dropped."""

    kind: str
    due_at: datetime
    state: str


def keep_calls(case: "Case", state: State, known: Iterable[Known]) -> None:
    """Bring the calls of a case in line with how it stands, in the transaction of the act; mostly they are."""
    wanted = calls_wanted(state)
    on_list = {Call(one.kind, one.due_at): one for one in known if one.kind in FACTS}
    in_line = all(_is_right(one, is_wanted=call in wanted) for call, one in on_list.items())
    if not in_line or not wanted <= on_list.keys():
        _bring_in_line(case, state, wanted)


def _is_right(one: Known, *, is_wanted: bool) -> bool:
    if is_wanted:
        return one.state == "open" or (one.state == "done" and one.kind == APPLICANT)
    return one.state != "open"


def _bring_in_line(case: "Case", state: State, wanted: set[Call]) -> None:
    for item in WorkItem.objects.select_for_update().filter(case=case, kind__in=FACTS):
        call = Call(item.kind, item.due_at.astimezone(SHANGHAI))
        if call not in wanted:
            _close(item, state)
        else:
            wanted.discard(call)
            _open_again(item)
    WorkItem.objects.bulk_create(
        WorkItem(insurer_id=case.insurer_id, case=case, kind=call.kind, due_at=call.due_at) for call in sorted(wanted)
    )


def ask_to_ring(*, case: "Case", kind: str, due_at: datetime) -> None:
    """Put a call on the list that does not follow from how the case stands; once for a moment."""
    WorkItem.objects.get_or_create(insurer_id=case.insurer_id, case=case, kind=kind, due_at=due_at)


def finish_call(*, item: int, by: str, at: datetime) -> bool:
    """Say that a call was made of which no fact tells; False where there is none that is open."""
    return bool(WorkItem.objects.filter(id=item, state="open").update(state="done", done_at=at, by=by))


@cache
def asks_for_calls(handbook: str, edition: str, service: str) -> bool:
    """Whether a service has calls at all: most have none, and cost nothing."""
    terms = edition_of(handbook, edition).services.get(service)
    named = set(re.findall(r"[\w-]+", terms.flow)) if terms is not None else set()
    return bool(named & {*PROMISED, BOOKED})


def _close(item: WorkItem, state: State) -> None:
    """Done, if the fact stands that tells of it; else nobody has to ring any more."""
    if item.state != "open":
        return
    fact = state.stands.get(FACTS[item.kind])
    item.state, item.done_at, item.by = ("done", fact.at, fact.by) if fact is not None else ("dropped", None, "")
    item.save(update_fields=["state", "done_at", "by"])


def _open_again(item: WorkItem) -> None:
    """A fact that was voided, an appointment that is back: the call is wanted again. What no fact tells stays done."""
    if item.state == "dropped" or (item.state == "done" and item.kind != APPLICANT):
        item.state, item.done_at, item.by = "open", None, ""
        item.save(update_fields=["state", "done_at", "by"])


def _beginning(on: object, otherwise: datetime) -> datetime:
    """When an appointment begins; a day from its first moment."""
    if isinstance(on, datetime):
        return on.astimezone(SHANGHAI)
    return datetime.combine(on, time(), SHANGHAI) if isinstance(on, date) else otherwise
