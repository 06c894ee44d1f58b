"""Mail by SMTP, over TLS unless it is told otherwise. A mail's Message-ID comes from its key, the same at every try."""

import hashlib
import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Literal

from xuanhu.integrations.messages.addresses import accept, mailbox
from xuanhu.integrations.messages.port import Message, Sent
from xuanhu.integrations.messages.smtp_failures import translated

Tls = Literal["starttls", "ssl", "none"]
TLS: Final = ("starttls", "ssl", "none")


class SmtpSender:
    """One connection for each mail, closed after it. The certificate of the server is checked."""

    provider: Final = "smtp"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        sender_name: str = "",
        login: tuple[str, str] | None = None,
        tls: Tls = "starttls",
        timeout: float = 20.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._timeout = host, port, timeout
        self._sender, self._sender_name = mailbox(sender), sender_name
        self._login, self._tls = login, tls
        self._context = context or ssl.create_default_context()

    def __repr__(self) -> str:
        return f"SmtpSender(host={self._host!r}, port={self._port}, tls={self._tls!r})"

    def send(self, message: Message, *, at: datetime) -> Sent:
        letter = self._letter(message, to=accept(message, at=at, channels=("mail",)), at=at)
        with translated():
            session = self._connected()
        try:
            with translated():
                self._secure(session)
            with translated(maybe_sent=True):
                session.send_message(letter)
            with suppress(smtplib.SMTPException, OSError):  # it is sent, however the farewell goes
                session.quit()
        finally:
            session.close()
        return Sent(self.provider, letter["Message-ID"], at)

    def _letter(self, message: Message, *, to: str, at: datetime) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address(self._sender_name, addr_spec=self._sender)
        letter["To"] = Address(addr_spec=to)
        letter["Subject"] = " ".join(message.subject.split())
        letter["Date"] = at
        letter["Message-ID"] = f"<{hashlib.sha256(message.idempotency_key.encode()).hexdigest()[:40]}@{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"  # nobody's absence note should answer it
        letter.set_content(message.text, cte="base64")
        return letter

    @property
    def _domain(self) -> str:
        return self._sender.rpartition("@")[2]

    def _connected(self) -> smtplib.SMTP:
        if self._tls == "ssl":
            return smtplib.SMTP_SSL(
                self._host, self._port, local_hostname=self._domain, timeout=self._timeout, context=self._context
            )
        return smtplib.SMTP(self._host, self._port, local_hostname=self._domain, timeout=self._timeout)

    def _secure(self, session: smtplib.SMTP) -> None:
        """Encryption before anything else: where the server has none, nothing is sent, the password least of all."""
        if self._tls == "starttls":
            session.starttls(context=self._context)
        if self._login:
            session.login(*self._login)
