"""What is done in the queue: claimed, handed over, released, given out; views saved and removed."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.work.actions import LONGEST_WORD, WorkFault, assign_many, claim, hand_over, release
from xuanhu.apps.work.models import Assignment
from xuanhu.apps.work.views import forget_view, keep_view
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.queue.filters import named, people_of, read
from xuanhu.web.workbench.queue.pages import length, listed, page
from xuanhu.web.workbench.queue.rows import rows_of

QUEUE = "/queue"
NOBODY = "-"


@require_POST
@for_people(Permission.ACT_ON_CASES)
def act(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One case claimed or released, or all that are ticked given to somebody."""
    try:
        said = _acted(request.POST, visitor)
    except WorkFault as fault:
        return _again(request, visitor, str(fault))
    if not request.headers.get("HX-Request"):
        return redirect(_back(request))
    filters = read(request.GET, visitor, Insurer.objects.all())
    shown = listed(visitor, filters, length(request.POST), people_of(visitor)) | {"said": said}
    return render(request, "workbench/queue/list.html", shown)


def _acted(form: QueryDict, visitor: Visitor) -> str:
    single: dict[str, tuple[Callable[[UUID], bool], str]] = {
        "claim": (lambda case: claim(case=case, person=visitor.person, at=visitor.at), "已经认领，这件归您了"),
        "release": (lambda case: release(case=case, by=visitor.person, at=visitor.at), "已经放回，大家都可以认领"),
    }
    for name, (done, said) in single.items():
        if name in form:
            if not done(_uuid(form.get(name, ""))):
                raise Http404
            return said
    return _assigned(form, visitor)


def _assigned(form: QueryDict, visitor: Visitor) -> str:
    if not visitor.caller.may(Permission.ASSIGN_CASES):
        raise WorkFault("分配案件要由组长或坐席来做")
    ticked = [_uuid(one) for one in form.getlist("case")]
    if not ticked:
        raise WorkFault("还没有勾选案件；勾选以后再分配")
    to = None if form.get("to") == NOBODY else _colleague(form.get("to", ""), visitor)
    found = assign_many(cases=ticked, to=to, by=visitor.person, at=visitor.at)
    left = f"；另有 {found.left} 件已经办结，没有动" if found.left else ""
    whose = f"{found.done} 件已经分配给 {shown_name(to)}" if to is not None else f"{found.done} 件已经放回"
    return whose + left


def _again(request: HttpRequest, visitor: Visitor, wrong: str) -> HttpResponse:
    """The page again, with what was wrong; a script gets the sentence alone."""
    if request.headers.get("HX-Request"):
        return render(request, "workbench/queue/wrong.html", {"wrong": wrong}, status=422)
    return page(request, visitor, request.GET, wrong=wrong, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.ACT_ON_CASES)
def hand_over_to(request: HttpRequest, visitor: Visitor, case: UUID) -> HttpResponse:
    """Give a case to a colleague, with a word."""
    row = Case.objects.filter(public_id=case).first()
    if row is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            to = _colleague(request.POST.get("to", ""), visitor)
            word = request.POST.get("word", "")
            hand_over(case=case, to=to, word=word, by=visitor.person, at=visitor.at)
        except WorkFault as fault:
            wrong = str(fault)
        else:
            return redirect(_back(request))
    holder = Assignment.objects.filter(case=row).values_list("person_id", flat=True).first()
    people = [one for one in people_of(visitor) if row.insurer_id in one.insurers and one.id != holder]
    shown = {
        "visitor": visitor,
        "row": rows_of([row.id], visitor)[0],
        "people": named(people),
        "to": request.POST.get("to", ""),
        "word": request.POST.get("word", ""),
        "longest": LONGEST_WORD,
        "wrong": wrong,
        "back": request.GET.urlencode(),
    }
    return render(request, "workbench/queue/hand_over.html", shown, status=422 if wrong else 200)


@require_POST
@for_people(Permission.READ_CASES)
def views(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Save what the address asks for under a name, or remove a view."""
    if request.POST.get("forget", "").isdecimal():
        forget_view(person=visitor.person, view=int(request.POST["forget"][:15]))
        return redirect(_back(request))
    filters = read(request.GET, visitor, Insurer.objects.all())
    try:
        keep_view(person=visitor.person, name=request.POST.get("name", ""), filters=filters.pairs)
    except WorkFault as fault:
        return page(request, visitor, request.GET, wrong=str(fault), status=422)
    return redirect(_back(request))


def _colleague(login: str, visitor: Visitor) -> Person:
    found = next((one for one in people_of(visitor) if one.login == login), None)
    if found is None:
        raise WorkFault("请选择一位同事")
    return found


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{QUEUE}?{query}" if query else QUEUE


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
