"""Coming in by phone: the code, then once name and identity number; or by a link that the insurer's app has signed."""

from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanhu.api.authentication import address_of
from xuanhu.apps.parties.readings import plain
from xuanhu.apps.portal.acting import note_login, show_identity
from xuanhu.apps.portal.codes import (
    Outcome,
    account_of_phone,
    ask_for_code,
    shown_where_nobody_is_real,
    try_code,
)
from xuanhu.apps.portal.links import UnusableLink, open_link, read_link
from xuanhu.apps.portal.phones import read_phone
from xuanhu.apps.portal.sessions import account_of, begin
from xuanhu.apps.portal.tasks import send_login_code
from xuanhu.apps.sealing import sealer
from xuanhu.core.parties.id_number import IdNumberError, check_id_number
from xuanhu.integrations.masking import masked_phone
from xuanhu.web import visiting
from xuanhu.web.insured.visiting import HOME, LOGIN, Client, for_insured
from xuanhu.web.waiting import until_when

PHONE: Final = "portal.phone"
SESSION_PHONE: Final = "web.insured.phone"
CODE_PAGE: Final = "/my/code"
LONGEST_TOKEN: Final = 4000
LONGEST_WAIT: Final = 5  # digits


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The phone; whoever it is, a code is said to be on its way."""
    at = visiting.now()
    if request.method != "POST":
        if account_of(session=request.session, at=at) is not None:
            return redirect(_way_on(request))
        return _page(request, "login", next=_way_on(request))
    typed = request.POST.get("phone", "")
    phone = read_phone(typed)
    if phone is None:
        return _page(request, "login", status=422, next=_way_on(request), phone=typed[:20], is_wrong=True)
    asked = ask_for_code(phone=phone, address=address_of(request), at=at)
    if asked.code is not None:
        send_login_code.defer(code=asked.code)
    request.session[PHONE] = {"phone": sealer().seal(phone, SESSION_PHONE), "next": _way_on(request)}
    return redirect(f"{CODE_PAGE}?wait={asked.wait}" if asked.wait else CODE_PAGE)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that came to the phone."""
    at, kept = visiting.now(), request.session.get(PHONE)
    if kept is None:
        return redirect(LOGIN)
    phone = sealer().open(kept["phone"], SESSION_PHONE)
    shown = {"phone": phone, "masked": masked_phone(phone), "next": kept["next"]}
    if request.method != "POST":
        waiting = request.GET.get("wait", "")
        wait = until_when(at, int(waiting)) if waiting.isdecimal() and len(waiting) < LONGEST_WAIT else None
        return _page(request, "code", **shown, wait=wait, demo=shown_where_nobody_is_real(phone=phone, at=at))
    outcome = try_code(phone=phone, code=request.POST.get("code", "")[:12], at=at)
    if outcome is not Outcome.IN:
        demo = shown_where_nobody_is_real(phone=phone, at=at)
        return _page(request, "code", status=422, **shown, outcome=outcome.value, demo=demo)
    account = account_of_phone(phone=phone, at=at)
    begin(session=request.session, account=account, at=at)
    note_login(account=account, address=address_of(request), at=at)
    rotate_token(request)
    return redirect(kept["next"])


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured(anybody=True)
def who(request: HttpRequest, client: Client) -> HttpResponse:
    """Name and identity number, once."""
    if any(one.relation == "self" for one in client.acts_for) or client.account.phone is None:
        return redirect(HOME)
    if request.method != "POST":
        return _page(request, "who", client=client)
    name, typed = request.POST.get("name", "").strip()[:60], request.POST.get("id_number", "")[:40]
    try:
        number = check_id_number(plain(typed))
    except IdNumberError:
        return _page(request, "who", client=client, status=422, name=name, wrong="number")
    if not name:
        return _page(request, "who", client=client, status=422, wrong="name")
    found = show_identity(account=client.account, name=name, id_number=number, at=client.at)
    if not found:
        why = "too-often" if found is None else "not-found"
        return _page(request, "who", client=client, status=429 if found is None else 422, name=name, wrong=why)
    return redirect(f"{HOME}?welcome=1")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def from_app(request: HttpRequest) -> HttpResponse:
    """A link from the insurer's app. Looking at it uses nothing up, for messengers look at links before people do."""
    at = visiting.now()
    token = (request.POST if request.method == "POST" else request.GET).get("token", "")[:LONGEST_TOKEN]
    try:
        if request.method != "POST":
            with transaction.atomic():
                link = read_link(token=token, at=at)
                return _page(request, "from_app", token=token, insurer=link.policy.insurer.name)
        account = open_link(token=token, at=at)
    except UnusableLink:
        return _page(request, "link_is_over", status=403)
    begin(session=request.session, account=account, at=at)
    note_login(account=account, address=address_of(request), at=at)
    rotate_token(request)
    return redirect(HOME)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The session is gone, here and in the database; and on the phone what waited to be sent."""
    request.session.flush()
    answer = redirect(f"{LOGIN}?left=1")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@require_POST
@for_insured(anybody=True)
def large_type(request: HttpRequest, client: Client) -> HttpResponse:
    """Larger letters, or the usual ones: kept with the account, whatever phone it comes by."""
    client.account.large_type = not client.account.large_type
    client.account.save(update_fields=["large_type"])
    return redirect(_way_on(request))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long, and whom to ask."""
    return _page(request, "privacy")


def _page(request: HttpRequest, page: str, *, status: int = 200, **shown: object) -> HttpResponse:
    shown.setdefault("left", request.GET.get("left") == "1")
    shown.setdefault("closed", request.GET.get("closed") == "1")
    return render(request, f"web/insured/{page}.html", shown, status=status)


def _way_on(request: HttpRequest) -> str:
    """Where somebody wanted to go before the login; never out of these pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    is_ours = wanted == HOME or wanted.startswith(f"{HOME}/")
    return wanted if is_ours and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else HOME
