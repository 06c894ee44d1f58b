"""How a case ended, in kind words, and what that means for the uses that are left."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xuanhu.apps.cases.queries import uses_left
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.case.order_status import order_status
from xuanhu.core.reckoning import chinese_date
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.web.insured.progress.seen import Seen

TITLES: Final[Mapping[str, str]] = {
    "completed": "这次服务办完了",
    "deemed-used": "这次没有成行",
    "rejected": "很抱歉，这次没有通过审核",
    "withdrawn": "您撤回了这次申请",
    "expired": "期限过了，这次申请自动取消了",
    "unable": "很抱歉，这次没能办成",
}
SAYS: Final[Mapping[str, str]] = {
    "completed": "希望它帮到了您。",
    "deemed-used": "我们知道生病的时候计划常常赶不上变化。按手册的约定，这一次也算办过了。",
    "rejected": "如果您有新的资料，或者觉得哪里不对，可以联系我们再看一看。",
    "withdrawn": "需要的时候，可以再申请。",
    "expired": "如果还需要，可以重新申请。",
    "unable": "想知道还有什么别的办法，请联系我们。",
}
CITED: Final = ("deemed-used", "rejected", "expired", "unable")  # where one may want to read why
REASONED: Final = ("reviewed", "investigated")  # whose reason the insured is told with the result


class Ending(NamedTuple):
    """How it ended: a title, the day, sentences, the clauses behind it, what is left."""

    outcome: str
    title: str
    on: str
    says: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]
    left: str


def ending_of(seen: Seen) -> Ending:
    """The end of a closed case."""
    state, words = seen.state, built_in_words()
    outcome = str(state.outcome)
    closing = state.stands.get(state.closing.fact) if state.closing is not None else state.facts[-1]
    at = (closing or state.facts[-1]).at
    status = order_status(state)
    meanings: Mapping[str, str] = words.names.get("order_statuses", {})
    clauses = state.closing.clause if state.closing is not None else ()
    if status is not None:
        title, says = status, [str(meanings.get(status, ""))]
    else:
        title, says = TITLES.get(outcome, words.outcome(outcome, seen.book)), [*_reason(seen), SAYS.get(outcome, "")]
    return Ending(
        outcome=outcome,
        title=title,
        on=chinese_date(at.date()),
        says=tuple(one for one in says if one),
        clauses=tuple((name, seen.book.clauses[name].says) for name in clauses if name in seen.book.clauses)
        if outcome in CITED
        else (),
        left=_left(seen),
    )


def _reason(seen: Seen) -> list[str]:
    """What closed it, where that says more than the outcome; and the reason that was given with a no."""
    closing = seen.state.closing
    fact = seen.state.stands.get(closing.fact) if closing is not None else None
    if fact is None or seen.state.outcome in ("completed", "withdrawn", "expired"):
        return []
    reason = fact.data.get("reason")
    if fact.name in REASONED and reason:
        return [f"原因：{str(reason).rstrip('。')}。"]
    if fact.name in ("ended", *REASONED):
        return []
    return [f"{built_in_words().fact(fact.name, seen.book, seen.plan.name)}。"]


def _left(seen: Seen) -> str:
    """What the case did to the use that it held, and how many are left today."""
    if not seen.counts_uses or seen.case.policy is None:
        return ""
    left = uses_left(seen.case.policy, seen.client.at.date()).get(seen.plan.name)
    became = "次数已经退还给您" if standing_of(seen.state) == "released" else "这一次算用过了"
    return f"{became}；这项服务{f'还可以用 {left} 次' if left else '目前没有剩余次数'}。"
