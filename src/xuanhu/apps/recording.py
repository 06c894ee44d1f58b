"""Facts recorded by a room's own acts: recorded whole, or the act is refused with the verdict that says why."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from xuanhu.apps.cases.actions import Acted, record_on
from xuanhu.apps.cases.loading import Loaded, lock_case
from xuanhu.apps.cases.models import Case


class By(NamedTuple):
    """Who acts: in which role, and as named on record."""

    role: str
    actor: str


class RefusedError(ValueError):
    """A fact that the handbook refuses now; nothing of the act stands."""

    def __init__(self, acted: Acted) -> None:
        super().__init__(acted.verdict.refusals[0].code)
        self.acted = acted


class NotNow(ValueError):  # noqa: N818 - what is raised is an act whose time has not come, or is over
    """An act that does not fit what stands; `why` is its name."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def locked(case: Case) -> Loaded:
    """The case, locked and loaded anew."""
    loaded = lock_case(str(case.public_id))
    if loaded is None:
        raise NotNow("gone")
    return loaded


def record_whole(*, loaded: Loaded, fact: str, data: Mapping[str, object], at: datetime, by: By) -> Acted:
    """Record a fact. Raises RefusedError, and then nothing is stored."""
    with transaction.atomic():
        acted = record_on(loaded=loaded, name=fact, data=data, at=at, by=by.role, actor=by.actor)
        if not acted.verdict.allowed:
            raise RefusedError(acted)
    return acted
