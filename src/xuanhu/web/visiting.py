"""Who looks at a page: somebody who has logged in, in one transaction that sees their insurers and no other."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, Protocol
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import caller_of_person, shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.accounts.sessions import person_of
from xuanhu.apps.tenancy import set_visible
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.navigation import Way, ways

START, LOGIN, PASSWORD = "/", "/login", "/password"
Rest = ParamSpec("Rest")


class Somebody(Protocol):
    """Whoever is at a page, at work or insured: as whom they act, and when."""

    @property
    def caller(self) -> Caller:
        """As whom."""

    @property
    def at(self) -> datetime:
        """When."""


class Visitor(NamedTuple):
    """Somebody at a page, and when."""

    person: Person
    caller: Caller
    at: datetime
    ways: Sequence[Way] = ()

    @property
    def name(self) -> str:
        """What colleagues call them."""
        return shown_name(self.person)

    @property
    def role(self) -> str:
        """The role in Chinese."""
        return built_in_words().name("roles", self.person.role)


View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def now() -> datetime:
    """The moment of a request, by the clock in China."""
    return datetime.now(UTC).astimezone(SHANGHAI)


def for_people(
    permission: Permission | None = None,
    *,
    before_password: bool = False,
    by_itself: bool = False,
    first: Callable[[HttpRequest], None] | None = None,
) -> Callable[[Callable[Concatenate[HttpRequest, Visitor, Rest], HttpResponseBase]], View[Rest]]:
    """A page for people who have logged in and whose role has the permission; others are led to the login.

    `by_itself`: asked by a page again and again, with nobody at the keyboard perhaps. `first` is done before the
    transaction begins: what takes long, as reading a file does.
    """

    def wrap(view: Callable[Concatenate[HttpRequest, Visitor, Rest], HttpResponseBase]) -> View[Rest]:
        @wraps(view)
        def wrapper(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            at = now()
            person = person_of(session=request.session, at=at, by_itself=by_itself)
            if person is None:
                return redirect(f"{LOGIN}?{urlencode({'next': request.get_full_path()})}")
            if person.must_change_password and not before_password:
                return redirect(PASSWORD)
            caller = caller_of_person(person)
            if permission is not None and not caller.may(permission):
                raise PermissionDenied
            if first is not None:
                first(request)
            with transaction.atomic():
                set_visible(caller.insurers)
                return view(request, Visitor(person, caller, at, ways(caller, request)), *args, **kwargs)

        return wrapper

    return wrap


def way_on(request: HttpRequest) -> str:
    """Where somebody wanted to go before the login; never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or START
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else START
