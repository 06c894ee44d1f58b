"""A text to the insured about a case: it stands among the case's notices."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.texting import Receiver, texting
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.seen import case_seen


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def text(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """The text as it will go out."""
    seen = case_seen(case, visitor)
    to = Receiver(seen.case.insured, seen.case, f"{seen.path}/text", seen.path, f"{seen.path}?said=texted#notices")
    return texting(request, visitor, to)
