"""What was kept for requests that come twice, and is not needed any more."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from xuanhu.apps.accounts.answers import KEPT, delete_answers


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="accounts.answers")
def delete_old_answers(timestamp: int) -> None:
    """Every hour: nobody sends a request again after a week."""
    del timestamp
    delete_answers(before=datetime.now(UTC) - KEPT)
