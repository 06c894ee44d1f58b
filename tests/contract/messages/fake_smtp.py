"""A mail server on this machine that speaks enough SMTP: STARTTLS, AUTH, and the replies that are asked for."""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import cast

CERTIFICATE = Path(__file__).with_name("loopback.pem")  # of 127.0.0.1, made for these tests and good for nothing else
USER = "notice@example.cn"
PASSWORD = "pass/word#1"  # noqa: S105 - of nobody

HANG_UP = "hang up"
SILENCE = "silence"


@dataclass
class Mailbox:
    """What the server took, and what it says at each step where that is not the usual.

    The steps: greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, taken (after the mail itself), QUIT.
    """

    replies: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ("AUTH PLAIN",)
    taken: list[EmailMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    is_encrypted: list[bool] = field(default_factory=list)
    released: Event = field(default_factory=Event)


class Session(StreamRequestHandler):
    """One connection."""

    mailbox: Mailbox
    is_wrapped: bool

    def handle(self) -> None:
        self._is_encrypted = self.is_wrapped
        with suppress(OSError, EOFError):
            if self.is_wrapped:
                self._encrypt()
            self._say("greeting", "220 ready")
            while True:
                self._obey(self._line())

    def _line(self) -> str:
        line = self.rfile.readline()
        if not line:
            raise EOFError
        return line.decode().rstrip("\r\n")

    def _say(self, step: str, usual: str) -> bool:
        """Whether the reply was the usual one, so that the step is done."""
        reply = self.mailbox.replies.get(step, usual)
        if reply == SILENCE:
            self.mailbox.released.wait()
        if reply in (HANG_UP, SILENCE):
            raise EOFError
        self.wfile.write(f"{reply}\r\n".encode())
        return reply == usual

    def _obey(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        self.mailbox.commands.append(verb.upper())
        step = {"EHLO": self._ehlo, "STARTTLS": self._starttls, "AUTH": self._auth, "DATA": self._data}.get(
            verb.upper()
        )
        if step:
            step(rest)
        elif verb.upper() == "QUIT":
            self._say("QUIT", "221 bye")
            raise EOFError
        else:
            self._say(verb.upper().partition(":")[0], "250 ok")

    def _ehlo(self, _: str) -> None:
        offers = [offer for offer in self.mailbox.offers if offer != "STARTTLS" or not self._is_encrypted]
        lines = ["127.0.0.1", *offers]
        said = "\r\n".join(f"250{'-' if line is not lines[-1] else ' '}{line}" for line in lines)
        self._say("EHLO", said)

    def _starttls(self, _: str) -> None:
        if self._say("STARTTLS", "220 go ahead"):
            self._encrypt()

    def _encrypt(self) -> None:
        self.request = certified().wrap_socket(self.request, server_side=True)
        self.setup()
        self._is_encrypted = True

    def _auth(self, rest: str) -> None:
        login = base64.b64decode(rest.partition(" ")[2]).decode()
        right = login == f"\0{USER}\0{PASSWORD}"
        self._say("AUTH", "235 welcome" if right else "535 5.7.8 wrong")

    def _data(self, _: str) -> None:
        if not self._say("DATA", "354 go on"):
            return
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = cast("EmailMessage", message_from_bytes(b"".join(lines), policy=default))
        reply = self.mailbox.replies.get("taken", "250")
        if reply.startswith("250") or reply in (HANG_UP, SILENCE):
            self.mailbox.taken.append(mail)
            self.mailbox.is_encrypted.append(self._is_encrypted)
        self._say("taken", "250 taken")

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        with suppress(OSError):
            self.request.close()


def certified() -> ssl.SSLContext:
    """What a server shows of itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False


@contextmanager
def serving(mailbox: Mailbox, *, port: int = 0, is_wrapped: bool = False) -> Iterator[int]:
    """The server on a port of this machine; `is_wrapped`: encrypted from the first byte."""
    handler = type("Bound", (Session,), {"mailbox": mailbox, "is_wrapped": is_wrapped})
    with Server(("127.0.0.1", port), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            mailbox.released.set()
            server.shutdown()
            thread.join()
