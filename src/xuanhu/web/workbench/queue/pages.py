"""The queue's pages: whole, a further page of lines, and the news that a page asks for by itself."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.api.paging import cursor_of, read_due_cursor
from xuanhu.api.problems import Problem
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.notices.models import WorkItem
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.work.queries import SHOWN_UP_TO, Place, count_each, count_together, newest, page_of, wanted, with_steps
from xuanhu.apps.work.views import views_of
from xuanhu.web.promises import promise_of
from xuanhu.web.turns import steps_for
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.queue.filters import (
    SCOPE_NAMES,
    TABS,
    UNDATED,
    Filters,
    cases_of,
    choices,
    in_tab,
    insurers_of,
    named,
    people_of,
    read,
)
from xuanhu.web.workbench.queue.rows import Row, rows_of

A_PAGE, MOST = 20, 200
QUARTER = 15  # minutes after which the groups are looked at anew even if nothing was recorded


class Tab(NamedTuple):
    """A tab: where it leads, what it is called, how many it holds."""

    key: str
    name: str
    query: str
    total: str
    is_here: bool


class Lines(NamedTuple):
    """Lines of the queue, and the address of those that come after."""

    rows: list[Row]
    following: str


@require_safe
@for_people(Permission.READ_CASES)
def queue(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The whole page."""
    return page(request, visitor, request.GET)


def page(
    request: HttpRequest, visitor: Visitor, given: Mapping[str, str], *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page for an address; with what was wrong with an act, if it was."""
    insurers = list(Insurer.objects.order_by("name"))
    filters = read(given, visitor, insurers)
    people = people_of(visitor)
    shown = listed(visitor, filters, A_PAGE, people) | {
        "choices": choices(filters, insurers, people),
        "scopes": [
            Tab(key, name, filters.but(scope=key), "", key == filters.asked.scope) for key, name in SCOPE_NAMES.items()
        ],
        "views": views_of(visitor.person),
        "wrong": wrong,
    }
    return render(request, "workbench/queue/page.html", shown, status=status)


def listed(visitor: Visitor, filters: Filters, limit: int, people: Sequence[Person]) -> dict[str, Any]:
    """What the list itself shows: tabs with their counts, lines, and by what it knows that it is new."""
    return {
        "visitor": visitor,
        "filters": filters,
        "tabs": _tabs(visitor, filters),
        "lines": lines(visitor, filters, None, limit),
        "token": token(visitor, filters),
        "assigns": visitor.caller.may(Permission.ASSIGN_CASES),
        "people": named(people),
        "nobody": filters.but(scope="nobody"),
        "calls_open": WorkItem.objects.filter(state="open")[:SHOWN_UP_TO].count(),
    }


@require_safe
@for_people(Permission.READ_CASES)
def more(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The lines that come after a place."""
    filters = read(request.GET, visitor, Insurer.objects.all())
    try:
        after = Place(*read_due_cursor(request.GET.get("after", "")))
    except Problem:
        raise Http404 from None
    shown = {"lines": lines(visitor, filters, after, A_PAGE), "filters": filters, "visitor": visitor}
    return render(request, "workbench/queue/lines.html", shown)


@require_safe
@for_people(Permission.READ_CASES, by_itself=True)
def news(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """304 where nothing has moved since; else the list anew, as long as it was."""
    filters = read(request.GET, visitor, Insurer.objects.all())
    now = token(visitor, filters)
    if request.headers.get("If-None-Match") == now:
        response = HttpResponse(status=304)
    else:
        shown = listed(visitor, filters, length(request.GET), people_of(visitor))
        response = render(request, "workbench/queue/list.html", shown)
    response["ETag"] = now
    return response


def lines(visitor: Visitor, filters: Filters, after: Place | None, limit: int) -> Lines:
    """So many lines after a place."""
    cases = cases_of(filters, visitor)
    places = page_of(cases, insurers=insurers_of(filters, visitor), after=after, limit=limit + 1)
    before = ""
    if after is not None and after.due is not None:
        before = promise_of(after.due, visitor.at, calendar()).group.value
    rows = rows_of([place.id for place in places[:limit]], visitor, after=before)
    return Lines(rows, _following(filters, places[limit - 1]) if len(places) > limit else "")


def _following(filters: Filters, last: Place) -> str:
    due = last.due.isoformat() if last.due is not None else None
    return f"{filters.query}&after={cursor_of(due, last.id)}"


def _tabs(visitor: Visitor, filters: Filters) -> list[Tab]:
    cases = wanted(filters.asked, visitor.person)
    own = steps_for(visitor.person.role)
    parts = [in_tab(key, visitor.at, own) for key in TABS]
    if filters.asked.is_held:
        counts = count_together(with_steps(cases), parts)
    else:
        counts = count_each(
            [
                (with_steps(cases) if key in UNDATED else cases).filter(part)
                for key, part in zip(TABS, parts, strict=True)
            ]
        )
    found = [
        Tab(key, name, filters.but(tab=key), _shown(count), key == filters.tab)
        for (key, name), count in zip(TABS.items(), counts, strict=True)
    ]
    return [Tab("", "全部", filters.but(tab=""), "", not filters.tab), *found]


def _shown(count: int) -> str:
    return str(count) if count <= SHOWN_UP_TO else f"{SHOWN_UP_TO}+"


def token(visitor: Visitor, filters: Filters) -> str:
    """Changes with every fact and every change of hands that the visitor may see, and with the quarter of the hour."""
    at = visitor.at
    text = f"{newest(insurers_of(filters, visitor))} {at:%Y%m%d%H}{at.minute // QUARTER} {visitor.person.role}"
    return f'"{blake2b(text.encode(), digest_size=10).hexdigest()}"'


def length(given: Mapping[str, str]) -> int:
    """How many lines a page shows that asks for its list anew."""
    text = given.get("rows", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)) else 0
    return min(max(number, A_PAGE), MOST)
