"""What is read of samples: those on somebody's way, by how far they have come; whose laboratories somebody sees."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.db.models import F, Q, QuerySet

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.loading import plan_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.network.models import Laboratory
from xuanhu.apps.papers.models import Document
from xuanhu.apps.samples.models import LaboratoryPerson, Sample
from xuanhu.apps.sealing import sealer

REMARK: Final = "samples.sample.remark"
MOST: Final = 100


class Stage(StrEnum):
    """How far a sample has come; the order is that of the page."""

    TO_BE_REPORTED = "to-be-reported"
    ON_THE_WAY = "on-the-way"
    TO_BE_SENT = "to-be-sent"
    TO_BE_DELIVERED = "to-be-delivered"
    UNFIT = "unfit"


def stage_of(sample: Sample) -> Stage:
    """Where a sample that is not done with stands."""
    if sample.condition == "unfit":
        return Stage.UNFIT
    if sample.reported_at is not None:
        return Stage.TO_BE_DELIVERED
    if sample.received_at is not None:
        return Stage.TO_BE_REPORTED
    return Stage.ON_THE_WAY if sample.sent_on is not None else Stage.TO_BE_SENT


@lru_cache(maxsize=200)
def _services(handbook: str, edition: str) -> tuple[str, ...]:
    book = edition_of(handbook, edition)
    return tuple(name for name in book.services if "sample-received" in plan_of(book, name, {}).steps)


def of_tests() -> Q:
    """Cases whose service tests a sample, by whatever handbook."""
    wanted = Q(pk__in=[])
    for book in library().handbooks:
        names = _services(book.handbook, book.edition)
        if names:
            wanted |= Q(handbook=book.handbook, edition=book.edition, service__in=names)
    return wanted


def cases_to_settle(*, limit: int = MOST) -> list[Case]:
    """Open cases for which no laboratory has been chosen yet and whose turn it is, what is due first on top."""
    found = Case.objects.filter(of_tests(), outcome__isnull=True, awaiting__contains=["test-settled"])
    found = found.filter(samples__isnull=True).select_related("insured", "insurer")
    return list(found.order_by(F("next_due_at").asc(nulls_last=True), "id")[:limit])


def case_of_a_test(*, public_id: str) -> Case | None:
    """An open case whose service tests a sample."""
    found = Case.objects.filter(of_tests(), public_id=public_id, outcome__isnull=True)
    return found.select_related("insured", "insurer").first()


def samples_seen(*, person: Person | None) -> QuerySet[Sample]:
    """Samples of somebody's laboratories; of all, where nobody is named."""
    found = Sample.objects.select_related("case__insured", "case__insurer", "laboratory")
    if person is None:
        return found
    mine = LaboratoryPerson.objects.filter(person=person)
    return found.filter(laboratory_id__in=mine.values("laboratory_id"))


def open_samples(*, person: Person | None, limit: int = 2 * MOST) -> Sequence[Sample]:
    """Samples that something is still to be done about, what is due first on top."""
    found = samples_seen(person=person).filter(ended_at__isnull=True, is_last=True)
    return list(found.order_by(F("report_due_on").asc(nulls_last=True), "ordered_at", "id")[:limit])


def sample_by_number(*, number: str, person: Person | None) -> Sample | None:
    """The sample of a number that somebody reads off a tube or a parcel; the latest of several laboratories'."""
    return samples_seen(person=person).filter(number=number).order_by("-id").first()


def laboratories_of(*, insurer: int) -> list[Laboratory]:
    """An insurer's laboratories, in the order of their codes."""
    return list(Laboratory.objects.filter(insurer_id=insurer).order_by("code")[:MOST])


def remark_of(sample: Sample) -> str:
    """What was remarked about a sample, opened."""
    return sealer().open(sample.remark, REMARK) if sample.remark else ""


def reports_of(*, case: Case) -> set[int]:
    """The reports on a case's samples, by their documents' numbers: each was filed as it was issued."""
    issued = Sample.objects.filter(case=case, reported_at__isnull=False).values("reported_at")
    return set(Document.objects.filter(case=case, withdrawn_at=None, added_at__in=issued).values_list("id", flat=True))
