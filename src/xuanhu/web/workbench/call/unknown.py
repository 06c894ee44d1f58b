"""A caller whom nobody knows: put on file with what they say, so that what they ask for is on record.

A hotline passes callers on before its insurer's census names them (flows.md, hotline-transfer). Whoever is known by a
number is led to; whoever shares a phone is asked for first.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.sweeping import time_policy
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.callers import Told, hold, known_by_number, known_by_phone, put_on_file
from xuanhu.apps.parties.models import Insured, Insurer
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.entitled import handbook_on
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.call.known import PersonBar, bar_of
from xuanhu.web.workbench.call.known_illness import KINDS
from xuanhu.web.workbench.call.searching import sought_in
from xuanhu.web.workbench.call.telling import KEYS, guess, read_told

PAGE: Final = "workbench/call/unknown.html"


class Blank(NamedTuple):
    """The form: what was typed, what is wrong with it, and who has the same phone."""

    said: Mapping[str, str]
    wrong: Mapping[str, str]
    same_phone: PersonBar | None = None


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def unknown(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form; sent, it leads to the caller's page, where what they ask for is judged as anybody's."""
    insurers = list(Insurer.objects.order_by("name", "id"))
    if request.method != "POST":
        return _form(request, visitor, insurers, Blank(guess(sought_in(request)), {}))
    said = {key: request.POST.get(key, "").strip() for key in KEYS}
    read = read_told(said, insurers, visitor.at.date(), products=[book for book, _ in _products(visitor)])
    if read.told is None:
        return _form(request, visitor, insurers, Blank(said, read.wrong), status=422)
    hold(read.told.insurer)
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    known = known_by_number(read.told)
    if known is not None:
        return redirect(f"{bar_of(known).path}?on-file=known")
    same = known_by_phone(read.told) if "another" not in request.POST else None
    if same is not None:
        return _form(request, visitor, insurers, Blank(said, {}, bar_of(same)), status=422)
    return redirect(_put(request, visitor, read.told))


def _put(request: HttpRequest, visitor: Visitor, told: Told) -> str:
    """Put on file; where that leads."""
    by = By(visitor.caller.actor, visitor.caller.role, address_of(request))
    found = put_on_file(told=told, by=by, at=visitor.at)
    if found.policy is not None:
        time_policy(row=found.policy, at=visitor.at)
    leads_to = f"{_path(found.insured)}?on-file=new"
    keep_done(request, visitor, insurers=[told.insurer.id], leads_to=leads_to)
    return leads_to


def _path(row: Insured) -> str:
    return f"/call/{row.public_id}"


def _products(visitor: Visitor) -> list[tuple[str, str]]:
    """The products that come with a policy, by handbook and title."""
    books = library()
    found = [handbook_on(name, visitor.at.date(), books) for name in books.ids]
    return [(book.handbook, book.title) for book in found if book.subject == "policy"]


def _form(
    request: HttpRequest, visitor: Visitor, insurers: Sequence[Insurer], blank: Blank, status: int = 200
) -> HttpResponse:
    shown = {
        "visitor": visitor,
        "insurers": [(str(one.id), one.name) for one in insurers],
        "products": _products(visitor),
        "kinds": KINDS,
        "today": visitor.at.date().isoformat(),
        "token": request.POST.get("token") or new_token(),
        "said": blank.said,
        "wrong": blank.wrong,
        "same_phone": blank.same_phone,
    }
    return render(request, PAGE, shown, status=status)
