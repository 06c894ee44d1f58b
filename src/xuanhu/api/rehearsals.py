"""Rehearsals: a tenant for a story, and time that passes when the story says so."""

from django.conf import settings
from django.http import HttpRequest
from ninja.responses import Status

from xuanhu.api.answer_shapes import Made, Passed
from xuanhu.api.application import api, demand, moment_of_request, new_code
from xuanhu.api.once import once
from xuanhu.api.problems import Problem
from xuanhu.api.shapes import RehearsalIn, Text
from xuanhu.api.tenants import insurer_named, touch
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.sweeping import sweep
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.actions import add_rehearsal


@api.post("/rehearsals", response={201: Made}, summary="Begin a rehearsal")
@once
def begin(request: HttpRequest, body: RehearsalIn) -> Status[dict[str, str]]:
    """A tenant of its own for one story."""
    if not settings.REHEARSAL:
        raise Problem(403, "no-rehearsal", "这里不是彩排 (no rehearsal is on)")
    demand(request, Permission.REHEARSE)
    if body.handbook not in library().ids:
        raise Problem(404, "not-found", "没有发布这本手册 (no such handbook is published)")
    at = moment_of_request(request)
    row = add_rehearsal(code=new_code(), at=at)
    touch(request, row.id)
    return Status(201, {"id": row.code})


@api.post("/rehearsals/{code}/pass", response=Passed, summary="Let time pass")
@once
def let_time_pass(request: HttpRequest, code: Text) -> dict[str, int]:
    """All that is due by the moment of the request happens: reminders, marks, expiries, lapsing notices, reports."""
    demand(request, Permission.REHEARSE)
    insurer = insurer_named(request, code).id
    return {"acted": sweep(insurers=[insurer], until=moment_of_request(request))}
