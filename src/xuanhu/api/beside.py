"""`POST /checks` beside the framework: the same question by the same rules, in a quarter of the time.

Only a plain question is answered here, one that any key with rights may ask of a policy that it sees. Whatever is
unusual (a problem to be told, a rehearsal, terms that ask about other cases) goes on to Django untouched, so that there
is one place for every refusal and every mistake.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import psycopg
from django.conf import settings

from xuanhu.api.bodies import read_json
from xuanhu.api.cases import answer_of_check, read_facts_data
from xuanhu.api.problems import Problem
from xuanhu.apps.accounts.keys import hash_of
from xuanhu.apps.accounts.limits import Lease
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.checking import Found, check_found, look_up
from xuanhu.core.reckoning import SHANGHAI

LEASE: Final = Lease()
Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]

PATH: Final = "/api/v1/checks"
BEARER: Final = "Bearer "
MOST: Final = 16 * 1024  # bytes of a plain question
LONGEST: Final = 200  # letters of a text that names something
KEYS: Final = frozenset({"service", "insurer", "policy", "data", "by"})
NAMES: Final = ("service", "insurer", "policy")
HEADERS: Final = (
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def beside(framework: Wsgi) -> Wsgi:
    """The framework's application with the quick way for checks before it."""

    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST" and not settings.REHEARSAL:
            found = _answered(environ)
            if found is not None:
                start_response("200 OK", [*HEADERS, ("Content-Length", str(len(found)))])
                return [found]
        return framework(environ, start_response)

    return application


def _answered(environ: Environ) -> bytes | None:
    """The answer to a plain question; None, with the content still to be read, for all others."""
    length, authorization = environ.get("CONTENT_LENGTH", ""), environ.get("HTTP_AUTHORIZATION", "")
    is_json = environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == "application/json"
    is_plain = is_json and authorization.startswith(BEARER) and length.isdecimal() and int(length) <= MOST
    if not is_plain or "HTTP_X_REHEARSAL_AT" in environ:
        return None
    content = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(content)
    try:
        asked = _question(content)
        return _answer(asked, authorization[len(BEARER) :]) if asked is not None else None
    except Problem:
        return None  # said by the framework, in its own words
    except psycopg.Error:
        return None


def _question(content: bytes) -> Mapping[str, Any] | None:
    """What is asked, if it has the shape of a question about a policy. Raises Problem."""
    asked = read_json(content)
    if not isinstance(asked, dict) or not asked.keys() <= KEYS or not all(name in asked for name in NAMES):
        return None
    texts = [asked[name] for name in NAMES] + ([asked["by"]] if asked.get("by") is not None else [])
    is_sound = all(isinstance(text, str) and len(text) <= LONGEST for text in texts)
    data = asked.get("data", {})
    return asked if is_sound and isinstance(data, dict) and all(len(key) <= LONGEST for key in data) else None


def _answer(asked: Mapping[str, Any], key: str) -> bytes | None:
    found = look_up(key=hash_of(key), insurer=asked["insurer"], number=asked["policy"])
    by = asked.get("by")
    if found is None or not _may_ask(found, by):
        return None
    at = datetime.now(UTC).astimezone(SHANGHAI)
    data = read_facts_data(asked.get("data", {}), found.editions.editions(found.applicant.handbook)[-1])
    answer = check_found(found=found, service=asked["service"], data=data, at=at, by=by or found.caller.role)
    if answer is None or not LEASE.take(holder=found.caller.holder, most=found.caller.per_minute, at=at):
        return None
    return json.dumps(answer_of_check(answer), ensure_ascii=False).encode()


def _may_ask(found: Found, by: str | None) -> bool:
    caller = found.caller
    is_itself = by is None or by == caller.role
    return is_itself and caller.may(Permission.READ_CASES) and not caller.may(Permission.ACT_FOR_ANYONE)
