"""A service, and a whole handbook, in words: every term told under its topic, with its clauses and its doubts."""

from collections.abc import Iterator
from datetime import date, timedelta

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.in_words.every_term import say_term
from xuanhu.core.handbook.in_words.promises import promise_in_words
from xuanhu.core.handbook.in_words.spoken import (
    AreaInWords,
    ClauseInWords,
    DoubtInWords,
    HandbookInWords,
    Sentence,
    ServiceInWords,
    Topic,
    WayInWords,
)
from xuanhu.core.handbook.in_words.steps import asides_in_words, clauses_of, stages_in_words
from xuanhu.core.handbook.in_words.telling import Telling, day_in_words, time_of_day
from xuanhu.core.handbook.service import Handbook, Service
from xuanhu.core.handbook.words import Words


def say_service(handbook: Handbook, service_id: str, words: Words) -> ServiceInWords:
    """A service in words. Raises KeyError for one that the handbook does not have, and as `read_flow` does."""
    telling = Telling(handbook, service_id, words)
    service = telling.service
    return ServiceInWords(
        id=service_id,
        name=service.name,
        about=service.about,
        told=_told(telling),
        promises=tuple(promise_in_words(clock, telling) for clock in service.clocks),
        stages=stages_in_words(telling),
        asides=asides_in_words(telling),
        doubts=tuple(_doubts(service, handbook)),
        clauses=tuple(dict.fromkeys((*service.clause, *handbook.clauses_binding(service_id)))),
    )


def _told(telling: Telling) -> dict[Topic, tuple[Sentence, ...]]:
    told: dict[Topic, list[Sentence]] = {}
    for path, term in telling.service.terms():
        for topic, says, items in say_term(path, term, telling):
            told.setdefault(topic, []).append(Sentence(says, term.clause, items))
    return {topic: tuple(told[topic]) for topic in Topic if topic in told}


def _doubts(service: Service, handbook: Handbook) -> Iterator[DoubtInWords]:
    """The doubts of the service's own terms, then those of the clauses that they cite."""
    terms = [service, *(term for _, term in service.terms())]
    yield from (DoubtInWords(term.doubt, term.clause) for term in terms if term.doubt)
    cited = set(clauses_of(terms))
    yield from (doubt for doubt in _doubts_of_clauses(handbook) if cited.issuperset(doubt.clauses))


def _doubts_of_clauses(handbook: Handbook) -> Iterator[DoubtInWords]:
    for name, clause in handbook.clauses.items():
        if clause.doubt:
            yield DoubtInWords(clause.doubt, (name,), everywhere="all" in clause.binds)


def say_handbook(handbook: Handbook, words: Words) -> HandbookInWords:
    """A whole handbook in words."""
    return HandbookInWords(
        title=handbook.title,
        insurer=handbook.insurer,
        edition=handbook.edition,
        in_force=_in_force(handbook),
        applying=tuple(_applying(handbook)),
        counting=COUNTING,
        reporting=tuple(_reporting(handbook)),
        doubts=tuple(_general_doubts(handbook)),
        services=tuple(say_service(handbook, name, words) for name in handbook.services),
        areas=tuple(_areas(handbook)),
        clauses=tuple(_clauses(handbook)),
    )


# Design, section 4; Civil Code, articles 201 to 203.
COUNTING = (
    Sentence("事情发生的那天不算，从第二天数起；最后一天到24:00为止。"),
    Sentence("工作日照国务院公布的放假安排算：放假的日子不算，调休上班的周末也算。"),
    Sentence("要等几件事都办好的，从最晚的那一件数起。"),
)


def _in_force(handbook: Handbook) -> str:
    begins = day_in_words(handbook.from_on) + "起" if handbook.from_on != date.min else ""
    last = handbook.until_on - timedelta(days=1) if handbook.until_on != date.max else None
    ends = f"到{day_in_words(last)}为止" if last is not None else ""
    between = "、" if begins and ends else ""
    return f"适用于{begins}{between}{ends}的申请" if begins or ends else ""


def _applying(handbook: Handbook) -> Iterator[WayInWords]:
    """Hotlines first; a channel that says no more than a hotline is left out."""
    for hotline in handbook.hotlines:
        digits = "".join(hotline.number.split()).replace("-", "")
        yield WayInWords(hotline.name, hotline.number, f"tel:{digits}" if digits.isdecimal() else "", hotline.clause)
    known = {hotline.name for hotline in handbook.hotlines}
    for channel in handbook.channels:
        where = "，".join(part for part in (channel.path, channel.address) if part)
        if where or channel.name not in known:
            address = f"mailto:{channel.address}" if "@" in channel.address else ""
            yield WayInWords(channel.name, where, address, channel.clause)


def _reporting(handbook: Handbook) -> Iterator[Sentence]:
    report = handbook.weekly_report
    if report is not None:
        when = f"每周{'一二三四五六日'[report.weekday - 1]}{time_of_day(report.at)}"
        yield Sentence(f"{when}，我们把各项服务办到哪一步报告给{handbook.insurer}。", report.clause)


def _general_doubts(handbook: Handbook) -> Iterator[DoubtInWords]:
    """The doubts of what holds for every service, and of the handbook's own entries."""
    report = (handbook.weekly_report,) if handbook.weekly_report is not None else ()
    entries: tuple[t.Term, ...] = (handbook, *handbook.hotlines, *handbook.channels, *report)
    yield from (DoubtInWords(entry.doubt, entry.clause, everywhere=True) for entry in entries if entry.doubt)
    yield from (doubt for doubt in _doubts_of_clauses(handbook) if doubt.everywhere)


def _areas(handbook: Handbook) -> Iterator[AreaInWords]:
    for name, provinces in handbook.areas.items():
        users = [one.name for one in handbook.services.values() if one.area is not None and one.area.cities == name]
        if users:
            yield AreaInWords(name, tuple(users), tuple(provinces.items()))


def _clauses(handbook: Handbook) -> Iterator[ClauseInWords]:
    for name, clause in handbook.clauses.items():
        bound = [handbook.services[one].name for one in clause.binds if one in handbook.services]
        yield ClauseInWords(name, clause.says, clause.doubt, () if "all" in clause.binds else tuple(bound))
