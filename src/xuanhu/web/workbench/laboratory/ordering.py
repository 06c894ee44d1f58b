"""A test settled for a case: which laboratory, which sample; and who works at which laboratory."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.cases.models import Case
from xuanhu.apps.network.models import Laboratory
from xuanhu.apps.recording import NotNow, RefusedError
from xuanhu.apps.samples.actions import add_to_laboratory, settle_test, take_from_laboratory
from xuanhu.apps.samples.models import LaboratoryPerson
from xuanhu.apps.samples.queries import MOST, case_of_a_test, laboratories_of
from xuanhu.web.refusal_panel import Reason, reason_why, reasons_of
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.laboratory.seeing import KINDS, by, of_the_room, shown, waiting_of


@require_http_methods(["GET", "POST"])
@of_the_room(roles=("care-manager",))
def order(request: HttpRequest, visitor: Visitor, case: object) -> HttpResponse:
    """Choose where and what, on record as settled."""
    found = case_of_a_test(public_id=str(case))
    if found is None:
        raise Http404
    if request.method == "GET":
        return _form(request, visitor, found)
    number, kind = request.POST.get("laboratory", ""), request.POST.get("kind", "")
    laboratory = next((one for one in laboratories_of(insurer=found.insurer_id) if str(one.id) == number), None)
    if laboratory is None or kind not in KINDS:
        return _form(request, visitor, found, [Reason("请选好实验室和样本。")])
    try:
        row = settle_test(case=found, laboratory=laboratory, kind=kind, at=visitor.at, by=by(visitor))
    except RefusedError as error:
        return _form(request, visitor, found, reasons_of(error.acted))
    except NotNow as error:
        return _form(request, visitor, found, reason_why(error.why))
    return redirect(f"/laboratory/samples/{row.id}")


@require_http_methods(["GET", "POST"])
@of_the_room(roles=("care-manager",))
def people(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Who works where; whoever is named nowhere sees no sample."""
    laboratories = list(Laboratory.objects.select_related("insurer").order_by("insurer__name", "code")[:MOST])
    accounts = _accounts(visitor)
    if request.method == "POST":
        laboratory = next((one for one in laboratories if str(one.id) == request.POST.get("laboratory")), None)
        person = next((one for one in accounts if str(one.id) == request.POST.get("person")), None)
        if laboratory is None or person is None or laboratory.insurer_id not in person.insurers:
            reason = Reason("这个账号不能看这家实验室的样本。", "请先让管理员把这家保险公司分配给这个账号。")
            return _people(request, visitor, laboratories, accounts, [reason])
        if request.POST.get("what") == "take":
            take_from_laboratory(laboratory=laboratory, person=person)
        else:
            add_to_laboratory(laboratory=laboratory, person=person, at=visitor.at, by=by(visitor))
        return redirect("/laboratory/people")
    return _people(request, visitor, laboratories, accounts)


def _accounts(visitor: Visitor) -> list[Person]:
    seen = list(visitor.caller.insurers)
    found = Person.objects.filter(role="laboratory", is_active=True, insurers__overlap=seen)
    return list(found.order_by("login")[:MOST])


def _people(
    request: HttpRequest,
    visitor: Visitor,
    laboratories: Sequence[Laboratory],
    accounts: Sequence[Person],
    reasons: Sequence[Reason] = (),
) -> HttpResponse:
    there: dict[int, list[Person]] = {}
    for one in LaboratoryPerson.objects.select_related("person").order_by("id"):
        there.setdefault(one.laboratory_id, []).append(one.person)
    rows = [
        {
            "laboratory": one,
            "people": [(person.id, shown_name(person)) for person in there.get(one.id, [])],
            "others": [
                (person.id, f"{shown_name(person)}（{person.login}）")
                for person in accounts
                if one.insurer_id in person.insurers and person not in there.get(one.id, [])
            ],
        }
        for one in laboratories
    ]
    return shown(request, "people", visitor, reasons=reasons, rows=rows)


def _form(request: HttpRequest, visitor: Visitor, case: Case, reasons: Sequence[Reason] = ()) -> HttpResponse:
    return shown(
        request,
        "order",
        visitor,
        reasons=reasons,
        waiting=waiting_of(case, visitor),
        laboratories=laboratories_of(insurer=case.insurer_id),
        kinds=KINDS.items(),
        chosen=request.POST,
    )
