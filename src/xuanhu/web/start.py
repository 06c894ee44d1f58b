"""The start page: what is due next, first of all; then the queue by day, and the booklets. Those whose daily work has a
room of its own are led there.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.apps.work.queries import SHOWN_UP_TO, Asked, Span, count_each, page_of, wanted, with_all, within
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
    """A group of lines, and how many there are of it in all, as far as is counted."""

    group: Group
    title: str
    counted: int
    rows: Sequence[Row]

    @property
    def total(self) -> str:
        """How many there are."""
        return str(self.counted) if self.counted <= SHOWN_UP_TO else f"{SHOWN_UP_TO}+"

    @property
    def more(self) -> str:
        """How many are not on the page; nothing where all are."""
        left = min(self.counted, SHOWN_UP_TO) - len(self.rows)
        if self.counted > SHOWN_UP_TO:
            return f"{left}+"
        return str(left) if left else ""


@require_safe
@for_people()
def start(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is due next for the visitor's insurers, or the way to the room of their own work."""
    password_changed = request.GET.get("password") == "changed"
    if not visitor.caller.may(Permission.READ_CASES) or (visitor.person.role in ROOMS and not password_changed):
        return _to_their_room(visitor)
    found = page_of(_open(visitor), insurers=visitor.caller.insurers, after=None, limit=MOST)
    rows = [_row(case, visitor) for case in with_all([place.id for place in found])]
    shown = {
        "visitor": visitor,
        "greeting": next(word for hour, word in PARTS_OF_THE_DAY if visitor.at.hour < hour),
        "today": chinese_date(visitor.at.date(), year=True),
        "first": rows[0] if rows and rows[0].promise.group is not Group.OPEN_END else None,
        "sections": _sections(rows, visitor),
        "booklets": in_force(visitor.at.date()),
        "password_changed": password_changed,
    }
    return render(request, "web/start.html", shown)


def _to_their_room(visitor: Visitor) -> HttpResponse:
    if visitor.person.role not in ROOMS:
        raise PermissionDenied
    return redirect(ROOMS[visitor.person.role])


def _open(visitor: Visitor) -> QuerySet[Case]:
    return wanted(Asked(), visitor.person)


def _sections(rows: Sequence[Row], visitor: Visitor) -> list[Section]:
    spans = [*(Span(*pair) for pair in pairwise((None, *borders(visitor.at), None))), Span(dated=False)]
    counts = dict(zip(Group, count_each([_open(visitor).filter(within(span)) for span in spans]), strict=True))
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
