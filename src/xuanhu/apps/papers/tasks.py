"""What crashes left in the store of documents is taken away."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from xuanhu.apps.papers.actions import NotOurStoreError, sweep_orphans

log = logging.getLogger("xuanhu.papers")


@app.periodic(cron="23 4 * * *")
@app.task(queueing_lock="papers.orphans")
def take_orphans_away(timestamp: int) -> None:
    """Every night; where nearly everything would go, nothing does, and somebody has to look."""
    del timestamp
    try:
        sweep_orphans(at=datetime.now(UTC))
    except NotOurStoreError:
        log.error("most of the store belongs to no document: nothing was taken away")  # noqa: TRY400 - that is all
