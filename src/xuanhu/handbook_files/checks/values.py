"""Values that types cannot judge: spans, times of day, numbers, conditions, and terms that say nothing."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Final

from xuanhu.core.handbook import terms as t
from xuanhu.core.handbook.conditions import ConditionError, compile_condition
from xuanhu.core.handbook.flow import FACT
from xuanhu.core.handbook.service import Handbook, Service, WeeklyReport
from xuanhu.core.reckoning.deadlines import Unit, parse_span
from xuanhu.handbook_files.checks.scope import Said, Scope, scopes
from xuanhu.handbook_files.faults import Fault, quoted
from xuanhu.handbook_files.nodes import Document

_ANY: Final = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS)
_DAYS: Final = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
SPANS: Final = (
    (t.Clock, "within", _ANY),
    (t.Clock, "target", _ANY),
    (t.NoticeAhead, "at_least", _DAYS),
    (t.Window, "opens", _DAYS),
    (t.Window, "closes", _DAYS),
    (t.PaperRule, "within", _DAYS),
    (t.Recent, "within", _DAYS),
    (t.Uses, "told_ahead", (Unit.CALENDAR_DAYS,)),
)
IN_MONTHS: Final = (t.PaperRule, t.Recent, t.Window)  # counted from a day, so that months are known too
TIMES: Final = ((t.Hours, "opens"), (t.Hours, "closes"), (t.Clock, "by"), (WeeklyReport, "at"))
_MONTHS: Final = re.compile(r"[1-9][0-9]{0,2} months?")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_LEAST: Final = (
    (t.Uses, "times", 1),
    (t.Uses, "pool_times", 1),
    (t.Repeated, "at_most", 1),
    (t.Clock, "working_days", 1),
    (t.WaitingPeriod, "days", 0),
    (t.Hours, "slot_minutes", 0),
    (t.Age, "at_least", 0),
)
_EITHER: Final = (
    (t.Papers, "one_of", "all_of"),
    (t.Area, "cities", "countries"),
    (t.Limit, "at_most", "at_least"),
    (t.Among, "values", "table"),
    (t.Age, "at_least", "at_most"),
    (t.Clock, "within", "before"),
)
_LONGEST_CONDITION: Final = 2000
_SYNTAX: Final = re.compile(r"<input>:[0-9]+:([0-9]+): (.*?)(?: expecting .*)?$", re.MULTILINE)
_TIME_RIGHT: Final = "写成 09:00 的样子 (write it like 09:00)"


def check_values(handbook: Handbook, document: Document) -> Iterator[Fault]:
    """Every value that means nothing."""
    yield from _check_handbook(handbook, document)
    for scope in scopes(handbook, document):
        for said in (Said(scope.service, scope.path), *scope.terms):
            yield from _check_filled(scope, said)
            yield from _check_spans(scope, said)
            yield from _check_least(scope, said)
            yield from _check_pairs(scope, said)
            yield from _check_condition(scope, said)
        yield from _check_hours(scope)
        yield from _check_clocks(scope)
        yield from _check_pool(scope)


def _check_handbook(handbook: Handbook, document: Document) -> Iterator[Fault]:
    if handbook.from_on >= handbook.until_on:
        wrong = "until_on 不晚于 from_on (until_on must be after from_on)"
        yield Fault(document.place(("until_on",)), "bad-period", wrong, "写失效的第一天 (the first day without it)")
    if not handbook.services:
        yield Fault(document.place(("services",)), "empty", "一项服务也没有 (no service)", "写上服务 (add one)")
    names = [(handbook.handbook, document.place(("handbook",)))]
    names += [(name, document.key_place(("services", name))) for name in handbook.services]
    for name, place in names:
        if not FACT.fullmatch(name):
            right = "用小写字母、数字和连字符，如 second-opinion (small letters, digits and hyphens)"
            yield Fault(place, "bad-name", f"{quoted(name)} 不能作编号 (not a name)", right)
    report = handbook.weekly_report
    if report is not None:
        if report.weekday not in range(1, 8):
            wrong = f"{report.weekday} 不是星期几 (no weekday)"
            place = document.place(("weekly_report", "weekday"))
            yield Fault(place, "wrong-value", wrong, "1 到 7，周一是 1 (1 to 7, Monday is 1)")
        if not _TIME.fullmatch(report.at):
            wrong = f"{quoted(report.at)} 不是时刻 (no time of day)"
            yield Fault(document.place(("weekly_report", "at")), "bad-time", wrong, _TIME_RIGHT)


def _check_filled(scope: Scope, said: Said) -> Iterator[Fault]:
    """What a term must say may not be empty."""
    for each in fields(said.term):
        if each.default is MISSING and each.default_factory is MISSING and getattr(said.term, each.name) in ("", ()):
            wrong = f"{each.name} 是空的 ({each.name} is empty)"
            yield scope.fault(
                (*said.path[2:], each.name), "empty", wrong, "写上内容，或删去这一项 (fill it, or drop it)"
            )


def _check_spans(scope: Scope, said: Said) -> Iterator[Fault]:
    for kind, name, units in SPANS:
        text = getattr(said.term, name) if isinstance(said.term, kind) else None
        if text is not None and not _is_span(text, said.term, units):
            months = "、6 months" if isinstance(said.term, IN_MONTHS) else ""
            like = "、".join(f"{n} {unit}" for n, unit in zip((5, 15, 48), _ANY, strict=True) if unit in units)
            wrong = f"{quoted(text)} 在这里不是时限 (no span of time here)"
            right = f"写成 {like}{months} 的样子 (write it like one of these)"
            yield scope.fault((*said.path[2:], name), "bad-span", wrong, right)


def _is_span(text: str, term: t.Term, units: tuple[Unit, ...]) -> bool:
    if isinstance(term, IN_MONTHS) and _MONTHS.fullmatch(text):
        return True
    try:
        return parse_span(text).unit in units
    except ValueError:
        return False


def _check_least(scope: Scope, said: Said) -> Iterator[Fault]:
    for kind, name, least in _LEAST:
        number = getattr(said.term, name) if isinstance(said.term, kind) else None
        if number is not None and number < least:
            wrong = f"{number} 太小 (too small)"
            yield scope.fault((*said.path[2:], name), "wrong-value", wrong, f"至少 {least} (at least {least})")


def _check_pairs(scope: Scope, said: Said) -> Iterator[Fault]:
    """Of two things a term says at least one; and a least is not more than a most."""
    for kind, one, other in _EITHER:
        if isinstance(said.term, kind) and not _said(said.term, one) and not _said(said.term, other):
            wrong = f"{one} 和 {other} 都没有写 (neither is said)"
            yield scope.fault(said.path[2:], "empty", wrong, f"至少写一样 (say {one} or {other})")
    least, most = getattr(said.term, "at_least", None), getattr(said.term, "at_most", None)
    if isinstance(least, int | Decimal) and isinstance(most, int | Decimal) and least > most:
        wrong = f"at_least {least} 比 at_most {most} 大 (the least is more than the most)"
        yield scope.fault((*said.path[2:], "at_least"), "wrong-value", wrong, f"至多 {most} (at most {most})")


def _said(term: t.Term, name: str) -> bool:
    return getattr(term, name) not in (None, (), {}, "")


def _check_condition(scope: Scope, said: Said) -> Iterator[Fault]:
    if isinstance(said.term, t.Requirement):
        for why in _unreadable(said.term.require):
            right = "写成 insured.age >= 18 && given.amount <= 50000.0 的样子 (write it like this)"
            yield scope.fault((*said.path[2:], "require"), "bad-condition", why, right)


def _unreadable(condition: str) -> Iterator[str]:
    """Why a condition cannot be read; very long ones are not even tried, as they can exhaust the reader."""
    if len(condition) > _LONGEST_CONDITION:
        yield f"条件太长，超过 {_LONGEST_CONDITION} 个字 (the condition is too long)"
        return
    try:
        compile_condition(condition)
    except ConditionError as error:
        yield f"条件读不懂：{_briefly(str(error))} (the condition cannot be read)"


def _briefly(message: str) -> str:
    """What CEL complains about, without its drawing and its list of all that could have stood there."""
    found = _SYNTAX.search(message)
    return f"第 {found[1]} 个字，{found[2]}" if found else " ".join(message.split())


def _check_hours(scope: Scope) -> Iterator[Fault]:
    hours = scope.service.hours
    if hours is None:
        return
    for name in ("opens", "closes"):
        text = getattr(hours, name)
        if not _TIME.fullmatch(text) and (name, text) != ("closes", "24:00"):
            yield scope.fault(("hours", name), "bad-time", f"{quoted(text)} 不是时刻 (no time of day)", _TIME_RIGHT)
    if _TIME.fullmatch(hours.opens) and hours.opens >= hours.closes:
        wrong = f"{quoted(hours.closes)} 不晚于 {quoted(hours.opens)} (closes before it opens)"
        yield scope.fault(("hours", "closes"), "bad-time", wrong, "closes 要晚于 opens (closes after opens)")
    for n, day in enumerate(hours.weekdays):
        if day not in range(1, 8):
            right = "1 到 7，周一是 1 (1 to 7, Monday is 1)"
            yield scope.fault(("hours", "weekdays", n), "wrong-value", f"{day} 不是星期几 (no weekday)", right)


def _check_clocks(scope: Scope) -> Iterator[Fault]:
    """A clock is either a span after facts, or a time of day before an appointment."""
    for n, clock in enumerate(scope.service.clocks):
        if clock.by is not None and not _TIME.fullmatch(clock.by):
            wrong = f"{quoted(clock.by)} 不是时刻 (no time of day)"
            yield scope.fault(("clocks", n, "by"), "bad-time", wrong, _TIME_RIGHT)
        for name, other in (("within", "after"), ("before", "by"), ("held_by", "judged_by"), ("judged_by", "held_by")):
            if getattr(clock, name) and not getattr(clock, other):
                wrong = f"有 {name}，没有 {other} ({name} without {other})"
                yield scope.fault(("clocks", n, name), "bad-clock", wrong, f"补上 {other}: (add {other})")
        if clock.within is not None and clock.before is not None:
            wrong = "within 和 before 只能写一样 (within and before exclude each other)"
            yield scope.fault(("clocks", n, "before"), "bad-clock", wrong, "留一样 (keep one)")


def _check_pool(scope: Scope) -> Iterator[Fault]:
    """Services that share one grant say the same of it; a share of one's own is of a grant, and not more than it."""
    own, services = scope.service.uses, scope.handbook.services
    first = next(name for name, other in services.items() if other.uses.pool == own.pool)
    if own.pool is not None and _grant(services[first]) != _grant(scope.service):
        wrong = f"和 {first} 合用 {quoted(own.pool)}，写的却不一样 (shares a pool, but says otherwise of it)"
        right = "per 和 pool_times（没有 pool_times 的，times）写成一样 (say the same per and pool_times, or times)"
        yield scope.fault(("uses",), "bad-pool", wrong, right)
    if own.pool_times is not None and (own.pool is None or own.times is None or own.times > own.pool_times):
        wrong = "pool_times 是合用的总次数 (pool_times is what the pool has in all)"
        right = "写上 pool，times 写这一项自己的份额，不多于 pool_times (say pool, and times not more than pool_times)"
        yield scope.fault(("uses", "pool_times"), "bad-pool", wrong, right)


def _grant(service: Service) -> tuple[str, int | None, int | None]:
    uses = service.uses
    return uses.per, uses.pool_times, uses.times if uses.pool_times is None else None
