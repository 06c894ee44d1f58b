"""Asking to have something put right, or deleted: a number, a day by which it is answered, and the answer."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanhu.apps.rights.actions import (
    UnreadableError,
    answer_to_deletion,
    ask_for_correction,
    ask_for_deletion,
    note_in,
)
from xuanhu.apps.rights.held import held_on
from xuanhu.apps.rights.models import Request, Step
from xuanhu.core.reckoning import chinese_moment
from xuanhu.web.insured.me.mine import PAGES, houses, own_house
from xuanhu.web.insured.visiting import Client, for_insured
from xuanhu.web.promises import say_due

FIELDS: Final = {"name": "姓名", "id_number": "身份证号", "phone": "手机号", "other": "别的"}
WRONG: Final = {
    "": "请选一下哪一项不对。",
    "name": "请填正确的姓名，要和身份证上一样。",
    "id_number": "身份证号里有填错的地方，请对着证件再看一遍每一位（共 18 位，最后一位可能是 X）。",
    "phone": "这不像一个手机号，请填 11 位数字，例如 138 开头的号码。",
    "other": "请写一下哪里不对。",
}
STATES: Final = {"done": "✓ 已更正", "refused": "× 没有更正", "answered": "✓ 已答复"}
STATUS_WRONG: Final = 422


class Asked(NamedTuple):
    """A request as its page shows it."""

    request: Request

    @property
    def number(self) -> str:
        """Its public number, for the telephone: the first eight places in fours."""
        return number_of(self.request)

    @property
    def title(self) -> str:
        """What was asked for."""
        field = self.request.field
        return f"更正{FIELDS[field] if field != 'other' else '信息'}" if field else "删除我的信息"

    @property
    def at(self) -> str:
        """When."""
        return chinese_moment(self.request.at, year=True)

    @property
    def path(self) -> str:
        """Its page."""
        return f"/my/me/data/requests/{self.request.public_id}"

    @property
    def due(self) -> str:
        """The last day for the answer."""
        return say_due(self.request.due_at)

    @property
    def step(self) -> Step | None:
        """The answer, if there is one."""
        return getattr(self.request, "answer", None)

    @property
    def state(self) -> str:
        """How it stands."""
        return STATES[self.step.kind] if self.step is not None else f"等我们答复，最晚 {self.due}"

    @property
    def answered_at(self) -> str:
        """When it was answered."""
        return chinese_moment(self.step.at, year=True) if self.step is not None else ""

    @property
    def note(self) -> list[str]:
        """The answer, line by line."""
        return note_in(self.step).splitlines() if self.step is not None else []


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def correct(request: HttpRequest, client: Client) -> HttpResponse:
    """Which item is wrong, and what is right."""
    house = own_house(client, request.POST.get("house", ""))
    shown = {"client": client, "here": "me", "houses": houses(client), "fields": FIELDS.items()}
    if request.method != "POST":
        return render(request, f"{PAGES}/correct.html", shown)
    field, says = request.POST.get("field", ""), request.POST.get("says", "")
    wrong = "" if field in FIELDS else WRONG[""]
    if not wrong:
        try:
            asked = ask_for_correction(
                insured=house.acts_for.insured, account=client.account, field=field, says=says, at=client.at
            )
        except UnreadableError:
            wrong = WRONG[field]
        else:
            return redirect(f"{Asked(asked).path}?asked=1")
    typed = says[:500] if field in ("name", "other") else ""
    shown |= {"wrong": wrong, "field": field, "says": typed}
    return render(request, f"{PAGES}/correct.html", shown, status=STATUS_WRONG)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def delete(request: HttpRequest, client: Client) -> HttpResponse:
    """What may be deleted now, and until when the rest is kept; then the request, answered at once."""
    house = own_house(client, request.POST.get("house") or request.GET.get("house", ""))
    held = held_on(insured=house.acts_for.insured, account=client.account)
    if request.method == "POST":
        insured = house.acts_for.insured
        asked = ask_for_deletion(insured=insured, account=client.account, held=held, at=client.at)
        return redirect(f"{Asked(asked).path}?asked=1")
    on = client.at.date()
    shown = {"client": client, "here": "me", "house": house, "houses": houses(client)}
    shown["lines"] = answer_to_deletion(held, on)
    return render(request, f"{PAGES}/delete.html", shown)


@require_safe
@for_insured()
def one(request: HttpRequest, client: Client, number: UUID) -> HttpResponse:
    """A request with its answer."""
    own = [house.acts_for.insured for house in houses(client)]
    found = Request.objects.select_related("answer", "insurer").filter(public_id=number, insured__in=own).first()
    if found is None:
        raise Http404
    shown = {"client": client, "here": "me", "asked": Asked(found), "just_asked": request.GET.get("asked") == "1"}
    return render(request, f"{PAGES}/request.html", shown)


def number_of(request: Request) -> str:
    """By what a request is named: 3F2A-91BC."""
    text = request.public_id.hex.upper()
    return f"{text[:4]}-{text[4:8]}"
