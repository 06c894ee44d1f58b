"""Sessions of people over the API: log in, who am I and what may I, leave."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token, rotate_token
from ninja.responses import Status

from xuanhu.api.answer_shapes import SessionOut
from xuanhu.api.application import api, caller_of
from xuanhu.api.authentication import address_of
from xuanhu.api.problems import Problem
from xuanhu.api.shapes import LoginIn
from xuanhu.api.tenants import visible
from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.accounts.logins import Outcome, Tried, log_in, log_out
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import caller_of_person, shown_name
from xuanhu.apps.accounts.permissions import ROLES
from xuanhu.apps.accounts.sessions import begin, person_of
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.tenancy import set_visible

WRONG = Problem(401, "wrong-login", "登录名或密码不对，或验证码已用过 (the name, the password or the code is wrong)")
CODE_NEEDED = Problem(401, "code-needed", "请带上动态验证码 code (the second factor's code is needed)")


@api.post("/session", response=SessionOut, auth=None, summary="Log in")
def post_session(request: HttpRequest, body: LoginIn) -> dict[str, object]:
    """Begin a session by name and password, and the code where a second factor is asked for. The cookie carries it."""
    at = datetime.now(UTC)
    tried = log_in(login=body.login, password=body.password, code=body.code, address=address_of(request), at=at)
    person = _let_in(tried)
    begin(session=request.session, person=person, at=at)
    rotate_token(request)
    with transaction.atomic():
        set_visible(person.insurers)
        return _shown(request, caller_of_person(person), person)


def _let_in(tried: Tried) -> Person:
    if tried.outcome is Outcome.LOCKED:
        wrong = f"试错的次数太多，请过{tried.wait}秒再试 (too many wrong tries; wait)"
        raise Problem(429, "locked", wrong, headers={"Retry-After": str(tried.wait)})
    if tried.outcome is Outcome.CODE_NEEDED:
        raise CODE_NEEDED
    if tried.person is None:
        raise WRONG
    return tried.person


@api.get("/session", response=SessionOut, summary="Who am I, and what may I?")
@transaction.atomic
def get_session(request: HttpRequest) -> dict[str, object]:
    """The caller, person or key, with the role's permissions, the insurers seen, and the token for what changes."""
    visible(request)
    caller = caller_of(request)
    return _shown(request, caller, _person(request) if caller.kind == "person" else None)


@api.delete("/session", response={204: None}, summary="Log out")
def delete_session(request: HttpRequest) -> Status[None]:
    """End the session. A key has none, and nothing happens."""
    person = _person(request) if caller_of(request).kind == "person" else None
    if person is not None:
        log_out(person=person, address=address_of(request), at=datetime.now(UTC))
        request.session.flush()
    return Status(204, None)


def _person(request: HttpRequest) -> Person | None:
    return person_of(session=request.session, at=datetime.now(UTC))


def _shown(request: HttpRequest, caller: Caller, person: Person | None) -> dict[str, object]:
    return {
        "kind": caller.kind,
        "login": caller.name,
        "name": shown_name(person) if person is not None else caller.name,
        "role": caller.role,
        "permissions": sorted(ROLES.get(caller.role, ())),
        "insurers": list(Insurer.objects.exclude(purpose="rehearsal").order_by("code").values_list("code", flat=True)),
        "must_change_password": person is not None and person.must_change_password,
        "csrf_token": get_token(request) if person is not None else None,
    }
