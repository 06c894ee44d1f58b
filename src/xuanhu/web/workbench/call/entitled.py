"""What a person may have now: each service of each policy as a card, with what to read out and what would change it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from xuanhu.apps.cases.applicants import Applicant
from xuanhu.apps.cases.checking import Answer, Found, check_found, check_service
from xuanhu.apps.cases.holding import grants
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.of_insured import held_of
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.core.case.ledger import period_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.in_words import ServiceInWords, Topic, say_service
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import chinese_date
from xuanhu.core.reckoning.periods import waiting_period
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.visiting import Visitor

Held = Mapping[tuple[str, date], int]
A_DAY = timedelta(days=1)


class Reason(NamedTuple):
    """A reason why not: what to read out, the clauses, what would change it."""

    label: str
    says: str
    change: str
    clauses: Sequence[str]


class Uses(NamedTuple):
    """The uses of a service in the period of today: a dot each, those left first; none where any number may be had."""

    dots: Sequence[bool]
    says: str
    period: str


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
    books = [handbook_on(name, visitor.at.date(), editions) for name in editions.ids]
    for_cover = {book.handbook: book for book in books if book.subject == "applicant"}
    before = {case.handbook for case in cases} & for_cover.keys()
    if not before and (not for_cover or PolicyRow.objects.filter(insurer=row.insurer_id).exists()):
        return
    for name in sorted(before or for_cover):
        applicant = Applicant(row.insurer_id, name, row, None)
        cards = _cards(applicant, for_cover[name], {}, editions, visitor)
        yield Cover(for_cover[name].title, "", "还没有保单，可以申请投保", True, "", name, cards)  # noqa: FBT003


def services_elsewhere(handbook: str, day: date, editions: Library) -> list[tuple[str, str]]:
    """The services that only other products have, by name and word."""
    own = handbook_on(handbook, day, editions).services
    books = [handbook_on(name, day, editions) for name in editions.ids]
    found = {name: terms.name for book in books for name, terms in book.services.items() if name not in own}
    return sorted(found.items(), key=lambda one: one[1])


def handbook_on(name: str, day: date, editions: Library) -> Handbook:
    """The edition for applications of a day."""
    return editions.in_force(name, day) or editions.editions(name)[-1]


def say_period(policy: Policy, day: date) -> str:
    """From when until when, and whether that is now."""
    span = (
        f"{_short(policy.starts_on)} – {_short(policy.ends_on)}" if policy.ends_on else f"{_short(policy.starts_on)} 起"
    )
    if day < policy.starts_on:
        return f"还没有生效，{chinese_date(policy.starts_on, year=True)} 起可以用"
    return f"有效，{span}" if policy.is_in_force(day) else f"已到期，{span}"


def say_waiting(policy: Policy, handbook: Handbook, day: date) -> str:
    """The waiting period in words; nothing where the handbook knows none."""
    terms = [one.waiting_period for one in handbook.services.values() if one.waiting_period is not None]
    if not terms:
        return "这款产品没有等待期"
    days = max(policy.waiting_days if term.days is None else term.days for term in terms)
    if not days:
        return "续保，没有等待期" if policy.is_renewal else "没有等待期"
    waiting = waiting_period(policy.starts_on, days)
    if waiting.contains(day):
        return f"还在等待期内，{chinese_date(waiting.last)} 为止，{chinese_date(waiting.end)} 起可以申请"
    return f"等待期已过，到 {_short(waiting.last)}为止"


def _cards(applicant: Applicant, book: Handbook, held: Held, editions: Library, visitor: Visitor) -> list[Card]:
    cards = [
        card_of(applicant, name, answer_of(applicant, name, {}, held, editions, visitor), held, visitor)
        for name in book.services
    ]
    return sorted(cards, key=lambda card: not card.is_allowed)


def answer_of(
    applicant: Applicant, service: str, data: Mapping[str, object], held: Held, editions: Library, visitor: Visitor
) -> Answer:
    """May it be had now? By what is already known of the policy; where more has to be looked at, by looking."""
    at, by = visitor.at, visitor.caller.role
    if applicant.policy is not None:
        found = Found(visitor.caller, applicant, held, editions)
        answer = check_found(found=found, service=service, data=data, at=at, by=by)
        if answer is not None:
            return answer
    return check_service(applicant=applicant, service=service, data=data, at=at, by=by)


def card_of(applicant: Applicant, service: str, answer: Answer, held: Held, visitor: Visitor) -> Card:
    """A service as it stands for somebody."""
    plan, book = answer.plan, answer.plan.handbook
    words = service_in_words(book.handbook, book.edition, service)
    reasons = reasons_of(answer.refusals, plan)
    uses = _uses(applicant, plan, held, visitor.at.date())
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


def clauses_shown(reasons: Sequence[Reason]) -> list[str]:
    """Every clause that refuses, once."""
    return list(dict.fromkeys(clause for one in reasons for clause in one.clauses))


def reasons_of(refusals: Sequence[Refusal], plan: Plan) -> list[Reason]:
    """Refusals in words."""
    speaker = Speaker(built_in_words())
    said = [(one, speaker.say(one, plan)) for one in refusals]
    return [Reason(words.label, words.says, words.change, one.clauses) for one, words in said]


@lru_cache(maxsize=500)
def service_in_words(handbook: str, edition: str, service: str) -> ServiceInWords:
    """A service of a published edition, in words."""
    return say_service(edition_of(handbook, edition), service, built_in_words())


def _uses(applicant: Applicant, plan: Plan, held: Held, day: date) -> Uses:
    if applicant.policy is None:
        return Uses((), "", "")
    policy = the_policy(applicant.policy)
    period = period_of(plan.service, policy, day)
    wanted = grants(plan, policy, day)
    if period is None:
        return Uses((), "", "")
    span = "" if period.end == date.max else f"{_short(period.start)} – {_short(period.last)}"
    if not wanted:
        return Uses((), "不限次数", span)
    times = min(one.times for one in wanted)
    left = min(max(0, one.times - held.get((one.name, one.starts_on), 0)) for one in wanted)
    says = f"还可用 {left} 次，共 {times} 次" if left else f"共 {times} 次，现在没有剩余"
    return Uses([place < left for place in range(times)], says, span)


def _short(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _no_read_out(reasons: Sequence[Reason]) -> str:
    return "".join(f"{one.says}{one.change}。" if one.change else one.says for one in reasons)


def _yes_read_out(words: ServiceInWords, uses: Uses) -> str:
    """May be had, what is done by when, which papers."""
    papers = [f"{one.says}{'、'.join(one.items)}。" if one.items else one.says for one in words.on(Topic.PAPERS)[:2]]
    asked = "".join(papers)
    left = f"这份保单{uses.says.partition('，')[0]}。" if uses.dots else ""
    return f"您现在可以申请{words.name}。{words.about}{left}{f'请准备资料。{asked}' if asked else ''}"
