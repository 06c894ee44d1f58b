"""What is read of cases: as they stand, their timeline, what is left of a policy, the feed of facts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import policy_of
from xuanhu.core.case import ledger
from xuanhu.core.case.gates.turn import awaited
from xuanhu.core.case.passing import overdue
from xuanhu.core.case.state import State
from xuanhu.core.handbook.service import Handbook


def uses_left(row: PolicyRow, day: date) -> Mapping[str, int | None]:
    """How many uses are left of each service of a policy on a day; None for any number."""
    editions = library()
    handbook = editions.in_force(row.handbook, day) or editions.editions(row.handbook)[-1]
    policy = policy_of(row)
    entries = [
        ledger.Entry(str(case.id), case.service, _pool(handbook, case.service), case.applied_on, _standing(case))
        for case in Case.objects.filter(policy=row).only("id", "service", "applied_on", "standing")
    ]
    return {name: ledger.uses_left(name, terms, policy, entries, day) for name, terms in handbook.services.items()}


def _standing(case: Case) -> ledger.Standing:
    return cast("ledger.Standing", case.standing)


def _pool(handbook: Handbook, service: str) -> str:
    terms = handbook.services.get(service)
    return ledger.pool_of(service, terms) if terms is not None else service


def as_it_stands(case: Case, state: State, now: datetime) -> dict[str, object]:
    """A case for a reader at a moment."""
    return {
        "id": str(case.public_id),
        "handbook": case.handbook,
        "edition": case.edition,
        "service": case.service,
        "status": "open" if state.is_open else "closed",
        "outcome": state.outcome,
        "awaiting": list(awaited(state)),
        "has": list(dict.fromkeys([*state.stands, *state.adding, *(fact.name for fact in state.facts)])),
        "overdue": list(overdue(state, now)),
        "clocks": [
            {
                "fact": name,
                "due": (clock.due.passes_at if clock.due.exact else clock.due.on).isoformat(),
                "since": clock.start.isoformat(),
                "kept": name in state.stands,
                "provisional": clock.due.provisional,
            }
            for name, clock in state.clocks.items()
        ],
    }
