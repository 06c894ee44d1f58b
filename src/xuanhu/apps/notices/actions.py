"""Notices written into the outbox, in the transaction of the act that causes them; dead ones tried again."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from xuanhu.apps.notices.lapsing import lapse_of
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.notices.wording import Words, words_for
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.prepared import run
from xuanhu.apps.sealing import sealer
from xuanhu.core.case.passing import Happening
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
PUT_OUT: Final = """
INSERT INTO notices_notice (insurer_id, case_id, insured_id, audience, kind, key, at, text, template, params, notes,
    state, tries, next_try_at, provider, provider_id, problem)
SELECT insurer, "case", insured, audience, kind, key, at, text, template, params, notes, state, 0, at, '', '', problem
FROM jsonb_to_recordset(%s::jsonb) AS n(insurer bigint, "case" bigint, insured bigint, audience text, kind text,
    key text, at timestamptz, text text, template text, params text, notes text[], state text, problem text)
ON CONFLICT (key) DO NOTHING
"""


class Draft(NamedTuple):
    """A notice as it will stand in the outbox. `silent` is a row that nobody sends."""

    insurer: int
    case: int | None
    insured: int | None
    audience: str
    kind: str
    key: str
    at: datetime
    text: str = ""
    template: str = ""
    params: str = ""
    notes: tuple[str, ...] = ()
    state: str = "silent"
    problem: str = ""


def draft(
    case: "Case", kinds: Iterable[str], at: datetime, after: int, state: State, *, refusals: Iterable[Refusal] = ()
) -> list[Draft]:
    """Notices of a case as it now stands; their keys name the case, the number of its latest fact and the kind.

    `refusals` give a refusal its reasons.
    """
    why, drafts = tuple(refusals), []
    for number, kind in enumerate(kinds):
        audience = AUDIENCES.get(kind, "insured")
        one = Draft(case.insurer_id, case.id, None, audience, kind, f"{case.public_id}:{after}:{number}:{kind}", at)
        drafts.append(one if kind in AUDIENCES else _addressed(one, case.insured, words_for(state, kind, why)))
    return drafts


def draft_mark(case: "Case", one: Happening, key: str) -> Draft:
    """What the queue is told of a promise that passes, or soon will."""
    return Draft(case.insurer_id, case.id, None, "queue", one.kind, key, one.at)


def put_out(drafts: Iterable[Draft]) -> None:
    """Put notices into the outbox, in the transaction of the act that causes them; one whose key is there is there."""
    run(PUT_OUT, json.dumps([one._asdict() for one in drafts], default=_as_text))


def tell_once(*, insurer: int, kind: str, key: str, at: datetime) -> None:
    """Put a notice about no case into the outbox unless one with this key is there."""
    one = Draft(insurer, None, None, AUDIENCES.get(kind, "insured"), kind, key, at)
    if kind == "lapsing":
        lapse = lapse_of(key)
        one = _addressed(one, lapse.insured, lapse.words)
    put_out([one])


def retry(*, notice: int, at: datetime) -> bool:
    """Let a dead notice be tried again from the beginning, under its old key; False where there is no such one."""
    dead = Notice.objects.filter(id=notice, state="dead").exclude(text="")
    return bool(dead.update(state="pending", tries=0, next_try_at=at, problem=""))


def _addressed(one: Draft, insured: Insured, words: Words) -> Draft:
    """With its receiver and its words, sealed; where there is no phone somebody has to look at it."""
    found = one._replace(insured=insured.id, notes=words.notes)
    if not words.text:
        return found
    return found._replace(
        text=sealer().seal(words.text, TEXT),
        template=words.template,
        params=sealer().seal(json.dumps(dict(words.params), ensure_ascii=False), PARAMS),
        state="pending" if insured.phone is not None else "dead",
        problem="" if insured.phone is not None else NO_PHONE,
    )


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
