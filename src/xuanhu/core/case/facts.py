"""Facts: what became true, when, recorded when and by whom. Only ever added; a further fact mends a mistake."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from xuanhu.core.handbook.vocabulary import APPOINTMENTS

NOTHING: Mapping[str, object] = {}
ABOUT_THE_MENDING = frozenset({"fact", "reason", "note"})


class Fact(NamedTuple):
    """One fact of a case. `at` is when it became true, `recorded_at` when it was put down (both Asia/Shanghai)."""

    name: str
    at: datetime
    recorded_at: datetime
    by: str
    data: Mapping[str, object] = NOTHING


def moment_of(
    name: str, data: Mapping[str, object], recorded_at: datetime, appointments: frozenset[str] = APPOINTMENTS
) -> datetime:
    """When a fact became true: `happened_at`, or the day `on` (its beginning, if it was not today), or when recorded.

    In appointments `on` is the day of the appointment and says nothing of the fact's own moment.
    """
    happened_at = data.get("happened_at")
    if isinstance(happened_at, datetime) and happened_at.tzinfo is not None:
        return happened_at
    on = data.get("on")
    if on is None or name in appointments:
        return recorded_at
    if isinstance(on, datetime):
        return on if on.tzinfo is not None else recorded_at
    if not isinstance(on, date) or on == recorded_at.date():
        return recorded_at
    return datetime.combine(on, time(), recorded_at.tzinfo)


def effective(facts: Iterable[Fact], appointments: frozenset[str] = APPOINTMENTS) -> list[Fact]:
    """The facts as they stand after every correction: corrected ones mended in place, voided ones gone.

    The mending facts themselves stay in the list: that a fact was corrected is a fact too.
    """
    standing: list[Fact] = []
    for fact in facts:
        if fact.name == "voided":
            standing.pop(_latest(standing, str(fact.data["fact"])))
        elif fact.name == "corrected":
            place = _latest(standing, str(fact.data["fact"]))
            standing[place] = mended(standing[place], fact, appointments)
        standing.append(fact)
    return standing


def mended(wrong: Fact, correction: Fact, appointments: frozenset[str] = APPOINTMENTS) -> Fact:
    """The wrong fact with the keys that the correction gives, and with its moment where the correction gives one."""
    given = {key: value for key, value in correction.data.items() if key not in ABOUT_THE_MENDING}
    data = {**wrong.data, **given}
    if "on" in given and "happened_at" not in given:
        data.pop("happened_at", None)
    moved = "happened_at" in given or ("on" in given and wrong.name not in appointments)
    at = moment_of(wrong.name, data, wrong.recorded_at, appointments) if moved else wrong.at
    return wrong._replace(data=data, at=at)


def latest_named(facts: Iterable[Fact], name: str, appointments: frozenset[str] = APPOINTMENTS) -> Fact | None:
    """The latest recorded fact of that name that still stands, if there is one."""
    named = [fact for fact in effective(facts, appointments) if fact.name == name]
    return named[-1] if named else None


def _latest(standing: list[Fact], name: str) -> int:
    return next(place for place in reversed(range(len(standing))) if standing[place].name == name)
