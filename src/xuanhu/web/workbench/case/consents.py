"""What the insured has signed, as PDF for those who may read papers; each reading on the trail."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xuanhu.api.authentication import address_of
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import Act, By, Subject
from xuanhu.apps.audit.actions import record as put_on_trail
from xuanhu.apps.consents.letter import pdf_of
from xuanhu.apps.consents.queries import records_of_case, text_of
from xuanhu.web.headers import SAVED
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.case.seen import case_seen


@require_safe
@for_people(Permission.READ_PAPERS)
def signed_consent(request: HttpRequest, visitor: Visitor, case: UUID, record: UUID) -> HttpResponse:
    """The text with the signature."""
    seen = case_seen(case, visitor)
    found = next((one for one in records_of_case(seen.case) if one.public_id == record), None)
    if found is None:
        raise Http404
    by = By(visitor.caller.actor, visitor.caller.role, address_of(request))
    subject = Subject("consent", str(found.public_id))
    put_on_trail(act=Act.PAPER_OPENED, subject=subject, by=by, at=visitor.at, insurer=found.insurer_id)
    name = content_disposition_header(as_attachment=True, filename=f"{text_of(found).title}.pdf")
    headers = {"Content-Type": "application/pdf", "Content-Disposition": str(name)}
    headers |= {"Content-Security-Policy": SAVED, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf_of(found), headers=headers)
