"""Parties over the API: insured persons, policies, what is left to them."""

from datetime import date
from typing import TypeGuard

from django.db import transaction
from django.http import HttpRequest
from ninja.responses import Status

from xuanhu.api.answer_shapes import EntitlementsOut, Made
from xuanhu.api.application import FIRST_YEAR, LAST_YEAR, api, demand, moment_of_request
from xuanhu.api.once import once
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import DiagnosisIn, InsuredIn, PolicyIn, Text
from xuanhu.api.tenants import insurer_named
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.queries import uses_left
from xuanhu.apps.cases.sweeping import time_policy
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.actions import add_insured, add_policy
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.core.handbook.values import read_date
from xuanhu.core.parties import Diagnosis, IdNumberError, Insured, Policy, check_id_number

FIRST_BIRTH = 1890  # no diagnosis of a living person is older


@api.post("/insureds", response={201: Made}, summary="Put a person on file")
@once
def post_insured(request: HttpRequest, body: InsuredIn) -> Status[dict[str, str]]:
    """A person, with the illness that was found. The identity number's check digit is judged."""
    demand(request, Permission.MANAGE_PARTIES)
    insurer = insurer_named(request, body.insurer)
    try:
        number = check_id_number(body.id_number) if body.id_number is not None else None
    except IdNumberError as error:
        raise Problem(422, "bad-id-number", str(error)) from None
    insured = Insured(body.name, number, body.phone, body.details)
    row = add_insured(insurer=insurer.id, insured=insured, diagnosis=_diagnosis(body.diagnosis))
    return Status(201, {"id": str(row.public_id)})


def _diagnosis(body: DiagnosisIn | None) -> Diagnosis | None:
    if body is None:
        return None
    on = read_date(body.on)
    if on is None or not FIRST_BIRTH <= on.year <= LAST_YEAR or (body.kind is None and body.icd10 is None):
        raise Problem(422, "malformed", "诊断要有日期，以及 kind 或 icd10 (a date, and kind or icd10, are needed)")
    return Diagnosis(on, body.kind, body.icd10, body.status, body.first)


@api.post("/policies", response={201: Made}, summary="Put a policy on file")
@once
def post_policy(request: HttpRequest, body: PolicyIn) -> Status[dict[str, str]]:
    """A policy of a person on file; both end days are inside."""
    demand(request, Permission.MANAGE_PARTIES)
    insurer = insurer_named(request, body.insurer)
    insured = InsuredRow.objects.filter(insurer=insurer, public_id=body.insured).first()
    if insured is None or body.handbook not in library().ids:
        raise NOT_FOUND
    starts, ends = read_date(body.from_on), read_date(body.to_on)
    if not _can_be_reckoned(starts) or (body.to_on is not None and (ends is None or ends < starts)):
        raise Problem(
            422, "bad-date", "起止日期不存在，或止期早于起期 (days that exist, the last not before the first)"
        )
    services = frozenset(body.services) if body.services is not None else None
    policy = Policy(starts, ends, body.waiting_days, services, body.details)
    row = add_policy(insurer=insurer.id, number=body.number, handbook=body.handbook, insured=insured, policy=policy)
    time_policy(row=row, at=moment_of_request(request))
    return Status(201, {"id": row.number})


def _can_be_reckoned(day: date | None) -> TypeGuard[date]:
    return day is not None and FIRST_YEAR <= day.year <= LAST_YEAR


@api.get("/insurers/{code}/policies/{number}/entitlements", response=EntitlementsOut, summary="What is left")
@transaction.atomic
def get_entitlements(request: HttpRequest, code: Text, number: Text) -> dict[str, object]:
    """How many uses are left of each service of a policy."""
    demand(request, Permission.READ_CASES)
    insurer = insurer_named(request, code)
    row = PolicyRow.objects.filter(insurer=insurer, number=number).first()
    if row is None:
        raise NOT_FOUND
    day = moment_of_request(request).date()
    left = uses_left(row, day)
    return {"uses_left": {name: "unlimited" if count is None else count for name, count in left.items()}}
