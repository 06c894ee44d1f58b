"""The hand that signs: a finger's drawing, or the full name and a fresh code to the phone."""

from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xuanhu.api.authentication import address_of
from xuanhu.apps.consents.actions import Origin, Signer
from xuanhu.apps.consents.signers import Capacity, capacity_of
from xuanhu.apps.consents.strokes import Drawing, NoSignature, read_drawing
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.acting import RELATIVE
from xuanhu.apps.portal.codes import PHONE, Outcome, ask_for_code, shown_where_nobody_is_real, try_code
from xuanhu.apps.portal.models import ActsFor
from xuanhu.apps.portal.tasks import send_login_code
from xuanhu.apps.sealing import sealer
from xuanhu.core.parties import same_name
from xuanhu.integrations.masking import masked_phone
from xuanhu.web.insured.visiting import HOME, Client, for_insured

WRONG: Final = {
    "empty": "还没有看到您的签名。请用手指在框里写上姓名；写不了的，用姓名和验证码签。",
    "name": "姓名和登记的不一样，请写全名。",
    "wrong": "验证码不对，请看清最新一条短信再填一次。",
    "over": "这条验证码用不了了，请重新发一条。",
    "no-phone": "没有登记您的手机号，发不了验证码，请用手指签。",
    "changed": "您读的时候，文本更新了（例如医院或日期改了）。请重新读一遍再签。",
}


class NotSigned(ValueError):  # noqa: N818 - what is raised is a form without a signature
    """Nothing that counts as a signature; `why` is a key of WRONG."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Area(NamedTuple):
    """What the area shows: where it is sent, the hash of the text, the phone masked, how far one is."""

    action: str
    text: str
    path: str
    phone: str
    step: str
    demo: str
    wrong: str
    is_by_code: bool

    @property
    def wrong_says(self) -> str:
        """What is wrong, in words."""
        return WRONG.get(self.wrong, "")


def area(request: HttpRequest, client: Client, acts_for: ActsFor, *, action: str, text: bytes, wrong: str = "") -> Area:
    """The area under a text, for a template that includes web/insured/consents/sign_area.html."""
    phone, step = phone_for(client, acts_for), request.GET.get("code", "")
    is_by_code = step in ("sent", "wait") or request.POST.get("way") == "code"
    demo = shown_where_nobody_is_real(phone=phone, at=client.at) if phone and is_by_code else ""
    return Area(action, text.hex(), action, masked_phone(phone) if phone else "", step, demo, wrong, is_by_code)


def signed_hand(request: HttpRequest, client: Client, acts_for: ActsFor, *, text: bytes) -> Drawing | None:
    """The drawing that was sent; None for name and code. Raises NotSigned. `text` is what would be signed now."""
    if request.POST.get("text") != text.hex():
        raise NotSigned("changed")
    if request.POST.get("way") != "code":
        try:
            return read_drawing(request.POST.get("strokes", ""))
        except NoSignature:
            raise NotSigned("empty") from None
    phone = phone_for(client, acts_for)
    if not phone:
        raise NotSigned("no-phone")
    if not same_name(_name_of(acts_for), request.POST.get("name", "").strip()[:60]):
        raise NotSigned("name")
    outcome = try_code(phone=phone, code=request.POST.get("code", "")[:12], at=client.at)
    if outcome is not Outcome.IN:
        raise NotSigned(outcome.value)
    return None


def signer(client: Client, acts_for: ActsFor) -> Signer:
    """Who signs, for the acts."""
    return Signer(client.account, acts_for)


def capacity(client: Client, acts_for: ActsFor) -> Capacity:
    """As what they may sign."""
    return capacity_of(acts_for, client.at)


def origin(request: HttpRequest) -> Origin:
    """From where a form came."""
    browser = request.headers.get("User-Agent", "")
    return Origin(request.session.session_key or "", address_of(request), browser)


def phone_for(client: Client, acts_for: ActsFor) -> str:
    """The phone that a code goes to: the account's; of who came by an insurer's link, the one on file."""
    if client.account.phone is not None:
        return sealer().open(client.account.phone, PHONE)
    return (insured_of(acts_for.insured).phone or "") if acts_for.relation == "self" else ""


@sensitive_post_parameters()
@require_POST
@for_insured()
def send_code(request: HttpRequest, client: Client) -> HttpResponse:
    """Send a code to the phone of whoever signs, and lead back to where they sign."""
    wanted = request.POST.get("next", HOME).partition("?")[0].partition("#")[0]
    back = wanted if wanted.startswith(f"{HOME}/") else HOME
    phone = phone_for(client, client.acts_for[0])
    if not phone:
        return redirect(back)
    asked = ask_for_code(phone=phone, address=address_of(request), at=client.at)
    if asked.code is not None:
        send_login_code.defer(code=asked.code)
    return redirect(f"{back}?code={'wait' if asked.wait else 'sent'}#by-code")


def _name_of(acts_for: ActsFor) -> str:
    """What whoever signs is called: the insured, or the parent as the insured's side has named them."""
    if acts_for.relation == "self" or not acts_for.name:
        return insured_of(acts_for.insured).name
    return sealer().open(acts_for.name, RELATIVE)
