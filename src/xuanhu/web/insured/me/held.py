"""What is held on one, how long and why; and who saw it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.rights.held import Held, held_on
from xuanhu.apps.rights.models import Request
from xuanhu.apps.rights.seen import Seen, seen_of
from xuanhu.core.reckoning import chinese_date
from xuanhu.web.insured.me.asking import Asked
from xuanhu.web.insured.me.mine import PAGES, House, helped, houses, own_phone
from xuanhu.web.insured.visiting import Client, for_insured


class Group(NamedTuple):
    """A group as the page shows it."""

    held: Held
    on: date

    @property
    def name(self) -> str:
        """What it is called."""
        return self.held.name

    @property
    def says(self) -> str:
        """How much, and since when."""
        since = self.held.since
        when = f"，{in_words(since)}起" if since is not None else ""
        return f"{self.held.says}{when}"

    @property
    def until(self) -> str:
        """Until when it is kept."""
        until = self.held.until
        if self.held.group == "account":
            return "您可以随时注销"
        if until.is_open:
            return "合同终止以后再算"
        if until.day is None or until.is_over(self.on):
            return "保存期已过，可以删除"
        return f"保存到 {in_words(until.day)}"


class Part(NamedTuple):
    """What one insurer holds."""

    house: House
    groups: Sequence[Group]
    asked: Sequence[Asked]


class OnDay(NamedTuple):
    """What was seen on a day."""

    day: str
    lines: Sequence[Seen]


@require_safe
@for_insured()
def data(request: HttpRequest, client: Client) -> HttpResponse:
    """What each insurer holds, with the rules; the ways to a copy, to correction, to deletion."""
    on = client.at.date()
    parts = [
        Part(
            house,
            [Group(one, on) for one in held_on(insured=house.acts_for.insured, account=client.account)],
            [Asked(one) for one in _asked(house)],
        )
        for house in houses(client)
    ]
    rules = {one.held.rule: None for part in parts for one in part.groups}
    shown = {
        "client": client,
        "here": "me",
        "parts": parts,
        "rules": list(rules),
        "helped": helped(client),
        "phone": own_phone(client),
    }
    return render(request, f"{PAGES}/data.html", shown)


@require_safe
@for_insured()
def seen(request: HttpRequest, client: Client) -> HttpResponse:
    """Who saw what, by day and role."""
    parts = [
        (house, _days(seen_of(insured=house.acts_for.insured, account=client.account))) for house in houses(client)
    ]
    return render(request, f"{PAGES}/seen.html", {"client": client, "here": "me", "parts": parts})


def in_words(day: date) -> str:
    """2026年10月13日"""
    return f"{day.year}年{day.month}月{day.day}日"


def _asked(house: House) -> Sequence[Request]:
    rows = Request.objects.select_related("answer").filter(insured=house.acts_for.insured)
    return list(rows.order_by("-id")[:10])


def _days(lines: Sequence[Seen]) -> Sequence[OnDay]:
    days = dict.fromkeys(one.day for one in lines)
    return [OnDay(chinese_date(day, year=True), [one for one in lines if one.day == day]) for day in days]
