"""What is read of conversations: what was said, what was advised, opened for whoever may read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.actions import ADVICE, TEXT
from xuanhu.apps.talk.models import Advice, Message

MOST = 200


class Said(NamedTuple):
    """A message as it is read: `who` is the name of a person who works here, empty for the insured."""

    id: int
    who: str
    at: datetime
    text: str
    document: Document | None
    read_at: datetime | None

    @property
    def is_ours(self) -> bool:
        """Whether somebody who works here said it."""
        return bool(self.who)


class Given(NamedTuple):
    """Advice as it is read."""

    at: datetime
    who: str
    minutes: int
    text: str
    case: Case


def messages_of(*, case: Case) -> list[Said]:
    """The latest of what was said in a case, in order."""
    rows = Message.objects.filter(case=case).select_related("person", "document").order_by("-id")[:MOST]
    return [_said(row) for row in reversed(rows)]


def latest_of(*, case: Case) -> int:
    """The number of the latest message of a case; 0 where there is none."""
    return Message.objects.filter(case=case).order_by("-id").values_list("id", flat=True).first() or 0


def unread_of(*, cases: Iterable[Case]) -> dict[int, int]:
    """How much of what the insured said nobody has seen yet, by the case's number."""
    rows = Message.objects.filter(case__in=[case.id for case in cases], side="insured", read_at__isnull=True)
    return dict(rows.values_list("case_id").annotate(Count("id")))


def advice_to(*, insured: Insured, most: int = 20) -> list[Given]:
    """What somebody was advised, the latest first."""
    rows = Advice.objects.filter(case__insured=insured).select_related("person", "case").order_by("-at", "-id")
    return [_given(row) for row in rows[:most]]


def advice_between(*, first: datetime, until: datetime, most: int = MOST) -> list[Given]:
    """What was advised from a moment until before another, in order."""
    rows = Advice.objects.filter(at__gte=first, at__lt=until).select_related("person", "case__insured", "case__insurer")
    return [_given(row) for row in rows.order_by("at", "id")[:most]]


def _said(row: Message) -> Said:
    who = shown_name(row.person) if row.person is not None else ""
    text = sealer().open(row.text, TEXT) if row.text else ""
    return Said(row.id, who, row.at, text, row.document, row.read_at)


def _given(row: Advice) -> Given:
    return Given(row.at, shown_name(row.person), row.minutes, sealer().open(row.text, ADVICE), row.case)
