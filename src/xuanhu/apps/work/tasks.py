"""How promises came out, kept up with the facts."""

from procrastinate.contrib.django import app

from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.work.outcomes import reckon_new_outcomes


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="work.outcomes")
def reckon(timestamp: int) -> None:
    """Every minute. A rehearsal's promises are nobody's figures."""
    del timestamp
    reckon_new_outcomes(insurers=insurers_for("business", "demo"))
