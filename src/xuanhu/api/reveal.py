"""Showing in full what is masked everywhere else: an act with a reason, on the trail, or nothing is shown."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from xuanhu.api.answer_shapes import RevealedOut
from xuanhu.api.application import api, caller_of, demand, moment_of_request
from xuanhu.api.authentication import address_of, take_or_wait
from xuanhu.api.problems import NOT_FOUND
from xuanhu.api.shapes import RevealIn
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.showing import show_in_full

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60


@api.post("/insureds/{insured}/reveal", response=RevealedOut, exclude_unset=True, summary="Show a person in full")
@transaction.atomic
def post_reveal(request: HttpRequest, insured: UUID, body: RevealIn, response: HttpResponse) -> dict[str, object]:
    """The named fields as they are, for a reason that goes on the trail with who asked. 60 times an hour at most."""
    demand(request, Permission.SEE_IN_FULL)
    caller = caller_of(request)
    take_or_wait(f"{caller.holder}:reveal", MOST_AN_HOUR, AN_HOUR)
    visible(request)
    row = Insured.objects.filter(public_id=insured).first()
    if row is None:
        raise NOT_FOUND
    by = By(caller.actor, caller.role, address_of(request))
    shown = show_in_full(row=row, fields=body.fields, reason=body.reason, by=by, at=moment_of_request(request))
    response["Cache-Control"] = "no-store"
    return {"id": str(row.public_id), **shown}
