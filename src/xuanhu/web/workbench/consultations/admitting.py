"""Who works here, doctors and care managers; which cases are consultations: those in whose flow a doctor advises."""

import re
from collections.abc import Callable, Mapping
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import library
from xuanhu.apps.talk.actions import ADVISED
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


def advised_services() -> Mapping[str, tuple[str, ...]]:
    """By handbook, the services in whose flow a doctor advises."""
    books = library()
    found: dict[str, tuple[str, ...]] = {}
    for handbook in books.ids:
        names = {
            name
            for edition in books.editions(handbook)
            for name, terms in edition.services.items()
            if ADVISED in re.findall(r"[\w-]+", terms.flow)
        }
        if names:
            found[handbook] = tuple(sorted(names))
    return found


def consultations() -> QuerySet[Case]:
    """Cases of these services."""
    of_these = Q(pk__in=[])
    for handbook, services in advised_services().items():
        of_these |= Q(handbook=handbook, service__in=services)
    return Case.objects.filter(of_these).select_related("insured", "insurer", "policy")


def consultation_seen(public_id: UUID) -> Case:
    """The consultation of that id. Raises Http404."""
    row = consultations().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row
