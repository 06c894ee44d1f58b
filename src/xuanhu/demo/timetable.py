"""A played story as a timetable: which day, who, what, and why: the promise with its date, or the refusal in words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.vocabulary import who_may
from xuanhu.core.handbook.words import Words
from xuanhu.core.reckoning import chinese_date, chinese_moment
from xuanhu.scenarios.answer import Answer
from xuanhu.scenarios.playing import Played
from xuanhu.scenarios.story import Step

NOTHING = Answer()


class Row(NamedTuple):
    """One line of the timetable."""

    at: datetime
    who: str
    what: str
    why: str
    tone: str  # 'refused', 'broken', 'closed' or ''


def timetable(played: Played, handbook: Handbook, words: Words) -> Iterator[Row]:
    """The lines of a story, step by step."""
    service = ""
    before = NOTHING
    for step, answer in zip(played.story.steps, played.answers, strict=True):
        service = step.what if step.deed in ("apply", "check") else service
        why = "；".join(_reasons(before, answer, handbook, service, words))
        yield Row(step.at, _who(step, words), _what(step, handbook, service, words), why, _tone(answer))
        before = answer if answer.status is not None else before


def _who(step: Step, words: Words) -> str:
    if step.deed == "wait":
        return ""
    fact = "applied" if step.deed in ("apply", "check") else step.what
    roles = who_may(fact) or ("system",)
    return words.name("roles", step.by or roles[0])


def _what(step: Step, handbook: Handbook, service: str, words: Words) -> str:
    if step.deed == "wait":
        return "时间过去"
    known = handbook.services.get(service)
    name = known.name if known is not None else service
    if step.deed == "apply":
        return f"申请{name}"
    if step.deed == "check":
        return f"询问{name}"
    return words.fact(step.what, handbook, service)


def _reasons(before: Answer, answer: Answer, handbook: Handbook, service: str, words: Words) -> Iterator[str]:
    for refusal in answer.refused:
        yield f"不能：{refusal.says}{_cited(refusal.clauses)}"
    for fact in answer.overdue:
        if fact not in before.overdue:
            yield f"超期：{words.fact(fact, handbook, service, 'promise')}"
    for fact, due in answer.due.items():
        if before.due.get(fact) != due and answer.status == "open" and fact not in answer.has:
            promise = words.fact(fact, handbook, service, "promise")
            yield f"最晚 {_day(due)} {promise}{_promised(fact, handbook, service)}"
    if answer.outcome is not None and answer.outcome != before.outcome:
        yield f"结案：{words.outcome(answer.outcome, handbook)}"


def _promised(fact: str, handbook: Handbook, service: str) -> str:
    clocks = handbook.services[service].clocks if service in handbook.services else ()
    return next((_cited(clock.clause) for clock in clocks if clock.promise == fact), "")


def _cited(clauses: tuple[str, ...]) -> str:
    return f"（{'、'.join(clauses)}）" if clauses else ""


def _day(due: date | datetime) -> str:
    return chinese_moment(due) if isinstance(due, datetime) else chinese_date(due)


def _tone(answer: Answer) -> str:
    if answer.refused:
        return "refused"
    if answer.overdue:
        return "broken"
    return "closed" if answer.status == "closed" else ""
