"""The first page: what happens next in what was asked for, and what may be had."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.cases.models import Case
from xuanhu.web.insured.entitled.offered import Cover, covers_of
from xuanhu.web.insured.visiting import Client, Person, for_insured


class Part(NamedTuple):
    """One person's part of the page."""

    person: Person
    cases: Sequence[Case]
    covers: Sequence[Cover]


@require_safe
@for_insured()
def home(request: HttpRequest, client: Client) -> HttpResponse:
    """Each person whom the account acts for: the open cases, then the services."""
    parts = [
        Part(one, list(Case.objects.filter(insured__in=one.rows, outcome=None)), covers_of(one, client))
        for one in client.persons
    ]
    return render(request, "web/insured/home.html", {"client": client, "parts": parts})
