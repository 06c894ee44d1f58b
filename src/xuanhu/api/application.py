"""The API object: who calls, at which moment, and how errors are said."""

import json
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from xuanhu import __version__
from xuanhu.api.problems import NO_KEY, Problem, of_validation, respond
from xuanhu.apps.accounts.keys import Caller, find_caller
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.core.handbook.values import read_moment
from xuanhu.core.reckoning import SHANGHAI


class Bearer(HttpBearer):
    """A key in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Whose key it is."""
        del request
        return find_caller(token)


class ExactParser(Parser):
    """JSON whose numbers with a point stay exact: money is never a binary fraction."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON. Raises ValueError for what is none."""
        return json.loads(request.body, parse_float=Decimal)


api = NinjaAPI(title="Xuanhu 悬壶", version=__version__, auth=Bearer(), parser=ExactParser(), urls_namespace="api-v1")


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
    if at is None:
        raise Problem(422, "malformed", "X-Rehearsal-At 应是时刻，如 2026-10-09T14:30 (a moment is needed)")
    return at


def acting_role(request: HttpRequest, wanted: str | None) -> str | None:
    """In which role the caller acts: its own; in a rehearsal any, or whoever may."""
    caller = caller_of(request)
    if caller.may(Permission.ACT_FOR_ANYONE):
        return wanted
    if wanted is not None and wanted != caller.role:
        raise Problem(403, "not-permitted", "这把密钥不能以这个角色办事 (this key may not act in that role)")
    return caller.role


def demand(request: HttpRequest, permission: Permission) -> None:
    """Go on only with this permission."""
    if not caller_of(request).may(permission):
        raise Problem(403, "not-permitted", "这把密钥不能做这件事 (this key may not do that)")


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


@api.exception_handler(IntegrityError)
def on_conflict(_: HttpRequest, __: IntegrityError) -> HttpResponse:
    """Something that is there already, or that the database does not allow."""
    return respond(Problem(409, "conflict", "已经有这一条，或与别的记录冲突 (already there, or in conflict)"))


def new_code() -> str:
    """A code for a rehearsal's insurer."""
    return f"rehearsal-{secrets.token_hex(8)}"


from xuanhu.api import cases, parties, rehearsals  # noqa: E402, F401 - they register their routes on `api`
