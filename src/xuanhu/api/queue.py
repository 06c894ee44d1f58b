"""The work queue over the API: open cases, what is due first at the top."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query

from xuanhu.api.answer_shapes import QueueOut
from xuanhu.api.application import api, caller_of, demand, moment_of_request
from xuanhu.api.paging import cursor_of, page, read_due_cursor
from xuanhu.api.problems import Problem
from xuanhu.api.shapes import QueueAsked
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.queue import open_cases
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.masking import masked_name

MINE, UNASSIGNED = "mine", "unassigned"
PERSON = "person:"


@api.get("/queue", response=QueueOut, summary="Open cases, by what is due first")
@transaction.atomic
def get_queue(request: HttpRequest, asked: Query[QueueAsked]) -> dict[str, object]:
    """Open cases with their next due moment; those without one come last. Names are masked.

    `assignee` is `mine`, `unassigned` or a person's login; `stage` is what a case waits for first.
    """
    demand(request, Permission.READ_CASES)
    visible(request)
    at = moment_of_request(request)
    rows = list(_assigned(_wanted(asked), asked, request)[: asked.limit + 1])
    return page(rows, asked.limit, lambda row: cursor_of(_utc(row.next_due_at), row.id), lambda row: _shown(row, at))


def _wanted(asked: QueueAsked) -> QuerySet[Case]:
    cases = open_cases().select_related("assignment__person")
    for column in ("service", "handbook", "city"):
        wanted = getattr(asked, column)
        if wanted is not None:
            cases = cases.filter(**{column: wanted})
    if asked.insurer is not None:
        cases = cases.filter(insurer__code=asked.insurer)
    if asked.stage is not None:
        cases = cases.filter(awaiting__0=asked.stage)
    if asked.awaiting is not None:
        cases = cases.filter(awaiting__contains=[asked.awaiting])
    return cases if asked.after is None else cases.filter(_behind(*read_due_cursor(asked.after)))


def _assigned(cases: QuerySet[Case], asked: QueueAsked, request: HttpRequest) -> QuerySet[Case]:
    """Those that are somebody's, or nobody's. Raises Problem for a machine that asks for its own: it has none."""
    if asked.assignee is None:
        return cases
    if asked.assignee == UNASSIGNED:
        return cases.filter(assignment__isnull=True)
    if asked.assignee != MINE:
        return cases.filter(assignment__person__login=asked.assignee)
    caller = caller_of(request)
    if not caller.actor.startswith(PERSON):
        raise Problem(422, "not-a-person", "密钥名下没有案件 (no case is a key's; name a person)")
    return cases.filter(assignment__person__login=caller.actor.removeprefix(PERSON))


def _behind(due: datetime | None, number: int) -> Q:
    """The cases that come after this place in the order."""
    if due is None:
        return Q(next_due_at__isnull=True, id__gt=number)
    return Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=number) | Q(next_due_at__isnull=True)


def _utc(due: datetime | None) -> str | None:
    return due.astimezone(UTC).isoformat() if due is not None else None


def _shown(row: Case, at: datetime) -> dict[str, object]:
    due = row.next_due_at
    return {
        "id": str(row.public_id),
        "insurer": row.insurer.code,
        "handbook": row.handbook,
        "service": row.service,
        "city": row.city,
        "name": masked_name(sealer().open(row.insured.name, f"{WHERE}.name")),
        "applied_on": row.applied_on.isoformat(),
        "awaiting": row.awaiting,
        "assignee": row.assignment.person.login if hasattr(row, "assignment") else None,
        "due": due.astimezone(SHANGHAI).isoformat() if due is not None else None,
        "is_overdue": due is not None and due <= at,
    }
