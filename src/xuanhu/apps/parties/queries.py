"""Parties as the core sees them, opened from their rows."""

import json
from datetime import date

from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.core.parties import Diagnosis, Insured, Policy


def insurers_for(*purposes: str) -> list[int]:
    """The tenants of these purposes, for what the platform itself does."""
    with seeing(every_insurer()):
        return list(Insurer.objects.filter(purpose__in=purposes).order_by("id").values_list("id", flat=True))


def insured_of(row: InsuredRow) -> Insured:
    """The person, opened."""
    return Insured(
        name=sealer().open(row.name, f"{WHERE}.name"),
        id_number=_open(row.id_number, "id_number"),
        phone=_open(row.phone, "phone"),
        details=json.loads(_open(row.details, "details") or "{}"),
    )


def diagnosis_of(row: InsuredRow) -> Diagnosis | None:
    """The illness on file, opened."""
    text = _open(row.diagnosis, "diagnosis")
    if text is None:
        return None
    values = json.loads(text)
    return Diagnosis(**{**values, "on": date.fromisoformat(values["on"])})


def policy_of(row: PolicyRow | None) -> Policy | None:
    """The policy; none for an application for cover."""
    return the_policy(row) if row is not None else None


def the_policy(row: PolicyRow) -> Policy:
    """The policy of a row."""
    services = frozenset(row.services) if row.services is not None else None
    return Policy(row.starts_on, row.ends_on, row.waiting_days, services, row.details)


def _open(sealed: str | None, column: str) -> str | None:
    return sealer().open(sealed, f"{WHERE}.{column}") if sealed is not None else None
