"""Whether a caller is who they say: compared with what is on file, which is not shown; on the trail."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.parties.readings import plain
from xuanhu.core.parties import same_id_number, same_name

LAST_OF_ID, LAST_OF_PHONE = 6, 4
WHOLE_ID = 18


class Answer(StrEnum):
    """What came of one item."""

    FITS = "相符"
    DIFFERS = "不符"
    NOT_SAID = "没有问"
    NOT_ON_FILE = "档案里没有"


class Said(NamedTuple):
    """What the caller said; of the identity number all 18 places or the last six, of the phone the last four."""

    name: str
    id_number: str
    phone: str


class Checked(NamedTuple):
    """What came of each item."""

    name: Answer
    id_number: Answer
    phone: Answer

    @property
    def is_right(self) -> bool:
        """Name and identity number fit, and nothing differs."""
        return self.name is self.id_number is Answer.FITS and self.phone is not Answer.DIFFERS

    @property
    def is_wrong(self) -> bool:
        """Something differs."""
        return Answer.DIFFERS in self


def check_identity(*, row: InsuredRow, said: Said, by: By, at: datetime) -> Checked:
    """Compare, in the transaction that records who asked and what came of it, and nothing of what was said."""
    person = insured_of(row)
    found = Checked(
        name=_compared(said.name, person.name, fits=same_name(said.name, person.name)),
        id_number=_compared(said.id_number, person.id_number, fits=_same_number(said.id_number, person.id_number)),
        phone=_compared(said.phone, person.phone, fits=_ends(person.phone, said.phone)),
    )
    why = f"姓名{found.name}、身份证号{found.id_number}、手机号{found.phone}"
    subject = Subject("insured", str(row.public_id))
    record(act=Act.IDENTITY_CHECKED, subject=subject, by=by, at=at, insurer=row.insurer_id, reason=why)
    return found


def _compared(said: str, known: str | None, *, fits: bool) -> Answer:
    if not said.strip():
        return Answer.NOT_SAID
    if known is None:
        return Answer.NOT_ON_FILE
    return Answer.FITS if fits else Answer.DIFFERS


def _same_number(said: str, known: str | None) -> bool:
    if known is None:
        return False
    return same_id_number(said, known) or (len(plain(said)) == LAST_OF_ID and _ends(known, said))


def _ends(known: str | None, said: str) -> bool:
    return known is not None and plain(known).endswith(plain(said))
