"""The caller on one screen: who, what they may have now, what is open; and what is done about the person in a call."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.cases.of_insured import cases_of
from xuanhu.apps.parties.actions import set_diagnosis
from xuanhu.apps.parties.identity import LAST_OF_ID, LAST_OF_PHONE, WHOLE_ID, Said, check_identity
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.readings import plain
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.call.entitled import covers_of
from xuanhu.web.workbench.call.known import bar_of, checked_in, forget, remember, row_of
from xuanhu.web.workbench.call.known_illness import KINDS, read_diagnosis
from xuanhu.web.workbench.call.revealing import WORDS, Refused, shown_in_full
from xuanhu.web.workbench.call.under_way import closed_case_of, contacts_of, notices_of, open_case_of

CHECKED = ("name", "id_number", "phone")
LONGEST = 60


@require_safe
@for_people(Permission.MANAGE_PARTIES)
def caller(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """Who it is, masked; policies, services, cases."""
    return _page(request, visitor, row_of(insured))


@sensitive_post_parameters()
@require_POST
@for_people(Permission.MANAGE_PARTIES)
def identity(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """What the caller says against what is on file; nothing of either is shown."""
    row = row_of(insured)
    said = Said(*(request.POST.get(key, "").strip()[:LONGEST] for key in CHECKED))
    wrong = _unusable(said)
    if wrong:
        return _page(request, visitor, row, {"said": said, "wrong_identity": wrong}, status=422)
    checked = check_identity(row=row, said=said, by=_by(request, visitor), at=visitor.at)
    remember(request.session, row, checked, visitor.at)
    return redirect(f"{bar_of(row).path}#identity")


def _unusable(said: Said) -> dict[str, str]:
    """What cannot be compared, by item."""
    wrong = {}
    if not any(said):
        wrong["name"] = "请填来电人说的姓名"
    if said.id_number and len(plain(said.id_number)) not in (LAST_OF_ID, WHOLE_ID):
        wrong["id_number"] = f"请填完整的 {WHOLE_ID} 位，或最后 {LAST_OF_ID} 位"
    if said.phone and (len(plain(said.phone)) != LAST_OF_PHONE or not plain(said.phone).isdecimal()):
        wrong["phone"] = f"请填最后 {LAST_OF_PHONE} 位数字"
    return wrong


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def diagnosis(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """Put the illness of a known person on file, where none is."""
    row = row_of(insured)
    found, wrong = read_diagnosis(request.POST, visitor.at.date())
    if found is None:
        said = {key: request.POST.get(key, "") for key in ("kind", "icd10", "on", "status", "first")}
        return _page(request, visitor, row, {"illness": said, "wrong_illness": wrong}, status=422)
    set_diagnosis(row=row, diagnosis=found, by=_by(request, visitor), at=visitor.at)
    return redirect(bar_of(row).path)


@sensitive_post_parameters()
@require_POST
@for_people(Permission.SEE_IN_FULL)
def reveal(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """The person in full, for a reason that goes on the trail; shown once, kept nowhere."""
    row = row_of(insured)
    reason = request.POST.get("reason", "").strip()
    try:
        full = shown_in_full(row=row, reason=reason, visitor=visitor, by=_by(request, visitor))
    except Refused as refused:
        return _page(request, visitor, row, {"wrong_reason": refused.says, "reason": reason}, status=refused.status)
    return _page(request, visitor, row, {"full": [(WORDS[name], value) for name, value in full.items()]})


@require_POST
@for_people(Permission.MANAGE_PARTIES)
def end(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """The call is over: what was checked in it holds no longer."""
    row_of(insured)
    del visitor
    forget(request.session)
    return redirect("/call")


def _by(request: HttpRequest, visitor: Visitor) -> By:
    return By(visitor.caller.actor, visitor.caller.role, address_of(request))


def _page(
    request: HttpRequest, visitor: Visitor, row: Insured, more: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    policies = list(Policy.objects.filter(insured=row).order_by("-starts_on", "id"))
    cases = cases_of(row)
    is_open = [open_case_of(case, visitor) for case in cases if case.outcome is None]
    by_id = {case.path.rpartition("/")[2]: case for case in is_open}
    shown = {
        "visitor": visitor,
        "person": bar_of(row),
        "checked": checked_in(request.session, row, visitor.at),
        "covers": covers_of(row, policies, cases, visitor),
        "open_cases": is_open,
        "closed_cases": [closed_case_of(case) for case in cases if case.outcome is not None],
        "contacts": contacts_of(cases),
        "notices": notices_of(row),
        "opened": by_id.get(request.GET.get("opened", "")),
        "texted": request.GET.get("texted") == "yes",
        "on_file": request.GET.get("on-file", ""),
        "kinds": KINDS,
        "today": visitor.at.date().isoformat(),
        **(more or {}),
    }
    return render(request, "workbench/call/caller.html", shown, status=status)
