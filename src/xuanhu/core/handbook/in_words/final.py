"""What cannot be taken back, said before one applies: after which step there is no way back, what counts as used."""

from collections.abc import Iterator

from xuanhu.core.handbook.in_words.endings import what_becomes
from xuanhu.core.handbook.in_words.promises import promise_in_words
from xuanhu.core.handbook.in_words.spoken import Sentence
from xuanhu.core.handbook.in_words.telling import Telling, either


def say_final(telling: Telling) -> tuple[Sentence, ...]:
    """Every term of a service that ends a freedom or uses up a use, a sentence each, for a person to confirm."""
    return (*_used_though_missed(telling), *_no_way_back(telling), *_cancelled_by_time(telling))


def _used_though_missed(telling: Telling) -> Iterator[Sentence]:
    """What happens to the use where the insured does not come, or does not sign; told together where it is the same."""
    found: dict[str, list[str]] = {}
    clauses: dict[str, list[str]] = {}
    for ending in telling.service.endings:
        if ending.outcome == "deemed-used":
            becomes = what_becomes(ending.outcome, telling)
            found.setdefault(becomes, []).append(telling.done(ending.fact))
            clauses.setdefault(becomes, []).extend(ending.clause)
    for becomes, facts in found.items():
        yield Sentence(f"如果{either(facts)}，{becomes}。", tuple(dict.fromkeys(clauses[becomes])))


def _no_way_back(telling: Telling) -> Iterator[Sentence]:
    """After which step a use is used for good, an application cannot be withdrawn, an appointment cannot be moved."""
    service, withdrawal, change = telling.service, telling.service.withdrawal, telling.service.change
    known = {*telling.facts, *(aside.fact for aside in service.asides)}
    found: dict[str, list[str]] = {}
    clauses: dict[str, list[str]] = {}

    def add(step: str, what: str, cited: tuple[str, ...]) -> None:
        found.setdefault(step, []).append(what)
        clauses.setdefault(step, []).extend(cited)

    if service.uses.used_from is not None and telling.has_policy:
        add(telling.promise(service.uses.used_from), "这一次就算用过，不再退还", service.uses.clause)
    if withdrawal.until in known:
        add(telling.promise(str(withdrawal.until)), "不能再撤回", withdrawal.clause)
    if withdrawal.until_papers:
        papers = "和".join(telling.paper_names(withdrawal.until_papers))
        add(f"{papers}都收到", "不能再撤回", withdrawal.clause)
    movable = [fact for fact in ("booked", *service.appointments) if fact in telling.facts]
    if movable and change.until != "its-day":
        fact = "told" if change.until == "told" and "told" in telling.facts else movable[0]
        add(telling.promise(fact), "不能改期", change.clause)
    for step, whats in found.items():
        yield Sentence(f"{step}以后，{'，'.join(whats)}。", tuple(dict.fromkeys(clauses[step])))


def _cancelled_by_time(telling: Telling) -> Iterator[Sentence]:
    """The insured's own time, where the application ends with it."""
    for clock in telling.service.clocks:
        if clock.otherwise == "expired":
            one = promise_in_words(clock, telling)
            yield Sentence(f"{one.counted}，{one.figure}{one.unit}没有{one.what}，这次申请就自动取消。", one.clauses)
