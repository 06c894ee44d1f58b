"""How promises came out, reckoned from the facts by a job: what a page could not ask of a million facts at once.

A promise is one whose passing the queue is told of: not what arises by itself, not a term set to the insured, and not
what was past before anybody could keep it (a call the day before, for an appointment made for today). Each is a row,
written when its clock runs and again with every fact of its case; what is broken is asked of the row and a moment, so
nothing has to happen when a promise passes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import connection

from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case, Fact
from xuanhu.apps.tenancy import seeing
from xuanhu.apps.work.models import PromiseOutcome, ReckonedUpTo
from xuanhu.core.case.passing import could_be_kept
from xuanhu.core.case.state import State

BATCH: Final = 200
LAST_FACT: Final = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('cases_fact', 'id')::regclass), 0)"


def reckon_new_outcomes(*, insurers: Sequence[int]) -> int:
    """Reckon the cases with facts that are new since the last run; how many.

    A fact takes its number before its transaction ends, so a run goes no further than the number that was given out
    at the run before: whoever wrote then has ended since, a minute later.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST_FACT)
        last: int = cursor.fetchone()[0]
    here, _ = ReckonedUpTo.objects.get_or_create(id=1)
    found = reckon_outcomes(insurers=insurers, after=here.done, until=here.given)
    ReckonedUpTo.objects.filter(id=1).update(done=here.given, given=last)
    return found


def reckon_outcomes(*, insurers: Sequence[int], after: int, until: int) -> int:
    """Reckon the cases of which there is a fact after one number, up to another; how many."""
    done, before = 0, 0
    while True:
        with seeing(insurers):
            touched = Fact.objects.filter(id__gt=after, id__lte=until, case_id__gt=before)
            ids = list(touched.order_by("case_id").values_list("case_id", flat=True).distinct()[:BATCH])
            _write(ids)
        done += len(ids)
        if len(ids) < BATCH:
            return done
        before = ids[-1]


def _write(ids: Sequence[int]) -> None:
    cases = {case.id: case for case in Case.objects.filter(id__in=ids).select_related("insured", "policy")}
    rows = [row for number, state in states_of(cases.values()).items() for row in _outcomes(cases[number], state)]
    PromiseOutcome.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "fact"],
        update_fields=["due_at", "kept_at", "ended_at"],
    )
    standing = {(row.case_id, row.fact) for row in rows}
    known: Iterable[PromiseOutcome] = PromiseOutcome.objects.filter(case__in=ids).only("case_id", "fact")
    gone = [row.id for row in known if (row.case_id, row.fact) not in standing]
    if gone:
        PromiseOutcome.objects.filter(id__in=gone).delete()


def _outcomes(case: Case, state: State) -> Iterator[PromiseOutcome]:
    for name, clock in state.clocks.items():
        if clock.promise.term.arises or clock.promise.expires or name in state.exempt:
            continue
        if not could_be_kept(state, clock):
            continue
        kept = state.stands.get(name)
        is_over = kept is None and not state.is_open
        yield PromiseOutcome(
            insurer_id=case.insurer_id,
            case=case,
            handbook=case.handbook,
            service=case.service,
            fact=name,
            due_at=clock.due.passes_at,
            kept_at=state.first_kept.get(name, kept.at) if kept is not None else None,
            ended_at=state.facts[-1].at if is_over else None,
        )
