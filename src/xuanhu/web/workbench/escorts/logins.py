"""Which person logs in as which escort: without it nobody sees the visits on their phone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.escorting.actions import link_escort
from xuanhu.apps.escorting.queries import escorts_of
from xuanhu.apps.network.models import Escort
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.showing import escort_name


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.DISPATCH)
def logins(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All escorts with their logins; one is changed at a time."""
    if request.method == "POST":
        _link(request)
        return redirect("/escorts/logins?done=linked")
    people = list(Person.objects.filter(role="escort", is_active=True).order_by("login"))
    rows = [
        (one, escort_name(one), _choices(one, people), one.login.person_id if hasattr(one, "login") else None)
        for one in escorts_of(on=visitor.at.date())
    ]
    return render(
        request,
        "web/workbench/escorts/logins.html",
        {"visitor": visitor, "rows": rows, "done": request.GET.get("done", "")},
    )


def _choices(escort: Escort, people: list[Person]) -> list[tuple[int, str]]:
    found = [one for one in people if escort.insurer_id in one.insurers]
    return [(one.id, f"{shown_name(one)}（{one.login}）") for one in found]


def _link(request: HttpRequest) -> None:
    numbers = [request.POST.get(name, "") for name in ("escort", "person")]
    escort = Escort.objects.filter(id=int(numbers[0])).first() if numbers[0].isdecimal() else None
    if escort is None:
        raise Http404
    person = None
    if numbers[1]:
        known = Person.objects.filter(role="escort", is_active=True, insurers__contains=[escort.insurer_id])
        person = known.filter(id=int(numbers[1])).first() if numbers[1].isdecimal() else None
        if person is None:
            raise Http404
    link_escort(escort=escort, person=person)
