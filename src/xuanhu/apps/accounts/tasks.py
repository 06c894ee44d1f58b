"""What was kept for requests that come twice, and for people who have left, and is not needed any more."""

from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from xuanhu.apps.accounts.answers import KEPT, delete_answers


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="accounts.answers")
def delete_old_answers(timestamp: int) -> None:
    """Every hour: nobody sends a request again after a week."""
    del timestamp
    delete_answers(before=datetime.now(UTC) - KEPT)


@app.periodic(cron="47 * * * *")
@app.task(queueing_lock="accounts.sessions")
def delete_old_sessions(timestamp: int) -> None:
    """Every hour: sessions that are over."""
    del timestamp
    Session.objects.filter(expire_date__lt=datetime.now(UTC)).delete()
