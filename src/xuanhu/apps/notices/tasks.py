"""The outbox is emptied."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from xuanhu.apps.notices.delivering import Delivered, deliver
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.integrations.messages import Sender, sender_for
from xuanhu.postgres import state_folder

AT_ONCE = 50  # few enough that their leases do not end
MOST_PASSES = 40  # in one job: another looks after the rest


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="notices.deliver")
def deliver_notices(timestamp: int) -> None:
    """Every five seconds. The demonstration's messages go into a file, whatever carries those in earnest."""
    del timestamp
    _until_none(lambda: _deliver(insurers_for("business"), settings.SENDER))
    _until_none(lambda: _deliver(insurers_for("demo"), ""))


def _until_none(one_pass: Callable[[], Delivered]) -> None:
    for _ in range(MOST_PASSES):
        if not any(one_pass()):
            return


def _deliver(insurers: list[int], line: str) -> Delivered:
    return deliver(
        at=datetime.now(UTC),
        sender=sender_of(line),
        limit=AT_ONCE,
        insurers=insurers,
        templates=_codes(settings.MESSAGE_TEMPLATES),
    )


@cache
def sender_of(line: str) -> Sender:
    """The sender of a line; where nothing is set, a file in the state folder."""
    return sender_for(line or (state_folder() / "messages").as_uri())


@cache
def _codes(file: str) -> dict[str, str]:
    """The gateway's codes of registered texts; a changed file is read when the worker starts again."""
    found: dict[str, str] = json.loads(Path(file).read_text("utf-8")) if file else {}
    return found
