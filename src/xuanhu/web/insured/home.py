"""The first page: what happens next in what was asked for, and what may be had."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.web.insured.progress.glance import Cards, cards_of
from xuanhu.web.insured.visiting import Client, Person, for_insured


class Part(NamedTuple):
    """One person's part of the page."""

    person: Person
    cards: Cards


@require_safe
@for_insured()
def home(request: HttpRequest, client: Client) -> HttpResponse:
    """Each person whom the account acts for: the open cases, then the services."""
    parts = [Part(one, cards_of(client, one)) for one in client.persons]
    return render(request, "web/insured/home.html", {"client": client, "parts": parts, "here": "home"})
