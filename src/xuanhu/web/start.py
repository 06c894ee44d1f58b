"""The start page: what is due next, first of all; then the queue by day, and the booklets. Those whose daily work has a
room of its own are led there.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.queue import count_by_due, open_cases
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import chinese_date
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.integrations.masking import masked_name
from xuanhu.web.booklets import in_force
from xuanhu.web.promises import TITLES, Group, Promise, borders, promise_of
from xuanhu.web.turns import roles_of, step_in_words
from xuanhu.web.visiting import Visitor, for_people

MOST = 60  # cases on the page; the rest is counted
ROOMS = {"agent": "/call", "escort": "/visits", "expert": "/opinions", "laboratory": "/laboratory"}
PARTS_OF_THE_DAY = ((5, "夜深了"), (11, "上午好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))


class Row(NamedTuple):
    """A case as a line of the page."""

    promise: Promise
    service: str
    name: str
    city: str
    insurer: str
    next_step: str
    turn: str
    is_mine: bool


class Section(NamedTuple):
    """A group of lines, and how many there are of it in all."""

    group: Group
    title: str
    total: int
    rows: Sequence[Row]

    @property
    def more(self) -> int:
        """How many are not on the page."""
        return self.total - len(self.rows)


@require_safe
@for_people()
def start(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is due next for the visitor's insurers, or the way to the room of their own work."""
    if visitor.person.role in ROOMS:
        return redirect(ROOMS[visitor.person.role])
    if not visitor.caller.may(Permission.READ_CASES):
        raise PermissionDenied
    rows = [_row(case, visitor) for case in open_cases()[:MOST]]
    sections = _sections(rows, visitor)
    shown = {
        "visitor": visitor,
        "greeting": next(word for hour, word in PARTS_OF_THE_DAY if visitor.at.hour < hour),
        "today": chinese_date(visitor.at.date(), year=True),
        "first": rows[0] if rows and rows[0].promise.group is not Group.OPEN_END else None,
        "sections": sections,
        "total": sum(section.total for section in sections),
        "booklets": in_force(visitor.at.date()),
        "password_changed": request.GET.get("password") == "changed",
    }
    return render(request, "web/start.html", shown)


def _sections(rows: Sequence[Row], visitor: Visitor) -> list[Section]:
    counts = dict(zip(Group, count_by_due(*borders(visitor.at)), strict=True))
    found: Mapping[Group, list[Row]] = {group: [] for group in Group}
    for row in rows:
        found[row.promise.group].append(row)
    return [Section(group, TITLES[group], counts[group], found[group]) for group in Group if counts[group]]


def _row(case: Case, visitor: Visitor) -> Row:
    handbook = edition_of(case.handbook, case.edition)
    step = case.awaiting[0] if case.awaiting else ""
    roles = roles_of(handbook.handbook, handbook.edition, case.service, step)
    terms = handbook.services.get(case.service)
    return Row(
        promise=promise_of(case.next_due_at, visitor.at, calendar()),
        service=terms.name if terms is not None else case.service,
        name=masked_name(sealer().open(case.insured.name, f"{WHERE}.name")),
        city=case.city,
        insurer=case.insurer.name,
        next_step=step_in_words(step, handbook, case.service),
        turn=built_in_words().name("roles", roles[0]) if roles else "",
        is_mine=visitor.person.role in roles,
    )
