"""A free text to the insured: shown as it will go out, changed within limits, then sent; from a call or from a case."""

from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xuanhu.api.authentication import address_of
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.models import Case
from xuanhu.apps.notices.writing import LONGEST, Unwritable, send_text
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import insured_of
from xuanhu.integrations.masking import masked_name, masked_phone
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.visiting import Visitor

PAGE: Final = "web/texting.html"


class Receiver(NamedTuple):
    """To whom, about which case if any; the page that one came from, and where one is led after it was sent."""

    insured: Insured
    case: Case | None
    path: str
    back: str
    leads_to: str


def texting(request: HttpRequest, visitor: Visitor, to: Receiver) -> HttpResponse:
    """The text as it will go out; with `send`, it goes."""
    if request.method != "POST" or "send" not in request.POST:
        return _page(request, visitor, to)
    list(Insured.objects.select_for_update(no_key=True).filter(id=to.insured.id).values_list("id"))
    before = done_before(request, visitor)
    if before is not None:
        return redirect(before)
    by = By(visitor.caller.actor, visitor.caller.role, address_of(request))
    token = request.POST.get("token", "")
    try:
        send_text(insured=to.insured, case=to.case, text=_text(request), token=token, by=by, at=visitor.at)
    except Unwritable as fault:
        return _page(request, visitor, to, wrong=str(fault))
    keep_done(request, visitor, insurers=[to.insured.insurer_id], leads_to=to.leads_to)
    return redirect(to.leads_to)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n").strip()


def _page(request: HttpRequest, visitor: Visitor, to: Receiver, *, wrong: str = "") -> HttpResponse:
    person = insured_of(to.insured)
    shown = {
        "visitor": visitor,
        "to": to,
        "name": masked_name(person.name),
        "phone": masked_phone(person.phone) if person.phone else "",
        "text": _text(request),
        "most": LONGEST,
        "token": new_token(),
        "wrong": wrong,
    }
    return render(request, PAGE, shown, status=422 if wrong else 200)
