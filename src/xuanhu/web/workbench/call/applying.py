"""Applying for a service while the caller is on the telephone: the gate's answer while one types, then the case."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.actions import Acted, open_case, record_on
from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.loading import lock_case
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.models import Policy
from xuanhu.apps.parties.queries import insured_of
from xuanhu.core.case.gates.turn import awaited
from xuanhu.web.asking import Read, asked, fields_of, read_form
from xuanhu.web.entitled import Wish, answer_of, wish_of
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.call.entitled import card_of, services_elsewhere
from xuanhu.web.workbench.call.known import bar_of, checked_in, forget, row_of

VERIFIED = "identity-verified"
ONCE = "call.once"
CHANNELS = ("hotline", "hotline-transfer")


def _wish(insured: UUID, under: str, service: str, visitor: Visitor) -> Wish:
    return wish_of(row_of(insured), under, service, visitor)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def apply(request: HttpRequest, visitor: Visitor, insured: UUID, under: str, service: str) -> HttpResponse:
    """The form; sent, it opens the case. A no is shown with the form kept, and goes on record when asked to."""
    wish = _wish(insured, under, service, visitor)
    if request.method != "POST":
        return _form(request, visitor, wish, {})
    said = {key: request.POST.get(key, "") for key in asked(wish.plan)}
    read = read_form(wish.plan, said, CHANNELS)
    if read.wrong:
        return _form(request, visitor, wish, said, read, status=422)
    if request.POST.get("once") and request.POST["once"] == request.session.get(ONCE):
        return redirect(bar_of(wish.applicant.insured).path)  # the button was pressed twice
    acted = _opened(request, visitor, wish, read, may_be_refused="record" in request.POST)
    if acted is None:
        return _form(request, visitor, wish, said, read, status=422)
    request.session[ONCE] = request.POST.get("once", "")
    if not acted.verdict.allowed:
        forget(request.session)
        return redirect("/call?ended=on-record")
    return redirect(f"{bar_of(wish.applicant.insured).path}?opened={acted.case.public_id}")


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def elsewhere(request: HttpRequest, visitor: Visitor, insured: UUID, under: str) -> HttpResponse:
    """A service that only other products have was asked for: refused on record, as the handbook has it."""
    row, editions = row_of(insured), library()
    policy = Policy.objects.filter(insured=row, id=int(under)).first() if under.isdecimal() else None
    service = request.POST.get("service", "")
    if policy is None or service not in dict(services_elsewhere(policy.handbook, visitor.at.date(), editions)):
        raise Http404
    role, actor = visitor.caller.role, visitor.caller.actor
    applicant = Applicant(row.insurer_id, policy.handbook, row, policy)
    open_case(applicant=applicant, service=service, data={"channel": CHANNELS[0]}, at=visitor.at, by=role, actor=actor)
    forget(request.session)
    return redirect("/call?ended=on-record")


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def gate(request: HttpRequest, visitor: Visitor, insured: UUID, under: str, service: str) -> HttpResponse:
    """What the gate says to the form as it stands; nothing is recorded."""
    wish = _wish(insured, under, service, visitor)
    read = read_form(wish.plan, {key: request.POST.get(key, "") for key in asked(wish.plan)}, CHANNELS)
    shown = {"visitor": visitor, "card": _card(wish, visitor, read.data), "as_one_types": True}
    return render(request, "workbench/call/gate.html", shown)


def _card(wish: Wish, visitor: Visitor, data: Mapping[str, object]) -> object:
    answer = answer_of(wish.applicant, wish.service, data, wish.held, wish.editions, visitor)
    return card_of(wish.applicant, wish.service, answer, wish.held, visitor)


def _opened(request: HttpRequest, visitor: Visitor, wish: Wish, read: Read, *, may_be_refused: bool) -> Acted | None:
    """The case; None where it was refused and shall not be on record yet: then nothing of it stays."""
    role, actor = visitor.caller.role, visitor.caller.actor
    with transaction.atomic():
        acted = open_case(
            applicant=wish.applicant, service=wish.service, data=read.data, at=visitor.at, by=role, actor=actor
        )
        if not acted.verdict.allowed and not may_be_refused:
            transaction.set_rollback(True)
            return None
    if acted.verdict.allowed:
        _verify(request, visitor, acted)
    return acted


def _verify(request: HttpRequest, visitor: Visitor, acted: Acted) -> None:
    """Who was checked in this call is on record with the application, and is not asked again."""
    row = acted.case.insured
    checked = checked_in(request.session, row, visitor.at)
    if checked is None or not checked.is_right or VERIFIED not in awaited(acted.verdict.state):
        return
    person, loaded = insured_of(row), lock_case(str(acted.case.public_id))
    if loaded is not None and person.id_number is not None:
        data = {"name": person.name, "id_number": person.id_number}
        role, actor = visitor.caller.role, visitor.caller.actor
        record_on(loaded=loaded, name=VERIFIED, data=data, at=visitor.at, by=role, actor=actor)


def _form(
    request: HttpRequest,
    visitor: Visitor,
    wish: Wish,
    said: Mapping[str, str],
    read: Read | None = None,
    status: int = 200,
) -> HttpResponse:
    row = wish.applicant.insured
    wrong = dict(read.wrong) if read is not None else {}
    card = card_of(
        wish.applicant,
        wish.service,
        answer_of(
            wish.applicant, wish.service, read.data if read is not None else {}, wish.held, wish.editions, visitor
        ),
        wish.held,
        visitor,
    )
    fields = fields_of(wish.plan, said, wrong, CHANNELS)
    if read is not None:
        empty = [one for one in fields if one.is_required and not one.value]
        fields = [one._replace(wrong="请填这一项") if one in empty else one for one in fields]
    shown = {
        "visitor": visitor,
        "person": bar_of(row),
        "checked": checked_in(request.session, row, visitor.at),
        "card": card,
        "fields": fields,
        "policy": wish.applicant.policy,
        "was_sent": read is not None,
        "once": visitor.at.isoformat(),
    }
    return render(request, "workbench/call/apply.html", shown, status=status)
