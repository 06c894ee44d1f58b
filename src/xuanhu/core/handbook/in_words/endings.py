"""How it ends: what counts as used, what comes back, until when one may withdraw or change, what the limits are."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.spoken import Said, Topic
from xuanhu.core.handbook.in_words.telling import Telling
from xuanhu.core.handbook.vocabulary import RELEASING

# What is measured under a key, where its unit says less; hours and minutes need no noun.
NOUNS: Final[Mapping[str, str]] = {"hours": "", "minutes": "", "amount": "金额", "specialists": "专家"}
EACH: Final = {
    "fact": "每次",
    "day": "每天",
    "case": "一共",
    "policy-year": "每个保单年度一共",
    "policy-period": "保单有效期内一共",
    "calendar-year": "每个自然年一共",
}
LISTS: Final = frozenset({"specialists", "kinds"})


def say_ending(term: t.Ending, telling: Telling) -> Iterator[Said]:
    """What a closing fact does to the use."""
    what = "".join(f"，{telling.where(key, value)}" for key, value in term.where.items())
    yield Said(Topic.USED, f"{telling.done(term.fact)}{what}，{what_becomes(term.outcome, telling)}。")


def what_becomes(outcome: str, telling: Telling) -> str:
    """What an outcome means for the insured."""
    if not telling.has_policy:
        return f"也就是“{telling.words.outcome(outcome, telling.handbook)}”"
    if outcome in RELEASING:
        return "这一次到此为止" + ("，次数退还给您" if telling.is_counted else "")
    if outcome == "completed":
        counted = telling.is_counted and telling.service.uses.used_from is None
        return "这一次就办完了" + ("，算用过一次" if counted else "")
    return "这一次也算用过" if telling.is_counted else "这一次就算已经完成"


def briefly(outcome: str, telling: Telling) -> str:
    """The same in a few words, for a step of the way."""
    if not telling.has_policy:
        return telling.words.outcome(outcome, telling.handbook)
    if outcome in RELEASING:
        return "到此为止" + ("，次数退还" if telling.is_counted else "")
    if outcome == "completed":
        return "办完"
    return "也算用过一次" if telling.is_counted else "就算已经完成"


def say_withdrawal(term: t.Withdrawal, telling: Telling) -> Iterator[Said]:
    """Until a fact stands that can stand in this service, or until papers are in."""
    known = (*telling.facts, *(aside.fact for aside in telling.service.asides))
    limits = [f"“{telling.done(term.until)}”"] if term.until in known and term.until is not None else []
    if term.until_papers:
        limits.append(f"{'和'.join(telling.paper_names(term.until_papers))}都收到")
    back = "，次数退还给您" if telling.is_counted else ""
    until = f"{'或者'.join(limits)}之前" if limits else "办完之前"
    over = "；过了这一步，就不能再撤回" if limits else ""
    yield Said(Topic.CHANGING, f"{until}，您随时可以撤回{back}{over}。")


def say_change(term: t.Change, telling: Telling) -> Iterator[Said]:
    """Only an appointment can be moved."""
    movable = [fact for fact in ("booked", *telling.service.appointments) if fact in telling.facts]
    if not movable:
        return
    booked = "、".join(f"“{telling.done(fact)}”" for fact in movable)
    if term.until == "never":
        yield Said(Topic.CHANGING, f"{booked}以后，不能改期。")
    elif term.until == "told":
        yield Said(Topic.CHANGING, "约好的时间一告诉您，就不能再改。")
    else:
        yield Said(Topic.CHANGING, f"{booked}以后，到那一天之前还能改时间。")


def say_limit(term: t.Limit, telling: Telling) -> Iterator[Said]:
    """A measure of one fact, or of all of that name together."""
    noun = NOUNS.get(term.key, telling.label(term.key, term.fact))
    unit = telling.words.names.get("units", {}).get(term.key, "")
    simply = term.per == "fact" and (term.key in LISTS or term.fact == "applied")
    least = [_bound("至少", "不少于", term.at_least, unit, telling)] if term.at_least is not None else []
    most = [_bound("最多", "不超过", term.at_most, unit, telling)] if term.at_most is not None else []
    unless = f"；写明{telling.label(term.unless, term.fact)}的，可以例外" if term.unless is not None else ""
    step = "" if term.fact == "applied" else f"{telling.todo(term.fact)}："
    yield Said(Topic.LIMITS, f"{step}{noun}{'' if simply else EACH[term.per]}{'，'.join(least + most)}{unless}。")


def _bound(before_number: str, before_fact: str, bound: Decimal | str, unit: str, telling: Telling) -> str:
    if isinstance(bound, Decimal):
        return f"{before_number}{bound:f}{unit}"
    fact, _, key = bound.partition(".")
    return f"{before_fact}“{telling.milestone(fact)}”里的{telling.label(key, fact)}"


def say_reporting(term: t.Reporting, telling: Telling) -> Iterator[Said]:
    """STARR-04."""
    yield Said(Topic.NOTES, f"{telling.done(term.after)}以后，服务报告送到{telling.handbook.insurer}。")


def say_note(term: t.Note, _: Telling) -> Iterator[Said]:
    """As the handbook says it."""
    yield Said(Topic.NOTES, term.says)
