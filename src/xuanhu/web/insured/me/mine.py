"""The page called 我的: who one is, masked; one's policies; helpers, consents, data; large type; the way out."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.parties.models import Policy
from xuanhu.apps.parties.queries import insured_of
from xuanhu.apps.portal.acting import helpers_of
from xuanhu.apps.portal.codes import PHONE
from xuanhu.apps.portal.models import ActsFor
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import china_day
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone
from xuanhu.web.insured.visiting import Client, Person, for_insured

PAGES: Final = "web/insured/me"


class House(NamedTuple):
    """An insurer that has one on file, as a choice where there are several."""

    acts_for: ActsFor
    policies: Sequence[Policy]

    @property
    def name(self) -> str:
        """The insurer."""
        return self.acts_for.insured.insurer.name

    @property
    def number(self) -> str:
        """By what the choice is known."""
        return str(self.acts_for.insured.public_id)


@require_safe
@for_insured()
def me(request: HttpRequest, client: Client) -> HttpResponse:
    """Everything about oneself, and whom one helps."""
    own = houses(client)
    person = insured_of(own[0].acts_for.insured) if own else None
    shown = {
        "client": client,
        "here": "me",
        "houses": own,
        "name": masked_name(person.name) if person is not None else "",
        "id_number": masked_id_number(person.id_number) if person is not None and person.id_number else "",
        "phone": masked_phone(person.phone) if person is not None and person.phone else own_phone(client),
        "helpers": sum(len(helpers_of(insured=one.acts_for.insured)) for one in own),
        "helped": helped(client),
    }
    return render(request, f"{PAGES}/me.html", shown)


def houses(client: Client) -> Sequence[House]:
    """The insurers that have the account's own holder on file."""
    own = [one for one in client.acts_for if one.relation == "self"]
    policies = list(Policy.objects.filter(insured__in=[one.insured_id for one in own]).order_by("-starts_on"))
    return [House(one, [row for row in policies if row.insured_id == one.insured_id]) for one in own]


def own_house(client: Client, chosen: str) -> House:
    """The house that was chosen, or the only one. Raises Http404: nothing here is for those who only help."""
    own = houses(client)
    if chosen:
        own = [one for one in own if one.number == _as_uuid(chosen)]
    if not own:
        raise Http404
    return own[0]


def helped(client: Client) -> Sequence[Person]:
    """Whom the account helps."""
    return [one for one in client.persons if not one.is_self]


def own_phone(client: Client) -> str:
    """The phone that one logs in with, masked; empty for who came by an insurer's app."""
    return masked_phone(sealer().open(client.account.phone, PHONE)) if client.account.phone is not None else ""


def day_of(acts_for: ActsFor) -> str:
    """Since when somebody helps."""
    day = china_day(acts_for.since)
    return f"{day.year}年{day.month}月{day.day}日"


def _as_uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
