"""Time acts: what is due is swept up, many timers in one job, never a job a timer."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from xuanhu.apps.cases.sweeping import sweep
from xuanhu.apps.parties.queries import insurers_for


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="cases.sweep")
def sweep_timers(timestamp: int) -> None:
    """Every ten seconds. A rehearsal has its own time."""
    del timestamp
    sweep(insurers=insurers_for("business", "demo"), until=datetime.now(UTC))
