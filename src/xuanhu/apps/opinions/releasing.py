"""An opinion given to the insured: the facts of its flow, the letter filed as a document, all or nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from xuanhu.apps.cases.actions import Acted
from xuanhu.apps.cases.loading import Loaded
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.network.models import Expert
from xuanhu.apps.network.sealed import opened
from xuanhu.apps.opinions.letter import Letter, pdf_of
from xuanhu.apps.opinions.models import Invitation, Opinion, Release, Translation
from xuanhu.apps.opinions.queries import Standing, is_translated, plan_for
from xuanhu.apps.opinions.sealed import opened as opened_text
from xuanhu.apps.opinions.sealed import opened_sections
from xuanhu.apps.papers.actions import Upload, add_document
from xuanhu.apps.papers.keeping import forget, keep
from xuanhu.apps.papers.models import Document
from xuanhu.apps.recording import By, NotNow, locked, record_whole

FACTS: Final = ("consultation-held", "report-issued", "report-translated", "report-delivered")
KIND: Final = "medical-record-copy"  # the nearest that every handbook knows


def record_step(*, case: Case, fact: str, at: datetime, by: By) -> Acted:
    """Record a fact that needs nothing said, or that whoever accepted held a consultation. Raises RefusedError."""
    loaded = locked(case)
    return record_whole(loaded=loaded, fact=fact, data=_data(fact, loaded), at=at, by=by)


@transaction.atomic
def release(*, case: Case, standing: Standing, at: datetime, by: By) -> Release:
    """Give the version that passed: every fact of the flow whose turn has come, and the letter.

    Raises RefusedError, NotNow. What stands already is not recorded again; where nothing would be new, nothing is
    released.
    """
    opinion, translation = standing.opinion, standing.translation
    if opinion is None or standing.check is None or standing.check.result != "passed" or standing.release is not None:
        raise NotNow("not-passed")
    if is_translated(plan_for(case)) and translation is None:
        raise NotNow("not-translated")
    recorded = list(_record_facts(case, at, by))
    if not recorded:
        raise NotNow("issued")
    document = _file(case, pdf_of(letter_of(case, opinion, translation, at)), opinion, at, by)
    return Release.objects.create(
        insurer_id=case.insurer_id,
        opinion=opinion,
        translation=translation,
        document=document,
        released_at=at,
        by=by.role,
        actor=by.actor,
    )


def letter_of(case: Case, opinion: Opinion, translation: Translation | None, at: datetime) -> Letter:
    """The letter of a version: of a consultation with all who took part, of a translation with its original."""
    original = opened_sections("opinion", opinion.sections)
    if translation is None:
        return Letter(case, original, signing(case, opinion.expert), at)
    shown = opened_sections("translation", translation.sections)
    return Letter(case, shown, signing(case, opinion.expert), at, original=original)


def signing(case: Case, writer: Expert) -> list[Expert]:
    """Who stands under it: in a consultation all who accepted, the writer first; else the writer."""
    if "consultation-held" not in plan_for(case).steps:
        return [writer]
    others = Invitation.objects.filter(case=case, answer="yes").exclude(expert=writer).select_related("expert")
    return [writer, *(one.expert for one in others.order_by("id"))]


def _record_facts(case: Case, at: datetime, by: By) -> Iterator[Acted]:
    for fact in FACTS:
        loaded = locked(case)
        if fact in loaded.state.plan.steps and fact not in loaded.state.stands:
            yield record_whole(loaded=loaded, fact=fact, data=_data(fact, loaded), at=at, by=by)


def _data(fact: str, loaded: Loaded) -> dict[str, object]:
    step = loaded.state.plan.steps.get(fact)
    if fact == "consultation-held":
        accepted = Invitation.objects.filter(case=loaded.case, answer="yes").select_related("expert").order_by("id")
        data: dict[str, object] = {"specialists": tuple(specialist(one.expert) for one in accepted)}
        panel = getattr(Case.objects.select_related("panel").get(id=loaded.case.id), "panel", None)
        reason = opened_text("panel.few_reason", panel.few_reason) if panel is not None else ""
        return {**data, "reason": reason} if reason else data
    if step is not None and step.each is not None:
        return {step.each[0]: step.each[1][0]}
    return {}


def specialist(expert: Expert) -> str:
    """A specialist as the facts name them: 泌尿外科 冉医生."""
    return " ".join([*expert.specialties[:1], opened(expert, "name")])


def _file(case: Case, pdf: bytes, opinion: Opinion, at: datetime, by: By) -> Document:
    """File the letter as a document; its bytes are taken away again where no row came of them."""
    service = edition_of(case.handbook, case.edition).services[case.service].name
    kept = keep([pdf], most=settings.MAX_DOCUMENT, at=at)
    upload = Upload(kept, KIND, f"{service} 第{opinion.version}版.pdf")
    try:
        added = add_document(case=case, upload=upload, records=False, at=at, by=by.role, role=by.role, actor=by.actor)
    except BaseException:
        forget(kept)
        raise
    if added.document is None:
        forget(kept)
        raise NotNow("not-filed")
    if not added.is_new:
        forget(kept)
    return added.document
