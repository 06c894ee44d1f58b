"""Who sees which samples, and a sample as its pages show it."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, Final, NamedTuple, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.opinions.letter import number_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.recording import By
from xuanhu.apps.samples.models import Sample
from xuanhu.apps.samples.queries import Stage, remark_of, samples_seen, stage_of
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.integrations.masking import masked_name
from xuanhu.web.promises import Promise, promise_of
from xuanhu.web.refusal_panel import Reason
from xuanhu.web.visiting import Visitor, for_people

Rest = ParamSpec("Rest")
ROOM: Final = ("care-manager", "laboratory")
KINDS: Final = {
    "pathology-slide": "病理切片",
    "peripheral-blood": "外周血",
    "biopsy-tissue": "活检组织",
    "saliva": "唾液",
}
TITLES: Final = {
    Stage.TO_BE_REPORTED: "已收样，等出报告",
    Stage.ON_THE_WAY: "在路上",
    Stage.TO_BE_SENT: "等寄样",
    Stage.TO_BE_DELIVERED: "报告已出，等交付",
    Stage.UNFIT: "不合格，等补寄",
}
Page = Callable[Concatenate[HttpRequest, Visitor, Rest], HttpResponse]


class Line(NamedTuple):
    """A sample as it is shown."""

    row: Sample
    path: str
    stage: Stage
    title: str
    promise: Promise
    kind: str
    number: str
    laboratory: str
    case: str
    name: str
    service: str
    insurer: str
    sent: str
    received: str
    due: str
    remark: str


class Waiting(NamedTuple):
    """A case for which no laboratory has been chosen yet."""

    path: str
    promise: Promise
    case: str
    name: str
    service: str
    insurer: str


def of_the_room(
    *, roles: Sequence[str] = ROOM, first: Callable[[HttpRequest], None] | None = None
) -> Callable[[Page[Rest]], Callable[..., HttpResponseBase]]:
    """A page of this room, for these roles; `first` is done before the transaction begins."""

    def wrap(view: Page[Rest]) -> Callable[..., HttpResponseBase]:
        @for_people(Permission.READ_PAPERS, first=first)
        @wraps(view)
        def wrapper(request: HttpRequest, visitor: Visitor, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if visitor.person.role not in roles:
                raise PermissionDenied
            return view(request, visitor, *args, **kwargs)

        return wrapper

    return wrap


def only(visitor: Visitor) -> Person | None:
    """Whose laboratories bound what is seen; a care manager sees all."""
    return visitor.person if visitor.person.role == "laboratory" else None


def sample_of(visitor: Visitor, number: int) -> Sample:
    """A sample that the visitor may see. Raises Http404."""
    found = samples_seen(person=only(visitor)).filter(id=min(number, 2**62)).first()
    if found is None:
        raise Http404
    return found


def by(visitor: Visitor) -> By:
    """The visitor as who acts."""
    return By(visitor.caller.role, visitor.caller.actor)


def line_of(row: Sample, visitor: Visitor) -> Line:
    """A sample in words; the person masked."""
    case, stage = row.case, stage_of(row)
    return Line(
        row=row,
        path=f"/laboratory/samples/{row.id}",
        stage=stage,
        title="已办结" if row.ended_at is not None else TITLES[stage],
        promise=promise_of(case.next_due_at, visitor.at, calendar()),
        kind=KINDS[row.kind],
        number=row.number,
        laboratory=row.laboratory.name,
        case=number_of(case),
        name=_name(case),
        service=_service(case),
        insurer=case.insurer.name,
        sent=chinese_date(row.sent_on) if row.sent_on is not None else "",
        received=chinese_moment(row.received_at) if row.received_at is not None else "",
        due=chinese_date(row.report_due_on) if row.report_due_on is not None else "",
        remark=remark_of(row),
    )


def waiting_of(case: Case, visitor: Visitor) -> Waiting:
    """A case in words."""
    promise = promise_of(case.next_due_at, visitor.at, calendar())
    path = f"/laboratory/cases/{case.public_id}"
    return Waiting(path, promise, number_of(case), _name(case), _service(case), case.insurer.name)


def shown(
    request: HttpRequest, template: str, visitor: Visitor, *, reasons: Sequence[Reason] = (), **more: object
) -> HttpResponse:
    """A page of this room; 422 where it says why something was not done."""
    given = {"visitor": visitor, "reasons": reasons, **more}
    return render(request, f"web/workbench/laboratory/{template}.html", given, status=422 if reasons else 200)


def _name(case: Case) -> str:
    return masked_name(sealer().open(case.insured.name, f"{WHERE}.name"))


def _service(case: Case) -> str:
    return edition_of(case.handbook, case.edition).services[case.service].name
