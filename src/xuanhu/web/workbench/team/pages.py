"""The team's page: how promises came out, how old open cases are, what is coming, who has how much; and as CSV."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.notices.queries import dead_notices
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.talk.queries import Told, count_feedback, newest_feedback
from xuanhu.apps.work.figures import (
    Hands,
    Kept,
    Promises,
    ages,
    aside,
    hands,
    load,
    promises,
)
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.feedback import MARKS
from xuanhu.web.templatetags.charts import Bar, Part
from xuanhu.web.visiting import Visitor, for_people
from xuanhu.web.workbench.team.period import A_DAY, Period, period_of

DAYS_AHEAD: Final = 10
AGES: Final = ((7, "一周以内"), (14, "一到两周"), (30, "两周到一个月"), (90, "一到三个月"))
OLDEST: Final = "三个月以上"
NOBODY: Final = "没人负责"
DEAD_SHOWN: Final = 20
WORDS_SHOWN: Final = 20
FEW: Final = 10  # answers: of fewer, no share means anything
Key = TypeVar("Key")


class Names(NamedTuple):
    """What the keys of the figures are called, and by what the queue knows them."""

    insurers: Mapping[int, Insurer]
    services: Mapping[str, str]
    people: Mapping[int, Person]


class Table(NamedTuple):
    """Promises by something: the title, the bars, the lines of the table."""

    title: str
    what: str
    bars: Sequence[Bar]
    lines: Sequence[tuple[str, Kept, str]]


class Member(NamedTuple):
    """What somebody has."""

    name: str
    login: str
    hands: Hands


class Voices(NamedTuple):
    """How services were, as the insured said it: how often each, and the newest words with their cases."""

    counts: Sequence[tuple[str, int]]
    words: Sequence[tuple[Told, str, str]]
    bars: Sequence[Bar]

    @property
    def total(self) -> int:
        """How many said so."""
        return sum(count for _, count in self.counts)

    @property
    def are_few(self) -> bool:
        """Whether they are too few to tell anything from their shares."""
        return 0 < self.total < FEW


@require_safe
@for_people(Permission.LEAD)
def team(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The whole page."""
    period = period_of(request.GET, visitor.at)
    found = promises(since=period.since, until=period.until, at=visitor.at)
    has = hands(since=period.since, at=visitor.at)
    names = _names({*has, *(number for number in found.by_person if number is not None)})
    today = visitor.at.astimezone(SHANGHAI).date()
    borders = sorted(today - timedelta(days=days - 1) for days, _ in AGES)
    aged = ages(borders=borders, at=visitor.at)
    shown = {
        "visitor": visitor,
        "period": period,
        "all": found.in_all,
        "tables": _tables(found, names),
        "total": aged.total,
        "overdue": aged.overdue,
        "load": _load(visitor.at),
        "ages": _ages(aged.counts, borders),
        "members": [Member(shown_name(names.people[one]), names.people[one].login, has[one]) for one in has],
        "voices": _voices(period, visitor),
        "dead": dead_notices(limit=DEAD_SHOWN),
        "aside": [
            (one, edition_of(one.handbook, one.edition).services[one.service].name) for one in aside(at=visitor.at)
        ],
    }
    return render(request, "workbench/team/page.html", shown, status=422 if period.wrong else 200)


@require_safe
@for_people(Permission.LEAD)
def as_csv(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Promises kept and broken, for a spreadsheet."""
    period = period_of(request.GET, visitor.at)
    found = promises(since=period.since, until=period.until, at=visitor.at)
    names = _names({number for number in found.by_person if number is not None})
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"promises-{period.first}-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # by this spreadsheets know the encoding
    sheet = csv.writer(response)
    sheet.writerow(["按", "名称", "按时", "未按时", "按时率 %"])
    for table in _tables(found, names):
        sheet.writerows([table.what, _plain(label), one.kept, one.broken, one.percent] for label, one, _ in table.lines)
    return response


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _names(people: Iterable[int]) -> Names:
    books = library()
    services = {
        service: terms.name for name in books.ids for service, terms in books.editions(name)[-1].services.items()
    }
    return Names(
        {one.id: one for one in Insurer.objects.order_by("name")}, services, Person.objects.in_bulk(list(people))
    )


def _tables(found: Promises, names: Names) -> list[Table]:
    def insurer(one: int) -> tuple[str, str]:
        return names.insurers[one].name, urlencode({"scope": "all", "insurer": names.insurers[one].code})

    def service(one: str) -> tuple[str, str]:
        return names.services.get(one, one), urlencode({"scope": "all", "service": one})

    def person(one: int | None) -> tuple[str, str]:
        if one is None:
            return NOBODY, "scope=nobody"
        return shown_name(names.people[one]), urlencode({"scope": "all", "person": names.people[one].login})

    return [
        _table("按保险公司", "保险公司", found.by_insurer, insurer),
        _table("按服务", "服务", found.by_service, service),
        _table("按负责人", "负责人", found.by_person, person),
    ]


def _table(title: str, what: str, counted: Mapping[Key, Kept], named: Callable[[Key], tuple[str, str]]) -> Table:
    """The most broken first."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1].broken, -pair[1].total, str(pair[0])))
    lines = [(name, one, f"/queue?{query}") for key, one in ordered for name, query in [named(key)]]
    bars = [
        Bar(name, (Part(one.kept, "kept"), Part(one.broken, "broken")), f"{one.percent}%", href)
        for name, one, href in lines
    ]
    return Table(title, what, bars, lines)


def _voices(period: Period, visitor: Visitor) -> Voices:
    """Not by whom: what is said of a service is no mark of a person, and nobody reads what was said of themselves."""
    counted = count_feedback(since=period.since, until=period.until)
    counts = [(words, counted.get(mark, 0)) for mark, words in MARKS.items()]
    newest = newest_feedback(since=period.since, until=period.until, reader=visitor.person, most=WORDS_SHOWN)
    words = [
        (one, MARKS[one.mark], edition_of(one.case.handbook, one.case.edition).services[one.case.service].name)
        for one in newest
    ]
    bars = [Bar(label, (Part(count, "load"),), str(count), "#words") for label, count in counts]
    return Voices(counts, words, bars)


def _load(at: datetime) -> list[Bar]:
    """The coming working days, and with each what falls on the free days before it."""
    today = at.astimezone(SHANGHAI).date()
    days = [today if calendar().is_working_day(today) else calendar().next_working_day(today)]
    while len(days) < DAYS_AHEAD:
        days.append(calendar().add_working_days(days[-1], 1))
    counts = load(after=at, until=datetime.combine(days[-1] + A_DAY, time(), SHANGHAI))
    bars, before = [], today - A_DAY
    for day in days:
        due = sum(count for one, count in counts.items() if before < one <= day)
        bars.append(Bar(chinese_date(day), (Part(due, "load"),), str(due), f"/queue?{_due(before + A_DAY, day)}"))
        before = day
    return bars


def _due(first: date, last: date) -> str:
    return urlencode({"scope": "all", "due_from": str(first), "due_to": str(last)})


def _ages(oldest_first: Sequence[int], borders: Sequence[date]) -> list[Bar]:
    """The youngest first."""
    counts = list(reversed(oldest_first))
    labels = [*(name for _, name in AGES), OLDEST]
    firsts = [*reversed(borders), None]
    lasts = [None, *(border - A_DAY for border in reversed(borders))]
    found = []
    for label, count, first, last in zip(labels, counts, firsts, lasts, strict=True):
        days = {"applied_from": first, "applied_to": last}
        query = urlencode({"scope": "all"} | {name: str(day) for name, day in days.items() if day is not None})
        found.append(Bar(label, (Part(count, "load"),), str(count), f"/queue?{query}"))
    return found
