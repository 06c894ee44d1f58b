"""What the address asks for, so that a view of the queue can be shared and saved; and what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404

from xuanhu.api.application import FIRST_YEAR, LAST_YEAR
from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.people import shown_name
from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.parties.models import Insurer
from xuanhu.apps.work.queries import SCOPES, Asked, Span, colleagues, wanted, with_steps, within
from xuanhu.core.case.laying_out import lay_out
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.web.promises import TITLES, Group, borders
from xuanhu.web.turns import step_in_words, steps_for
from xuanhu.web.visiting import Visitor

OPEN_END, WAITING = "open-end", "waiting"
UNDATED: Final = (OPEN_END, WAITING)
TABS: Final[Mapping[str, str]] = {
    **{group.value: TITLES[group] for group in Group if group is not Group.OPEN_END},
    OPEN_END: "没有期限",
    WAITING: "等别人",
}
SCOPE_NAMES: Final = {"mine": "我的", "team": "有人负责的", "all": "全部", "nobody": "没人负责的"}
DAYS: Final = ("due_from", "due_to", "applied_from", "applied_to")
NAMES: Final = ("scope", "tab", "insurer", "service", "city", "stage", "person", *DAYS)
A_DAY: Final = timedelta(days=1)
LONGEST: Final = 80


class Choice(NamedTuple):
    """Something that may be chosen: as it stands in the address, as it is read."""

    value: str
    name: str


class Filters(NamedTuple):
    """The address, read: what is asked for, which tab, and the pairs that say so."""

    asked: Asked
    tab: str
    pairs: Mapping[str, str]

    @property
    def days(self) -> str:
        """The days that are asked for, as they are read: 10月17日 周六 至 10月19日 周一到期."""
        return "，".join(
            words
            for kind, what in (("due", "到期"), ("applied", "申请"))
            if (words := _span(self.pairs.get(f"{kind}_from"), self.pairs.get(f"{kind}_to"), what))
        )

    @property
    def kept_days(self) -> list[tuple[str, str]]:
        """The days again, for a form that changes something else."""
        return [(name, self.pairs[name]) for name in DAYS if name in self.pairs]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for beyond whose and the tab."""
        return bool(self.pairs.keys() - {"scope", "tab"})

    @property
    def query(self) -> str:
        """As it stands in the address."""
        return urlencode(self.pairs)

    def but(self, **changed: str) -> str:
        """The address with something else asked for."""
        return urlencode({name: value for name, value in {**self.pairs, **changed}.items() if value})


def _span(first: str | None, last: str | None, what: str) -> str:
    days = [chinese_date(date.fromisoformat(one)) if one else "" for one in (first, last)]
    if not any(days):
        return ""
    if first == last:
        return f"{days[0]}{what}"
    return (
        f"{days[0]} 至 {days[1]}{what}"
        if all(days)
        else f"{days[0]} 起{what}"
        if days[0]
        else f"{days[1]} 及以前{what}"
    )


def read(given: Mapping[str, str], visitor: Visitor, insurers: Iterable[Insurer]) -> Filters:
    """The filters of an address. What is no known choice is left open; an unknown insurer is not found."""
    pairs = {name: value for name in NAMES if (value := given.get(name, "")[:LONGEST].replace("\0", ""))}
    if pairs.get("scope") not in SCOPES:
        pairs["scope"] = "mine" if visitor.caller.may(Permission.ACT_ON_CASES) and "person" not in pairs else "all"
    if pairs.get("tab") not in TABS:
        pairs.pop("tab", None)
    number = None
    if "insurer" in pairs:
        number = next((one.id for one in insurers if one.code == pairs["insurer"]), None)
        if number is None:
            raise Http404
    days = [_day(pairs, name) for name in DAYS]
    asked = Asked(
        pairs["scope"],
        number,
        service=pairs.get("service", ""),
        city=pairs.get("city", ""),
        stage=pairs.get("stage", ""),
        person=pairs.get("person", ""),
        due=(_beginning(days[0]), _beginning(days[1] + A_DAY) if days[1] is not None else None),
        applied=(days[2], days[3]),
    )
    return Filters(asked, pairs.get("tab", ""), pairs)


def _day(pairs: dict[str, str], name: str) -> date | None:
    """A day of the address; what is none is left out of it."""
    try:
        day = date.fromisoformat(pairs.get(name, ""))
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        pairs.pop(name, None)
        return None
    return day


def _beginning(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) if day is not None else None


def cases_of(filters: Filters, visitor: Visitor) -> QuerySet[Case]:
    """The cases of a view: its filters and its tab."""
    cases = wanted(filters.asked, visitor.person)
    if not filters.tab:
        return cases
    if filters.tab not in UNDATED:
        return cases.filter(in_tab(filters.tab, visitor.at, frozenset()))
    return with_steps(cases).filter(in_tab(filters.tab, visitor.at, steps_for(visitor.person.role)))


def in_tab(tab: str, at: datetime, own: frozenset[str]) -> Q:
    """What a tab asks of a case; `own` are the steps of the visitor's role, by which what has no date is told apart."""
    if tab in UNDATED:
        listed = Q(step__in=list(own))
        return within(Span(dated=False)) & (listed if tab == OPEN_END else ~listed)
    edges = [None, *borders(at), None]
    place = list(TABS).index(tab)
    return within(Span(edges[place], edges[place + 1]))


def insurers_of(filters: Filters, visitor: Visitor) -> Sequence[int]:
    """Among whose cases to look."""
    one = filters.asked.insurer
    return visitor.caller.insurers if one is None else [one]


class Choices(NamedTuple):
    """All that may be chosen."""

    insurers: Sequence[Choice]
    services: Sequence[Choice]
    cities: Sequence[Choice]
    stages: Sequence[Choice]
    people: Sequence[Choice]


def choices(filters: Filters, insurers: Iterable[Insurer], people: Iterable[Person]) -> Choices:
    """What may be chosen; what the address asks for is always among it."""
    books = library()
    editions = tuple((name, books.editions(name)[-1].edition) for name in books.ids)
    services, cities, stages = _of_handbooks(editions)
    asked = filters.asked
    return Choices(
        [Choice(one.code, one.name) for one in insurers],
        _with(services, asked.service),
        _with(cities, asked.city),
        _with(stages, asked.stage),
        _with(named(people), asked.person),
    )


def named(people: Iterable[Person]) -> tuple[Choice, ...]:
    """People as choices."""
    return tuple(Choice(one.login, shown_name(one)) for one in people)


def _with(known: Sequence[Choice], value: str) -> Sequence[Choice]:
    return known if not value or any(one.value == value for one in known) else (*known, Choice(value, value))


@lru_cache(maxsize=20)
def _of_handbooks(editions: tuple[tuple[str, str], ...]) -> tuple[tuple[Choice, ...], ...]:
    """Services, cities and awaited steps of the handbooks, each once, in their order."""
    services: dict[str, str] = {}
    stages: dict[str, str] = {}
    cities: set[str] = set()
    for name, edition in editions:
        book = edition_of(name, edition)
        for service, terms in book.services.items():
            plan = lay_out(book, service, {})
            services.setdefault(service, terms.name)
            cities |= set(plan.cities or ())
            for step in plan.steps:
                stages.setdefault(step, step_in_words(step, book, service))
    return (
        tuple(Choice(*pair) for pair in services.items()),
        tuple(Choice(city, city) for city in sorted(cities)),
        tuple(Choice(*pair) for pair in stages.items()),
    )


def people_of(visitor: Visitor) -> list[Person]:
    """Colleagues who may hold cases that the visitor sees."""
    return colleagues(visitor.caller.insurers)
