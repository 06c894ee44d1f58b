"""The work queue: open cases of the visible insurers, what is due first at the top, what waits without a date last."""

from django.db.models import F, QuerySet

from xuanhu.apps.cases.models import Case

FIRST_DUE = F("next_due_at").asc(nulls_last=True)


def open_cases() -> QuerySet[Case]:
    """Open cases with their person and insurer, in the order of the queue."""
    cases = Case.objects.filter(outcome__isnull=True).select_related("insured", "insurer")
    return cases.order_by(FIRST_DUE, "id")
