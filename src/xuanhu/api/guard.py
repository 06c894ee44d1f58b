"""What stands before every address of the API: content that is no JSON, unknown methods and addresses, mishaps.

Whatever happens, the answer is application/problem+json with a code.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, Error, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from xuanhu.api.problems import Problem, respond

View = Callable[..., HttpResponseBase]
TOO_BIG = Problem(413, "too-large", "请求的内容太大，请分几次发送 (the body is too large; send it in parts)")
CONFLICT = Problem(409, "conflict", "已经有这一条，或与别的记录冲突 (already there, or in conflict)")
NOT_KEPT = Problem(422, "malformed", "有的内容存不下 (some of it cannot be stored)")
NO_DATABASE = Problem(503, "unavailable", "数据库暂时连不上，请稍后再试 (the database cannot be reached; try again)")
MISHAP = Problem(500, "internal", "平台出了错，已经记下 (the platform failed; it is on record)")
UNREADABLE = Problem(400, "bad-json", "请求没有发完 (the request ended too early)")
UNKNOWN_PLACE = Problem(404, "no-such-address", "没有这个地址 (no such address)")
NOT_JSON = Problem(415, "not-json", "请用 Content-Type: application/json (JSON is needed)")

log = logging.getLogger("xuanhu.api")


def guarded(view: View, *, takes_files: bool = False) -> View:
    """A view that answers with problems where Django or django-ninja would answer with a page or with nothing."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
        if has_body and request.content_type != "application/json" and not takes_files:
            return respond(NOT_JSON)
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return respond(UNKNOWN_PLACE)
        if response.status_code == HttpResponse(status=405).status_code:
            return _not_allowed(response)
        return response

    return wrapper


def _not_allowed(response: HttpResponseBase) -> HttpResponse:
    allowed = response["Allow"]
    found = respond(Problem(405, "method-not-allowed", f"这个地址只接受 {allowed} (only these methods)"))
    found["Allow"] = allowed
    return found


def unknown_address(_: HttpRequest) -> HttpResponse:
    """An address under /api/v1 that is none."""
    return respond(UNKNOWN_PLACE)


def problem_of(error: Exception) -> Problem:
    """The problem that an exception is for the caller. What nobody foresaw is logged by its kind, without content."""
    for kind, problem in _KNOWN:
        if isinstance(error, kind):
            return problem
    log.error("%s", type(error).__name__, exc_info=None if isinstance(error, Error) else error)
    return MISHAP


_KNOWN: tuple[tuple[type[Exception], Problem], ...] = (
    (RequestDataTooBig, TOO_BIG),
    (UnreadablePostError, UNREADABLE),
    (IntegrityError, CONFLICT),
    (DataError, NOT_KEPT),
    (OperationalError, NO_DATABASE),
    (InterfaceError, NO_DATABASE),
)
