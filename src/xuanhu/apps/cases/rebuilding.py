"""What can be made again from facts, made again: summaries, timers, held uses. Differences are named, and mended.

Each batch is one transaction: on one snapshot where nothing is mended, with its rows locked where something is.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db import connection, models, transaction

from xuanhu.apps.cases.auditing import findings_of
from xuanhu.apps.cases.holding import grants, lock_uses_of
from xuanhu.apps.cases.loading import reckoned_by, states_of
from xuanhu.apps.cases.models import Case, Entitlement, Happening, LedgerEntry, Timer
from xuanhu.apps.cases.timing import ahead_of, next_lapse, next_promise, set_timer
from xuanhu.apps.editions.queries import library
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.models import Policy as PolicyRow
from xuanhu.apps.parties.queries import the_policy
from xuanhu.apps.tenancy import every_insurer, set_visible
from xuanhu.core.case import passing
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.ledger import standing_of
from xuanhu.core.case.state import State

Row = TypeVar("Row", bound=models.Model)
BATCH = 200
HEADS = """
SELECT DISTINCT ON (case_id) case_id, seq, hash FROM cases_fact WHERE case_id = ANY(%s) ORDER BY case_id, seq DESC
"""
LINES = """
SELECT DISTINCT ON (case_id, entitlement_id) case_id, entitlement_id, standing
FROM cases_ledgerentry WHERE case_id = ANY(%s) ORDER BY case_id, entitlement_id, id DESC
"""
OF_THE_CHAIN = frozenset({"fact_count", "head_hash"})


class Difference(NamedTuple):
    """Where what is stored is not what the facts say: of which case or policy, what, both values, whether mended."""

    subject: str
    what: str
    stored: object
    reckoned: object
    is_mended: bool


def rebuild(*, repair: bool, at: datetime) -> Iterator[Difference]:
    """Every difference; with `repair` each is mended as it is found."""
    cases = Case.objects.select_related("policy", "insured")
    locked = cases.select_for_update(of=("self",), no_key=True) if repair else cases
    yield from _in_batches(locked, lambda rows: _of_cases(rows, repair), repair=repair)
    policies = PolicyRow.objects.select_related("insurer")
    yield from _in_batches(policies, lambda rows: _of_policies(rows, repair, at), repair=repair)


def _in_batches(
    query: "models.QuerySet[Row]", compare: Callable[[list[Row]], Iterator[Difference]], *, repair: bool
) -> Iterator[Difference]:
    last = 0
    while True:
        with _one_view(repair=repair):
            rows = list(query.filter(pk__gt=last).order_by("pk")[:BATCH])
            found = list(compare(rows)) if rows else []
        yield from found
        if not rows:
            return
        last = rows[-1].pk


@contextmanager
def _one_view(*, repair: bool) -> Iterator[None]:
    """A transaction over all tenants: one snapshot to compare on, or one in which locked rows are seen as they are."""
    with transaction.atomic():
        if not repair:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        set_visible(every_insurer())
        yield


def _of_cases(cases: list[Case], repair: bool) -> Iterator[Difference]:  # noqa: FBT001 - handed through
    states, ids = states_of(cases), [case.id for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [ids])
        heads = {case_id: (seq, bytes(head)) for case_id, seq, head in cursor.fetchall()}
    stored, told = _happenings_of(ids), _told_of(ids)
    for case in cases:
        state = states[case.id]
        yield from _of_summary(case, state, heads.get(case.id, (0, b"")), repair)
        yield from _of_happenings(case, ahead_of(case, state, told[case.id]), stored[case.id], repair)


def _happenings_of(ids: list[int]) -> dict[int, list[Happening]]:
    """What waits for time to pass, as it is stored, of each case."""
    found: dict[int, list[Happening]] = {number: [] for number in ids}
    for row in Happening.objects.filter(case__in=ids).order_by("at", "kind", "fact"):
        found[row.case_id].append(row)
    return found


def _told_of(ids: list[int]) -> dict[int, set[str]]:
    """The keys of what the queue was told of each case."""
    found: dict[int, set[str]] = {number: set() for number in ids}
    for case, key in Notice.objects.filter(case__in=ids, audience="queue").values_list("case_id", "key"):
        found[case].add(key)
    return found


def _of_happenings(
    case: Case,
    ahead: list[passing.Happening],
    stored: list[Happening],
    repair: bool,  # noqa: FBT001
) -> Iterator[Difference]:
    """What time will do: what another release or calendar reckoned is made anew by the sweep, and is no difference."""
    known = [(row.at, row.kind, row.fact) for row in stored]
    wanted = sorted((one.at, one.kind, one.fact) for one in ahead)
    if sorted(known) == wanted or any(row.reckoned_by != reckoned_by() for row in stored):
        return
    if repair:
        Happening.objects.filter(id__in=[row.id for row in stored]).delete()
        Happening.objects.bulk_create(
            Happening(insurer_id=case.insurer_id, case=case, at=at, kind=kind, fact=fact, reckoned_by=reckoned_by())
            for at, kind, fact in wanted
        )
    yield Difference(str(case.public_id), "happenings", sorted(known), wanted, repair)


def _of_summary(
    case: Case,
    state: State,
    head: tuple[int, bytes],
    repair: bool,  # noqa: FBT001
) -> Iterator[Difference]:
    reckoned = {
        "outcome": state.outcome,
        "standing": standing_of(state),
        "awaiting": list(next_in_flow(state)),
        "next_due_at": next_promise(state),
        "fact_count": head[0],
        "head_hash": head[1],
    }
    stored = {name: getattr(case, name) for name in reckoned} | {"head_hash": bytes(case.head_hash)}
    wrong = [name for name in reckoned if stored[name] != reckoned[name]]
    # The head is the witness of the chain: it follows the facts only where every one of them is sound and none is gone.
    is_sound = OF_THE_CHAIN.isdisjoint(wrong) or all(one.kind in ("added", "head") for one in findings_of(case.id))
    mended = [name for name in wrong if repair and (name not in OF_THE_CHAIN or is_sound)]
    for name in mended:
        setattr(case, name, reckoned[name])
    if mended:
        case.save(update_fields=mended)
    for name in wrong:
        yield Difference(str(case.public_id), name, stored[name], reckoned[name], name in mended)


def _of_policies(rows: list[PolicyRow], repair: bool, at: datetime) -> Iterator[Difference]:  # noqa: FBT001
    ids = [row.id for row in rows]
    held = lock_uses_of(ids) if repair else list(Entitlement.objects.filter(policy_id__in=ids).order_by("id"))
    numbers = {row.id: row.number for row in rows}
    expected = _expected(ids, held)
    yield from _of_counts(held, expected, numbers, repair)
    yield from _of_ledger(held, expected, repair, at)
    yield from _of_policy_timers(rows, repair, at)


def _expected(policies: list[int], held: list[Entitlement]) -> dict[tuple[int, int], str]:
    """What each case of these policies does to each entitlement, by its facts."""
    rows = {(one.policy_id, one.grant, one.starts_on): one.id for one in held}
    cases = list(Case.objects.select_related("policy", "insured").filter(policy_id__in=policies))
    states = states_of(cases)
    found: dict[tuple[int, int], str] = {}
    for case in cases:
        state = states[case.id]
        applied = state.stands.get("applied")
        day = applied.at.date() if applied is not None else case.applied_on
        for grant in grants(state.plan, state.circumstances.policy, day):
            row = rows.get((case.policy_id or 0, grant.name, grant.starts_on))
            if row is not None:
                found[case.id, row] = standing_of(state)
    return found


def _of_counts(
    held: list[Entitlement],
    expected: dict[tuple[int, int], str],
    numbers: dict[int, str],
    repair: bool,  # noqa: FBT001
) -> Iterator[Difference]:
    for row in held:
        count = sum(one == row.id and standing != "released" for (_, one), standing in expected.items())
        if row.held == count:
            continue
        stored, row.held = row.held, count
        mended = repair and count <= row.granted
        if mended:
            row.save(update_fields=["held"])
        yield Difference(numbers[row.policy_id], f"held {row.grant} {row.starts_on}", stored, count, mended)


def _of_ledger(
    held: list[Entitlement],
    expected: dict[tuple[int, int], str],
    repair: bool,  # noqa: FBT001
    at: datetime,
) -> Iterator[Difference]:
    """The last line of each case in the ledger says what its facts say; a case that never held a use has none."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [[case for case, _ in expected]])
        stored = {(case, row): standing for case, row, standing in cursor.fetchall()}
    rows = {row.id: row for row in held}
    for (case, row), standing in expected.items():
        told = stored.get((case, row), "released")
        if told != standing:
            if repair:
                LedgerEntry.objects.create(
                    insurer_id=rows[row].insurer_id, case_id=case, entitlement=rows[row], standing=standing, at=at
                )
            yield Difference(str(Case.objects.get(id=case).public_id), "ledger", told, standing, repair)


def _of_policy_timers(rows: Iterable[PolicyRow], repair: bool, at: datetime) -> Iterator[Difference]:  # noqa: FBT001
    """A policy's timer stands at a moment at which a use may lapse; a rehearsal's is past when its story says so."""
    rows = list(rows)
    ids = [row.id for row in rows]
    timers = dict(Timer.objects.filter(kind="policy", subject__in=ids).values_list("subject", "due_at"))
    for row in rows:
        handbook, policy, stored = library().editions(row.handbook)[-1], the_policy(row), timers.get(row.id)
        if stored is None:
            due = next_lapse(handbook, policy, at) if row.insurer.purpose != "rehearsal" else None
        else:
            due = next_lapse(handbook, policy, stored - timedelta(microseconds=1))
        if due != stored:
            if repair:
                set_timer(row.insurer_id, "policy", row.id, due)
            yield Difference(row.number, "timer", stored, due, repair)
