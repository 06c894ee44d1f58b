"""The timeline: facts newest first, who, when it became true, data in words; what was mended stays readable."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from xuanhu.core.case.facts import Fact, mended
from xuanhu.core.handbook.vocabulary import MENDING
from xuanhu.core.reckoning import SHANGHAI, chinese_date, chinese_moment
from xuanhu.handbook_files.wording import colleagues_words
from xuanhu.web.facts.saying import said_of
from xuanhu.web.workbench.case.seen import Seen, people_named

A_MOMENT: Final = timedelta(minutes=5)  # recorded so soon after is recorded at once
Pairs = tuple[tuple[str, str], ...]


class Entry(NamedTuple):
    """A line of the timeline. `struck` is how it was mended, with the reason; `was` its data before that."""

    number: int
    name: str
    title: str
    who: str
    when: str
    recorded: str
    said: Pairs
    was: Pairs
    struck: str
    reason: str
    is_new: bool

    @property
    def is_void(self) -> bool:
        """Whether it no longer stands at all."""
        return self.struck == "已作废"


class _Mended(NamedTuple):
    struck: str
    reason: str
    right: Fact


def timeline_of(seen: Seen, *, known: int | None = None) -> list[Entry]:
    """Every fact of the case, the newest first. Those after the `known` first ones are marked as new."""
    stored = list(seen.case.facts.order_by("seq").values_list("seq", "actor"))
    names = people_named(actor for _, actor in stored)
    facts, mendings = seen.state.facts, _mendings(seen)
    actors = dict(enumerate((actor for _, actor in stored)))
    entries = [
        _entry(seen, place, fact, names.get(actors.get(place, ""), ""), mendings.get(place), known)
        for place, fact in enumerate(facts)
    ]
    return entries[::-1]


def _mendings(seen: Seen) -> Mapping[int, _Mended]:
    """How facts were mended, by their place: each mending means the latest of its name that still stood."""
    appointments = seen.plan.appointments
    standing: list[tuple[int, Fact]] = []
    found: dict[int, _Mended] = {}
    for place, fact in enumerate(seen.state.facts):
        if fact.name in MENDING:
            target, why = str(fact.data.get("fact")), str(fact.data.get("reason", ""))
            latest = next((n for n in reversed(range(len(standing))) if standing[n][1].name == target), None)
            if latest is not None:
                wrong_at, wrong = standing[latest]
                right = mended(wrong, fact, appointments) if fact.name == "corrected" else wrong
                found[wrong_at] = _Mended("已更正" if fact.name == "corrected" else "已作废", why, right)
                standing[latest : latest + 1] = [(wrong_at, right)] if fact.name == "corrected" else []
        standing.append((place, fact))
    return found


def _entry(seen: Seen, place: int, fact: Fact, person: str, mending: _Mended | None, known: int | None) -> Entry:
    words, service = colleagues_words(), seen.plan.name
    right = mending.right if mending is not None else fact
    said = said_of(right.data, fact.name, seen.book, service)
    was = said_of(fact.data, fact.name, seen.book, service)
    if fact.name in MENDING:
        target = words.fact(str(fact.data.get("fact")), seen.book, service)
        said = (("针对", target), *said)
    role = words.name("roles", fact.by)
    return Entry(
        number=place + 1,
        name=fact.name,
        title=words.fact(fact.name, seen.book, service),
        who=f"{person}（{role}）" if person and fact.by != "system" else role,
        when=_when(right.at),
        recorded=_when(fact.recorded_at) if fact.recorded_at - fact.at > A_MOMENT else "",
        said=said,
        was=tuple(pair for pair in was if pair not in said) if mending is not None else (),
        struck=mending.struck if mending is not None else "",
        reason=mending.reason if mending is not None else "",
        is_new=known is not None and place >= known,
    )


def _when(at: datetime) -> str:
    here = at.astimezone(SHANGHAI)
    return chinese_date(here.date()) if (here.hour, here.minute) == (0, 0) else chinese_moment(here)


def money_facts(seen: Seen) -> Sequence[tuple[str, Fact]]:
    """The facts that carry an amount and still stand, each once however often it was mended."""
    mendings = _mendings(seen)
    void = {place for place, one in mendings.items() if one.struck == "已作废"}
    return [
        (fact.name, mendings[place].right if place in mendings else fact)
        for place, fact in enumerate(seen.state.facts)
        if place not in void and fact.name not in MENDING and "amount" in fact.data
    ]
