"""The bench: what a laboratory has before it, by how far it has come; found by the number on a tube."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.samples.models import LaboratoryPerson
from xuanhu.apps.samples.queries import Stage, cases_to_settle, open_samples, sample_by_number
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.web.refusal_panel import Reason
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.laboratory.seeing import TITLES, line_of, of_the_room, only, sample_of, shown, waiting_of

DONE = {
    "received": "已收样，报告的期限从今天算起。",
    "unfit": "已记为不合格，健康管家会请客户补寄。",
    "sent": "已记为寄出。",
    "reported": "报告已归入案件资料，接下来交付电子和纸质两份。",
    "delivered": "已记为交付。",
}


@require_safe
@of_the_room()
def bench(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Samples of one's laboratories; a care manager sees all, and the cases that have none yet."""
    return bench_shown(request, visitor)


def bench_shown(
    request: HttpRequest, visitor: Visitor, reasons: Sequence[Reason] = (), number: str = ""
) -> HttpResponse:
    """The page, with why an act was refused, if one was."""
    lines = [line_of(row, visitor) for row in open_samples(person=only(visitor))]
    groups = [(TITLES[stage], [one for one in lines if one.stage is stage]) for stage in Stage]
    is_manager = visitor.person.role == "care-manager"
    return shown(
        request,
        "bench",
        visitor,
        reasons=reasons,
        number=number,
        groups=[(title, found) for title, found in groups if found],
        waiting=[waiting_of(case, visitor) for case in cases_to_settle()] if is_manager else [],
        belongs=is_manager or LaboratoryPerson.objects.filter(person=visitor.person).exists(),
        done=DONE.get(request.GET.get("done", ""), ""),
    )


@require_POST
@of_the_room()
def scan(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A number read off a tube or a parcel leads to its sample."""
    number = request.POST.get("number", "").strip()[:100]
    found = sample_by_number(number=number, person=only(visitor)) if number else None
    if found is None:
        says = f"没有编号为 {number} 的样本。" if number else "还没有输入编号。"
        change = "请核对管壁或快递单，再扫一次；还没有记为寄出的，先在下面“等寄样”里登记编号。"
        return bench_shown(request, visitor, [Reason(says, change)], number)
    return redirect(f"/laboratory/samples/{found.id}")


@require_safe
@of_the_room()
def sample_page(request: HttpRequest, visitor: Visitor, sample: int) -> HttpResponse:
    """A sample, and the one thing to do next."""
    return sample_shown(request, visitor, sample)


def sample_shown(request: HttpRequest, visitor: Visitor, sample: int, reasons: Sequence[Reason] = ()) -> HttpResponse:
    """The page, with why an act was refused, if one was."""
    row = sample_of(visitor, sample)
    return shown(
        request,
        "sample",
        visitor,
        reasons=reasons,
        line=line_of(row, visitor),
        is_manager=visitor.person.role == "care-manager",
        today=visitor.at.astimezone(SHANGHAI).date().isoformat(),
        sent=request.POST,
        done=DONE.get(request.GET.get("done", ""), ""),
    )
