"""Experts, escorts, laboratories and check-up institutions over the API: listed, put on file, ended."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query
from ninja.responses import Status

from xuanhu.api.application import api, demand
from xuanhu.api.network import day_named, spoken
from xuanhu.api.network_shapes import (
    Code,
    EndIn,
    EscortsOut,
    ExpertIn,
    ExpertOut,
    ExpertsOut,
    InstitutionIn,
    InstitutionOut,
    InstitutionsAsked,
    InstitutionsOut,
    LaboratoriesOut,
    LaboratoryIn,
    LaboratoryOut,
    ProviderIn,
    ProviderOut,
    ProvidersAsked,
)
from xuanhu.api.once import once
from xuanhu.api.paging import page
from xuanhu.api.problems import NOT_FOUND, Problem
from xuanhu.api.shapes import Text
from xuanhu.api.tenants import insurer_named
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.network import values
from xuanhu.apps.network.actions import add_provider, end_provider
from xuanhu.apps.network.models import Escort, Expert, Institution, Laboratory, Provider
from xuanhu.apps.network.queries import providers, shown

READ = {"city": values.city, "region": values.province}


@api.get("/insurers/{code}/experts", response=ExpertsOut, summary="Experts of an insurer", by_alias=True)
@transaction.atomic
def get_experts(request: HttpRequest, code: Text, asked: Query[ProvidersAsked]) -> dict[str, object]:
    """Experts, by city and by a day on which they are active."""
    return _found(request, code, Expert, asked)


@api.get("/insurers/{code}/escorts", response=EscortsOut, summary="Escorts of an insurer", by_alias=True)
@transaction.atomic
def get_escorts(request: HttpRequest, code: Text, asked: Query[ProvidersAsked]) -> dict[str, object]:
    """Escorts, by city and by a day on which they are active."""
    return _found(request, code, Escort, asked)


@api.get("/insurers/{code}/laboratories", response=LaboratoriesOut, summary="Laboratories", by_alias=True)
@transaction.atomic
def get_laboratories(request: HttpRequest, code: Text, asked: Query[ProvidersAsked]) -> dict[str, object]:
    """Laboratories, by city and by a day on which they are active."""
    return _found(request, code, Laboratory, asked)


@api.get("/insurers/{code}/institutions", response=InstitutionsOut, summary="Check-up institutions", by_alias=True)
@transaction.atomic
def get_institutions(request: HttpRequest, code: Text, asked: Query[InstitutionsAsked]) -> dict[str, object]:
    """Check-up institutions, by region and city, each with its address and how to learn the fee (TP-05, TP-16)."""
    return _found(request, code, Institution, asked)


@api.post("/insurers/{code}/experts", response={201: ExpertOut}, summary="Put an expert on file", by_alias=True)
@once
def post_expert(request: HttpRequest, code: Text, body: ExpertIn) -> Status[dict[str, Any]]:
    """An expert, under a code of the insurer's."""
    return _added(request, code, Expert, body)


@api.post("/insurers/{code}/escorts", response={201: ProviderOut}, summary="Put an escort on file", by_alias=True)
@once
def post_escort(request: HttpRequest, code: Text, body: ProviderIn) -> Status[dict[str, Any]]:
    """An escort, under a code of the insurer's."""
    return _added(request, code, Escort, body)


@api.post("/insurers/{code}/laboratories", response={201: LaboratoryOut}, summary="Add a laboratory", by_alias=True)
@once
def post_laboratory(request: HttpRequest, code: Text, body: LaboratoryIn) -> Status[dict[str, Any]]:
    """A laboratory, under a code of the insurer's."""
    return _added(request, code, Laboratory, body)


@api.post("/insurers/{code}/institutions", response={201: InstitutionOut}, summary="Add an institution", by_alias=True)
@once
def post_institution(request: HttpRequest, code: Text, body: InstitutionIn) -> Status[dict[str, Any]]:
    """A check-up institution, under a code of the insurer's."""
    return _added(request, code, Institution, body)


@api.post("/insurers/{code}/experts/{provider}/end", response=ExpertOut, summary="End an expert", by_alias=True)
@once
def end_expert(request: HttpRequest, code: Text, provider: Code, body: EndIn) -> dict[str, Any]:
    """Say from which day on an expert is no longer there."""
    return _ended(request, code, Expert, provider, body)


@api.post("/insurers/{code}/escorts/{provider}/end", response=ProviderOut, summary="End an escort", by_alias=True)
@once
def end_escort(request: HttpRequest, code: Text, provider: Code, body: EndIn) -> dict[str, Any]:
    """Say from which day on an escort is no longer there."""
    return _ended(request, code, Escort, provider, body)


@api.post(
    "/insurers/{code}/laboratories/{provider}/end", response=LaboratoryOut, summary="End a laboratory", by_alias=True
)
@once
def end_laboratory(request: HttpRequest, code: Text, provider: Code, body: EndIn) -> dict[str, Any]:
    """Say from which day on a laboratory is no longer there."""
    return _ended(request, code, Laboratory, provider, body)


@api.post(
    "/insurers/{code}/institutions/{provider}/end", response=InstitutionOut, summary="End an institution", by_alias=True
)
@once
def end_institution(request: HttpRequest, code: Text, provider: Code, body: EndIn) -> dict[str, Any]:
    """Say from which day on a check-up institution is no longer there."""
    return _ended(request, code, Institution, provider, body)


def _found(request: HttpRequest, code: str, model: type[Provider], asked: ProvidersAsked) -> dict[str, object]:
    demand(request, Permission.READ_CASES)
    insurer = insurer_named(request, code)
    on = day_named(asked.on) if asked.on is not None else None
    wanted = {name: spoken(read, getattr(asked, name, None)) for name, read in READ.items()}
    said = {name: value for name, value in wanted.items() if value is not None}
    rows = providers(insurer=insurer.id, model=model, on=on, **said).filter(id__gt=asked.after).order_by("id")
    return page(list(rows[: asked.limit + 1]), asked.limit, lambda row: row.id, _shown)


def _added(request: HttpRequest, code: str, model: type[Provider], body: ProviderIn) -> Status[dict[str, Any]]:
    demand(request, Permission.MANAGE_NETWORK)
    insurer = insurer_named(request, code)
    row = body.model_dump(by_alias=True, exclude_none=True)
    row |= {name: day_named(row[name]) for name in ("from", "until") if name in row}
    row |= {name: spoken(read, row[name]) for name, read in READ.items() if name in row}
    row |= {"name": spoken(values.text, body.name), "specialties": spoken(values.texts, body.specialties)}
    _demand_order(row["from"], row.get("until"))
    return Status(201, _shown(add_provider(insurer=insurer.id, model=model, row=row)))


def _ended(request: HttpRequest, code: str, model: type[Provider], provider: str, body: EndIn) -> dict[str, Any]:
    demand(request, Permission.MANAGE_NETWORK)
    insurer = insurer_named(request, code)
    row = providers(insurer=insurer.id, model=model, code=provider).select_for_update().first()
    if row is None:
        raise NOT_FOUND
    until = day_named(body.until_on) if body.until_on is not None else None
    _demand_order(row.from_on, until)
    end_provider(row=row, until_on=until)
    return _shown(row)


def _demand_order(start: Any, end: Any) -> None:
    if end is not None and end < start:
        raise Problem(422, "bad-date", "停用日期早于生效日期 (it would end before it starts)")


def _shown(row: Provider) -> dict[str, Any]:
    found = shown(row)
    until = found["until_on"]
    return {**found, "from": found["from_on"].isoformat(), "until": until.isoformat() if until is not None else None}
