"""The work queue: open cases of the visible insurers, what is due first at the top, what waits without a date last."""

from datetime import datetime
from itertools import pairwise

from django.db.models import Count, F, Q, QuerySet

from xuanhu.apps.cases.models import Case

FIRST_DUE = F("next_due_at").asc(nulls_last=True)


def open_cases() -> QuerySet[Case]:
    """Open cases with their person and insurer, in the order of the queue."""
    cases = Case.objects.filter(outcome__isnull=True).select_related("insured", "insurer")
    return cases.order_by(FIRST_DUE, "id")


def count_by_due(*borders: datetime) -> list[int]:
    """How many open cases pass a promise by the first border, by the second .., later, and at no known time."""
    edges = [None, *borders, None]
    counts = {
        f"n{place}": Count("id", filter=_between(after, until)) for place, (after, until) in enumerate(pairwise(edges))
    }
    counts["none"] = Count("id", filter=Q(next_due_at__isnull=True))
    found = Case.objects.filter(outcome__isnull=True).aggregate(**counts)
    return [found[name] for name in counts]


def _between(after: datetime | None, until: datetime | None) -> Q:
    found = Q(next_due_at__isnull=False)
    if after is not None:
        found &= Q(next_due_at__gt=after)
    return found if until is None else found & Q(next_due_at__lte=until)
