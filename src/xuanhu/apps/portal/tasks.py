"""Codes go out; what is too old of codes and links is forgotten."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xuanhu.apps.notices.tasks import sender_of
from xuanhu.apps.parties.queries import insurers_for
from xuanhu.apps.portal.models import Code, UsedLink
from xuanhu.apps.portal.sending import send_code, tell_both
from xuanhu.apps.tenancy import seeing
from xuanhu.integrations.messages import Unreachable

A_DAY = timedelta(days=1)


@app.task(name="portal.send_login_code", retry=RetryStrategy(max_attempts=8, wait=5, retry_exceptions=[Unreachable]))
def send_login_code(code: int) -> None:
    """Send one code. Where nobody is insured in earnest, messages go into a file, whatever carries those of others."""
    line = settings.SENDER if insurers_for("business") else ""
    send_code(code=code, sender=sender_of(line), at=datetime.now(UTC))


@app.task(name="portal.tell_of_helper", retry=RetryStrategy(max_attempts=8, wait=30, retry_exceptions=[Unreachable]))
def tell_of_helper(acts_for: int, insurer: int) -> None:
    """Tell the insured and the helper that one was named, or helps no more."""
    line = settings.SENDER if insurers_for("business") else ""
    with seeing([insurer]):
        tell_both(acts_for=acts_for, sender=sender_of(line), at=datetime.now(UTC))


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="portal.forget")
def forget_what_is_over(timestamp: int) -> None:
    """Every hour."""
    del timestamp
    at = datetime.now(UTC)
    Code.objects.filter(ends_at__lt=at - A_DAY).delete()
    UsedLink.objects.filter(ends_at__lt=at).delete()
