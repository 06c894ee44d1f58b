"""What a person may have, as the first page shows it: each service of each policy as a card, what is allowed first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.of_insured import held_of
from xuanhu.apps.editions.queries import library
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import the_policy
from xuanhu.core.case.ledger import lapse_told_at, period_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import chinese_date
from xuanhu.handbook_files.loader import Library
from xuanhu.web.entitled import (
    Held,
    Reason,
    Uses,
    answer_of,
    handbook_on,
    reasons_of,
    say_period,
    say_waiting,
    uses_of,
    without_policy,
)
from xuanhu.web.insured.visiting import Client, Person

OVER: Final = ("not-in-force", "not-on-schedule")  # reasons for which a service is not shown as a card of its own
SAME_YEAR: Final = re.compile(r"(\d{4}年)(.*? – )\1")
Open = Mapping[tuple[int | None, str], Case]


class Lapse(NamedTuple):
    """Uses that are left and will soon be lost: how many, until when, in how many days."""

    left: int
    until: str
    days: int


class Card(NamedTuple):
    """A service as it stands for somebody."""

    name: str
    about: str
    path: str
    reasons: Sequence[Reason]
    uses: Uses
    lapse: Lapse | None
    case: str

    @property
    def is_allowed(self) -> bool:
        """Whether it may be applied for now."""
        return not self.reasons

    @property
    def place(self) -> int:
        """Where it stands in the list: what may be had, what is under way, the others."""
        return 0 if self.is_allowed else 1 if self.case else 2


class Cover(NamedTuple):
    """A policy, or an application for one: in force from when until when, and its cards."""

    title: str
    insurer: str
    in_force: str
    is_in_force: bool
    waiting: str
    booklet: str
    cards: Sequence[Card]
    is_confirmed: bool

    @property
    def lapsing(self) -> Mapping[tuple[str, int], Sequence[Card]]:
        """What may be had and will soon be lost, by the last day and how far that is."""
        found: dict[tuple[str, int], list[Card]] = {}
        for card in self.cards:
            if card.is_allowed and card.lapse is not None:
                found.setdefault((card.lapse.until, card.lapse.days), []).append(card)
        return found


def covers_of(person: Person, client: Client) -> list[Cover]:
    """Every policy of a person, those in force first; where an insurer knows of none, what one may apply for."""
    editions, found = library(), []
    insured = {row.id: row for row in person.rows}
    policies = list(Policy.objects.filter(insured__in=insured).order_by("-starts_on", "id"))
    held, is_open = held_of(policies), open_cases(person.rows)
    for policy in policies:
        row = insured[policy.insured_id]
        book = handbook_on(policy.handbook, client.at.date(), editions)
        applicant = Applicant(policy.insurer_id, policy.handbook, row, policy)
        found.append(_cover(applicant, book, held[policy.id], is_open, editions, client))
    insured_at = {policy.insured_id for policy in policies}
    for row in person.rows:
        if row.id not in insured_at:
            before = set(Case.objects.filter(insured=row).values_list("handbook", flat=True))
            for book in without_policy(row, before, client.at.date(), editions):
                applicant = Applicant(row.insurer_id, book.handbook, row, None)
                found.append(_cover(applicant, book, {}, is_open, editions, client))
    return sorted(found, key=lambda cover: not cover.is_in_force)


def open_cases(rows: Iterable[Insured]) -> Open:
    """The open cases of a person by policy and service, the latest of each."""
    cases = Case.objects.filter(insured__in=list(rows), outcome=None).order_by("id")
    return {(case.policy_id, case.service): case for case in cases}


def _cover(applicant: Applicant, book: Handbook, held: Held, is_open: Open, editions: Library, client: Client) -> Cover:
    day, policy = client.at.date(), applicant.policy
    known = the_policy(policy) if policy is not None else None
    is_in_force = known is None or known.is_in_force(day)
    cards = [_card(applicant, name, held, is_open, editions, client) for name in book.services] if is_in_force else []
    shown = [card for card in cards if card is not None]
    return Cover(
        title=book.title,
        insurer=applicant.insured.insurer.name,
        in_force=briefly(say_period(known, day)) if known is not None else "还没有保单，可以申请投保",
        is_in_force=is_in_force,
        waiting=say_waiting(known, book, day) if known is not None and is_in_force else "",
        booklet=booklet_path(book),
        cards=sorted(shown, key=lambda card: card.place),
        is_confirmed=policy is None or policy.is_confirmed,
    )


def _card(
    applicant: Applicant, service: str, held: Held, is_open: Open, editions: Library, client: Client
) -> Card | None:
    answer = answer_of(applicant, service, {}, held, editions, client)
    if any(one.code in OVER for one in answer.refusals):
        return None
    plan, day = answer.plan, client.at.date()
    uses = uses_of(applicant, plan, held, day)
    case = is_open.get((applicant.policy.id if applicant.policy is not None else None, service))
    return Card(
        name=plan.service.name,
        about=first_sentence(plan.service.about),
        path=path_of(applicant, service),
        reasons=reasons_of(answer.refusals, plan),
        uses=uses._replace(period=briefly(uses.period)),
        lapse=lapse_of(applicant, plan, uses, day),
        case=f"/my/cases/{case.public_id}" if case is not None else "",
    )


def lapse_of(applicant: Applicant, plan: Plan, uses: Uses, day: date) -> Lapse | None:
    """Uses left within the days before the end of their period in which the handbook reminds of them."""
    left = sum(uses.dots)
    if applicant.policy is None or not left:
        return None
    period = period_of(plan.service, the_policy(applicant.policy), day)
    told_at = lapse_told_at(plan.service, period) if period is not None else None
    if period is None or told_at is None or day < told_at.date():
        return None
    return Lapse(left, chinese_date(period.last, year=period.last.year != day.year), (period.last - day).days)


def briefly(span: str) -> str:
    """A span whose year is said once, where it is the same at both ends: 2026年1月1日 – 12月31日."""
    return SAME_YEAR.sub(r"\1\2", span)


def first_sentence(text: str) -> str:
    """What it is, in one sentence."""
    head, stop, _ = text.partition("。")
    return head + stop


def path_of(applicant: Applicant, service: str) -> str:
    """The page of a service; its address names nobody."""
    under = str(applicant.policy.id) if applicant.policy is not None else applicant.handbook
    return f"/my/services/{applicant.insured.public_id}/{under}/{service}"


def booklet_path(book: Handbook) -> str:
    """Where the insured read an edition."""
    return f"/my/booklets/{book.handbook}/{book.edition}"
