"""Notices written into the outbox, in the transaction of the act that causes them; dead ones tried again."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xuanhu.apps.notices.lapsing import lapse_of
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.notices.wording import Words, words_for
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.state import State
from xuanhu.core.case.verdict import Refusal

if TYPE_CHECKING:
    from xuanhu.apps.cases.models import Case

TEXT: Final = "notices.notice.text"
PARAMS: Final = "notices.notice.params"
AUDIENCES: Final = {
    **dict.fromkeys(("overdue", "warning"), "queue"),
    **dict.fromkeys(("service-report", "progress-report"), "insurer"),
}
NO_PHONE: Final = "no-phone"


def tell(
    case: "Case",
    kinds: Iterable[str],
    at: datetime,
    after: int,
    *,
    state: State | None = None,
    refusals: Iterable[Refusal] = (),
) -> None:
    """Put these notices of a case into the outbox; the key names the case, its latest fact and the kind.

    `state` is the case as it stands now, read anew where it is not given; `refusals` give a refusal its reasons.
    """
    told, why = tuple(kinds), tuple(refusals)
    if state is None and any(kind not in AUDIENCES for kind in told):
        from xuanhu.apps.cases.loading import state_of  # noqa: PLC0415 - the room of cases tells notices, too

        state = state_of(case)
    rows = []
    for number, kind in enumerate(told):
        row = _new(case.insurer_id, kind, f"{case.public_id}:{after}:{number}:{kind}", at)
        row.case = case
        if state is not None and kind not in AUDIENCES:
            _address(row, case.insured, words_for(state, kind, why))
        rows.append(row)
    Notice.objects.bulk_create(rows)


def tell_once(*, insurer: int, kind: str, key: str, at: datetime, case: "Case | None" = None) -> None:
    """Put a notice into the outbox unless one with this key is there."""
    row = _new(insurer, kind, key, at)
    row.case = case
    if kind == "lapsing":
        lapse = lapse_of(key)
        _address(row, lapse.insured, lapse.words)
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def retry(*, notice: int, at: datetime) -> bool:
    """Let a dead notice be tried again from the beginning, under its old key; False where there is no such one."""
    dead = Notice.objects.filter(id=notice, state="dead").exclude(text="")
    return bool(dead.update(state="pending", tries=0, next_try_at=at, problem=""))


def _new(insurer: int, kind: str, key: str, at: datetime) -> Notice:
    """A row that nobody sends."""
    audience = AUDIENCES.get(kind, "insured")
    return Notice(insurer_id=insurer, kind=kind, key=key, at=at, next_try_at=at, audience=audience, state="silent")


def _address(row: Notice, insured: Insured, words: Words) -> None:
    """Give a row its receiver and its words, sealed; where there is no phone somebody has to look at it."""
    row.insured, row.notes = insured, list(words.notes)
    if not words.text:
        return
    row.text, row.template = sealer().seal(words.text, TEXT), words.template
    row.params = sealer().seal(json.dumps(dict(words.params), ensure_ascii=False), PARAMS)
    row.state, row.problem = ("pending", "") if insured.phone is not None else ("dead", NO_PHONE)
