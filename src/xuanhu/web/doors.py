"""Coming in and leaving: the login with its second step, and the way out."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.logins import Outcome, Tried, give_code, log_in, log_out
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.sessions import begin, begin_half, half_of, person_of
from xuanhu.web.visiting import LOGIN, now, way_on
from xuanhu.web.waiting import until_when

STATUSES = {Outcome.LOCKED: 429, Outcome.WRONG: 422}


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Name and password; then, for those who have one, the code of the second factor."""
    at = now()
    if request.method != "POST":
        is_in = person_of(session=request.session, at=at) is not None
        return redirect(way_on(request)) if is_in else _form(request, "web/login.html", None)
    if "code" in request.POST:
        return _second_step(request)
    tried = log_in(
        login=request.POST.get("login", ""),
        password=request.POST.get("password", ""),
        address=address_of(request),
        at=at,
    )
    if tried.outcome is Outcome.CODE_NEEDED and tried.person is not None:
        begin_half(session=request.session, person=tried.person, at=at)
        return _form(request, "web/second_step.html", None)
    return _in_or_again(request, tried, "web/login.html")


def _second_step(request: HttpRequest) -> HttpResponse:
    person = half_of(session=request.session, at=now())
    if person is None:
        return redirect(LOGIN)
    tried = give_code(person=person, code=request.POST["code"], address=address_of(request), at=now())
    return _in_or_again(request, tried, "web/second_step.html")


def _in_or_again(request: HttpRequest, tried: Tried, template: str) -> HttpResponse:
    if tried.outcome is Outcome.IN and tried.person is not None:
        begin(session=request.session, person=tried.person, at=now())
        rotate_token(request)
        return redirect(way_on(request))
    return _form(request, template, tried)


def _form(request: HttpRequest, template: str, tried: Tried | None) -> HttpResponse:
    shown = {
        "login": request.POST.get("login", "").strip(),
        "next": way_on(request),
        "is_wrong": tried is not None and tried.outcome is Outcome.WRONG,
        "locked": until_when(now(), tried.wait) if tried is not None and tried.wait else None,
    }
    response = render(request, template, shown, status=STATUSES[tried.outcome] if tried is not None else 200)
    if tried is not None and tried.wait:
        response["Retry-After"] = str(tried.wait)
    add_never_cache_headers(response)
    return response


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave: the session is gone, here and in the database."""
    person: Person | None = person_of(session=request.session, at=now())
    if person is not None:
        log_out(person=person, address=address_of(request), at=now())
    request.session.flush()
    return redirect(LOGIN)
