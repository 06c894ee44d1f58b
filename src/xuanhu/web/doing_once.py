"""Forms that are sent twice: each carries a token, and what was done under it is done once, however often one taps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID, uuid4

from django.http import HttpRequest

from xuanhu.apps.accounts.answers import Kept, digest_of, find_answer, keep_answer
from xuanhu.apps.accounts.keys import Caller

SEEN_OTHER: Final = 303


class Sender(Protocol):
    """Who sends a form, and when: somebody at work, or an insured person."""

    @property
    def caller(self) -> Caller:
        """As who they act."""
        ...

    @property
    def at(self) -> datetime:
        """The moment of the request."""
        ...


def new_token() -> str:
    """What a form carries."""
    return str(uuid4())


def done_before(request: HttpRequest, sender: Sender) -> str | None:
    """Where this form led when it was sent before; None for the first time.

    Asked once the row that is acted on is locked, so that the second of two at once sees what the first did.
    """
    key = _key(request)
    kept = find_answer(holder=sender.caller.holder, key=key) if key is not None else None
    return str(kept.content) if kept is not None and kept.request == digest_of(request.path) else None


def keep_done(request: HttpRequest, sender: Sender, *, insurers: Iterable[int], leads_to: str) -> None:
    """Remember it, in the transaction of the act."""
    key = _key(request)
    if key is not None and find_answer(holder=sender.caller.holder, key=key) is None:
        kept = Kept(digest_of(request.path), SEEN_OTHER, leads_to)
        keep_answer(holder=sender.caller.holder, key=key, insurers=insurers, kept=kept, at=sender.at)


def _key(request: HttpRequest) -> str | None:
    try:
        return f"form:{UUID(request.POST.get('token', ''))}"
    except ValueError:
        return None
