"""Exports are made, and taken away when their day is over."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xuanhu.apps.rights.exporting import make_export, take_away_what_is_over
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.store import Unreachable


@app.task(name="rights.make_export", retry=RetryStrategy(max_attempts=8, wait=15, retry_exceptions=[Unreachable]))
def make(export: int, insurer: int) -> None:
    """Make one."""
    make_export(export=export, insurer=insurer, at=datetime.now(UTC).astimezone(SHANGHAI))


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="rights.exports")
def take_away(timestamp: int) -> None:
    """Every ten minutes."""
    del timestamp
    take_away_what_is_over(at=datetime.now(UTC))
