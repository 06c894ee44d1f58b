"""The bar's ways into the workbench, for whoever may go there."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest

from xuanhu.apps.accounts.keys import Caller
from xuanhu.apps.accounts.permissions import Permission


class Entry(NamedTuple):
    """A way in: what it is called, where it leads, the icon's name, who may go there."""

    name: str
    path: str
    icon: str
    permission: Permission
    roles: tuple[str, ...] = ()  # none: every role that has the permission


class Way(NamedTuple):
    """An entry as it is shown on a page."""

    name: str
    path: str
    icon: str
    is_here: bool


def ways(caller: Caller, request: HttpRequest) -> Sequence[Way]:
    """The ways that are open to somebody, and which of them leads here."""
    from xuanhu.web.workbench import ROOMS  # noqa: PLC0415 - the rooms' pages import the visitor, who imports this

    entries = [entry for room in ROOMS for entry in room.ENTRIES]
    return [
        Way(entry.name, entry.path, entry.icon, request.path.startswith(entry.path))
        for entry in entries
        if caller.may(entry.permission) and (not entry.roles or caller.role in entry.roles)
    ]
