"""Who works here: doctors and care managers."""

from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.web.consulting import consultations
from xuanhu.web.visiting import View, Visitor, for_people

ROLES: Final = ("expert", "care-manager")
Rest = ParamSpec("Rest")


def for_doctors(
    view: Callable[Concatenate[HttpRequest, Visitor, Rest], HttpResponse],
    *,
    first: Callable[[HttpRequest], None] | None = None,
) -> View[Rest]:
    """A page for doctors and care managers; `first` is done before the transaction begins."""

    def wrapper(request: HttpRequest, visitor: Visitor, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if visitor.person.role not in ROLES:
            raise PermissionDenied
        return view(request, visitor, *args, **kwargs)

    return for_people(Permission.READ_PAPERS, first=first)(wrapper)


def consultation_seen(public_id: UUID) -> Case:
    """The consultation of that id. Raises Http404."""
    row = consultations().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row
