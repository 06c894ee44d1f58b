"""Callers whom nobody knows: put on file with what they say, until a census of their insurer names them."""

from datetime import datetime
from typing import NamedTuple

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.parties.actions import WHERE, add_insured, add_policy
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.sealing import sealer
from xuanhu.core.parties import Diagnosis, Insured, Policy


class ToldPolicy(NamedTuple):
    """A policy as a caller tells of it."""

    number: str
    handbook: str
    policy: Policy


class Told(NamedTuple):
    """What a caller says: which insurer's, who, the illness and the policy if any."""

    insurer: Insurer
    insured: Insured
    diagnosis: Diagnosis | None
    policy: ToldPolicy | None


class OnFile(NamedTuple):
    """Somebody who was put on file, and the policy if there is one; neither is confirmed."""

    insured: InsuredRow
    policy: PolicyRow | None


def hold(insurer: Insurer) -> None:
    """Until the transaction ends nobody else puts a caller of this insurer on file: two at once would be two."""
    list(Insurer.objects.select_for_update(no_key=True).filter(id=insurer.id).values_list("id"))


def known_by_number(told: Told) -> InsuredRow | None:
    """Whom the insurer has on file under this identity number or this policy."""
    number = told.insured.id_number
    rows = InsuredRow.objects.filter(insurer=told.insurer).order_by("id")
    found = rows.filter(id_number_index=_index(number, "id_number")).first() if number is not None else None
    if found is not None or told.policy is None:
        return found
    policy = PolicyRow.objects.select_related("insured").filter(insurer=told.insurer, number=told.policy.number)
    return next((one.insured for one in policy), None)


def known_by_phone(told: Told) -> InsuredRow | None:
    """Whom the insurer has on file under this phone: perhaps another of the family."""
    phone = told.insured.phone
    rows = InsuredRow.objects.filter(insurer=told.insurer).order_by("id")
    return rows.filter(phone_index=_index(phone, "phone")).first() if phone is not None else None


def put_on_file(*, told: Told, by: By, at: datetime) -> OnFile:
    """Put a caller on file, on the trail, in one transaction."""
    insurer = told.insurer.id
    row = add_insured(insurer=insurer, insured=told.insured, diagnosis=told.diagnosis, is_confirmed=False)
    policy = _add_policy(told.policy, row) if told.policy is not None else None
    subject = Subject("insured", str(row.public_id))
    record(act=Act.CALLER_ADDED, subject=subject, by=by, at=at, insurer=insurer)
    return OnFile(row, policy)


def _add_policy(told: ToldPolicy, row: InsuredRow) -> PolicyRow:
    return add_policy(
        insurer=row.insurer_id,
        number=told.number,
        handbook=told.handbook,
        insured=row,
        policy=told.policy,
        is_confirmed=False,
    )


def _index(value: str, column: str) -> bytes:
    return sealer().index(value, f"{WHERE}.{column}")
