"""The papers of a case: what is missing, in one list; what waits to be confirmed; what is in."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xuanhu.apps.incoming.models import Sheaf
from xuanhu.apps.incoming.pieces import PIECE, sheaves_of
from xuanhu.apps.incoming.sheaves import drop_unfinished, sheets_of, unfinished_of
from xuanhu.apps.papers.models import Document
from xuanhu.core.reckoning import SHANGHAI, chinese_moment
from xuanhu.web.insured.papers.seen import BY, Seen, seen_by
from xuanhu.web.insured.visiting import Client, for_insured


class Waiting(NamedTuple):
    """A sheaf that has come and is not confirmed: how many pages, how many have faults, until when it is kept."""

    id: UUID
    first: UUID | None
    pages: int
    faults: int
    ends: str


@require_safe
@for_insured()
def papers(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What is needed, what is in, what is missing; and the one thing to do."""
    return drawn(request, seen_by(client, case))


@require_POST
@for_insured()
def given_up(request: HttpRequest, client: Client, case: UUID) -> HttpResponse:
    """What was begun and not finished is taken away."""
    del request
    seen = seen_by(client, case)
    drop_unfinished(case=seen.case, actor=client.caller.actor)
    return redirect(seen.path)


def drawn(request: HttpRequest, seen: Seen, *, problems: Sequence[str] = (), status: int = 200) -> HttpResponse:
    """The page."""
    about: dict[str, Any] = {
        "client": seen.client,
        "seen": seen,
        "one_of": seen.one_of,
        "each": seen.each,
        "arrived": seen.arrived,
        "own": seen.own,
        "promises": seen.promises,
        "waiting": waiting(seen),
        "unfinished": unfinished_of(case=seen.case, actor=seen.client.caller.actor).count(),
        "just_in": _just_in(request, seen),
        "piece": PIECE,
        "problems": problems,
    }
    return render(request, "web/insured/papers/papers.html", about, status=status)


def waiting(seen: Seen) -> list[Waiting]:
    """What the account has sent and not confirmed."""
    rows = sheaves_of(case=seen.case, actor=seen.client.caller.actor, at=seen.client.at)
    return [found for row in rows if (found := _waiting(row)).pages]


def _waiting(row: Sheaf) -> Waiting:
    sheets = [sheet for sheet in sheets_of(row) if sheet.is_whole]
    faults = sum(bool(sheet.faults) for sheet in sheets)
    first = sheets[0].public_id if sheets and sheets[0].shown_store_key else None
    return Waiting(row.public_id, first, len(sheets), faults, chinese_moment(row.ends_at.astimezone(SHANGHAI)))


def _just_in(request: HttpRequest, seen: Seen) -> str:
    """The kind of the document that was just confirmed."""
    try:
        number = UUID(request.GET.get("in", ""))
    except ValueError:
        return ""
    row = Document.objects.filter(case=seen.case, public_id=number, by=BY, withdrawn_at=None).first()
    return seen.word(row.kind) if row is not None else ""
