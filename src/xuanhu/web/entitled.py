"""What somebody may have under a policy, by the handbook: yes or every reason why not, and the uses. For any page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.http import Http404

from xuanhu.apps.cases.applicants import Applicant, plan_for
from xuanhu.apps.cases.checking import Answer, Found, check_found, check_service
from xuanhu.apps.cases.holding import grants
from xuanhu.apps.cases.of_insured import held_of
from xuanhu.apps.editions.queries import edition_of, library
from xuanhu.apps.parties.models import Insured as InsuredRow
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.core.case.ledger import period_of
from xuanhu.core.case.plan import Plan
from xuanhu.core.case.sentences import Speaker
from xuanhu.core.case.verdict import Refusal
from xuanhu.core.handbook.in_words import ServiceInWords, say_service
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import chinese_date
from xuanhu.core.reckoning.periods import waiting_period
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.visiting import Somebody

Held = Mapping[tuple[str, date], int]


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


class Wish(NamedTuple):
    """Who wants which service, under which terms, and what is known of the policy."""

    applicant: Applicant
    service: str
    plan: Plan
    held: Held
    editions: Library


def wish_of(row: InsuredRow, under: str, service: str, somebody: Somebody) -> Wish:
    """The wish of an address: under a policy by its number, or without one under a handbook that covers applicants.

    Raises Http404 for what is not there, or another's.
    """
    editions = library()
    policy = PolicyRow.objects.filter(insured=row, id=int(under)).first() if under.isdecimal() else None
    book = policy.handbook if policy is not None else under
    if book not in editions.ids or (policy is None and editions.editions(book)[-1].subject == "policy"):
        raise Http404
    applicant = Applicant(row.insurer_id, book, row, policy)
    plan, _ = plan_for(applicant, service, {}, somebody.at, editions)
    if service not in plan.handbook.services:
        raise Http404
    held = held_of([policy])[policy.id] if policy is not None else {}
    return Wish(applicant, service, plan, held, editions)


def without_policy(row: InsuredRow, before: set[str], day: date, editions: Library) -> Iterator[Handbook]:
    """Handbooks for applicants, for somebody without a policy: where the insurer has none, or they applied `before`."""
    books = [handbook_on(name, day, editions) for name in editions.ids]
    for_cover = {book.handbook: book for book in books if book.subject == "applicant"}
    known = before & for_cover.keys()
    if not known and (not for_cover or PolicyRow.objects.filter(insurer=row.insurer_id).exists()):
        return
    for name in sorted(known or for_cover):
        yield for_cover[name]


def handbook_on(name: str, day: date, editions: Library) -> Handbook:
    """The edition for applications of a day."""
    return editions.in_force(name, day) or editions.editions(name)[-1]


def say_period(policy: Policy, day: date) -> str:
    """From when until when, and whether that is now."""
    first, last = policy.starts_on, policy.ends_on
    span = f"{short_date(first)} – {short_date(last)}" if last else f"{short_date(first)} 起"
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
    return f"等待期已过，到 {short_date(waiting.last)}为止"


def answer_of(
    applicant: Applicant, service: str, data: Mapping[str, object], held: Held, editions: Library, somebody: Somebody
) -> Answer:
    """May it be had now? By what is already known of the policy; where more has to be looked at, by looking."""
    at, by = somebody.at, somebody.caller.role
    if applicant.policy is not None:
        found = Found(somebody.caller, applicant, held, editions)
        answer = check_found(found=found, service=service, data=data, at=at, by=by)
        if answer is not None:
            return answer
    return check_service(applicant=applicant, service=service, data=data, at=at, by=by)


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


def uses_of(applicant: Applicant, plan: Plan, held: Held, day: date) -> Uses:
    """The uses in the period of a day; nothing is said of who has no policy."""
    if applicant.policy is None:
        return Uses((), "", "")
    policy = the_policy(applicant.policy)
    period = period_of(plan.service, policy, day)
    wanted = grants(plan, policy, day)
    if period is None:
        return Uses((), "", "")
    span = "" if period.end == date.max else f"{short_date(period.start)} – {short_date(period.last)}"
    if not wanted:
        return Uses((), "不限次数", span)
    times = min(one.times for one in wanted)
    left = min(max(0, one.times - held.get((one.name, one.starts_on), 0)) for one in wanted)
    says = f"还可用 {left} 次，共 {times} 次" if left else f"共 {times} 次，现在没有剩余"
    return Uses([place < left for place in range(times)], says, span)


def short_date(day: date) -> str:
    """A day with its year, for a span: 2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
