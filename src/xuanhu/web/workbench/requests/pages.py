"""The list of requests, those due first; one of them, and its answer. What was written in is masked here too."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.audit.actions import By
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.rights.actions import AnsweredError, UnreadableError, decide, note_in, said_in
from xuanhu.apps.rights.models import Request, Step
from xuanhu.core.reckoning import chinese_moment
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone, masked_text
from xuanhu.web.insured.me.asking import FIELDS, number_of
from xuanhu.web.promises import say_due
from xuanhu.web.visiting import Visitor, for_people

MOST: Final = 200
LATELY: Final = 20
STATUS_WRONG: Final = 422


class Line(NamedTuple):
    """A request as people at work see it."""

    request: Request
    at: datetime

    @property
    def number(self) -> str:
        """Its public number."""
        return number_of(self.request)

    @property
    def path(self) -> str:
        """Its page."""
        return f"/requests/{self.request.public_id}"

    @property
    def title(self) -> str:
        """What is asked for."""
        return f"更正：{FIELDS[self.request.field]}" if self.request.field else "删除"

    @property
    def person(self) -> str:
        """Whose, masked."""
        return masked_name(insured_of(self.request.insured).name)

    @property
    def insurer(self) -> str:
        """At which insurer."""
        return self.request.insured.insurer.name

    @property
    def asked_at(self) -> str:
        """When."""
        return chinese_moment(self.request.at)

    @property
    def due(self) -> str:
        """The last day."""
        return say_due(self.request.due_at)

    @property
    def is_late(self) -> bool:
        """Whether that day is over."""
        return self.step is None and self.request.due_at <= self.at

    @property
    def step(self) -> Step | None:
        """The answer."""
        return getattr(self.request, "answer", None)

    @property
    def answered(self) -> str:
        """How it was answered, by which role, when."""
        if self.step is None:
            return ""
        said = {"done": "已更正", "refused": "没有更正", "answered": "已自动答复"}[self.step.kind]
        who = built_in_words().name("roles", self.step.by)
        return f"{said}，{who}，{chinese_moment(self.step.at)}"

    @property
    def note(self) -> list[str]:
        """What the person was told."""
        return note_in(self.step).splitlines() if self.step is not None else []

    @property
    def on_file(self) -> str:
        """What stands on file, masked."""
        person = insured_of(self.request.insured)
        known = {"name": masked_name(person.name), "id_number": person.id_number, "phone": person.phone}
        return _masked(self.request.field, known.get(self.request.field) or "")

    @property
    def says(self) -> str:
        """What is said to be right, masked where it is a number."""
        return _masked(self.request.field, said_in(self.request))


@require_safe
@for_people(Permission.MANAGE_PARTIES)
def requests(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Those that wait, due first; those answered lately."""
    rows = Request.objects.select_related("insured__insurer", "answer")
    shown = {
        "visitor": visitor,
        "waiting": [Line(one, visitor.at) for one in rows.filter(answer=None).order_by("due_at", "id")[:MOST]],
        "answered": [Line(one, visitor.at) for one in rows.exclude(answer=None).order_by("-answer__id")[:LATELY]],
        "done": request.GET.get("done") == "1",
    }
    return render(request, "web/workbench/requests/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(Permission.MANAGE_PARTIES)
def decide_request(request: HttpRequest, visitor: Visitor, number: UUID) -> HttpResponse:
    """One request; a note for the person is needed where it is refused."""
    rows = Request.objects.select_related("insured__insurer", "answer")
    found = rows.filter(public_id=number).first()
    if found is None:
        raise Http404
    wrong, note = "", request.POST.get("note", "").strip()
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        wrong = _wrong(choice, note, is_checked=request.POST.get("checked") == "yes")
        if not wrong:
            by = By(visitor.caller.actor, visitor.caller.role)
            try:
                decide(request=found, is_done=choice == "done", note=note, by=by, at=visitor.at)
            except AnsweredError:
                return redirect(f"/requests/{number}")
            except UnreadableError:
                wrong = "对方填的内容没法登记，请打电话问清楚，再请对方重新提一次。"
            else:
                return redirect("/requests?done=1")
    shown = {"visitor": visitor, "one": Line(found, visitor.at), "wrong": wrong, "note": note}
    return render(request, "web/workbench/requests/one.html", shown, status=STATUS_WRONG if wrong else 200)


def _wrong(choice: str, note: str, *, is_checked: bool) -> str:
    if choice not in ("done", "refused"):
        return "请选一种答复。"
    if choice == "done" and not is_checked:
        return "更正以前，请先打电话核对身份，并勾上。"
    return "不更正的，请写明为什么，以及对方可以怎么办。" if choice == "refused" and not note else ""


def _masked(field: str, value: str) -> str:
    if field == "phone":
        return masked_phone(value) if value else "没有登记"
    if field == "id_number":
        return masked_id_number(value) if value else "没有登记"
    return masked_text(value)
