"""For somebody who tries things out: messages appear on the terminal, the receiver masked."""

import sys
from datetime import datetime
from threading import Lock
from typing import Final, TextIO

from xuanhu.integrations.masking import masked_address
from xuanhu.integrations.messages.addresses import accept
from xuanhu.integrations.messages.port import Message, Sent, Unreachable

_CHANNEL_WORDS: Final = {"sms": "短信", "mail": "邮件"}


class ConsoleSender:
    """Prints each key once, for as long as it lives. Without `stream`, to what is standard output at that time."""

    provider: Final = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._known: dict[str, Sent] = {}
        self._lock = Lock()

    def send(self, message: Message, *, at: datetime) -> Sent:
        to = accept(message, at=at)
        with self._lock:
            known = self._known.get(message.idempotency_key)
            if known:
                return known
            sent = Sent(self.provider, str(len(self._known) + 1), at)
            self._print(message, to=to, sent=sent)
            self._known[message.idempotency_key] = sent
            return sent

    def _print(self, message: Message, *, to: str, sent: Sent) -> None:
        channel = _CHANNEL_WORDS[message.channel]
        heading = f"[{channel} {sent.provider_id}] {sent.at:%Y-%m-%d %H:%M} {masked_address(to)} ({message.kind})"
        body = "\n".join(f"  {line}" for line in [message.subject, *message.text.splitlines()] if line)
        stream = self._stream or sys.stdout
        try:
            stream.write(f"{heading}\n{body}\n")
            stream.flush()
        except OSError as error:
            raise Unreachable("provider-down", detail=error.strerror or "I/O") from error
