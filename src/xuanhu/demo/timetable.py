"""A played story as a timetable: which day, who, what, and why: the promise with its date, or the refusal in words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from xuanhu.core.handbook.service import Handbook
from xuanhu.core.handbook.terms import Clock
from xuanhu.core.handbook.vocabulary import who_may
from xuanhu.core.handbook.words import Words
from xuanhu.core.reckoning import Calendar, DayKind, chinese_date, chinese_moment, parse_span, reckon_within
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


def timetable(played: Played, handbook: Handbook, words: Words, calendar: Calendar) -> Iterator[Row]:
    """The lines of a story, step by step."""
    service = ""
    before = NOTHING
    for step, answer in zip(played.story.steps, played.answers, strict=True):
        service = step.what if step.deed in ("apply", "check") else service
        why = "；".join(_reasons(before, answer, handbook, service, words, calendar))
        what = _what(step, handbook, service, words, "todo" if answer.refused else "done")
        yield Row(step.at, _who(step, words), what, why, _tone(answer))
        before = answer if answer.status is not None else before


def _who(step: Step, words: Words) -> str:
    if step.deed == "wait":
        return ""
    fact = "applied" if step.deed in ("apply", "check") else step.what
    roles = who_may(fact) or ("system",)
    return words.name("roles", step.by or roles[0])


def _what(step: Step, handbook: Handbook, service: str, words: Words, form: str) -> str:
    if step.deed == "wait":
        return "（时间过去）"
    known = handbook.services.get(service)
    name = known.name if known is not None else service
    if step.deed == "apply":
        return f"申请{name}"
    if step.deed == "check":
        return f"询问{name}"
    return words.fact(step.what, handbook, service, form)


def _reasons(
    before: Answer, answer: Answer, handbook: Handbook, service: str, words: Words, calendar: Calendar
) -> Iterator[str]:
    for refusal in answer.refused:
        yield f"不能：{refusal.says}{_cited(refusal.clauses)}"
    for fact in answer.overdue:
        if fact not in before.overdue:
            yield f"超期：{words.fact(fact, handbook, service, 'promise')}"
    for fact, due in answer.due.items():
        if before.due.get(fact) != due and answer.status == "open" and fact not in answer.has:
            promise = words.fact(fact, handbook, service, "promise")
            clock = next((one for one in handbook.services[service].clocks if one.promise == fact), None)
            yield f"最晚 {_day(due)} {promise}{_counted(clock, answer.since.get(fact), calendar)}"
    if answer.outcome is not None and answer.outcome != before.outcome:
        yield f"结案：{words.outcome(answer.outcome, handbook)}"


def _counted(clock: Clock | None, since: date | datetime | None, calendar: Calendar) -> str:
    """How the day came about: the span, the holidays it skips, the make-up days it counts, the clause."""
    if clock is None or clock.within is None or not isinstance(since, datetime):
        return _cited(clock.clause) if clock is not None else ""
    span = parse_span(clock.within)
    days = reckon_within(calendar, start=since, span=span)
    skipped = dict.fromkeys(day.name for day in days if day.kind is DayKind.HOLIDAY and day.count is None)
    made_up = [f"{day.on.month}月{day.on.day}日调休上班" for day in days if day.kind is DayKind.MAKE_UP and day.count]
    remarks = [span.in_chinese(), *(f"{name}不计" for name in skipped), *made_up, *clock.clause]
    return f"（{'，'.join(remarks)}）"


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
