"""What is read of conversations: what was said, what was advised, opened for whoever may read it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.actions import ADVICE, FEEDBACK, TEXT
from xuanhu.apps.talk.models import Advice, Feedback, Message, Wish

MOST = 200


class Said(NamedTuple):
    """A message as it is read: `who` is the name of a person who works here, empty for the insured.

    `actor` and `relation` say by whose account the insured wrote; empty where it is not known.
    """

    id: int
    who: str
    at: datetime
    text: str
    document: Document | None
    read_at: datetime | None
    actor: str = ""
    relation: str = ""

    @property
    def by_relative(self) -> bool:
        """Whether a relative wrote it for the insured."""
        return self.relation not in ("", "self")

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


def advice_in(*, case: Case) -> list[Given]:
    """What was advised in a case, in order."""
    rows = Advice.objects.filter(case=case).select_related("person", "case").order_by("at", "id")
    return [_given(row) for row in rows[:MOST]]


def waiting_for(*, person: Person) -> list[tuple[Case, int]]:
    """Cases with messages of the insured that nobody has seen: those that somebody has, and those that nobody has.

    With each how many there are; who waits longest first.
    """
    counts = {one: number for one, number, _ in _by_case(_unseen(person))}
    cases = Case.objects.select_related("insured", "insurer", "assignment").in_bulk(list(counts))
    return [(cases[one], number) for one, number in counts.items() if one in cases]


def count_waiting_for(*, person: Person) -> int:
    """How many messages of the insured nobody has seen, in cases that somebody has or that nobody has."""
    return _unseen(person).count()


def _unseen(person: Person) -> QuerySet[Message]:
    ours = Q(case__assignment__isnull=True) | Q(case__assignment__person=person)
    return Message.objects.filter(ours, side="insured", read_at__isnull=True)


def _by_case(unseen: QuerySet[Message]) -> Iterable[tuple[int, int, datetime]]:
    found = unseen.values_list("case_id").annotate(many=Count("id"), first=Min("at"))
    return found.order_by("first", "case_id")[:MOST]


def new_to_insured(*, cases: Iterable[Case]) -> dict[int, int]:
    """How much of what people who work here said the insured has not seen yet, by the case's number."""
    rows = Message.objects.filter(case__in=[case.id for case in cases], side="person", read_at__isnull=True)
    return dict(rows.values_list("case_id").annotate(Count("id")))


def last_of(*, cases: Iterable[Case]) -> dict[int, Said]:
    """The latest message of each case that has one, by the case's number."""
    numbers = Message.objects.filter(case__in=[case.id for case in cases]).values("case_id").annotate(last=Max("id"))
    rows = Message.objects.filter(id__in=[one["last"] for one in numbers]).select_related("person", "document")
    return {row.case_id: _said(row) for row in rows}


def advised_in(*, cases: Iterable[Case]) -> dict[int, datetime]:
    """When somebody last advised, by the case's number."""
    rows = Advice.objects.filter(case__in=[case.id for case in cases])
    return dict(rows.values_list("case_id").annotate(Max("at")))


def wishes_of(*, cases: Iterable[Case]) -> dict[int, Wish]:
    """The latest slot that was asked for in each case, by the case's number; whether it still counts is not said."""
    rows = Wish.objects.filter(case__in=[case.id for case in cases]).order_by("case", "-id").distinct("case")
    return {row.case_id: row for row in rows}


class Told(NamedTuple):
    """How a service was, as it is read."""

    case: Case
    at: datetime
    mark: int
    text: str
    relation: str


def feedback_of(*, case: Case) -> Told | None:
    """How it was, once somebody has said so."""
    row = Feedback.objects.filter(case=case).select_related("case").first()
    return _told(row) if row is not None else None


def count_feedback(*, since: datetime, until: datetime) -> Mapping[int, int]:
    """How often each mark from 1 to 5 was given from one moment until before another."""
    rows = Feedback.objects.filter(at__gte=since, at__lt=until)
    return Counter(dict(rows.values_list("mark").annotate(Count("id"))))


def newest_feedback(*, since: datetime, until: datetime, reader: Person, most: int) -> list[Told]:
    """What was said of services, the newest first; not of cases that the reader has, or has advised in."""
    rows = Feedback.objects.filter(at__gte=since, at__lt=until).select_related("case")
    judged = Q(case__assignment__person=reader) | Q(case__in=Advice.objects.filter(person=reader).values("case"))
    return [_told(row) for row in rows.exclude(judged).order_by("-at", "-id")[:most]]


def _told(row: Feedback) -> Told:
    text = sealer().open(row.text, FEEDBACK) if row.text else ""
    return Told(row.case, row.at, row.mark, text, row.relation)


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
    return Said(row.id, who, row.at, text, row.document, row.read_at, row.actor, row.relation)


def _given(row: Advice) -> Given:
    return Given(row.at, shown_name(row.person), row.minutes, sealer().open(row.text, ADVICE), row.case)
