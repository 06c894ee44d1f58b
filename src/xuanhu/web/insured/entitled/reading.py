"""The page of a service: may it be had now, what is promised, how it goes, what papers, where; and the booklet."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.editions.queries import library
from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.in_words import Sentence, ServiceInWords, Topic
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.booklet.typesetting import link
from xuanhu.web.booklets import printed_answer
from xuanhu.web.entitled import Uses, Wish, answer_of, reasons_of, service_in_words, uses_of, wish_of
from xuanhu.web.insured.entitled.offered import Lapse, booklet_path, briefly, lapse_of, open_cases, path_of
from xuanhu.web.insured.visiting import Client, Person, for_insured, insured_of

FOR_WHOM: Final = (Topic.WHO, Topic.ILLNESS, Topic.TIMES, Topic.WHEN)
TO_PREPARE: Final = (Topic.PAPERS, Topic.SIGNING)
TO_KNOW: Final = (Topic.NOTES, Topic.LIMITS)
HOW_IT_ENDS: Final = (Topic.USED, Topic.CHANGING)


class Clause(NamedTuple):
    """A clause, what it says, and where it is read."""

    id: str
    path: str
    says: str


class Hotline(NamedTuple):
    """A telephone to ask."""

    name: str
    number: str
    address: str


class Head(NamedTuple):
    """What stands on every page of a service: whose, what, under which policy, and how it stands now."""

    name: str
    about: str
    path: str
    for_whom: str
    reasons: Sequence[object]
    uses: Uses
    lapse: Lapse | None
    case: str
    hotlines: Sequence[Hotline]
    booklet: str

    @property
    def is_allowed(self) -> bool:
        """Whether it may be applied for now."""
        return not self.reasons


def find_wish(client: Client, insured: UUID, under: str, service: str) -> Wish:
    """The wish of an address, of somebody whom the account acts for. Raises Http404."""
    return wish_of(insured_of(client, insured), under, service, client)


def head_of(wish: Wish, client: Client) -> Head:
    """How the service stands for them."""
    answer = answer_of(wish.applicant, wish.service, {}, wish.held, wish.editions, client)
    plan, applicant, day = answer.plan, wish.applicant, client.at.date()
    uses = uses_of(applicant, plan, wish.held, day)
    key = (applicant.policy.id if applicant.policy is not None else None, wish.service)
    case = open_cases([applicant.insured]).get(key)
    return Head(
        name=plan.service.name,
        about=plan.service.about,
        path=path_of(applicant, wish.service),
        for_whom=for_whom(client, wish),
        reasons=reasons_of(answer.refusals, plan),
        uses=uses._replace(period=briefly(uses.period)),
        lapse=lapse_of(applicant, plan, uses, day),
        case=f"/my/cases/{case.public_id}" if case is not None else "",
        hotlines=hotlines_of(plan.handbook),
        booklet=booklet_path(plan.handbook),
    )


def for_whom(client: Client, wish: Wish) -> str:
    """王*, where one acts for a relative; nothing for oneself."""
    person: Person = next(one for one in client.persons if wish.applicant.insured in one.rows)
    return "" if person.is_self else person.masked


def hotlines_of(book: Handbook) -> list[Hotline]:
    """The telephones of a handbook."""
    return [Hotline(one.name, one.number, f"tel:{''.join(filter(str.isdigit, one.number))}") for one in book.hotlines]


def clauses_of(book: Handbook, ids: Sequence[str]) -> list[Clause]:
    """Clauses with their words, each leading to its place in the booklet."""
    path = booklet_path(book)
    return [Clause(one, f"{path}{link('clause', one)}", book.clauses[one].says) for one in ids if one in book.clauses]


def told(words: ServiceInWords, topics: Sequence[Topic]) -> list[tuple[str, Sequence[Sentence]]]:
    """What is said on some topics, each with its heading."""
    return [(topic.value, words.on(topic)) for topic in topics if words.on(topic)]


def cities_of(plan: Plan) -> list[tuple[str, Sequence[str]]]:
    """The cities where it can be had, by province."""
    area = plan.service.area
    if area is None or area.cities is None:
        return []
    return list(plan.handbook.areas[area.cities].items())


@require_safe
@for_insured()
def service_page(request: HttpRequest, client: Client, insured: UUID, under: str, service: str) -> HttpResponse:
    """All that is to be known before one applies."""
    wish = find_wish(client, insured, under, service)
    book, head = wish.plan.handbook, head_of(wish, client)
    words = service_in_words(book.handbook, book.edition, service)
    shown = {
        "client": client,
        "head": head,
        "words": words,
        "figures": [(one, clauses_of(book, one.clauses)) for one in words.promises if one.figure],
        "for_whom": told(words, FOR_WHOM),
        "to_prepare": told(words, TO_PREPARE),
        "where": words.on(Topic.WHERE),
        "cities": cities_of(wish.plan),
        "to_know": [one for topic in TO_KNOW for one in words.on(topic)],
        "how_it_ends": [one for topic in HOW_IT_ENDS for one in words.on(topic)],
        "clauses": clauses_of(book, words.clauses),
        "on_record": request.GET.get("on-record") == "1",
    }
    return render(request, "web/insured/entitled/service.html", shown)


@require_safe
@for_insured()
def booklet(request: HttpRequest, client: Client, handbook: str, edition: str) -> HttpResponse:
    """The booklet of an edition, as it is printed for the insured. Raises Http404."""
    del request, client
    books = library()
    if handbook not in books.ids or edition not in {one.edition for one in books.editions(handbook)}:
        raise Http404
    return printed_answer(handbook, edition)
