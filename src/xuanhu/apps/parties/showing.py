"""What is masked everywhere else, shown in full to somebody with a reason, which goes on the trail with the act."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.queries import diagnosis_of, insured_of


def show_in_full(*, row: InsuredRow, fields: Iterable[str], reason: str, by: By, at: datetime) -> dict[str, object]:
    """The fields of a person, opened, in the transaction that records it: nothing is shown that is not on record."""
    wanted = list(dict.fromkeys(fields))
    subject = Subject("insured", str(row.public_id))
    why = f"{'、'.join(wanted)}：{reason}"
    record(act=Act.SHOWN_IN_FULL, subject=subject, by=by, at=at, insurer=row.insurer_id, reason=why)
    person, found = insured_of(row), diagnosis_of(row)
    known = {"name": person.name, "id_number": person.id_number, "phone": person.phone}
    return {name: known[name] if name in known else asdict(found) if found else None for name in wanted}
