"""A copy of what is held: asked for, made by a job, taken within a day by a fresh code to the phone."""

from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.portal.codes import Outcome, shown_where_nobody_is_real, try_code
from xuanhu.apps.rights.exporting import ask_for_export, exports_of, may_take, take_export
from xuanhu.apps.rights.models import Export
from xuanhu.apps.rights.tasks import make
from xuanhu.core.reckoning import chinese_moment
from xuanhu.integrations.masking import masked_phone
from xuanhu.web.insured.consents import hand
from xuanhu.web.insured.me.mine import PAGES, House, houses, own_house
from xuanhu.web.insured.visiting import Client, for_insured

LIST: Final = "/my/me/data/export"
STATUS_WRONG: Final = 422
KB: Final = 1024


class Copy(NamedTuple):
    """An export as the page shows it."""

    export: Export
    client: Client

    @property
    def path(self) -> str:
        """Where it is taken."""
        return f"{LIST}/{self.export.public_id}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken."""
        return may_take(self.export, self.client.at)

    @property
    def is_being_made(self) -> bool:
        """Whether the job is not done."""
        return self.export.ready_at is None

    @property
    def asked_at(self) -> str:
        """When it was asked for."""
        return chinese_moment(self.export.asked_at)

    @property
    def until(self) -> str:
        """Until when it can be taken."""
        return chinese_moment(self.export.ends_at) if self.export.ends_at is not None else ""

    @property
    def size(self) -> str:
        """How large it is."""
        kilos = max(1, round(self.export.size / KB))
        return f"{kilos} KB" if kilos < KB else f"{kilos / KB:.1f} MB"


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def exports(request: HttpRequest, client: Client) -> HttpResponse:
    """What has been made, and the way to ask for one."""
    house = own_house(client, request.POST.get("house", ""))
    if request.method == "POST":
        made, is_new = ask_for_export(insured=house.acts_for.insured, account=client.account, at=client.at)
        if is_new:
            make.defer(export=made.id, insurer=made.insurer_id)
        return redirect(LIST)
    parts = [(one, _copies(one, client)) for one in houses(client)]
    return render(request, f"{PAGES}/export.html", {"client": client, "here": "me", "parts": parts})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def take(request: HttpRequest, client: Client, export: UUID) -> HttpResponseBase:
    """The code, then the file. Nobody but the account that asked, and only while it is the insured's own."""
    own = {house.acts_for.insured_id: house.acts_for for house in houses(client)}
    rows = Export.objects.select_related("insured__insurer", "account")
    found = rows.filter(public_id=export, account=client.account, insured_id__in=own).first()
    if found is None or not may_take(found, client.at):
        raise Http404
    phone, step = hand.phone_for(client, own[found.insured_id]), request.GET.get("code", "")
    wrong = ""
    if request.method == "POST":
        outcome = try_code(phone=phone, code=request.POST.get("code", "")[:12], at=client.at) if phone else None
        if outcome is Outcome.IN:
            return _file(found, client)
        wrong = hand.WRONG[outcome.value if outcome is not None else "no-phone"]
    shown = {
        "client": client,
        "here": "me",
        "copy": Copy(found, client),
        "phone": masked_phone(phone) if phone else "",
        "step": step,
        "demo": shown_where_nobody_is_real(phone=phone, at=client.at) if phone and (step or wrong) else "",
        "wrong": wrong,
    }
    return render(request, f"{PAGES}/take.html", shown, status=STATUS_WRONG if wrong else 200)


def _copies(house: House, client: Client) -> list[Copy]:
    mine = exports_of(insured=house.acts_for.insured, account=client.account)
    copies = [Copy(one, client) for one in mine]
    return [one for one in copies if one.is_ready or one.is_being_made]


def _file(export: Export, client: Client) -> StreamingHttpResponse:
    name = f"我的信息-{client.at:%Y%m%d}.zip"
    headers = {
        "Content-Type": "application/zip",
        "Content-Length": str(export.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(take_export(export=export, at=client.at), headers=headers)
