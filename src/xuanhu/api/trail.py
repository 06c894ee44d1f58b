"""The trail over the API: who logged in, what was done to accounts, what was shown in full and why."""

from django.db import transaction
from django.http import HttpRequest
from ninja import Query

from xuanhu.api.answer_shapes import TrailOut
from xuanhu.api.application import api, caller_of, demand
from xuanhu.api.paging import page
from xuanhu.api.shapes import TrailAsked
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.models import Trail
from xuanhu.apps.audit.queries import Wanted, reason_of, see_accounts, trail
from xuanhu.core.reckoning import SHANGHAI


@api.get("/trail", response=TrailOut, summary="The trail, the newest first")
@transaction.atomic
def get_trail(request: HttpRequest, asked: Query[TrailAsked]) -> dict[str, object]:
    """Lines of the caller's insurers; those of no insurer (logins, accounts, keys) for administrators alone."""
    demand(request, Permission.READ_TRAIL)
    visible(request)
    if caller_of(request).may(Permission.MANAGE_ACCOUNTS):
        see_accounts()
    wanted = Wanted(asked.actor, asked.act, asked.subject_kind, asked.subject)
    rows = trail(wanted=wanted, before=asked.after, limit=asked.limit + 1)
    return page(rows, asked.limit, lambda row: row.id, _line)


def _line(row: Trail) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at.astimezone(SHANGHAI).isoformat(),
        "insurer": row.insurer.code if row.insurer is not None else None,
        "actor": row.actor,
        "role": row.role,
        "act": row.act,
        "subject_kind": row.subject_kind,
        "subject": row.subject,
        "reason": reason_of(row),
        "address": bytes(row.address).hex() if row.address is not None else None,
    }
