"""What is held on a person at an insurer, by group: how much, since when, until when it must be kept."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from django.db.models import Count, Max, Min, Model, QuerySet

from xuanhu.apps.audit.actions import Act
from xuanhu.apps.audit.models import Trail
from xuanhu.apps.audit.queries import see_accounts
from xuanhu.apps.cases.models import Case, Fact
from xuanhu.apps.consents.models import Record
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.opinions.models import Opinion
from xuanhu.apps.papers.models import Document, Opening
from xuanhu.apps.parties.models import Insured, Policy
from xuanhu.apps.parties.queries import diagnosis_of
from xuanhu.apps.portal.acting import actor_of
from xuanhu.apps.portal.models import Account
from xuanhu.apps.rights.retention import Rule, Term, Until, kept_until, rule_of
from xuanhu.apps.talk.models import Advice, Feedback, Message, Wish
from xuanhu.core.reckoning import china_day

NAMES: Final = {
    "person": "您是谁",
    "policies": "保单",
    "illness": "疾病",
    "cases": "办过的事",
    "papers": "资料",
    "messages": "咨询、留言和评价",
    "texts": "发给您的短信",
    "advice": "医生的建议和意见",
    "consents": "授权和同意",
    "seen": "谁看过的记录",
    "logins": "登录记录",
    "account": "登录账户",
}
UNITS: Final = {"policies": "份", "cases": "件", "papers": "份", "consents": "份", "advice": "份"}
OF_PERSON: Final = "姓名、身份证号、手机号"


class Held(NamedTuple):
    """A group: how many, since which day (None: not known), the rule, and until when it is kept."""

    group: str
    many: int
    since: date | None
    rule: Rule
    until: Until

    @property
    def name(self) -> str:
        """What the group is called."""
        return NAMES[self.group]

    @property
    def says(self) -> str:
        """How much, in words; of the illness only that there is one."""
        if self.group == "person":
            return OF_PERSON
        if self.group == "illness":
            return "有一项诊断"
        return "手机号和字号" if self.group == "account" else f"{self.many} {UNITS.get(self.group, '条')}"


class Span(NamedTuple):
    """How many there are, the first and the newest."""

    many: int
    first: date | None
    last: date | None


def held_on(*, insured: Insured, account: Account) -> Sequence[Held]:
    """The groups of which there is anything, in the order in which they are shown."""
    policies = list(Policy.objects.filter(insured=insured))
    terms = [Term(one.starts_on, one.ends_on) for one in policies]
    acted = _span(Fact.objects.filter(case__insured=insured), "at")
    found = []
    for group, span in _spans(insured, account, policies):
        if span.many:
            rule = rule_of(group)
            until = kept_until(rule, terms=terms, last_on=_latest(span.last, acted.last, rule))
            found.append(Held(group, span.many, span.first, rule, until))
    return found


def _spans(insured: Insured, account: Account, policies: Sequence[Policy]) -> Iterator[tuple[str, Span]]:
    yield "person", Span(1, None, None)
    starts = [one.starts_on for one in policies]
    yield "policies", Span(len(starts), min(starts, default=None), max(starts, default=None))
    illness = diagnosis_of(insured)
    yield "illness", Span(1, illness.on, illness.on) if illness is not None else Span(0, None, None)
    yield "cases", _span(Case.objects.filter(insured=insured), "applied_on")
    yield "papers", _span(Document.objects.filter(case__insured=insured), "added_at")
    said = _span(Message.objects.filter(case__insured=insured), "at")
    wishes = _span(Wish.objects.filter(case__insured=insured), "at")
    feedback = _span(Feedback.objects.filter(case__insured=insured), "at")
    yield "messages", _together(_together(said, wishes), feedback)
    yield "texts", _span(Notice.objects.filter(insured=insured, audience="insured"), "at")
    advice = _span(Advice.objects.filter(case__insured=insured), "at")
    opinions = _span(Opinion.objects.filter(case__insured=insured), "written_at")
    yield "advice", _together(advice, opinions)
    yield "consents", _span(Record.objects.filter(insured=insured), "at")
    trail = _span(Trail.objects.filter(subject_kind="insured", subject=str(insured.public_id)), "at")
    yield "seen", _together(trail, _span(Opening.objects.filter(document__case__insured=insured), "at"))
    see_accounts()
    yield "logins", _span(Trail.objects.filter(actor=actor_of(account), act=Act.LOGGED_IN), "at")
    began = china_day(account.created_at)
    yield "account", Span(1, began, began)


def _span(rows: QuerySet[Model], column: str) -> Span:
    found = rows.aggregate(count=Count("id"), first=Min(column), last=Max(column))
    return Span(found["count"], _day(found["first"]), _day(found["last"]))


def _together(one: Span, other: Span) -> Span:
    firsts = [day for day in (one.first, other.first) if day is not None]
    lasts = [day for day in (one.last, other.last) if day is not None]
    return Span(one.many + other.many, min(firsts, default=None), max(lasts, default=None))


def _latest(own: date | None, acted: date | None, rule: Rule) -> date | None:
    """From which day a period runs that hangs on no contract: of insurance, from the last act."""
    days = [day for day in ((own, acted) if rule.start == "contract-end" else (own,)) if day is not None]
    return max(days, default=None)


def _day(value: date | datetime | None) -> date | None:
    return china_day(value) if isinstance(value, datetime) else value
