"""What a person may have now: each service of each policy as a card, with what to read out and what would change it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.checking import Answer
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.of_insured import held_of
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.core.handbook.in_words import ServiceInWords, Topic
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.loader import Library
from xuanhu.web.entitled import (
    Held,
    Reason,
    Uses,
    answer_of,
    clauses_shown,
    handbook_on,
    reasons_of,
    say_period,
    say_waiting,
    service_in_words,
    uses_of,
    without_policy,
)
from xuanhu.web.visiting import Visitor


class Card(NamedTuple):
    """A service, as it stands for somebody."""

    id: str
    name: str
    person: str
    path: str
    handbook: str
    reasons: Sequence[Reason]
    uses: Uses
    promise: str
    clauses: Sequence[str]
    read_out: str

    @property
    def is_allowed(self) -> bool:
        """Whether it may be applied for now."""
        return not self.reasons


class Cover(NamedTuple):
    """A policy, or an application for one: in which words it is in force, and its cards, what is allowed first."""

    title: str
    number: str
    in_force: str
    is_in_force: bool
    waiting: str
    handbook: str
    cards: Sequence[Card]
    under: str = ""
    elsewhere: Sequence[tuple[str, str]] = ()
    is_confirmed: bool = True


def covers_of(row: InsuredRow, policies: Sequence[PolicyRow], cases: Sequence[Case], visitor: Visitor) -> list[Cover]:
    """Every policy of a person with all its services; where there is none, what may be applied for without one."""
    editions, held = library(), held_of(policies)
    found = []
    for policy in policies:
        handbook = handbook_on(policy.handbook, visitor.at.date(), editions)
        applicant = Applicant(policy.insurer_id, policy.handbook, row, policy)
        cards = _cards(applicant, handbook, held[policy.id], editions, visitor)
        known, day = the_policy(policy), visitor.at.date()
        is_in_force = known.is_in_force(day)
        in_force, waiting = say_period(known, day), say_waiting(known, handbook, day)
        cover = Cover(handbook.title, policy.number, in_force, is_in_force, waiting, policy.handbook, cards)
        others = services_elsewhere(policy.handbook, visitor.at.date(), editions)
        found.append(cover._replace(under=str(policy.id), elsewhere=others, is_confirmed=policy.is_confirmed))
    return found or list(_without_policy(row, cases, editions, visitor))


def _without_policy(row: InsuredRow, cases: Sequence[Case], editions: Library, visitor: Visitor) -> Iterator[Cover]:
    """Applications for cover: of an insurer that has no policy on file, or of somebody who has applied before."""
    for book in without_policy(row, {case.handbook for case in cases}, visitor.at.date(), editions):
        applicant = Applicant(row.insurer_id, book.handbook, row, None)
        cards = _cards(applicant, book, {}, editions, visitor)
        yield Cover(book.title, "", "还没有保单，可以申请投保", True, "", book.handbook, cards)  # noqa: FBT003


def services_elsewhere(handbook: str, day: date, editions: Library) -> list[tuple[str, str]]:
    """The services that only other products have, by name and word."""
    own = handbook_on(handbook, day, editions).services
    books = [handbook_on(name, day, editions) for name in editions.ids]
    found = {name: terms.name for book in books for name, terms in book.services.items() if name not in own}
    return sorted(found.items(), key=lambda one: one[1])


def _cards(applicant: Applicant, book: Handbook, held: Held, editions: Library, visitor: Visitor) -> list[Card]:
    cards = [
        card_of(applicant, name, answer_of(applicant, name, {}, held, editions, visitor), held, visitor)
        for name in book.services
    ]
    return sorted(cards, key=lambda card: not card.is_allowed)


def card_of(applicant: Applicant, service: str, answer: Answer, held: Held, visitor: Visitor) -> Card:
    """A service as it stands for somebody."""
    plan, book = answer.plan, answer.plan.handbook
    words = service_in_words(book.handbook, book.edition, service)
    reasons = reasons_of(answer.refusals, plan)
    uses = uses_of(applicant, plan, held, visitor.at.date())
    under = str(applicant.policy.id) if applicant.policy is not None else applicant.handbook
    return Card(
        id=service,
        name=words.name,
        person=str(applicant.insured.public_id),
        path=f"/call/{applicant.insured.public_id}/{under}/{service}",
        handbook=book.handbook,
        reasons=reasons,
        uses=uses,
        promise=next(
            (f"{one.figure} {one.unit}{one.what}" for one in words.promises if one.figure and not one.yours), ""
        ),
        clauses=clauses_shown(reasons) or list(plan.steps["applied"].clauses),
        read_out=_no_read_out(reasons) if reasons else _yes_read_out(words, uses),
    )


def _no_read_out(reasons: Sequence[Reason]) -> str:
    return "".join(f"{one.says}{one.change}。" if one.change else one.says for one in reasons)


def _yes_read_out(words: ServiceInWords, uses: Uses) -> str:
    """May be had, what is done by when, which papers."""
    papers = [f"{one.says}{'、'.join(one.items)}。" if one.items else one.says for one in words.on(Topic.PAPERS)[:2]]
    asked = "".join(papers)
    left = f"这份保单{uses.says.partition('，')[0]}。" if uses.dots else ""
    return f"您现在可以申请{words.name}。{words.about}{left}{f'请准备资料。{asked}' if asked else ''}"
