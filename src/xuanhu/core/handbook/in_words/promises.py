"""How soon: every clock as a promise, and what may excuse it, in words."""

from collections.abc import Iterator
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.spoken import PromiseInWords, Said, Topic
from xuanhu.core.handbook.in_words.telling import Telling, span_in_words, time_of_day
from xuanhu.core.handbook.vocabulary import ADDING_UP
from xuanhu.core.reckoning import Unit, parse_span

LATER: Final = 2  # of two days one is later, of more one is the latest
COUNTING: Final = {
    Unit.WORKING_DAYS: "当天不算",
    Unit.CALENDAR_DAYS: "当天不算；最后一天不上班的，顺延到下一个工作日",
    Unit.HOURS: "按小时算",
}


def promise_in_words(term: t.Clock, telling: Telling) -> PromiseInWords:
    """A clock as a promise; with the condition under which its fact is part of the way."""
    return _ahead(term, telling) if term.within is None else _within(term, term.within, telling)


def _within(term: t.Clock, within: str, telling: Telling) -> PromiseInWords:
    what, when, span = telling.promise(term.promise), when_part(term.promise, telling), span_in_words(within)
    figure = str(parse_span(within).count)
    unit = parse_span(within).unit
    counted = f"从{_latest(term.after, telling)}{'那一刻' if unit is Unit.HOURS else '那天'}数起"
    rest = f"{COUNTING[unit]}。{''.join(_conditions(term, telling))}"
    says = f"{span}内{what}，{counted}，{rest}"
    return PromiseInWords(
        fact=term.promise,
        figure=figure,
        unit=f"{span.removeprefix(figure)}内",
        what=what,
        counted=counted,
        says=f"{when}，{says}" if when else says,
        clauses=term.clause,
        yours=term.otherwise == "expired",
        when=when,
        rest=rest,
    )


def _ahead(term: t.Clock, telling: Telling) -> PromiseInWords:
    what, when = telling.promise(term.promise), when_part(term.promise, telling)
    fact, _, key = (term.before or "").partition(".")
    by = "" if term.by is None else f"的{time_of_day(term.by)}{'' if term.arises else '之前'}"
    ahead = f"{telling.label(key, fact)}前{term.working_days}个工作日{by}"
    says = f"{ahead}，{what}。"
    return PromiseInWords(
        term.promise, "", ahead, what, "", f"{when}，{says}" if when else says, term.clause, when=when
    )


def when_part(fact: str, telling: Telling) -> str:
    """In which cases a fact is part of the way; nothing if always."""
    return "，".join(condition_of(only, telling) for only in telling.service.only if fact in only.facts)


def condition_of(term: t.Only, telling: Telling) -> str:
    """When some steps are part of the way: 手上没有DICOM文件时; 审核结果为“需要查勘”时."""
    fact, _, key = term.where.partition(".")
    whose = "" if fact == "applied" or isinstance(term.equals, bool) else telling.milestone(fact)
    return f"{whose}{telling.where(key, term.equals)}时"


def _latest(facts: tuple[str, ...], telling: Telling) -> str:
    names = [start_of(fact, telling) for fact in facts]
    if len(names) == 1:
        return names[0]
    return f"{'、'.join(names)}中{'较晚' if len(names) == LATER else '最晚'}的"


def start_of(fact: str, telling: Telling) -> str:
    """The fact that a clock starts at; of what adds up, the first."""
    first = fact in ADDING_UP and fact != "signed"
    return f"{'第一次' if first else ''}{telling.milestone(fact)}"


def _conditions(term: t.Clock, telling: Telling) -> Iterator[str]:
    if term.target is not None:
        yield f"满{span_in_words(term.target)}还没好，我们自己先催。"
    if term.otherwise == "expired":
        yield "过了期限，这次申请自动取消。"
    if term.held_by is not None:
        yield f"“{telling.milestone(term.held_by)}”没有过期限的，看完之前不取消。"


def say_clock(term: t.Clock, telling: Telling) -> Iterator[Said]:
    """The promise as a sentence."""
    yield Said(Topic.PROMISES, promise_in_words(term, telling).says)


def say_exemption(_: t.Exemption, __: Telling) -> Iterator[Said]:
    """PICC-12."""
    yield Said(Topic.PROMISES, "遇到特殊情况赶不上的，我们会写明是哪家医院或科室、为什么。")
