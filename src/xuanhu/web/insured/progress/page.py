"""The page of a case for the insured: the promise above all, what to do now, the appointment, what has happened."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from xuanhu.web.insured.progress.glance import Glance, ahead, applied_on, glance_at
from xuanhu.web.insured.progress.kept import messages_of, reports_given
from xuanhu.web.insured.progress.saying import (
    about_withdrawing,
    may_withdraw,
    notes_of,
    warnings_of,
)
from xuanhu.web.insured.progress.seen import Seen, care_manager, case_seen, rings_by
from xuanhu.web.insured.progress.way import past_of, way_of
from xuanhu.web.insured.visiting import Client, for_insured

SAID: Final[Mapping[str, str]] = {
    "withdrawn": "这次申请已经撤回，不用再做什么。",
    "paid": "谢谢，我们记下了您已付款。承保以后，这里会更新。",
    "checkup-requested": "好的，您选的机构和日子我们记下了。",
    "cannot-come": "谢谢您告诉我们。健康管家会给您打电话。",
}
BODY: Final = "web/insured/progress/body.html"


@require_safe
@for_insured()
def progress(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """The whole page."""
    seen = case_seen(client, case)
    shown = shown_of(seen)
    body = _body(shown)
    said = SAID.get(request.GET.get("said", ""), "")
    given = {"client": client, "seen": seen, "here": "home", "body": body, "token": _token(body), "said": said}
    return render(request, "web/insured/progress/page.html", given)


@require_safe
@for_insured(by_itself=True)
def news(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What has changed since: 304 for nothing. Asked by the page itself, so it keeps no session alive."""
    body = _body(shown_of(case_seen(client, case)))
    token = _token(body)
    is_known = request.headers.get("If-None-Match") == token
    response = HttpResponse(status=304) if is_known else HttpResponse(body)
    response["ETag"] = token
    return response


def shown_of(seen: Seen) -> dict[str, Any]:
    """All that the page says of a case."""
    glance = glance_at(seen)
    return {
        "seen": seen,
        "glance": glance,
        "applied": applied_on(seen),
        "ahead": ahead(seen) if seen.state.is_open and glance.explained is None else (),
        "way": way_of(seen),
        "place": _place(glance, seen),
        "warnings": warnings_of(seen),
        "notes": notes_of(seen),
        "past": past_of(seen),
        "messages": messages_of(seen),
        "reports": reports_given(seen),
        "manager": care_manager(seen),
        "withdrawing": about_withdrawing(seen) if seen.state.is_open else None,
        "may_withdraw": may_withdraw(seen),
        "rings_by": rings_by(seen),
    }


def _place(glance: Glance, seen: Seen) -> str:
    """第 3 步，共 6 步."""
    if glance.kind == "ended":
        return ""
    way = way_of(seen)
    now = next((place for place, dot in enumerate(way) if dot.state != "done"), len(way) - 1)
    return f"第 {now + 1} 步，共 {len(way)} 步"


def _body(shown: Mapping[str, Any]) -> str:
    return render_to_string(BODY, dict(shown))


def _token(body: str) -> str:
    return f'"{blake2b(body.encode(), digest_size=10).hexdigest()}"'
