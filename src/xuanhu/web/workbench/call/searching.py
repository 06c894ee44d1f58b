"""One box that finds whoever is on the telephone. What is typed is sent as a form, and stands sealed in the address:
browsers and servers keep addresses, and a name or a number is nobody's business there.
"""

import base64
from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.of_insured import insured_by_case
from xuanhu.apps.parties.finding import Person, find
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.sealing import sealer
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone
from xuanhu.web.visiting import Visitor, for_people

SOUGHT = "web.call.sought"
LONGEST = 60
MOST_POLICIES = 3


class Hit(NamedTuple):
    """Somebody who was found, as the list shows them."""

    path: str
    name: str
    id_number: str
    phone: str
    insurer: str
    policies: Sequence[str]
    more_policies: int
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def search(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The box, and whom it finds; somebody who is the only one is opened at once."""
    if request.method == "POST":
        text = _typed(request)
        hits, _ = _hits(text)
        if len(hits) == 1:
            return redirect(hits[0].path)
        return redirect(f"/call?q={_sealed(text)}" if text else "/call")
    text = sought_in(request)
    shown = {"visitor": visitor, "ended": request.GET.get("ended") == "on-record", **_shown(text)}
    return render(request, "workbench/call/search.html", shown)


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def found(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Whom the box finds, while somebody types."""
    return render(request, "workbench/call/hits.html", {"visitor": visitor, **_shown(_typed(request))})


def sought_in(request: HttpRequest) -> str:
    """What was looked for, out of the address."""
    return _opened(request.GET.get("q", ""))


def _typed(request: HttpRequest) -> str:
    return request.POST.get("q", "").strip()[:LONGEST]


def _shown(text: str) -> dict[str, object]:
    hits, more = _hits(text)
    return {"text": text, "hits": hits, "more": more, "sealed": _sealed(text) if text and not hits else ""}


def _hits(text: str) -> tuple[list[Hit], bool]:
    if not text:
        return [], False
    by_case = {number: f"案件号 {case}" for number, case in insured_by_case(text).items()}
    matches = find(text=text, besides=by_case)
    return [_hit(one) for one in matches.persons], matches.more


def _hit(one: Person) -> Hit:
    person = insured_of(one.row)
    return Hit(
        path=f"/call/{one.row.public_id}",
        name=masked_name(person.name),
        id_number=masked_id_number(person.id_number) if person.id_number else "没有登记身份证号",
        phone=masked_phone(person.phone) if person.phone else "没有登记手机号",
        insurer=one.row.insurer.name,
        policies=[policy.number for policy in one.policies[:MOST_POLICIES]],
        more_policies=max(0, len(one.policies) - MOST_POLICIES),
        why=one.why,
    )


def _sealed(text: str) -> str:
    return base64.urlsafe_b64encode(sealer().seal(text, SOUGHT).encode()).decode()


def _opened(sealed: str) -> str:
    """What was looked for; nothing where the address was typed by hand."""
    try:
        return sealer().open(base64.urlsafe_b64decode(sealed.encode()).decode(), SOUGHT) if sealed else ""
    except ValueError:
        return ""
