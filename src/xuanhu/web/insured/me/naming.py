"""Naming somebody of the family as helper: a text is signed, which names them; ended at once, whenever one likes.

Only the insured names and ends; whoever helps finds nothing here. Issue 5, point 1: the patient remains the insured.
"""

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanhu.apps.audit.actions import By
from xuanhu.apps.consents.actions import Given, sign_consent, withdraw_consent
from xuanhu.apps.consents.queries import standing_helper, text_for_helper
from xuanhu.apps.consents.signers import NotTheSigner
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.acting import RELATIVE, actor_of, end_acting, helpers_of, let_act
from xuanhu.apps.portal.codes import PHONE, account_of_phone
from xuanhu.apps.portal.models import ActsFor
from xuanhu.apps.portal.phones import read_phone
from xuanhu.apps.sealing import sealer
from xuanhu.handbook_files.consents import HELPER, Text
from xuanhu.integrations.masking import masked_phone
from xuanhu.web.insured.consents import hand
from xuanhu.web.insured.me.mine import PAGES, House, day_of, houses, own_house
from xuanhu.web.insured.visiting import RELATIONS, Client, for_insured

DRAFT: Final = "web.insured.helper"
SIGN: Final = "/my/me/helpers/sign"
LIST: Final = "/my/me/helpers"
LONGEST_NAME: Final = 60
STATUS_WRONG: Final = 422
CHOICES: Final = {key: said for key, said in RELATIONS.items() if key != "self"}
WRONG: Final = {
    "relation": "请选一下这位家人和您的关系。",
    "name": "请填这位家人的姓名。",
    "phone": "这不像一个手机号，请填 11 位数字，例如 138 开头的号码。",
    "own": "这是您自己的手机号，请填家人的手机号：家人要用自己的手机登录。",
    "there": "这个手机号已经在帮您代办了，不用再授权。",
}


class Helper(NamedTuple):
    """Somebody who helps, as the list shows them."""

    acts_for: ActsFor

    @property
    def name(self) -> str:
        """As the insured has named them."""
        return sealer().open(self.acts_for.name, RELATIVE) if self.acts_for.name else "家人"

    @property
    def relation(self) -> str:
        """What they are to the insured: 子女."""
        return RELATIONS[self.acts_for.relation]

    @property
    def phone(self) -> str:
        """Masked."""
        phone = self.acts_for.account.phone
        return masked_phone(sealer().open(phone, PHONE)) if phone is not None else ""

    @property
    def since(self) -> str:
        """Since which day."""
        return day_of(self.acts_for)

    @property
    def insurer(self) -> str:
        """At which insurer."""
        return self.acts_for.insured.insurer.name

    @property
    def end_path(self) -> str:
        """Where it is ended."""
        return f"{LIST}/{self.acts_for.id}/end"


class Draft(NamedTuple):
    """Whom one is about to name; kept sealed in the session until the text is signed."""

    house: str
    relation: str
    name: str
    phone: str


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def helpers(request: HttpRequest, client: Client) -> HttpResponse:
    """Who helps, and the form by which one names somebody."""
    own = _own(client)
    if request.method != "POST":
        return _list(request, client, own)
    typed = {key: request.POST.get(key, "").strip()[:LONGEST_NAME] for key in ("relation", "name", "phone")}
    house = own_house(client, request.POST.get("house", ""))
    phone = read_phone(typed["phone"])
    wrong = _wrong(client, house, typed, phone)
    if wrong or phone is None:
        return _list(request, client, own, typed=typed, wrong=wrong, status=STATUS_WRONG)
    draft = Draft(house.number, typed["relation"], typed["name"], phone)
    request.session[DRAFT] = sealer().seal(json.dumps(draft), DRAFT)
    return redirect(SIGN)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def sign(request: HttpRequest, client: Client) -> HttpResponse:
    """The text that names the helper, and the place to sign it."""
    kept = request.session.get(DRAFT)
    if kept is None:
        return redirect(LIST)
    draft = Draft(*json.loads(sealer().open(kept, DRAFT)))
    house = own_house(client, draft.house)
    insured, own = house.acts_for.insured, house.acts_for
    text = text_for_helper(insured=insured, name=draft.name, relation=RELATIONS[draft.relation], phone=draft.phone)
    if request.method == "POST":
        if not hand.capacity(client, own).name:
            return _sign_page(request, client, own, text)
        try:
            drawing = hand.signed_hand(request, client, own, text=text.hash)
            helper = account_of_phone(phone=draft.phone, at=client.at)
            given = Given(HELPER, text, helper=helper, drawing=drawing)
            where = hand.origin(request)
            sign_consent(given=given, signer=hand.signer(client, own), origin=where, at=client.at)
        except hand.NotSigned as wrong:
            return _sign_page(request, client, own, text, wrong=wrong.why)
        by = By(actor_of(client.account), "insured")
        let_act(
            account=helper,
            insured=insured,
            relation=draft.relation,
            way="named",
            at=client.at,
            name=draft.name,
            by=by,
        )
        del request.session[DRAFT]
        return redirect(f"{LIST}?named=1#main")  # else the browser keeps the #sign of the form
    return _sign_page(request, client, own, text)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured()
def end(request: HttpRequest, client: Client, number: int) -> HttpResponse:
    """What ending means; then it is ended, at once. The signature is withdrawn with it."""
    found = _mine(client, number)
    if request.method != "POST":
        shown = {"client": client, "here": "me", "helper": Helper(found)}
        return render(request, f"{PAGES}/naming_end.html", shown)
    end_helping(request, client, found)
    return redirect(f"{LIST}?ended=1")


def end_helping(request: HttpRequest, client: Client, helper: ActsFor) -> None:
    """End what somebody may do: by taking back the signature where one stands."""
    own = next(one for one in client.acts_for if one.insured_id == helper.insured_id and one.relation == "self")
    record = standing_helper(insured=helper.insured, helper=helper.account)
    if record is not None:
        try:
            who = hand.signer(client, own)
            withdraw_consent(record=record, signer=who, origin=hand.origin(request), at=client.at)
        except NotTheSigner:
            pass  # a minor may not withdraw what a parent has signed; the helping ends all the same
    end_acting(acts_for=helper, at=client.at, by=By(actor_of(client.account), "insured"))


def _own(client: Client) -> Sequence[House]:
    """One's own rows. Raises Http404 for who only helps."""
    found = houses(client)
    if not found:
        raise Http404
    return found


def _mine(client: Client, number: int) -> ActsFor:
    for house in houses(client):
        for one in helpers_of(insured=house.acts_for.insured):
            if one.id == number:
                return one
    raise Http404


def _wrong(client: Client, house: House, typed: dict[str, str], phone: str | None) -> str:
    """What is wrong with the form, as a key of WRONG; empty for nothing."""
    if typed["relation"] not in CHOICES:
        return "relation"
    if not typed["name"]:
        return "name"
    if phone is None:
        return "phone"
    own = {insured_of(house.acts_for.insured).phone}
    if client.account.phone is not None:
        own.add(sealer().open(client.account.phone, PHONE))
    if phone in own:
        return "own"
    index = sealer().index(phone, PHONE)
    known = [one.account.phone_index for one in helpers_of(insured=house.acts_for.insured)]
    return "there" if index in [bytes(one) for one in known if one is not None] else ""


def _list(
    request: HttpRequest,
    client: Client,
    own: Sequence[House],
    *,
    typed: dict[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    there = [Helper(one) for house in own for one in helpers_of(insured=house.acts_for.insured)]
    shown: dict[str, Any] = {
        "client": client,
        "here": "me",
        "houses": own,
        "helpers": there,
        "choices": CHOICES.items(),
        "typed": typed or {},
        "wrong": wrong,
        "wrong_says": WRONG.get(wrong, ""),
        "named": request.GET.get("named") == "1",
        "ended": request.GET.get("ended") == "1",
    }
    return render(request, f"{PAGES}/naming.html", shown, status=status)


def _sign_page(request: HttpRequest, client: Client, own: ActsFor, text: Text, *, wrong: str = "") -> HttpResponse:
    shown = {
        "client": client,
        "here": "me",
        "text": text,
        "capacity": hand.capacity(client, own),
        "area": hand.area(request, client, own, action=SIGN, text=text.hash, wrong=wrong),
    }
    return render(request, f"{PAGES}/naming_sign.html", shown, status=STATUS_WRONG if request.method == "POST" else 200)
