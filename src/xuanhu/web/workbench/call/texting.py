"""A text to the caller, most often what was just read out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.web.texting import Receiver, texting
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.call.known import bar_of, row_of


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def text(request: HttpRequest, visitor: Visitor, insured: UUID) -> HttpResponse:
    """The text as it will go out; sent, it is among what was sent to the person."""
    row = row_of(insured)
    path = bar_of(row).path
    return texting(request, visitor, Receiver(row, None, f"{path}/text", path, f"{path}?texted=yes"))
