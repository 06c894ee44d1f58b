"""Parties made known: insurers, insured persons with their illness, policies."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Insurer, SearchKey
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.search_keys import keys_of
from xuanhu.apps.prepared import run
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import set_visible
from xuanhu.core.parties import Diagnosis, Insured, Policy

WHERE = "parties.insured"
PUT_KEYS = """
INSERT INTO parties_searchkey (key, insurer_id, insured_id)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING
"""


def add_insurer(*, code: str, name: str, purpose: str = "business") -> Insurer:
    """Add a tenant, and see it for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('parties_insurer', 'id'))")
        number = cursor.fetchone()[0]
    set_visible([number])
    return Insurer.objects.create(id=number, code=code, name=name, purpose=purpose)


def add_insured(
    *, insurer: int, insured: Insured, diagnosis: Diagnosis | None, is_confirmed: bool = True
) -> InsuredRow:
    """Put a person on file, sealed."""
    seal = sealer()
    found = {key: _text(value) for key, value in asdict(diagnosis).items()} if diagnosis else None
    row = InsuredRow.objects.create(
        insurer_id=insurer,
        name=seal.seal(insured.name, f"{WHERE}.name"),
        name_index=seal.index(insured.name, f"{WHERE}.name"),
        **_sealed_pair("id_number", insured.id_number),
        **_sealed_pair("phone", insured.phone),
        details=_sealed_json("details", dict(insured.details) or None),
        diagnosis=_sealed_json("diagnosis", found),
        is_confirmed=is_confirmed,
    )
    put_keys(persons=[(row, insured)])
    return row


def put_keys(*, persons: Iterable[tuple[InsuredRow, Insured]]) -> int:
    """Let persons be found while somebody types; how many keys are new."""
    found = [(key, row.insurer_id, row.id) for row, person in persons for key in keys_of(person)]
    return run(PUT_KEYS, *map(list, zip(*found, strict=True))) if found else 0


def set_diagnosis(*, row: InsuredRow, diagnosis: Diagnosis, by: By, at: datetime) -> bool:
    """Put the illness of a known person on file, on the trail; False where one is there already: it stays."""
    locked = InsuredRow.objects.select_for_update(no_key=True).get(id=row.id)
    if locked.diagnosis is not None:
        return False
    found = {key: _text(value) for key, value in asdict(diagnosis).items()}
    row.diagnosis = locked.diagnosis = _sealed_json("diagnosis", found)
    locked.save(update_fields=["diagnosis"])
    subject = Subject("insured", str(row.public_id))
    record(act=Act.DIAGNOSIS_SET, subject=subject, by=by, at=at, insurer=row.insurer_id)
    return True


def correct(*, row: InsuredRow, field: str, value: str, by: By, at: datetime) -> None:
    """Put another name, id_number or phone on file, found by it from now on; on the trail, without either value."""
    locked = InsuredRow.objects.select_for_update(no_key=True).get(id=row.id)
    for column, sealed in _sealed_pair(field, value).items():
        setattr(locked, column, sealed)
    locked.save(update_fields=[field, f"{field}_index"])
    SearchKey.objects.filter(insured=locked).delete()
    put_keys(persons=[(locked, _opened(locked))])
    subject = Subject("insured", str(row.public_id))
    record(act=Act.CORRECTED, subject=subject, by=by, at=at, insurer=row.insurer_id, reason=field)


def _opened(row: InsuredRow) -> Insured:
    """Name and numbers, which are what a person is found by."""
    name, number, phone = (
        sealer().open(sealed, f"{WHERE}.{column}") if sealed is not None else None
        for column, sealed in (("name", row.name), ("id_number", row.id_number), ("phone", row.phone))
    )
    return Insured(name or "", number, phone)


def _sealed_pair(column: str, value: str | None) -> dict[str, object]:
    if value is None:
        return {}
    where = f"{WHERE}.{column}"
    return {column: sealer().seal(value, where), f"{column}_index": sealer().index(value, where)}


def _sealed_json(column: str, value: Mapping[str, object] | None) -> str | None:
    if value is None:
        return None
    return sealer().seal(json.dumps(value, ensure_ascii=False, default=str), f"{WHERE}.{column}")


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def add_policy(
    *, insurer: int, number: str, handbook: str, insured: InsuredRow, policy: Policy, is_confirmed: bool = True
) -> PolicyRow:
    """Put a policy on file."""
    return PolicyRow.objects.create(
        insurer_id=insurer,
        number=number,
        handbook=handbook,
        insured=insured,
        starts_on=policy.starts_on,
        ends_on=policy.ends_on,
        waiting_days=policy.waiting_days,
        services=sorted(policy.services) if policy.services is not None else None,
        details=json.loads(json.dumps(dict(policy.details), default=str)),
        is_confirmed=is_confirmed,
    )


def add_rehearsal(*, code: str, at: datetime) -> Insurer:
    """A tenant for one story."""
    return add_insurer(code=code, name=f"rehearsal {at:%Y-%m-%d}", purpose="rehearsal")
