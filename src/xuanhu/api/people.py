"""Insured persons and policies, looked up, always masked; what they are found by is never in an address."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from xuanhu.api.answer_shapes import InsuredOut, InsuredsOut, PoliciesOut, PolicyOut
from xuanhu.api.application import api, demand
from xuanhu.api.paging import After, Limit, page
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import InsuredAsked, Text
from xuanhu.api.tenants import insurer_named, visible
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.sealing import sealer
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone


@api.post("/insureds/search", response=InsuredsOut, summary="Find a person by name, identity number or phone")
@transaction.atomic
def post_search(request: HttpRequest, body: InsuredAsked) -> dict[str, object]:
    """Persons of an insurer whose name, identity number and phone are exactly these, as far as given; masked."""
    demand(request, Permission.READ_CASES)
    insurer = insurer_named(request, body.insurer)
    wanted = {"name": body.name, "id_number": body.id_number and body.id_number.upper(), "phone": body.phone}
    known = {
        f"{column}_index": sealer().index(value, f"{WHERE}.{column}")
        for column, value in wanted.items()
        if value is not None
    }
    if not known:
        raise Problem(422, "malformed", "请给出姓名、证件号码或电话 (a name, identity number or phone is needed)")
    rows = Insured.objects.filter(insurer=insurer, id__gt=body.after, **known).order_by("id")[: body.limit + 1]
    return page(list(rows), body.limit, lambda row: row.id, _person)


@api.get("/insureds/{insured}", response=InsuredOut, summary="A person, masked")
@transaction.atomic
def get_insured(request: HttpRequest, insured: UUID) -> dict[str, object]:
    """A person on file; name, identity number and phone masked."""
    demand(request, Permission.READ_CASES)
    visible(request)
    row = Insured.objects.filter(public_id=insured).first()
    if row is None:
        raise NOT_FOUND
    return _person(row)


@api.get("/insurers/{code}/policies", response=PoliciesOut, summary="Policies of an insurer", by_alias=True)
@transaction.atomic
def get_policies(
    request: HttpRequest, code: Text, insured: UUID | None = None, after: After = 0, limit: Limit = 100
) -> dict[str, object]:
    """Policies in the order in which they were put on file; those of one person if asked so."""
    demand(request, Permission.READ_CASES)
    policies = _policies(request, code).filter(id__gt=after).order_by("id")
    if insured is not None:
        policies = policies.filter(insured__public_id=insured)
    return page(list(policies[: limit + 1]), limit, lambda row: row.id, _policy)


@api.get("/insurers/{code}/policies/{number}", response=PolicyOut, summary="A policy", by_alias=True)
@transaction.atomic
def get_policy(request: HttpRequest, code: Text, number: Text) -> dict[str, object]:
    """A policy, with the person it insures, masked."""
    demand(request, Permission.READ_CASES)
    row = _policies(request, code).filter(number=number).first()
    if row is None:
        raise NOT_FOUND
    return _policy(row)


def _policies(request: HttpRequest, code: str) -> QuerySet[Policy]:
    return Policy.objects.select_related("insured").filter(insurer=insurer_named(request, code))


def _person(row: Insured) -> dict[str, object]:
    person = insured_of(row)
    return {
        "id": str(row.public_id),
        "name": masked_name(person.name),
        "id_number": masked_id_number(person.id_number) if person.id_number is not None else None,
        "phone": masked_phone(person.phone) if person.phone is not None else None,
    }


def _policy(row: Policy) -> dict[str, object]:
    return {
        "number": row.number,
        "handbook": row.handbook,
        "insured": _person(row.insured),
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on is not None else None,
        "waiting_days": row.waiting_days,
        "services": row.services,
    }
