"""Who calls the API: a machine by its key, a person by their session. Each may ask so and so often a minute."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from xuanhu.api.problems import Problem
from xuanhu.apps.accounts.keys import Caller, find_caller
from xuanhu.apps.accounts.limits import take
from xuanhu.apps.accounts.people import caller_of_person
from xuanhu.apps.accounts.sessions import person_of

A_MINUTE = timedelta(minutes=1)
NO_TOKEN = Problem(403, "no-csrf-token", "请在 X-CSRFToken 里带上会话的令牌 (the session's token is needed)")
PASSWORD_FIRST = Problem(403, "must-change-password", "请先修改初始密码 (change the first password before all else)")
ALWAYS = "/api/v1/session"  # who am I, and leaving


class Bearer(HttpBearer):
    """A key in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Whose key it is. Raises Problem where it asks too often."""
        del request
        caller = find_caller(token)
        if caller is not None:
            take_or_wait(caller.holder, caller.per_minute)
        return caller


class BySession(APIKeyCookie):
    """The session of somebody who has logged in; what changes something needs the session's token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # judged here, and told as a problem

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Who is logged in. Raises Problem without the token, or where the first password still stands."""
        if not key or "Authorization" in request.headers:
            return None
        person = person_of(session=request.session, at=datetime.now(UTC))
        if person is None:
            return None
        if check_csrf(request) is not None:
            raise NO_TOKEN
        if person.must_change_password and request.path != ALWAYS:
            raise PASSWORD_FIRST
        caller = caller_of_person(person)
        take_or_wait(caller.holder, caller.per_minute)
        return caller


def take_or_wait(holder: str, most: int, within: timedelta = A_MINUTE) -> None:
    """Take a request out of a bucket. Raises Problem where it is empty; in a rehearsal nobody is told to wait."""
    if settings.REHEARSAL:
        return
    wait = take(holder=holder, most=most, at=datetime.now(UTC), within=within)
    if wait is not None:
        wrong = f"问得太快，请过{wait}秒再试 (too many requests; ask again later)"
        raise Problem(429, "too-many-requests", wrong, headers={"Retry-After": str(wait)})


def address_of(request: HttpRequest) -> str:
    """From where a request comes; what a proxy adds is believed only of so many as stand before us."""
    named = request.headers.get("X-Forwarded-For", "").split(",") if settings.PROXIES else []
    if len(named) >= settings.PROXIES > 0:
        return str(named[-settings.PROXIES].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
