"""What the insured puts on record here: withdrawn, paid, which check-up; and that they cannot keep an appointment."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.audit.actions import Act, By, Subject
from xuanhu.apps.audit.actions import record as put_on_trail
from xuanhu.apps.cases.actions import record_on
from xuanhu.apps.cases.loading import calendar, lock_case
from xuanhu.apps.network.models import Institution
from xuanhu.apps.network.queries import providers
from xuanhu.apps.notices.calling import CANNOT_COME, ask_for_call, ring_back_by
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.reckoning import chinese_moment
from xuanhu.web.doing_once import done_before, keep_done, new_token
from xuanhu.web.facts.fields import Field, fields_of
from xuanhu.web.facts.reading import Read, read_form
from xuanhu.web.insured.progress.appointment import appointment_of
from xuanhu.web.insured.progress.glance import glance_at
from xuanhu.web.insured.progress.saying import (
    about_moving,
    about_withdrawing,
    after_withdrawing,
    may_withdraw,
    missing_it,
)
from xuanhu.web.insured.progress.seen import Seen, case_seen, rings_by, seen_as
from xuanhu.web.insured.visiting import Client, for_insured
from xuanhu.web.refusal_panel import Reason, refused

REFUSED: Final = 422
INSURED: Final = "insured"
# What is put on record here; papers and signatures have rooms of their own.
RECORDED: Final = ("paid", "checkup-requested")
TITLES: Final = {"paid": "告诉我们您已付款", "checkup-requested": "选体检机构和日子"}
ASKS: Final = {"amount": "您付了多少", "institution": "哪家体检机构", "on": "您方便的日子", "address": "机构的地址"}
GUIDES: Final = {
    "paid": "请先按保险公司发来的链接付款。付好以后，把金额填在这里；我们不经手您的钱。",
    "checkup-requested": "我们按您选的去约，约好以后打电话、发短信告诉您。",
}
SOONEST: Final = timedelta(days=1)
NO_PROBLEMS: Final[Mapping[str, str]] = {}
Again = Callable[[Seen, Sequence[Reason]], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def withdraw(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """Withdraw an application, once it was said what that means."""
    seen = case_seen(client, case)
    if request.method == "POST":
        return _recorded(
            request, seen, "withdrawn", {}, lambda now, why: _before_withdrawing(request, now, why, REFUSED)
        )
    return _before_withdrawing(request, seen)


def _before_withdrawing(
    request: HttpRequest, seen: Seen, reasons: Sequence[Reason] = (), status: int = 200
) -> HttpResponse:
    shown = {
        "until": about_withdrawing(seen),
        "becomes": after_withdrawing(seen),
        "is_allowed": may_withdraw(seen),
        "reasons": reasons,
    }
    return _page(request, seen, "withdraw", shown, status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def record(request: HttpRequest, client: Client, case: UUID, fact: str) -> HttpResponse:
    """A fact of the insured's own whose turn has come; its form is made of the plan."""
    seen = case_seen(client, case)
    if fact not in RECORDED or fact not in seen.plan.steps or seen.doer(fact) != "您":
        raise Http404
    if request.method != "POST":
        if fact not in next_in_flow(seen.state):
            return redirect(seen.path)
        return _form(request, seen, fact=fact)
    read = read_form(_fields(seen, fact), request.POST)
    data = {**_address(seen, read), **read.data}

    if read.problems:
        return _form(request, seen, fact=fact, problems=read.problems, status=REFUSED)
    return _recorded(
        request, seen, fact, data, lambda now, why: _form(request, now, fact=fact, reasons=why, status=REFUSED)
    )


def _recorded(request: HttpRequest, seen: Seen, fact: str, data: Mapping[str, object], again: Again) -> HttpResponse:
    """Record a fact once; `again` draws the page anew where the answer is no."""
    client, loaded = seen.client, lock_case(str(seen.case.public_id))
    if loaded is None:
        raise Http404
    before = done_before(request, client)
    if before is not None:
        return redirect(before)
    acted = record_on(
        loaded=loaded, name=fact, data=data, at=client.at, by=client.caller.role, actor=client.caller.actor
    )
    if not acted.verdict.allowed:
        now = seen_as(client, seen.case, acted.verdict.state)
        return again(now, refused(acted.verdict.refusals, acted.verdict.state))
    leads_to = f"{seen.path}?said={fact}"
    keep_done(request, client, insurers=[seen.case.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _fields(seen: Seen, fact: str) -> list[Field]:
    return [one._replace(label=ASKS.get(one.key, one.label)) for one in fields_of(seen.state, seen.plan.steps[fact])]


def _form(
    request: HttpRequest,
    seen: Seen,
    *,
    fact: str,
    reasons: Sequence[Reason] = (),
    problems: Mapping[str, str] = NO_PROBLEMS,
    status: int = 200,
) -> HttpResponse:
    institutions = _institutions(seen) if fact == "checkup-requested" else []
    hidden = {"address"} if institutions else set()
    typed = request.POST
    fields = [
        {
            "key": one.key,
            "label": one.label,
            "kind": one.kind,
            "unit": one.unit,
            "is_needed": one.is_needed,
            "value": typed.get(one.key, ""),
            "time": typed.get(f"{one.key}.time", ""),
            "problem": problems.get(one.key, ""),
            "choices": [(row.name, f"{row.name}（{row.city}，{row.address}）") for row in institutions]
            if one.key == "institution"
            else one.choices,
        }
        for one in _fields(seen, fact)
        if one.key not in hidden
    ]
    shown = {
        "title": TITLES[fact],
        "guide": GUIDES[fact],
        "fact": fact,
        "fields": fields,
        "reasons": reasons,
        "soonest": (seen.client.at.date() + SOONEST).isoformat(),
    }
    return _page(request, seen, "record", shown, status)


def _institutions(seen: Seen) -> list[Institution]:
    today: date = seen.client.at.date()
    return list(providers(insurer=seen.case.insurer_id, model=Institution, on=today).order_by("city", "name"))


def _address(seen: Seen, read: Read) -> dict[str, object]:
    """The address of the institution that was picked from the list."""
    chosen = next((row for row in _institutions(seen) if row.name == read.data.get("institution")), None)
    return {"address": chosen.address} if chosen is not None else {}


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def cannot_come(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What the handbook says of an appointment that one cannot keep; said to the care manager, who rings."""
    seen = case_seen(client, case)
    if request.method != "POST":
        return _asked_to_come(request, seen)
    loaded = lock_case(str(case))
    if loaded is None:
        raise Http404
    before = done_before(request, client)
    if before is not None:
        return redirect(before)
    appointment = appointment_of(seen_as(client, seen.case, loaded.state))
    if appointment is None or appointment.is_past:
        return redirect(seen.path)
    due_at = min(ring_back_by(calendar(), client.at), max(appointment.begins, client.at))
    if ask_for_call(case=seen.case, kind=CANNOT_COME, due_at=due_at):
        by, subject = By(client.caller.actor, INSURED), Subject("case", str(case))
        put_on_trail(act=Act.CANNOT_COME, subject=subject, by=by, at=client.at, insurer=seen.case.insurer_id)
    leads_to = f"{seen.path}?said=cannot-come"
    keep_done(request, client, insurers=[seen.case.insurer_id], leads_to=leads_to)
    return redirect(leads_to)


def _asked_to_come(request: HttpRequest, seen: Seen) -> HttpResponse:
    appointment = appointment_of(seen)
    if appointment is None or appointment.is_past:
        return redirect(seen.path)
    shown = {
        "appointment": appointment,
        "moving": about_moving(seen),
        "missing": missing_it(seen),
        "may_withdraw": may_withdraw(seen),
        "asked": rings_by(seen),
        "by": chinese_moment(min(ring_back_by(calendar(), seen.client.at), max(appointment.begins, seen.client.at))),
    }
    return _page(request, seen, "cannot_come", shown, 200)


def _page(request: HttpRequest, seen: Seen, page: str, shown: Mapping[str, object], status: int) -> HttpResponse:
    given = {"client": seen.client, "seen": seen, "glance": glance_at(seen), "token": new_token(), "here": "home"}
    return render(request, f"web/insured/progress/{page}.html", {**given, **shown}, status=status)
