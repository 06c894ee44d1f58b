"""What is done to a sample, one form each; refused acts show why and keep what was typed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xuanhu.apps.papers.actions import Upload
from xuanhu.apps.papers.file_types import PDF, EmptyFile, Unaccepted
from xuanhu.apps.papers.keeping import TooLarge
from xuanhu.apps.recording import NotNow, RefusedError
from xuanhu.apps.samples import actions
from xuanhu.apps.samples.models import Sample
from xuanhu.integrations.store import Unreachable
from xuanhu.web.refusal_panel import Reason, reason_why, reasons_of
from xuanhu.web.sealed_forms import Bounds, SealedForm, form_of, read_form, takes_files
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.laboratory.bench import sample_shown
from xuanhu.web.workbench.laboratory.seeing import by, of_the_room, sample_of

LONGEST: Final = 100
LONGEST_NAME: Final = 200


class WrongError(ValueError):
    """Something in the form that will not do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.says)
        self.reason = reason


def _send(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    number = request.POST.get("number", "").strip()[:LONGEST]
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        raise WrongError(Reason("寄出日期没有填对。", "请填寄出的那一天。")) from None
    if not number:
        raise WrongError(Reason("还没有样本编号。", "请扫描管壁或快递单上的编号。"))
    if on > visitor.at.date():
        raise WrongError(Reason("寄出日期在今天以后。", "请等样本寄出以后再记。"))
    actions.send_sample(sample=row, number=number, on=on, at=visitor.at, by=by(visitor))
    return "sent"


def _receive(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    condition, remark = request.POST.get("condition", ""), request.POST.get("remark", "")[:1000]
    if condition not in ("ok", "unfit"):
        raise WrongError(Reason("请说明样本合格还是不合格。"))
    if condition == "unfit" and not remark.strip():
        raise WrongError(Reason("不合格的样本要写明原因。", "例如溶血、量不够、运输超温。"))
    actions.receive_sample(sample=row, condition=condition, remark=remark, at=visitor.at, by=by(visitor))
    return "received" if condition == "ok" else "unfit"


def _another(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    del request
    actions.ask_for_another(sample=row, at=visitor.at)
    return ""


def _give_up(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        raise WrongError(Reason("还没有写明为什么取不到样本。"))
    actions.give_up(sample=row, reason=reason, at=visitor.at, by=by(visitor))
    return ""


def _post(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    del visitor
    parcel = request.POST.get("parcel", "").strip()[:LONGEST]
    if not parcel:
        raise WrongError(Reason("还没有快递单号。"))
    actions.post_paper(sample=row, parcel=parcel)
    return "delivered"


def _deliver(row: Sample, request: HttpRequest, visitor: Visitor) -> str:
    form = request.POST.get("form", "")
    if form not in actions.FORMS:
        raise Http404
    actions.deliver_report(sample=row, form=form, at=visitor.at, by=by(visitor))
    return "delivered"


ACTS: Final[Mapping[str, Callable[[Sample, HttpRequest, Visitor], str]]] = {
    "send": _send,
    "receive": _receive,
    "another": _another,
    "give-up": _give_up,
    "post": _post,
    "deliver": _deliver,
}
BACK_TO_THE_BENCH: Final = ("receive", "another")  # where the next number is read


@require_POST
@of_the_room()
def act(request: HttpRequest, visitor: Visitor, sample: int, name: str) -> HttpResponse:
    """One act on a sample."""
    if name not in ACTS:
        raise Http404
    row = sample_of(visitor, sample)
    try:
        done = ACTS[name](row, request, visitor)
    except WrongError as error:
        return sample_shown(request, visitor, sample, [error.reason])
    except RefusedError as error:
        return sample_shown(request, visitor, sample, reasons_of(error.acted))
    except NotNow as error:
        return sample_shown(request, visitor, sample, reason_why(error.why))
    place = "/laboratory" if name in BACK_TO_THE_BENCH else f"/laboratory/samples/{sample}"
    return redirect(f"{place}?done={done}" if done else place)


@takes_files(Bounds("report"))
@require_POST
@of_the_room(first=read_form)
def report(request: HttpRequest, visitor: Visitor, sample: int) -> HttpResponse:
    """The report as a PDF: filed with the case, and on record as issued."""
    row, form = sample_of(visitor, sample), form_of(request)
    try:
        upload = _upload(form)
        actions.issue_report(sample=row, upload=upload, at=visitor.at, by=by(visitor))
    except WrongError as error:
        return sample_shown(request, visitor, sample, [error.reason])
    except RefusedError as error:
        return sample_shown(request, visitor, sample, reasons_of(error.acted))
    except NotNow as error:
        return sample_shown(request, visitor, sample, reason_why(error.why))
    form.is_named(upload.kept)
    return redirect(f"/laboratory/samples/{sample}?done=reported")


def _upload(form: SealedForm) -> Upload:
    """The file of the form, kept. Raises WrongError for what is no PDF."""
    if form.faults:
        raise WrongError(_reason(form.faults[0].why))
    if not form.files:
        raise WrongError(Reason("还没有选报告文件。"))
    kept, name = form.files[0]
    if kept.media_type != PDF:
        raise WrongError(Reason("报告要是 PDF 文件。", "请另存为 PDF 再传。"))
    return Upload(kept, actions.KIND, name[-LONGEST_NAME:])


def _reason(why: Exception) -> Reason:
    match why:
        case Unaccepted() | EmptyFile():
            return Reason(str(why).partition(" (")[0])
        case TooLarge():
            return Reason("文件太大，请压缩后再传。")
        case Unreachable():
            return Reason("文件暂时存不了，请稍后再试。")
        case _:
            return Reason("文件没有传完，请再传一次。")
