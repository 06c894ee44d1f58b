"""The tenants of a request: what its key sees, and which of them the request is about."""

from django.http import HttpRequest

from xuanhu.api.application import caller_of
from xuanhu.api.problems import NOT_FOUND
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.tenancy import every_insurer, set_visible

TOUCHED = "xuanhu_touched"


def visible(request: HttpRequest) -> list[int]:
    """See, for the rest of the transaction, the insurers of the caller; a rehearsal's sees rehearsals only."""
    caller = caller_of(request)
    if not caller.may(Permission.REHEARSE):
        set_visible(caller.insurers)
        return list(caller.insurers)
    set_visible(every_insurer())
    rehearsals = list(Insurer.objects.filter(purpose="rehearsal").values_list("id", flat=True))
    set_visible(rehearsals)
    return rehearsals


def insurer_named(request: HttpRequest, code: str) -> Insurer:
    """The insurer of that code. Raises not-found for one that the key does not see."""
    visible(request)
    row = Insurer.objects.filter(code=code).first()
    if row is None:
        raise NOT_FOUND
    touch(request, row.id)
    return row


def touch(request: HttpRequest, insurer: int) -> None:
    """Note that a request is about an insurer: its answer is kept with it."""
    touched(request).add(insurer)


def touched(request: HttpRequest) -> set[int]:
    """The insurers that a request is about, as far as it has come."""
    found: set[int] = request.META.setdefault(TOUCHED, set())
    return found
