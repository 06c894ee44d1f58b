"""The team in figures: promises kept and broken, the age of open cases, what is due in the coming days, who has what.

Each is one statement over indexed rows. Row-level security bounds all of them to the insurers that are visible.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import connection

# A promise belongs to whoever had the case when it was kept or broke. `late`: kept after its moment, or never.
# Of a case that was closed before the moment nothing was promised any more. Takes (from, until, now, now).
PROMISES: Final = """
WITH outcome AS (
    SELECT o.insurer_id, o.handbook, o.service, o.kept_at IS NOT NULL AND o.kept_at < o.due_at AS kept,
        (SELECT h.person_id FROM work_holder h
         WHERE h.case_id = o.case_id AND h.since <= least(o.due_at, coalesce(o.kept_at, o.due_at))
         ORDER BY h.since DESC, h.id DESC LIMIT 1) AS person_id
    FROM work_promiseoutcome o
    WHERE o.due_at >= %s AND o.due_at < %s AND (o.kept_at IS NOT NULL OR o.due_at <= %s)
        AND (o.ended_at IS NULL OR o.ended_at >= o.due_at)
        AND (o.kept_at < o.due_at OR o.due_at <= %s)
)
SELECT GROUPING(insurer_id, service, person_id), insurer_id, service, person_id,
    count(*) FILTER (WHERE kept), count(*) FILTER (WHERE NOT kept)
FROM outcome GROUP BY GROUPING SETS ((), (insurer_id), (service), (person_id))
"""
BY_INSURER, BY_SERVICE, BY_PERSON, IN_ALL = 0b011, 0b101, 0b110, 0b111
# One walk through all open cases gives their ages and what is overdue. Takes (the days of the borders, now).
AGES: Final = """
SELECT width_bucket(applied_on, %s::date[]), count(*), count(*) FILTER (WHERE next_due_at <= %s) FROM cases_case
WHERE outcome IS NULL GROUP BY 1
"""
# A promise that passes at midnight is of the day before. Takes (from, until).
LOAD: Final = """
SELECT ((next_due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, count(*) FROM cases_case
WHERE outcome IS NULL AND next_due_at > %s AND next_due_at <= %s GROUP BY 1
"""
# Takes (now).
HANDS: Final = """
SELECT a.person_id, count(*), count(*) FILTER (WHERE c.next_due_at <= %s)
FROM work_assignment a JOIN cases_case c ON c.id = a.case_id AND c.outcome IS NULL GROUP BY 1
"""
# Takes (since).
CLAIMED: Final = "SELECT person_id, count(*) FROM work_holder WHERE since >= %s AND person_id IS NOT NULL GROUP BY 1"
ASIDE: Final = """
SELECT c.public_id, c.handbook, c.edition, c.service, max(h.put_off_until)
FROM cases_happening h JOIN cases_case c ON c.id = h.case_id WHERE h.put_off_until > %s
GROUP BY c.id ORDER BY 5, 1 LIMIT 50
"""


class Kept(NamedTuple):
    """Promises of something: kept, and broken."""

    kept: int
    broken: int

    @property
    def total(self) -> int:
        """Both."""
        return self.kept + self.broken

    @property
    def percent(self) -> int:
        """The kept ones in a hundred, rounded down: a hundred only where none was broken."""
        return 100 * self.kept // self.total if self.total else 100


class Promises(NamedTuple):
    """Promises kept and broken in a period: in all, by insurer, by service, by person (None: nobody's)."""

    in_all: Kept
    by_insurer: dict[int, Kept]
    by_service: dict[str, Kept]
    by_person: dict[int | None, Kept]


class Hands(NamedTuple):
    """What somebody has: open cases, of them overdue; how many came to them in the period."""

    open: int
    overdue: int
    claimed: int


def promises(*, since: datetime, until: datetime, at: datetime) -> Promises:
    """Promises that passed, or were kept, whose moment lies in a period."""
    found = Promises(Kept(0, 0), {}, {}, {})
    for grouping, insurer, service, person, kept, broken in _rows(PROMISES, since, until, at, at):
        counted = Kept(kept, broken)
        if grouping == IN_ALL:
            found = found._replace(in_all=counted)
        elif grouping == BY_INSURER:
            found.by_insurer[insurer] = counted
        elif grouping == BY_SERVICE:
            found.by_service[service] = counted
        elif grouping == BY_PERSON:
            found.by_person[person] = counted
    return found


class Ages(NamedTuple):
    """Open cases by the day of application, the oldest first; of all of them, how many are overdue."""

    counts: list[int]
    overdue: int

    @property
    def total(self) -> int:
        """All open cases."""
        return sum(self.counts)


def ages(*, borders: Sequence[date], at: datetime) -> Ages:
    """How many open cases were applied for before the first day, from it on, from the second on.."""
    rows = _rows(AGES, list(borders), at)
    counts = {place: count for place, count, _ in rows}
    return Ages([counts.get(place, 0) for place in range(len(borders) + 1)], sum(overdue for *_, overdue in rows))


def load(*, after: datetime, until: datetime) -> dict[date, int]:
    """How many open cases have their next promise on each day."""
    return dict(_rows(LOAD, after, until))


def hands(*, since: datetime, at: datetime) -> dict[int, Hands]:
    """What each person has, and had come to them since."""
    claimed: dict[int, int] = dict(_rows(CLAIMED, since))
    has: dict[int, tuple[int, int]] = {person: (total, overdue) for person, total, overdue in _rows(HANDS, at)}
    return {one: Hands(*has.get(one, (0, 0)), claimed.get(one, 0)) for one in sorted({*claimed, *has})}


class Aside(NamedTuple):
    """A case that was set aside."""

    case: str
    handbook: str
    edition: str
    service: str
    until: datetime


def aside(*, at: datetime) -> list[Aside]:
    """Cases that could not be reckoned and wait for another try."""
    return [Aside(str(case), *rest) for case, *rest in _rows(ASIDE, at)]


def _rows(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(given))
        return list(cursor.fetchall())
