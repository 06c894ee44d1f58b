"""Sending what stands in the outbox: at least once, and always under the same key.

Each message is claimed in a short transaction of its own, which also puts the try on record; then it is sent, with no
transaction open; then what came of it is written. Whoever dies between leaves a message whose turn comes again when
its lease is over, with the moment of the doubtful try handed in.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from xuanhu.apps.notices.actions import NO_PHONE, PARAMS, TEXT
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.notices.reaching import reached_by
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.sealing import SealError, sealer
from xuanhu.apps.tenancy import seeing
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages import Message, Rejected, Sender, Sent, Unreachable

MINUTE: Final = timedelta(minutes=1)
BACK_OFF: Final = (MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE, 1440 * MINUTE)
MOST_TRIES: Final = 8
LEASE: Final = 10 * MINUTE  # longer than any sender may take; nobody else touches the message until then
IN_DOUBT, UNREADABLE, UNSENDABLE = "in-doubt", "unreadable", "unsendable"

CLAIM = """
WITH due AS (
    SELECT id, tried_at FROM notices_notice
    WHERE state = 'pending' AND next_try_at <= %(at)s
    ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE notices_notice AS n SET tried_at = %(at)s, tries = n.tries + 1, next_try_at = %(until)s
FROM due WHERE n.id = due.id
RETURNING n.id, n.insurer_id, n.kind, n.key, n.tries, due.tried_at, n.text, n.params, n.template,
    (SELECT phone FROM parties_insured WHERE id = n.insured_id)
"""


class Claimed(NamedTuple):
    """A message whose turn it is, still sealed. `doubt` is when an earlier try was made that ended in doubt."""

    id: int
    insurer: int
    kind: str
    key: str
    tries: int
    doubt: datetime | None
    text: str
    params: str
    template: str
    phone: str | None


class Delivered(NamedTuple):
    """What came of a pass: how many were sent, will be tried again, will not."""

    sent: int = 0
    put_off: int = 0
    dead: int = 0


def real_insurers() -> list[int]:
    """Every tenant but those of rehearsals: nobody's phone rings for a story."""
    return insurers_for("business", "demo")


def deliver(
    *,
    at: datetime,
    sender: Sender,
    limit: int = 20,
    insurers: Iterable[int] | None = None,
    templates: Mapping[str, str] | None = None,
) -> Delivered:
    """Send what is due at `at`, at most `limit` messages: few enough that leases, which count from `at`, do not end.

    `templates` gives the gateway's code of a text, by `handbook/service/entry`, where the gateway keeps texts itself.
    """
    visible = reached_by(sender, insurers if insurers is not None else real_insurers())
    done = {"sent": 0, "pending": 0, "dead": 0}
    for _ in range(limit):
        claimed = _claim(visible, at)
        if claimed is None:
            break
        done[_try(claimed, at, sender, templates or {})] += 1
    return Delivered(*done.values())


def _claim(insurers: list[int], at: datetime) -> Claimed | None:
    with seeing(insurers), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"at": at, "until": at + LEASE})
        row = cursor.fetchone()
    return Claimed(*row) if row is not None else None


def _try(claimed: Claimed, at: datetime, sender: Sender, templates: Mapping[str, str]) -> str:
    """Send one message, and write what came of it; the state in which it is now."""
    if claimed.tries > MOST_TRIES:
        return _give_up(claimed, IN_DOUBT)
    message = _message(claimed, templates)
    if isinstance(message, str):
        return _give_up(claimed, message)
    try:
        sent = sender.send(message, at=at)
    except Rejected as error:
        return _give_up(claimed, error.code)
    except Unreachable as error:
        return _put_off(claimed, error, at)
    return _write_sent(claimed, sent)


def _message(claimed: Claimed, templates: Mapping[str, str]) -> Message | str:
    """The message, opened; or why there can be none."""
    if claimed.phone is None:
        return NO_PHONE
    try:
        return _opened(claimed, claimed.phone, templates)
    except SealError:
        return UNREADABLE
    except ValueError:
        return UNSENDABLE


def _opened(claimed: Claimed, phone: str, templates: Mapping[str, str]) -> Message:
    seal = sealer()
    return Message(
        kind=claimed.kind,
        channel="sms",
        to=seal.open(phone, f"{WHERE}.phone"),
        text=seal.open(claimed.text, TEXT),
        idempotency_key=claimed.key,
        template_code=templates.get(claimed.template, ""),
        template_params=json.loads(seal.open(claimed.params, PARAMS)),
        tried_at=claimed.doubt.astimezone(SHANGHAI) if claimed.doubt is not None else None,
    )


def _write_sent(claimed: Claimed, sent: Sent) -> str:
    """Sent is sent, whatever somebody else has made of the message in the meantime."""
    with seeing([claimed.insurer]):
        Notice.objects.filter(id=claimed.id).exclude(state="sent").update(
            state="sent", sent_at=sent.at, provider=sent.provider, provider_id=sent.provider_id, problem=""
        )
    return "sent"


def _put_off(claimed: Claimed, error: Unreachable, at: datetime) -> str:
    """Not now: later, and later each time. Only a try that may have gone out leaves a doubt of its own."""
    doubt = at if error.maybe_sent else claimed.doubt
    if claimed.tries >= MOST_TRIES:
        return _give_up(claimed, error.code, tried_at=doubt)
    pause = max(BACK_OFF[min(claimed.tries, len(BACK_OFF)) - 1], error.retry_after or MINUTE)
    _settle(claimed, next_try_at=at + pause, tried_at=doubt, problem=error.code)
    return "pending"


def _give_up(claimed: Claimed, problem: str, **more: Any) -> str:
    _settle(claimed, state="dead", problem=problem, **more)
    return "dead"


def _settle(claimed: Claimed, **changes: Any) -> None:
    """Write what came of this try, unless another has begun since."""
    with seeing([claimed.insurer]):
        Notice.objects.filter(id=claimed.id, state="pending", tries=claimed.tries).update(**changes)
