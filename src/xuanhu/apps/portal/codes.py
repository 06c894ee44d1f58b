"""Codes by SMS: six digits to a phone that is on file, good for five minutes and five tries, once.

Whoever asks is answered the same whether the phone is known or not: a stranger learns nothing, and nobody's phone
rings for a stranger's curiosity.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F

from xuanhu.apps.accounts.tries import Limit, forgive_all, take
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.portal.models import Account, Code
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import seeing

PHONE: Final = "portal.account.phone"
CODE_PHONE: Final = "portal.code.phone"
CODE: Final = "portal.code.code"
GOOD_FOR: Final = timedelta(minutes=5)
PAUSE: Final = timedelta(seconds=60)
MOST_TRIES: Final = 5
DIGITS: Final = 6
SENT: Final = Limit("portal.sent", 4)  # in a quarter of an hour, to one phone
ASKED: Final = Limit("portal.asked", 300)  # and from one address: a carrier puts thousands of phones behind one


class Asked(NamedTuple):
    """A code was asked for: which one is to be sent, if the phone is known; how many seconds to wait first, if any."""

    code: int | None = None
    wait: int = 0


class Outcome(StrEnum):
    """How a try with a code ended."""

    IN = "in"
    WRONG = "wrong"
    OVER = "over"  # too old, used, or tried too often: a new one is needed


def ask_for_code(*, phone: str, address: str, at: datetime) -> Asked:
    """Make a code for a phone; the one before it is worth nothing any more."""
    index = sealer().index(phone, PHONE)
    last = Code.objects.filter(phone_index=index).first()
    if last is not None and last.used_at is None and at - last.asked_at < PAUSE:
        return Asked(wait=max(1, int((last.asked_at + PAUSE - at).total_seconds())))
    wait = take(ASKED, address, at) or take(SENT, phone, at)
    if wait is not None:
        return Asked(wait=wait)
    text = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    made = {
        "phone": sealer().seal(phone, CODE_PHONE),
        "code": sealer().seal(text, CODE),
        "hash": _hash(phone, text),
        "asked_at": at,
        "ends_at": at + GOOD_FOR,
        "tries": 0,
        "sent_at": None,
        "used_at": None,
    }
    row, _ = Code.objects.update_or_create(phone_index=index, defaults=made)
    return Asked(row.id if is_known(phone) else None)


def try_code(*, phone: str, code: str, at: datetime) -> Outcome:
    """Compare a code; a try is counted before it is judged, so that many at once get no more than one by one."""
    mine = Code.objects.filter(phone_index=sealer().index(phone, PHONE), used_at__isnull=True, ends_at__gt=at)
    if not mine.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return Outcome.OVER
    if not mine.filter(hash=_hash(phone, code.strip())).update(used_at=at, code=""):
        return Outcome.WRONG if mine.filter(tries__lt=MOST_TRIES).exists() else Outcome.OVER
    forgive_all(SENT, phone)
    return Outcome.IN


def account_of_phone(*, phone: str, at: datetime) -> Account:
    """The account of a phone whose code was right; made the first time."""
    index = sealer().index(phone, PHONE)
    with transaction.atomic():
        known = {"phone": sealer().seal(phone, PHONE), "created_at": at}
        return Account.objects.get_or_create(phone_index=index, defaults=known)[0]


def is_known(phone: str) -> bool:
    """Whether a phone is an account's or stands on an insured person's file."""
    if Account.objects.filter(phone_index=sealer().index(phone, PHONE), ended_at__isnull=True).exists():
        return True
    with seeing(insurers_for("business", "demo")):
        return Insured.objects.filter(phone_index=sealer().index(phone, "parties.insured.phone")).exists()


def shown_where_nobody_is_real(*, phone: str, at: datetime) -> str:
    """The code for the page of a demonstration, whose messages never leave the machine; nothing beside business."""
    if insurers_for("business"):
        return ""
    row = Code.objects.filter(phone_index=sealer().index(phone, PHONE), ends_at__gt=at).exclude(code="").first()
    return sealer().open(row.code, CODE) if row is not None and is_known(phone) else ""


def _hash(phone: str, code: str) -> bytes:
    return sealer().index(f"{phone}:{code}", "portal.code.hash")
