"""All conversations of those whom an account acts for: one a case, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanhu.apps.cases.models import Case
from xuanhu.apps.editions.queries import edition_of
from xuanhu.apps.parties.actions import WHERE
from xuanhu.apps.sealing import sealer
from xuanhu.apps.talk.queries import Said, advised_in, last_of, new_to_insured
from xuanhu.core.handbook.service import Hotline
from xuanhu.core.reckoning import SHANGHAI, chinese_date
from xuanhu.integrations.masking import masked_name
from xuanhu.web.insured.talk.showing import writer_of
from xuanhu.web.insured.visiting import Client, for_insured

MOST: Final = 50
LONGEST: Final = 40  # of what is shown of a message


class Conversation(NamedTuple):
    """A case as a line of the list."""

    path: str
    service: str
    person: str
    when: str
    says: str
    new: int
    is_open: bool
    is_advised: bool


@require_safe
@for_insured()
def conversations(request: HttpRequest, client: Client) -> HttpResponse:
    """Each case in which something was said or may be said, and how much of it is new."""
    mine = [one.insured_id for one in client.acts_for]
    rows = Case.objects.filter(insured__in=mine).exclude(outcome="refused").select_related("insured")
    cases = list(rows.order_by("-id")[: 2 * MOST])
    last, new, advised = last_of(cases=cases), new_to_insured(cases=cases), advised_in(cases=cases)
    found = []
    for case in cases:
        said, moment = last.get(case.id), advised.get(case.id)
        at = max((one for one in (said.at if said is not None else None, moment) if one is not None), default=None)
        if at is not None or case.outcome is None:
            found.append((at, case.id, _conversation(client, case, said, moment, new.get(case.id, 0), at)))
    found.sort(key=lambda one: (one[0] is not None, one[0].timestamp() if one[0] else 0.0, one[1]), reverse=True)
    shown = {
        "client": client,
        "here": "talk",
        "conversations": [one for *_, one in found[:MOST]],
        "hotlines": _hotlines(cases),
    }
    return render(request, "web/insured/talk/list.html", shown)


def _conversation(
    client: Client, case: Case, said: Said | None, moment: datetime | None, new: int, at: datetime | None
) -> Conversation:
    terms = edition_of(case.handbook, case.edition).services[case.service]
    is_own = writer_of(client, case).relation == "self"
    return Conversation(
        path=f"/my/cases/{case.public_id}/talk",
        service=terms.name,
        person="" if is_own else masked_name(sealer().open(case.insured.name, f"{WHERE}.name")),
        when=_when(at),
        says=_says(said, moment),
        new=new,
        is_open=case.outcome is None,
        is_advised=moment is not None,
    )


def _when(at: datetime | None) -> str:
    if at is None:
        return ""
    here = at.astimezone(SHANGHAI)
    return f"{chinese_date(here.date())} {here:%H:%M}"


def _says(said: Said | None, moment: datetime | None) -> str:
    """The latest in a few words."""
    if moment is not None and (said is None or moment >= said.at):
        return "医生写好了建议"
    if said is None:
        return "还没有消息"
    text = " ".join(said.text.split()) or "［图片］"
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"{said.who}：{short}" if said.is_ours else short


def _hotlines(cases: Sequence[Case]) -> list[Hotline]:
    """The numbers of the handbooks, each once."""
    books = {(case.handbook, case.edition) for case in cases}
    lines = {one.number: one for book in sorted(books) for one in edition_of(*book).hotlines}
    return [one for one in lines.values() if one.number.replace("-", "").isdecimal()]
