"""Sessions of people: begun at login with a new number, ended when idle, after a shift, or with the account.

No clock is read here: whoever asks says what time it is. A session knows a person's number and three marks, no more.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare, salted_hmac

from xuanhu.apps.accounts.models import Person

PERSON, SINCE, SEEN, STAMP, HALF = "person", "since", "seen", "stamp", "half"
LONGEST = timedelta(hours=12)
A_STEP = timedelta(minutes=5)  # between the password and the code
SEEN_EVERY = 60.0  # seconds; a session is not written with every request


def begin(*, session: SessionBase, person: Person, at: datetime) -> None:
    """Begin a session; whatever number the browser came with is worth nothing any more."""
    session.flush()
    now = at.timestamp()
    session.update({PERSON: person.id, SINCE: now, SEEN: now, STAMP: _stamp(person)})
    Session.objects.filter(expire_date__lt=at).delete()


def person_of(*, session: SessionBase, at: datetime, by_itself: bool = False) -> Person | None:
    """Whose session it is; None, and the session is gone, if it was idle, is too old, or the account has changed.

    What a page asks by itself keeps no session alive.
    """
    number = session.get(PERSON)
    if number is None:
        return None
    now = at.timestamp()
    person = Person.objects.filter(id=number, is_active=True).first()
    if person is None or _is_over(session, now) or not constant_time_compare(session[STAMP], _stamp(person)):
        session.flush()
        return None
    if not by_itself and now - session[SEEN] > SEEN_EVERY:
        session[SEEN] = now
    return person


def keep_after_change(*, session: SessionBase, person: Person) -> None:
    """Let this session live on after its person's password was changed; all others end."""
    session.cycle_key()
    session[STAMP] = _stamp(person)


def begin_half(*, session: SessionBase, person: Person, at: datetime) -> None:
    """The password was right: remember for a few minutes who has to give the code."""
    session.flush()
    session[HALF] = {"person": person.id, "stamp": _stamp(person), "since": at.timestamp()}


def half_of(*, session: SessionBase, at: datetime) -> Person | None:
    """Who has to give the code."""
    half = session.get(HALF)
    if half is None or at.timestamp() - half["since"] > A_STEP.total_seconds():
        return None
    person = Person.objects.filter(id=half["person"], is_active=True, second_factor__isnull=False).first()
    return person if person is not None and constant_time_compare(half["stamp"], _stamp(person)) else None


def _is_over(session: SessionBase, now: float) -> bool:
    idle = timedelta(minutes=settings.IDLE_MINUTES).total_seconds()
    seen, since = float(session[SEEN]), float(session[SINCE])
    return now - seen > idle or now - since > LONGEST.total_seconds()


def _stamp(person: Person) -> str:
    """Changes with the password and the second factor."""
    return salted_hmac("accounts.session", f"{person.password}{person.second_factor}", algorithm="sha256").hexdigest()
