"""The week: who needs an escort, which visits are to be moved, and a grid of escorts and days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar, states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.escorting.models import Visit
from xuanhu.apps.escorting.queries import MOST, cases_ahead, escorts_of, needs, out_of_date, visits
from xuanhu.apps.network.models import Escort
from xuanhu.core.reckoning import chinese_date, weekday_name
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.showing import Shown, escort_name, read_day, show, show_need

WEEK: Final = 7
AHEAD: Final = timedelta(days=60)  # how far one looks for visits whose appointment was moved


class Day(NamedTuple):
    """A column of the grid."""

    on: str
    weekday: str
    written: str
    is_today: bool
    is_off: bool


class Row(NamedTuple):
    """An escort's week; `gone` marks the days on which they are not there."""

    name: str
    city: str
    insurer: str
    login: str
    cells: Sequence[tuple[bool, Sequence[Shown]]]


@require_safe
@for_people(Permission.DISPATCH)
def week(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Seven days, from today or as many weeks away as a day is; of one city or of all."""
    today = visitor.at.date()
    first = _first_day(read_day(request.GET.get("on"), today), today)
    city = request.GET.get("city", "")
    cases = cases_ahead(today=today)
    ahead = list(visits(first=today, until=today + AHEAD)[:MOST])
    states = states_of({one.id: one for one in [*cases, *(row.case for row in ahead)]}.values())
    wanting = [one for one in needs(cases=cases, states=states, at=visitor.at) if not city or one.city == city]
    problems = out_of_date(rows=ahead, states=states)
    escorts = escorts_of(on=first)
    of_week = list(visits(first=first, until=first + timedelta(days=WEEK)))
    shown = {
        "visitor": visitor,
        "days": [_day(first + timedelta(days=n), today) for n in range(WEEK)],
        "before": (first - timedelta(days=WEEK)).isoformat(),
        "after": (first + timedelta(days=WEEK)).isoformat(),
        "is_this_week": first == today,
        "first": first.isoformat(),
        "span": f"{chinese_date(first)[:-3]} – {chinese_date(first + timedelta(days=WEEK - 1))[:-3]}",
        "city": city,
        "cities": sorted({one.city for one in escorts} | {one.city for one in wanting if one.city}),
        "needs": [show_need(one) for one in wanting],
        "has_more": len(cases) >= MOST,
        "to_change": [
            show(one, problem=problems[one.id]) for one in ahead if one.id in problems and city in ("", one.city)
        ],
        "rows": _rows([one for one in escorts if city in ("", one.city)], of_week, first, problems),
        "can_link": any(not hasattr(one, "login") for one in escorts),
        "done": request.GET.get("done", ""),
        "today": today.isoformat(),
    }
    return render(request, "web/workbench/escorts/week.html", shown)


def _first_day(on: date, today: date) -> date:
    """Weeks are counted from today: on a Friday what matters is Monday, not last Tuesday."""
    return today + timedelta(days=(on - today).days // WEEK * WEEK)


def _day(on: date, today: date) -> Day:
    written = f"{on.month}月{on.day}日"
    return Day(on.isoformat(), weekday_name(on), written, on == today, not calendar().is_working_day(on))


def _rows(escorts: Sequence[Escort], of_week: Sequence[Visit], first: date, problems: Mapping[int, str]) -> list[Row]:
    found: dict[tuple[int, date], list[Shown]] = defaultdict(list)
    for one in of_week:
        found[one.escort_id, one.on].append(show(one, problem=problems.get(one.id, "")))
    days = [first + timedelta(days=n) for n in range(WEEK)]
    return [
        Row(
            escort_name(one),
            one.city,
            one.insurer.name,
            one.login.person.login if hasattr(one, "login") else "",
            [(_is_gone(one, day), found[one.id, day]) for day in days],
        )
        for one in escorts
    ]


def _is_gone(escort: Escort, day: date) -> bool:
    return day < escort.from_on or (escort.until_on is not None and day >= escort.until_on)


def case_seen(public_id: UUID) -> Case | None:
    """A case with what is shown of it."""
    return Case.objects.select_related("insured", "insurer", "policy").filter(public_id=public_id).first()
