"""Messages to people, by SMS and mail: one port, and four senders behind it.

The front door: other rooms import from here.
"""

from xuanhu.integrations.messages.port import Channel, Message, NotSent, Rejected, Sender, Sent, Unreachable
from xuanhu.integrations.messages.registry import UnusableSender, sender_for
from xuanhu.integrations.messages.templates import LONGEST, parameters, registered, render, text_for

__all__ = [
    "LONGEST",
    "Channel",
    "Message",
    "NotSent",
    "Rejected",
    "Sender",
    "Sent",
    "Unreachable",
    "UnusableSender",
    "parameters",
    "registered",
    "render",
    "sender_for",
    "text_for",
]
