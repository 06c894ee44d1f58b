"""Acts on samples: chosen, sent, received, reported, delivered; each with its fact, in its caller's transaction."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Laboratory
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.keeping import forget
from xuanhu.apps.recording import By, NotNow, locked, record_whole
from xuanhu.apps.samples.models import LaboratoryPerson, Sample
from xuanhu.apps.samples.queries import REMARK
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.state import State

KIND: Final = "medical-record-copy"
FORMS: Final = ("electronic", "paper")


def add_to_laboratory(*, laboratory: Laboratory, person: Person, at: datetime, by: By) -> LaboratoryPerson:
    """Say that somebody works at a laboratory; said again it changes nothing."""
    given = {"insurer_id": laboratory.insurer_id, "since": at, "actor": by.actor}
    made, _ = LaboratoryPerson.objects.get_or_create(laboratory=laboratory, person=person, defaults=given)
    return made


def take_from_laboratory(*, laboratory: Laboratory, person: Person) -> None:
    """Somebody no longer works there."""
    LaboratoryPerson.objects.filter(laboratory=laboratory, person=person).delete()


@transaction.atomic
def settle_test(*, case: Case, laboratory: Laboratory, kind: str, at: datetime, by: By) -> Sample:
    """Choose the laboratory and what is sampled, on record as settled. Raises RefusedError, NotNow."""
    _record(case, "test-settled", {"note": laboratory.name}, at, by)
    if Sample.objects.filter(case=case).exists():
        raise NotNow("settled")
    return _order(case, laboratory, kind, at)


@transaction.atomic
def send_sample(*, sample: Sample, number: str, on: date, at: datetime, by: By) -> Sample:
    """The sample has left, under its number. One in place of an unfit one is the same fact. Raises the same."""
    row = _locked(sample)
    if row.sent_on is not None:
        raise NotNow("sent")
    if Sample.objects.filter(laboratory_id=row.laboratory_id, number=number).exclude(id=row.id).exists():
        raise NotNow("number-taken")
    if not Sample.objects.filter(case_id=row.case_id, sent_on__isnull=False).exists():
        _record(row.case, "sample-sent", {"sample": row.kind}, at, by)
    row.number, row.sent_on = number, on
    row.save(update_fields=["number", "sent_on"])
    return row


@transaction.atomic
def receive_sample(*, sample: Sample, condition: str, remark: str, at: datetime, by: By) -> Sample:
    """The sample is there. Fit, the promise of the report begins; unfit, another is asked for. Raises the same."""
    row = _locked(sample)
    if row.sent_on is None or row.received_at is not None:
        raise NotNow("received" if row.received_at is not None else "not-sent")
    row.condition, row.remark, row.received_at = condition, _sealed(remark), at
    if condition == "ok":
        state = _record(row.case, "sample-received", {}, at, by)
        clock = state.clocks.get("report-delivered") or state.clocks.get("report-issued")
        row.report_due_on = clock.due.on if clock is not None else None
    row.save(update_fields=["condition", "remark", "received_at", "report_due_on"])
    return row


@transaction.atomic
def ask_for_another(*, sample: Sample, at: datetime) -> Sample:
    """In place of an unfit sample another one is to be sent. Raises NotNow."""
    row = _locked(sample)
    if row.condition != "unfit" or not row.is_last:
        raise NotNow("not-unfit")
    row.is_last, row.ended_at = False, at
    row.save(update_fields=["is_last", "ended_at"])
    return _order(row.case, row.laboratory, row.kind, at)


@transaction.atomic
def give_up(*, sample: Sample, reason: str, at: datetime, by: By) -> Sample:
    """No sample can be had: the case ends, the use comes back. Raises RefusedError."""
    row = _locked(sample)
    _record(row.case, "sample-unavailable", {"reason": reason}, at, by)
    row.ended_at, row.remark = at, _sealed(reason)
    row.save(update_fields=["ended_at", "remark"])
    return row


def issue_report(*, sample: Sample, upload: Upload, at: datetime, by: By) -> Sample:
    """The report is there: filed as a document, and on record. Raises the same, and then the bytes are gone again."""
    try:
        with transaction.atomic():
            row, is_new = _issue(sample, upload, at, by)
    except BaseException:
        forget(upload.kept)
        raise
    if not is_new:
        forget(upload.kept)
    return row


def _issue(sample: Sample, upload: Upload, at: datetime, by: By) -> tuple[Sample, bool]:
    row = _locked(sample)
    if row.condition != "ok" or row.reported_at is not None:
        raise NotNow("not-to-report")
    _record(row.case, "report-issued", {}, at, by)
    added = add_document(case=row.case, upload=upload, records=False, at=at, by=by.role, role=by.role, actor=by.actor)
    row.reported_at = at
    row.save(update_fields=["reported_at"])
    return row, added.is_new


@transaction.atomic
def post_paper(*, sample: Sample, parcel: str) -> Sample:
    """The paper report has been posted, under the number of its parcel. Raises NotNow."""
    row = _locked(sample)
    if row.reported_at is None or row.paper_at is not None:
        raise NotNow("not-to-post")
    row.parcel = parcel
    row.save(update_fields=["parcel"])
    return row


@transaction.atomic
def deliver_report(*, sample: Sample, form: str, at: datetime, by: By) -> Sample:
    """The insured has the report in one of its forms; with the last one it is done. Raises RefusedError, NotNow."""
    row = _locked(sample)
    column = f"{form}_at"
    if getattr(row, column) is not None:
        raise NotNow("delivered")
    _record(row.case, "report-delivered", {"form": form}, at, by)
    setattr(row, column, at)
    if row.electronic_at is not None and row.paper_at is not None:
        row.ended_at = at
    row.save(update_fields=[column, "ended_at"])
    return row


def _order(case: Case, laboratory: Laboratory, kind: str, at: datetime) -> Sample:
    return Sample.objects.create(insurer_id=case.insurer_id, case=case, laboratory=laboratory, kind=kind, ordered_at=at)


def _record(case: Case, fact: str, data: dict[str, object], at: datetime, by: By) -> State:
    return record_whole(loaded=locked(case), fact=fact, data=data, at=at, by=by).verdict.state


def _locked(sample: Sample) -> Sample:
    return Sample.objects.select_for_update(of=("self",)).select_related("case", "laboratory").get(id=sample.id)


def _sealed(text: str) -> str:
    return sealer().seal(text.strip(), REMARK) if text.strip() else ""
