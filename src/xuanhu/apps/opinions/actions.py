"""Acts on opinions: asked, answered, drafted, written, checked, translated; each in its caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Expert
from xuanhu.apps.opinions.models import Draft, Invitation, Opinion, Panel, QualityCheck, Translation
from xuanhu.apps.opinions.queries import OPINION, TRANSLATION, fewest_experts, plan_for
from xuanhu.apps.opinions.sealed import SECTIONS, seal, seal_sections
from xuanhu.apps.recording import By, NotNow

QUESTIONS = ("history", "of_insured", "of_doctor")
WANTED = {OPINION: ("summary", "opinion", "advice"), TRANSLATION: SECTIONS[2:]}


class TooFewError(ValueError):
    """Fewer experts than the handbook wants, and no reason given."""

    def __init__(self, asked: int, fewest: int) -> None:
        super().__init__(f"{asked} of {fewest}")
        self.asked, self.fewest = asked, fewest


class UnfinishedError(ValueError):
    """Sections without a word that need some."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class StaleDraftError(ValueError):
    """Another window has saved in the meantime."""


class Asked(NamedTuple):
    """An expert to be asked, and by which account they read and write, if by any."""

    expert: Expert
    person: Person | None


def put_questions(*, case: Case, texts: Mapping[str, str], at: datetime, by: By) -> Panel:
    """Write down what is put before the experts; what is not said stays."""
    panel = _panel(case, at, by)
    for name in QUESTIONS:
        if name in texts:
            setattr(panel, name, seal(f"panel.{name}", texts[name].strip()))
    panel.changed_at, panel.actor = at, by.actor
    panel.save()
    return panel


def invite(
    *, case: Case, experts: Sequence[Asked], due_on: date, reason: str, at: datetime, by: By
) -> list[Invitation]:
    """Ask experts. Raises TooFewError where, with those asked before, they are fewer than the handbook wants."""
    _lock(case)
    before = Invitation.objects.filter(case=case)
    there = {one.expert_id for one in before}
    new = [one for one in experts if one.expert.id not in there]
    asked, fewest = sum(one.answer != "no" for one in before) + len(new), fewest_experts(plan_for(case))
    panel = _panel(case, at, by)
    if asked < fewest and not (reason.strip() or panel.few_reason):
        raise TooFewError(asked, fewest)
    if reason.strip():
        panel.few_reason, panel.changed_at, panel.actor = seal("panel.few_reason", reason.strip()), at, by.actor
        panel.save()
    return [
        Invitation.objects.create(
            insurer_id=case.insurer_id,
            case=case,
            expert=one.expert,
            person=one.person,
            invited_at=at,
            due_on=due_on,
            by=by.role,
            actor=by.actor,
        )
        for one in new
    ]


def answer_invitation(*, invitation: Invitation, answer: str, note: str, at: datetime) -> Invitation:
    """Say yes or no, or ask something back. Raises NotNow for who has declined, or written already."""
    row = Invitation.objects.select_for_update().get(id=invitation.id)
    if row.answer == "no" or (answer == "no" and _has_written(row)):
        raise NotNow("answered")
    row.answer, row.note, row.answered_at = answer, seal("invitation.note", note.strip()), at
    row.save(update_fields=["answer", "note", "answered_at"])
    return row


def save_draft(
    *, case: Case, person: Person, purpose: str, sections: Mapping[str, str], revision: int, at: datetime
) -> Draft:
    """Keep what is being written, if it goes on from what is kept. Raises StaleDraftError."""
    row = Draft.objects.select_for_update().filter(case=case, person=person, purpose=purpose).first()
    if revision != (row.revision if row is not None else 0):
        raise StaleDraftError
    sealed = seal_sections("draft", sections)
    if row is None:
        given = {"case": case, "person": person, "purpose": purpose, "sections": sealed, "saved_at": at}
        made, is_new = Draft.objects.get_or_create(
            case=case, person=person, purpose=purpose, defaults={"insurer_id": case.insurer_id, **given}
        )
        if not is_new:
            raise StaleDraftError
        return made
    row.sections, row.revision, row.saved_at = sealed, row.revision + 1, at
    row.save(update_fields=["sections", "revision", "saved_at"])
    return row


def write_opinion(
    *, invitation: Invitation, sections: Mapping[str, str], person: Person, at: datetime, by: By
) -> Opinion:
    """Submit a version. Raises UnfinishedError, and NotNow before a yes, or while a version is being checked."""
    case = invitation.case
    _demand_words(OPINION, sections)
    _lock(case)
    latest = _latest(case)
    if invitation.answer != "yes":
        raise NotNow("not-accepted")
    if latest is not None and not _is_returned(latest):
        raise NotNow("in-check")
    Draft.objects.filter(case=case, person=person, purpose=OPINION).delete()
    return Opinion.objects.create(
        insurer_id=case.insurer_id,
        case=case,
        expert_id=invitation.expert_id,
        version=latest.version + 1 if latest is not None else 1,
        sections=seal_sections("opinion", sections),
        written_at=at,
        by=by.role,
        actor=by.actor,
    )


def check_quality(*, opinion: Opinion, result: str, remarks: str, at: datetime, by: By) -> QualityCheck:
    """Let a version pass, or return it with remarks. Raises NotNow for its author, and for what was checked before."""
    _lock(opinion.case)
    if opinion.actor == by.actor:
        raise NotNow("own-work")
    if QualityCheck.objects.filter(opinion=opinion).exists() or _latest(opinion.case) != opinion:
        raise NotNow("checked")
    if result == "returned" and not remarks.strip():
        raise UnfinishedError(["remarks"])
    return QualityCheck.objects.create(
        insurer_id=opinion.insurer_id,
        opinion=opinion,
        result=result,
        remarks=seal("check.remarks", remarks.strip()),
        checked_at=at,
        by=by.role,
        actor=by.actor,
    )


def translate(*, opinion: Opinion, sections: Mapping[str, str], person: Person, at: datetime, by: By) -> Translation:
    """Submit a translation of a version that passed. Raises UnfinishedError, NotNow."""
    case = opinion.case
    _demand_words(TRANSLATION, sections)
    _lock(case)
    check = QualityCheck.objects.filter(opinion=opinion).first()
    if check is None or check.result != "passed" or hasattr(opinion, "release"):
        raise NotNow("not-passed")
    Draft.objects.filter(case=case, person=person, purpose=TRANSLATION).delete()
    return Translation.objects.create(
        insurer_id=case.insurer_id,
        opinion=opinion,
        version=Translation.objects.filter(opinion=opinion).count() + 1,
        sections=seal_sections("translation", sections),
        translated_at=at,
        by=by.role,
        actor=by.actor,
    )


def _demand_words(purpose: str, sections: Mapping[str, str]) -> None:
    missing = [name for name in WANTED[purpose] if not sections.get(name, "").strip()]
    if missing:
        raise UnfinishedError(missing)


def _panel(case: Case, at: datetime, by: By) -> Panel:
    given = {"insurer_id": case.insurer_id, "changed_at": at, "actor": by.actor}
    return Panel.objects.get_or_create(case=case, defaults=given)[0]


def _latest(case: Case) -> Opinion | None:
    return Opinion.objects.filter(case=case).order_by("-version").first()


def _is_returned(opinion: Opinion) -> bool:
    return QualityCheck.objects.filter(opinion=opinion, result="returned").exists()


def _has_written(invitation: Invitation) -> bool:
    return Opinion.objects.filter(case_id=invitation.case_id, expert_id=invitation.expert_id).exists()


def _lock(case: Case) -> None:
    """One act on a case's opinion after another."""
    list(Case.objects.select_for_update(no_key=True).filter(id=case.id).values_list("id"))
