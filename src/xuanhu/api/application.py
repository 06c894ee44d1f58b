"""The API object: who calls, at which moment, and how errors are said."""

import secrets
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from xuanhu import __version__
from xuanhu.api.authentication import Bearer, BySession
from xuanhu.api.bodies import ExactParser
from xuanhu.api.describing import describe
from xuanhu.api.guard import guarded, problem_of, unknown_address
from xuanhu.api.problems import NO_KEY, NOT_ALLOWED, Problem, of_validation, respond
from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.core.handbook.values import read_moment
from xuanhu.core.reckoning import SHANGHAI

TAKING_FILES = "takes-files"  # the name of addresses that take any content, and look at it themselves
FIRST_YEAR, LAST_YEAR = 1991, 2097  # what the calendar can reckon, with room on both sides


class Api(NinjaAPI):
    """django-ninja with a guard before every address, and with its problems in the OpenAPI document."""

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for one in patterns:
            if isinstance(one, URLPattern):
                one.callback = guarded(one.callback, takes_files=one.name == TAKING_FILES)
        return [*patterns, re_path(r"^.*$", unknown_address)]

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document, with the problems that each operation may answer with."""
        document = super().get_openapi_schema(**options)
        describe(document)
        return document


api = Api(
    title="Xuanhu 悬壶",
    version=__version__,
    auth=[Bearer(), BySession()],
    parser=ExactParser(),
    urls_namespace="api-v1",
    docs_url=None,  # its page would load scripts from elsewhere
)


def caller_of(request: HttpRequest) -> Caller:
    """Who calls; authentication has put it there."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def moment_of_request(request: HttpRequest) -> datetime:
    """The moment at which the request is judged: now, or in a rehearsal the one that it plays at."""
    played = request.headers.get("X-Rehearsal-At")
    if played is None:
        return datetime.now(UTC).astimezone(SHANGHAI)
    if not settings.REHEARSAL or not caller_of(request).may(Permission.REHEARSE):
        raise Problem(403, "no-rehearsal", "这里不是彩排 (no rehearsal is on)")
    at = read_moment(played)
    if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Problem(422, "malformed", "X-Rehearsal-At 应是时刻，如 2026-10-09T14:30 (a moment is needed)")
    return at


def acting_role(request: HttpRequest, wanted: str | None) -> str | None:
    """In which role the caller acts: its own; in a rehearsal any, or whoever may."""
    caller = caller_of(request)
    if caller.may(Permission.ACT_FOR_ANYONE):
        return wanted
    if wanted is not None and wanted != caller.role:
        raise Problem(403, "not-permitted", "您不能以这个角色办事 (you may not act in that role)")
    return caller.role


def demand(request: HttpRequest, permission: Permission) -> None:
    """Go on only with this permission."""
    if not caller_of(request).may(permission):
        raise NOT_ALLOWED


@api.exception_handler(Problem)
def on_problem(_: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that was found."""
    return respond(problem)


@api.exception_handler(ValidationError)
def on_validation(_: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request of the wrong shape."""
    return respond(of_validation(error.errors))


@api.exception_handler(AuthenticationError)
def on_authentication(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    """No key, or a wrong one."""
    return respond(NO_KEY)


@api.exception_handler(HttpError)
def on_http_error(_: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that could not be read; the parser's own problem says why."""
    cause = error.__cause__
    return respond(cause if isinstance(cause, Problem) else Problem(error.status_code, "bad-request", str(error)))


@api.exception_handler(Exception)
def on_exception(_: HttpRequest, error: Exception) -> HttpResponse:
    """Anything else: the database's word, or a mishap of ours."""
    return respond(problem_of(error))


def new_code() -> str:
    """A code for a rehearsal's insurer."""
    return f"rehearsal-{secrets.token_hex(8)}"
