"""The visits of a day as a page to be printed: by city, in the order of time."""

from datetime import timedelta
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.escorting.queries import visits
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.escorts.showing import read_day, show


@require_safe
@for_people(Permission.DISPATCH)
def day(request: HttpRequest, visitor: Visitor, day: str) -> HttpResponse:
    """A day's list."""
    on = read_day(day, visitor.at.date())
    if on.isoformat() != day:
        raise Http404
    rows = sorted((show(one) for one in visits(first=on, until=on + timedelta(days=1))), key=lambda one: one.city)
    shown = {
        "visitor": visitor,
        "day": chinese_date(on, year=True),
        "printed": chinese_moment(visitor.at),
        "cities": [(city or "海外", list(found)) for city, found in groupby(rows, key=lambda one: one.city)],
        "total": len(rows),
    }
    return render(request, "web/workbench/escorts/day.html", shown)
