"""Who is on the telephone, as far as a page shows it: the person's row, and what was checked in this call.

A session remembers of a call whose it is, when the identity was checked and what came of it; never what was said.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404

from xuanhu.apps.parties.identity import Answer, Checked
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import diagnosis_of, insured_of
from xuanhu.core.parties import Diagnosis
from xuanhu.core.reckoning import chinese_date
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone

CALL = "call"
LONGEST = timedelta(hours=1)


class PersonBar(NamedTuple):
    """A person, masked."""

    id: str
    path: str
    name: str
    id_number: str
    phone: str
    insurer: str
    diagnosis: str
    has_diagnosis: bool
    is_confirmed: bool


def row_of(insured: UUID) -> Insured:
    """The row of a person of a visible insurer. Raises Http404."""
    row = Insured.objects.select_related("insurer").filter(public_id=insured).first()
    if row is None:
        raise Http404
    return row


def bar_of(row: Insured) -> PersonBar:
    """A person for the bar. Of the illness only that it is on file, and since when."""
    person, found = insured_of(row), diagnosis_of(row)
    return PersonBar(
        id=str(row.public_id),
        path=f"/call/{row.public_id}",
        name=masked_name(person.name),
        id_number=masked_id_number(person.id_number) if person.id_number else "没有登记身份证号",
        phone=masked_phone(person.phone) if person.phone else "没有登记手机号",
        insurer=row.insurer.name,
        diagnosis=_in_short(found),
        has_diagnosis=found is not None,
        is_confirmed=row.is_confirmed,
    )


def _in_short(found: Diagnosis | None) -> str:
    if found is None:
        return "还没有登记诊断"
    status = "确诊" if found.status == "confirmed" else "疑似"
    return f"已登记，{chinese_date(found.on, year=True)} {status}"


def remember(session: SessionBase, row: Insured, checked: Checked, at: datetime) -> None:
    """Remember for the rest of the call what came of the check."""
    session[CALL] = {"insured": str(row.public_id), "at": at.timestamp(), "checked": [one.name for one in checked]}


def forget(session: SessionBase) -> None:
    """The call is over."""
    session.pop(CALL, None)


def checked_in(session: SessionBase, row: Insured, at: datetime) -> Checked | None:
    """What came of the identity check in this call; None where nothing was checked, or of somebody else."""
    call = session.get(CALL)
    if not isinstance(call, Mapping) or call.get("insured") != str(row.public_id):
        return None
    if at.timestamp() - float(call["at"]) > LONGEST.total_seconds():
        return None
    return Checked(*(Answer[name] for name in call["checked"]))
