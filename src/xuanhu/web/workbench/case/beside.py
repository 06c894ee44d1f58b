"""What stands beside a case: the person, the policy's uses, related cases, papers, consents, notices, calls, money."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xuanhu.apps.accounts.permissions import Permission
from xuanhu.apps.cases.loading import calendar
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.queries import uses_left
from xuanhu.apps.consents.letter import CAPACITIES
from xuanhu.apps.consents.models import Record
from xuanhu.apps.consents.queries import records_of_case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.notices.actions import TEXT
from xuanhu.apps.notices.calling import WITHOUT_A_FACT
from xuanhu.apps.notices.models import Notice, WorkItem
from xuanhu.apps.parties.queries import diagnosis_of
from xuanhu.apps.sealing import SealError, sealer
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.handbook_files.consents import version_of
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.integrations.masking import masked_id_number, masked_name, masked_phone
from xuanhu.web.facts.saying import discreet, money
from xuanhu.web.promises import Promise, promise_of, say_due
from xuanhu.web.visiting import Visitor
from xuanhu.web.workbench.case.seen import Seen
from xuanhu.web.workbench.case.timeline import money_facts
from xuanhu.web.workbench.case.trying import CALLS

MOST = 40
MOST_DOTS = 6
STATES = {"pending": "待发送", "sent": "已发送", "dead": "没有发出", "silent": "只作记录"}
CALL_STATES = {"open": "待办", "done": "已完成", "dropped": "不用了"}
PROBLEMS = {"no-phone": "没有手机号"}
AUDIENCES = {"queue": "内部提醒", "insurer": "给保险公司"}
SIGNED_HOW = {"finger": "手写签名", "code": "姓名和验证码", "refused": "不签"}
PAID, BILLED = ("deposit-paid", "paid"), ("settled", "bill-recorded")


class Person(NamedTuple):
    """The person bar, masked."""

    name: str
    id_number: str
    phone: str
    illness: str
    policy: str
    period: str
    is_confirmed: bool


class Use(NamedTuple):
    """An entitlement: a dot for each use, filled where it is left; None for any number."""

    name: str
    dots: Sequence[bool] | None
    left: str
    is_this: bool


class Related(NamedTuple):
    """Another case of the person."""

    path: str
    service: str
    applied: str
    promise: Promise | None
    outcome: str


class Kept(NamedTuple):
    """What the insured signed or refused at their phone: how, who, when, which version, when it was withdrawn."""

    path: str
    says: str
    who: str
    at: str
    version: str
    withdrawn: str


class Consent(NamedTuple):
    """A text of the case: since when it is signed, and what is kept of it."""

    name: str
    on: str
    records: Sequence[Kept]

    @property
    def is_withdrawn(self) -> bool:
        """Whether what was signed last was taken back; no fact of the case tells of it."""
        return bool(self.records) and bool(self.records[-1].withdrawn)


class Said(NamedTuple):
    """A notice: its kind, when, its state in words, its text where one may read it."""

    kind: str
    at: str
    state: str
    is_dead: bool
    text: str
    problem: str


class Call(NamedTuple):
    """A call that somebody has to make, or made."""

    id: int
    kind: str
    due: str
    state: str
    is_open: bool
    may_finish: bool


class Sum(NamedTuple):
    """The money of a case: each amount, what was paid in all, what was billed, the difference."""

    lines: Sequence[tuple[str, str, str]]
    paid: str
    billed: str
    difference: str


def person_of(seen: Seen, visitor: Visitor) -> Person:
    """Who it is about; the illness only for those who may read papers."""
    insured, policy = seen.state.circumstances.insured, seen.case.policy
    return Person(
        name=masked_name(insured.name or ""),
        id_number=masked_id_number(insured.id_number) if insured.id_number else "未登记",
        phone=masked_phone(insured.phone) if insured.phone else "未登记",
        illness=_illness(seen) if visitor.caller.may(Permission.READ_PAPERS) else "",
        policy=policy.number if policy is not None else "",
        period=_period(policy.starts_on, policy.ends_on) if policy is not None else "",
        is_confirmed=seen.case.insured.is_confirmed and (policy is None or policy.is_confirmed),
    )


def _period(starts_on: date, ends_on: date | None) -> str:
    last = f"{ends_on.year}年{ends_on.month}月{ends_on.day}日" if ends_on is not None else "长期"
    return f"{starts_on.year}年{starts_on.month}月{starts_on.day}日 至 {last}"


def _illness(seen: Seen) -> str:
    found, words = diagnosis_of(seen.case.insured), colleagues_words()
    if found is None:
        return ""
    what = words.name("conditions", found.kind) if found.kind else found.icd10 or ""
    return f"{words.name('diagnosis_statuses', found.status)} {what} · {chinese_date(found.on, year=True)}"


def uses_of(seen: Seen, day: date) -> list[Use]:
    """The entitlements of the policy as they stand on a day; none for an application for cover."""
    policy = seen.case.policy
    if policy is None:
        return []
    left = uses_left(policy, day)
    return [_use(seen, name, count) for name, count in left.items()]


def _use(seen: Seen, name: str, left: int | None) -> Use:
    terms, is_this = seen.book.services.get(name), name == seen.plan.name
    called = terms.name if terms is not None else name
    times = terms.uses.times if terms is not None else None
    if left is None or times is None:
        return Use(called, None, "不限次", is_this)
    dots = [n < left for n in range(times)] if times <= MOST_DOTS else None
    return Use(called, dots, _left(left, times, is_held=is_this and standing_of(seen.state) == "reserved"), is_this)


def _left(left: int, times: int, *, is_held: bool) -> str:
    """How many uses are left; the one that the case itself holds is not used up yet."""
    if is_held and times == 1:
        return "本案占用"
    said = f"剩 {left} 次" if left else "没有剩余" if is_held else "已用完"
    return f"{said}，本案占用 1 次" if is_held else said


def related_to(seen: Seen, visitor: Visitor) -> list[Related]:
    """The person's other cases, the latest first."""
    rows = Case.objects.filter(insured_id=seen.case.insured_id).exclude(id=seen.case.id).order_by("-applied_on", "-id")
    return [_related(row, visitor) for row in rows[:MOST]]


def _related(row: Case, visitor: Visitor) -> Related:
    book = edition_of(row.handbook, row.edition)
    terms = book.services.get(row.service)
    return Related(
        path=f"/cases/{row.public_id}",
        service=terms.name if terms is not None else row.service,
        applied=chinese_date(row.applied_on),
        promise=promise_of(row.next_due_at, visitor.at, calendar()) if row.outcome is None else None,
        outcome=colleagues_words().outcome(row.outcome, book) if row.outcome is not None else "",
    )


def consents_of(seen: Seen) -> list[Consent]:
    """The texts that the service asks for, and those that were signed: each with its day and its records."""
    state, words = seen.state, colleagues_words()
    asked = seen.plan.service.consents.each if seen.plan.service.consents is not None else ()
    facts = [*state.adding.get("signed", ())] or [fact for fact in (state.stands.get("signed"),) if fact is not None]
    signed = {str(fact.data.get("consent")): chinese_date(fact.at.date()) for fact in reversed(facts)}
    names = dict.fromkeys([*asked, *signed])
    kept = records_of_case(seen.case)
    return [
        Consent(
            words.consent(name, seen.book), signed.get(name, ""), [_kept(one) for one in kept if one.consent == name]
        )
        for name in names
        if name != "None"
    ]


def _kept(record: Record) -> Kept:
    withdrawn = getattr(record, "withdrawal", None)
    return Kept(
        path=f"/cases/{record.case.public_id}/consents/{record.public_id}" if record.case is not None else "",
        says=SIGNED_HOW["refused" if record.kind == "refused" else record.way],
        who=CAPACITIES[record.capacity],
        at=chinese_moment(record.at),
        version=version_of(bytes(record.text.hash)),
        withdrawn=chinese_moment(withdrawn.at) if withdrawn is not None else "",
    )


def notices_of(seen: Seen, visitor: Visitor) -> list[Said]:
    """The notices of the case, the newest first; their texts for those who may read papers, without the name."""
    rows = Notice.objects.filter(case=seen.case).order_by("-id")[:MOST]
    may_read = visitor.caller.may(Permission.READ_PAPERS)
    words = colleagues_words()
    return [
        Said(
            kind=words.name("notices", row.kind),
            at=chinese_moment(row.sent_at or row.at),
            state=AUDIENCES.get(row.audience) or STATES.get(row.state, row.state),
            is_dead=row.state == "dead",
            text=_opened(row, seen) if may_read else "",
            problem=PROBLEMS.get(row.problem, "平台多次尝试没有成功") if row.state == "dead" else "",
        )
        for row in rows
    ]


def _opened(row: Notice, seen: Seen) -> str:
    try:
        return discreet(sealer().open(row.text, TEXT), seen.state) if row.text else ""
    except SealError:
        return ""


def calls_of(seen: Seen) -> list[Call]:
    """The calls of the case, what is to be done first."""
    rows = WorkItem.objects.filter(case=seen.case).order_by("-state", "due_at")[:MOST]
    return [
        Call(
            row.id,
            CALLS.get(row.kind, row.kind),
            say_due(row.due_at),
            CALL_STATES.get(row.state, row.state),
            row.state == "open",
            row.state == "open" and row.kind in WITHOUT_A_FACT,
        )
        for row in rows
    ]


def money_of(seen: Seen) -> Sum | None:
    """What was paid and billed; nothing where the case has no amounts."""
    words, found = colleagues_words(), money_facts(seen)
    if not found:
        return None
    amounts = [(name, Decimal(str(fact.data["amount"]))) for name, fact in found]
    paid = sum((amount for name, amount in amounts if name in PAID), Decimal(0))
    billed = sum((amount for name, amount in amounts if name in BILLED), Decimal(0))
    lines = [
        (
            words.fact(name, seen.book, seen.plan.name),
            chinese_date(fact.at.date()),
            money(Decimal(str(fact.data["amount"]))),
        )
        for name, fact in found
    ]
    return Sum(lines, money(paid), money(billed) if billed else "", money(billed - paid) if billed else "")
