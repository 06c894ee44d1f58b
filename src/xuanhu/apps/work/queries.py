"""The queue as it is asked for: whose, due when, filtered; a page, the counts of its tabs, and what is newest."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import inf
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from xuanhu.apps.accounts.models import Person
from xuanhu.apps.accounts.permissions import ROLES, Permission
from xuanhu.apps.cases.models import Case, Happening

SCOPES: Final = ("mine", "team", "all", "nobody")
SHOWN_UP_TO: Final = 999  # beyond, a count says only that there are more
# The newest fact and the newest change of hands of each insurer: two steps down an index each.
NEWEST: Final = """
SELECT string_agg(concat_ws('.',
    (SELECT max(f.id) FROM cases_fact f WHERE f.insurer_id = i),
    (SELECT max(h.id) FROM work_holder h WHERE h.insurer_id = i)), ' ' ORDER BY i)
FROM unnest(%s::bigint[]) AS i
"""


class Asked(NamedTuple):
    """What part of the queue is wanted; an empty text leaves that open."""

    scope: str = "all"
    insurer: int | None = None
    service: str = ""
    city: str = ""
    stage: str = ""
    person: str = ""
    due: tuple[datetime | None, datetime | None] = (None, None)
    applied: tuple[date | None, date | None] = (None, None)

    @property
    def is_held(self) -> bool:
        """Whether only cases are wanted that somebody holds."""
        return bool(self.person) or self.scope in ("mine", "team")


class Place(NamedTuple):
    """After which case a page goes on."""

    due: datetime | None
    id: int


class Span(NamedTuple):
    """Cases whose promise passes after one moment and by another; `dated` False: those with none."""

    after: datetime | None = None
    until: datetime | None = None
    dated: bool = True


def wanted(asked: Asked, person: Person) -> QuerySet[Case]:
    """The open cases that are asked for by somebody."""
    cases = Case.objects.filter(outcome__isnull=True)
    for column, value in (("service", asked.service), ("city", asked.city), ("awaiting__0", asked.stage)):
        if value:
            cases = cases.filter(**{column: value})
    bounds = {
        "next_due_at__gt": asked.due[0],
        "next_due_at__lte": asked.due[1],
        "applied_on__gte": asked.applied[0],
        "applied_on__lte": asked.applied[1],
    }
    cases = cases.filter(**{column: bound for column, bound in bounds.items() if bound is not None})
    if asked.person:
        cases = cases.filter(assignment__person__login=asked.person)
    if asked.scope == "mine":
        cases = cases.filter(assignment__person=person)
    elif asked.scope != "all":
        cases = cases.filter(assignment__isnull=asked.scope == "nobody")
    return cases


def within(span: Span) -> Q:
    """Those of a span of time."""
    if not span.dated:
        return Q(next_due_at__isnull=True)
    found = Q(next_due_at__isnull=False)
    if span.after is not None:
        found &= Q(next_due_at__gt=span.after)
    return found if span.until is None else found & Q(next_due_at__lte=span.until)


def with_steps(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with their next step as `step`: handbook/edition/service/fact."""
    parts = [F("handbook"), F("edition"), F("service"), F("awaiting__0")]
    between: list[F | Value] = [parts[0]]
    for part in parts[1:]:
        between += [Value("/"), part]
    return cases.annotate(step=Concat(*between, output_field=TextField()))


def page_of(cases: QuerySet[Case], *, insurers: Sequence[int], after: Place | None, limit: int) -> list[Place]:
    """The places of the cases of a page, what is due first at the top, those without a date last.

    Each insurer's first ones are found by the index of open cases, then merged: no more is read than is asked for.
    """
    branches = [part[:limit] for insurer in insurers for part in _branches(cases.filter(insurer=insurer), after)]
    if not branches:
        return []
    found = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
    ordered = sorted(found, key=lambda row: (row[0].timestamp() if row[0] is not None else inf, row[1]))
    return [Place(*row) for row in ordered[:limit]]


def _branches(cases: QuerySet[Case], after: Place | None) -> Iterable[QuerySet[Case, tuple[datetime | None, int]]]:
    rows = cases.order_by("next_due_at", "id").values_list("next_due_at", "id")
    if after is None:
        yield rows
    elif after.due is None:
        yield rows.filter(next_due_at__isnull=True, id__gt=after.id)
    else:
        yield rows.filter(next_due_at__gte=after.due).exclude(next_due_at=after.due, id__lte=after.id)
        yield rows.filter(next_due_at__isnull=True)


def with_all(ids: Sequence[int]) -> list[Case]:
    """The cases of a page, with person, insurer and holder, in its order."""
    rows = Case.objects.filter(id__in=ids).select_related("insured", "insurer", "assignment__person")
    found = {row.id: row for row in rows}
    return [found[number] for number in ids if number in found]


def count_each(parts: Sequence[QuerySet[Case]]) -> list[int]:
    """How many cases each part has, up to one more than is shown; one statement for all."""
    statements: list[str] = []
    given: list[Any] = []
    for part in parts:
        bounded = part.order_by().values("id")[: SHOWN_UP_TO + 1]
        text, params = bounded.query.sql_with_params()
        statements.append(f"(SELECT count(*) FROM ({text}) part)")  # noqa: S608 - Django's own text
        given += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(statements)}", given)
        return list(cursor.fetchone())


def count_together(cases: QuerySet[Case], parts: Sequence[Q]) -> list[int]:
    """How many cases each part has, by one walk through all of them: for what people hold, which is never much."""
    counts = {f"n{place}": Count("id", filter=part) for place, part in enumerate(parts)}
    found = cases.aggregate(**counts)
    return [found[name] for name in counts]


def newest(insurers: Sequence[int]) -> str:
    """What changes with every fact and every change of hands of these insurers."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [list(insurers)])
        return cursor.fetchone()[0] or ""


def set_aside(cases: Sequence[int], at: datetime) -> dict[int, datetime]:
    """Cases that could not be reckoned and wait for another try, and until when."""
    rows = Happening.objects.filter(case__in=cases, put_off_until__gt=at).order_by("put_off_until")
    return {case: until for case, until in rows.values_list("case_id", "put_off_until") if until is not None}


def colleagues(insurers: Sequence[int]) -> list[Person]:
    """Who may hold a case of one of these insurers, by login."""
    acting = [role for role, rights in ROLES.items() if Permission.ACT_ON_CASES in rights]
    people = Person.objects.filter(is_active=True, role__in=acting, insurers__overlap=list(insurers))
    return list(people.order_by("login"))
