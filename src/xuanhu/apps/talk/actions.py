"""Acts of a conversation: said, seen, advised, each in its caller's transaction."""

from datetime import datetime
from typing import Final, NamedTuple

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.cases.actions import Acted, record_fact
from xuanhu.apps.cases.models import Case
from xuanhu.apps.papers.models import Document
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.models import Advice, Feedback, Message, Wish

TEXT: Final = "talk.message.text"
ADVICE: Final = "talk.advice.text"
ADVISED: Final = "advised"
FEEDBACK: Final = "talk.feedback.text"


class Writer(NamedTuple):
    """Who writes for the insured: the account on record, and what its holder is to them: self, child."""

    actor: str
    relation: str


def say(
    *,
    case: Case,
    person: Person | None,
    text: str,
    at: datetime,
    document: Document | None = None,
    writer: Writer | None = None,
) -> Message:
    """Say something in a case: a person who works here, or, where none is given, the insured, by their `writer`."""
    return Message.objects.create(
        insurer_id=case.insurer_id,
        case=case,
        side="insured" if person is None else "person",
        person=person,
        actor=writer.actor if writer is not None else "",
        relation=writer.relation if writer is not None else "",
        at=at,
        text=sealer().seal(text, TEXT) if text else "",
        document=document,
    )


def mark_read(*, case: Case, side: str, at: datetime) -> int:
    """One side has seen what the other said; how much of it was new."""
    unseen = Message.objects.filter(case=case, read_at__isnull=True).exclude(side=side)
    return unseen.update(read_at=at)


def give_advice(
    *, case: Case, person: Person, minutes: int, text: str, role: str, actor: str, at: datetime
) -> Acted | None:
    """The doctor has advised: on record in the case, with the words kept beside it.

    Refused by the case, nothing is kept; what the case says is given back. None where there is no such case.
    """
    data = {"minutes": minutes}
    acted = record_fact(public_id=str(case.public_id), name=ADVISED, data=data, at=at, by=role, actor=actor)
    if acted is not None and acted.verdict.allowed:
        Advice.objects.create(
            insurer_id=case.insurer_id,
            case=case,
            person=person,
            at=at,
            minutes=minutes,
            text=sealer().seal(text, ADVICE),
        )
    return acted


def wish_for(*, case: Case, slot: datetime, writer: Writer, at: datetime) -> Wish:
    """Ask for a slot. It takes the place of what was asked for before; the booking is the desk's."""
    return Wish.objects.create(insurer_id=case.insurer_id, case=case, slot=slot, at=at, actor=writer.actor)


def give_feedback(*, case: Case, mark: int, text: str, writer: Writer, at: datetime) -> bool:
    """Say how it was, from 1 (worst) to 5; False where it has been said. The case's row has to be locked."""
    if Feedback.objects.filter(case=case).exists():
        return False
    sealed = sealer().seal(text, FEEDBACK) if text else ""
    Feedback.objects.create(insurer_id=case.insurer_id, case=case, at=at, **writer._asdict(), mark=mark, text=sealed)
    return True
