"""What is read of remarks: those of a case, and where somebody is mentioned and has not looked yet."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.models import Case
from xuanhu.apps.remarks.actions import TEXT
from xuanhu.apps.remarks.models import Mention, Remark
from xuanhu.apps.sealing import sealer

MOST = 100


class Noted(NamedTuple):
    """A remark for a reader; the text of one that was withdrawn is not shown."""

    public_id: UUID
    author: str
    role: str
    at: datetime
    text: str
    is_withdrawn: bool
    is_mine: bool
    mentions_me: bool


def remarks_of(*, case: Case, reader: Person) -> list[Noted]:
    """The remarks of a case, the newest first."""
    rows = Remark.objects.select_related("person").filter(case=case).order_by("-id")[:MOST]
    unseen = set(
        Mention.objects.filter(remark__case=case, person=reader, seen_at=None).values_list("remark_id", flat=True)
    )
    return [_noted(row, reader, mentions_me=row.id in unseen) for row in rows]


def _noted(row: Remark, reader: Person, *, mentions_me: bool) -> Noted:
    is_withdrawn = row.withdrawn_at is not None
    return Noted(
        public_id=row.public_id,
        author=shown_name(row.person),
        role=row.person.role,
        at=row.at,
        text="" if is_withdrawn else sealer().open(row.text, TEXT),
        is_withdrawn=is_withdrawn,
        is_mine=row.person_id == reader.id,
        mentions_me=mentions_me,
    )


def mentions_waiting(*, person: Person) -> int:
    """In how many remarks somebody is mentioned and has not looked yet, as far as the transaction sees."""
    return Mention.objects.filter(person=person, seen_at=None).count()


def first_mention(*, person: Person) -> UUID | None:
    """The case in which somebody was mentioned first and has not looked yet."""
    waiting = Mention.objects.filter(person=person, seen_at=None).order_by("id")
    found: UUID | None = waiting.values_list("remark__case__public_id", flat=True).first()
    return found
