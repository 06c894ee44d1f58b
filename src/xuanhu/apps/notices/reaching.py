"""Whom a sender may reach. People of the demonstration are invented, but a phone number of theirs may be somebody's."""

from collections.abc import Iterable

from xuanhu.apps.parties.queries import insurers_for
from xuanhu.integrations.messages import Sender
from xuanhu.integrations.messages.console_sender import ConsoleSender
from xuanhu.integrations.messages.file_sender import FileSender


def reached_by(sender: Sender, insurers: Iterable[int]) -> list[int]:
    """Those of the insurers whose messages this sender may carry: the demonstration's never leave the machine."""
    if isinstance(sender, FileSender | ConsoleSender):
        return list(insurers)
    invented = set(insurers_for("demo"))
    return [one for one in insurers if one not in invented]
