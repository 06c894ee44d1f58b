"""Sessions of insured persons, beside those of people at work: begun with a new number, ended when idle or old."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from xuanhu.apps.portal.models import Account

ACCOUNT, SINCE, SEEN = "account", "since", "seen"
IDLE: Final = timedelta(minutes=60)  # somebody looks for papers, or waits at a counter
LONGEST: Final = timedelta(hours=12)
SEEN_EVERY: Final = 60.0  # seconds


def begin(*, session: SessionBase, account: Account, at: datetime) -> None:
    """Begin a session; whatever number the browser came with is worth nothing any more."""
    session.flush()
    session.update({ACCOUNT: account.id, SINCE: at.timestamp(), SEEN: at.timestamp()})
    Session.objects.filter(expire_date__lt=at).delete()


def account_of(*, session: SessionBase, at: datetime, by_itself: bool = False) -> Account | None:
    """Whose session it is; None, and the session is gone, if it was idle, is too old, or the account has ended."""
    number, now = session.get(ACCOUNT), at.timestamp()
    if number is None:
        return None
    account = Account.objects.filter(id=number, ended_at__isnull=True).first()
    is_over = now - session[SEEN] > IDLE.total_seconds() or now - session[SINCE] > LONGEST.total_seconds()
    if account is None or is_over:
        session.flush()
        return None
    if not by_itself and now - session[SEEN] > SEEN_EVERY:
        session[SEEN] = now
    return account
