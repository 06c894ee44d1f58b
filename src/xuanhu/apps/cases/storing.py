"""What acts and the passing of time do to cases, stored: facts, summaries, happenings, notices, calls."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from xuanhu.apps.cases.loading import Loaded, reckoned_by
from xuanhu.apps.cases.models import Case
from xuanhu.apps.cases.statements import STORE
from xuanhu.apps.cases.stored import rows_of
from xuanhu.apps.cases.timing import ahead_of, mark_key, next_promise
from xuanhu.apps.notices.actions import Draft, draft_mark, put_out
from xuanhu.apps.notices.calling import Known, asks_for_calls, keep_calls
from xuanhu.apps.prepared import run
from xuanhu.core.case.facts import Fact
from xuanhu.core.case.gates.turn import next_in_flow
from xuanhu.core.case.passing import Happening
from xuanhu.core.case.state import State

NOTHING_AHEAD: Mapping[tuple[str, str, datetime, str], int] = {}


class Change(NamedTuple):
    """What becomes of one case, which is locked or new. `marks` are the promises of which the queue hears now."""

    case: Case
    state: State
    facts: Sequence[Fact] = ()
    actor: str = ""
    drafts: Sequence[Draft] = ()
    marks: Sequence[Happening] = ()
    happenings: Mapping[tuple[str, str, datetime, str], int] = NOTHING_AHEAD
    told: frozenset[str] = frozenset()
    calls: tuple[Known, ...] = ()


def change_of(loaded: Loaded, state: State, **more: Any) -> Change:
    """The change of a locked case to a new state."""
    return Change(loaded.case, state, happenings=loaded.happenings, told=loaded.told, calls=loaded.calls, **more)


def store(changes: Iterable[Change]) -> None:
    """Store what becomes of these cases, in the transaction of the act: one statement, two where something is told."""
    facts: list[dict[str, object]] = []
    summaries: list[dict[str, object]] = []
    drafts: list[Draft] = []
    ahead: list[dict[str, object]] = []
    gone: list[int] = []
    known = list(changes)
    for change in known:
        facts += _facts(change)
        drafts += [*change.drafts, *(draft_mark(change.case, one, mark_key(change.case, one)) for one in change.marks)]
        coming, going = _happenings(change)
        ahead += coming
        gone += going
        summaries.append(_summary(change.case, change.state))
    run(STORE, json.dumps(facts), json.dumps(ahead), gone, json.dumps(summaries))
    if drafts:
        put_out(drafts)
    for change in known:
        if change.calls or asks_for_calls(change.case.handbook, change.case.edition, change.case.service):
            keep_calls(change.case, change.state, change.calls, change.facts)


def _facts(change: Change) -> list[dict[str, object]]:
    """New facts, numbered and chained to the case's head, which moves on."""
    case = change.case
    if not change.facts:
        return []
    rows = rows_of(change.facts, case.fact_count + 1, bytes(case.head_hash) or case.public_id.bytes, change.actor)
    case.fact_count, case.head_hash = rows[-1].seq, rows[-1].hash
    return [
        {
            "insurer": case.insurer_id,
            "case": case.id,
            "seq": row.seq,
            "name": row.name,
            "at": row.at.isoformat(),
            "recorded_at": row.recorded_at.isoformat(),
            "by": row.by,
            "actor": change.actor,
            "data": row.data,
            "hash": row.hash.hex(),
        }
        for row in rows
    ]


def _summary(case: Case, state: State) -> dict[str, object]:
    case.outcome, case.awaiting, case.next_due_at = state.outcome, list(next_in_flow(state)), next_promise(state)
    return {
        "id": case.id,
        "outcome": case.outcome,
        "standing": case.standing,
        "awaiting": case.awaiting,
        "next_due_at": case.next_due_at.isoformat() if case.next_due_at is not None else None,
        "fact_count": case.fact_count,
        "head_hash": bytes(case.head_hash).hex(),
    }


def _happenings(change: Change) -> tuple[list[dict[str, object]], list[int]]:
    """What time will do that is not stored yet, and the stored rows of what it will not do any more."""
    case, by = change.case, reckoned_by()
    told = change.told.union(mark_key(case, one) for one in change.marks)
    ahead = {(one.kind, one.fact, one.at, by) for one in ahead_of(case, change.state, told)}
    of_case = {"insurer": case.insurer_id, "case": case.id, "reckoned_by": by}
    coming = [
        {**of_case, "kind": kind, "fact": fact, "at": at.isoformat()}
        for kind, fact, at, _ in sorted(ahead - change.happenings.keys())
    ]
    return coming, [number for key, number in change.happenings.items() if key not in ahead]
