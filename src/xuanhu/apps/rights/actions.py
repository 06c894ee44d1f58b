"""Asking to have something corrected or deleted, and the answer: on record, each with a line on the trail."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from xuanhu.apps.audit.actions import Act, By, Subject, record
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.parties.actions import correct
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.portal.acting import actor_of, end_acting
from xuanhu.apps.portal.codes import PHONE
from xuanhu.apps.portal.models import Account, ActsFor
from xuanhu.apps.portal.phones import read_phone
from xuanhu.apps.rights.held import Held
from xuanhu.apps.rights.models import Request, Step
from xuanhu.apps.sealing import sealer
from xuanhu.core.parties.id_number import IdNumberError, check_id_number
from xuanhu.core.reckoning import due_within, parse_span

SAYS: Final = "rights.request.says"
NOTE: Final = "rights.step.note"
ANSWERED_WITHIN: Final = parse_span("15 working days")
LONGEST: Final = 500


class UnreadableError(ValueError):
    """What somebody wants to have on file is no name, number or phone; `field` says which."""


class AnsweredError(ValueError):
    """A request that was answered before."""


def ask_for_correction(*, insured: Insured, account: Account, field: str, says: str, at: datetime) -> Request:
    """Ask the care desk to put something right; asked before and not answered yet: that one.

    `says` is the right value; of `other`, what is wrong, in words. Raises UnreadableError.
    """
    value = _readable(field, says)
    Account.objects.select_for_update(no_key=True).get(id=account.id)
    for one in Request.objects.filter(insured=insured, kind="correction", field=field, answer=None):
        if said_in(one) == value:
            return one
    return _ask(insured, account, "correction", field, value, at)


def ask_for_deletion(*, insured: Insured, account: Account, held: Sequence[Held], at: datetime) -> Request:
    """Ask to have deleted what may be, and answer at once: what is kept until when, by which source.

    Asked before on the same day: that one.
    """
    Account.objects.select_for_update(no_key=True).get(id=account.id)
    earlier = Request.objects.filter(insured=insured, kind="deletion").order_by("-id").first()
    if earlier is not None and earlier.at.astimezone(at.tzinfo).date() == at.date():
        return earlier
    asked = _ask(insured, account, "deletion", "", "", at)
    _answer(asked, "answered", "\n".join(answer_to_deletion(held, at.date())), By("system", "system"), at)
    return asked


def answer_to_deletion(held: Sequence[Held], on: date) -> Sequence[str]:
    """A line for each group: what keeps it and until when, or that it may go."""
    return [_line(one, on) for one in held]


def decide(*, request: Request, is_done: bool, note: str, by: By, at: datetime) -> Step:
    """Answer a request; done puts the value on file, and leaves an old phone no way in.

    Raises AnsweredError, UnreadableError.
    """
    locked = Request.objects.select_for_update(no_key=True, of=("self",)).select_related("insured").get(id=request.id)
    if Step.objects.filter(request=locked).exists():
        raise AnsweredError
    if is_done and locked.field in ("name", "id_number", "phone"):
        value = _readable(locked.field, said_in(locked))
        correct(row=locked.insured, field=locked.field, value=value, by=by, at=at)
        if locked.field == "phone":
            _leave_old_phones(locked.insured, value, by, at)
    return _answer(locked, "done" if is_done else "refused", note[:LONGEST], by, at)


def _leave_old_phones(insured: Insured, phone: str, by: By, at: datetime) -> None:
    """Who comes by a phone that is the person's no more acts for them no more: numbers are given to others."""
    own = ActsFor.objects.select_related("account", "insured").filter(insured=insured, way="identity", ended_at=None)
    for one in own:
        known = one.account.phone_index
        if known is None or bytes(known) != sealer().index(phone, PHONE):
            end_acting(acts_for=one, at=at, by=by)


def said_in(request: Request) -> str:
    """What was written, opened."""
    return sealer().open(request.says, SAYS) if request.says else ""


def note_in(step: Step) -> str:
    """What the person was answered, opened."""
    return sealer().open(step.note, NOTE) if step.note else ""


def _ask(insured: Insured, account: Account, kind: str, field: str, says: str, at: datetime) -> Request:
    subject = Subject("insured", str(insured.public_id))
    by = By(actor_of(account), "insured")
    record(act=Act.RIGHT_ASKED, subject=subject, by=by, at=at, insurer=insured.insurer_id, reason=kind)
    return Request.objects.create(
        insurer_id=insured.insurer_id,
        insured=insured,
        account=account,
        kind=kind,
        field=field,
        says=sealer().seal(says, SAYS) if says else "",
        at=at,
        due_at=due_within(calendar(), start=at, span=ANSWERED_WITHIN).passes_at,
    )


def _answer(request: Request, kind: str, note: str, by: By, at: datetime) -> Step:
    subject = Subject("insured", str(request.insured.public_id))
    record(act=Act.RIGHT_ANSWERED, subject=subject, by=by, at=at, insurer=request.insurer_id, reason=kind)
    try:
        with transaction.atomic():
            return Step.objects.create(
                insurer_id=request.insurer_id,
                request=request,
                kind=kind,
                note=sealer().seal(note, NOTE) if note else "",
                at=at,
                by=by.role,
                actor=by.actor,
            )
    except IntegrityError:
        raise AnsweredError from None


def _line(one: Held, on: date) -> str:
    if one.group == "account":
        return f"{one.name}：现在就可以注销，注销马上生效。"
    if one.until.is_open:
        return f"{one.name}：合同还没有终止日。终止以后按{one.rule.source}再保存一段时间，到期由人核准后删除。"
    if one.until.is_over(on) or one.until.day is None:
        return f"{one.name}：没有规定要再保存，我们请人核准后删除。"
    day = one.until.day
    return f"{one.name}：按{one.rule.source}保存到{day.year}年{day.month}月{day.day}日，到期由人核准后删除。"


def _readable(field: str, says: str) -> str:
    text = says.strip()[:LONGEST]
    if field == "phone":
        text = read_phone(text) or ""
    elif field == "id_number":
        try:
            text = str(check_id_number(text))
        except IdNumberError:
            text = ""
    if not text:
        raise UnreadableError(field)
    return text
