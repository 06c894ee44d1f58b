"""The person of a case shown in full: for a reason, which goes on the trail with who asked; or nothing is shown."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.limits import take
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.parties.showing import show_in_full
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.page import drawn
from xuanhu.web.workbench.case.seen import case_seen

AN_HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 60
LEAST, LONGEST = 4, 500
FIELDS: Final = ("name", "id_number", "phone")


@require_POST
@for_people(Permission.SEE_IN_FULL)
def reveal(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Name, number and phone as they are, once, on the answer to this form alone."""
    seen = case_seen(case, visitor)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    if not LEAST <= len(reason) <= LONGEST:
        wrong = f"请写明为什么要看，{LEAST} 到 {LONGEST} 个字。"
        return drawn(request, visitor, seen, form=None, status=422, more={"reveal_problem": wrong, "reason": reason})
    if not settings.REHEARSAL and _wait(visitor) is not None:
        wrong = f"每小时最多看 {MOST_AN_HOUR} 次，请稍后再试。"
        return drawn(request, visitor, seen, form=None, status=429, more={"reveal_problem": wrong, "reason": reason})
    caller = visitor.caller
    by = By(caller.actor, caller.role, address_of(request))
    shown = show_in_full(row=seen.case.insured, fields=FIELDS, reason=reason, by=by, at=visitor.at)
    return drawn(request, visitor, seen, form=None, more={"revealed": shown})


def _wait(visitor: Visitor) -> int | None:
    holder = f"{visitor.caller.holder}:reveal"
    return take(holder=holder, most=MOST_AN_HOUR, at=visitor.at, within=AN_HOUR)
