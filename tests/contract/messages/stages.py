"""Each sender on its stage: how its line in the settings reads, what arrived, and how to take the provider away."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tests.contract.messages import fake_dysmsapi, fake_smtp
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages import Message, Sender, sender_for
from xuanhu.integrations.messages.console_sender import ConsoleSender

AT = datetime(2026, 10, 8, 15, 30, tzinfo=SHANGHAI)
TEXT = "王芳您好，门诊约好了：10月14日 周三，北京䶮某医院。"
NUMBER = "13800138000"
MAILBOX = "wang.fang@example.cn"


class Arrived(NamedTuple):
    """A message as the provider has it. `mark` tells whether it is one that came before."""

    to: str
    words: tuple[str, ...]
    mark: str


class Stage(ABC):
    """A sender and its surroundings."""

    channel = "sms"
    provider = ""
    secrets: tuple[str, ...] = ()
    sender: Sender

    def message(self, *, key: str = "case-1/booked/1", **changes: object) -> Message:
        values: dict[str, object] = {
            "kind": "booked",
            "channel": self.channel,
            "to": NUMBER if self.channel == "sms" else MAILBOX,
            "text": TEXT,
            "subject": "" if self.channel == "sms" else "门诊约好了",
            "template_code": "SMS_1001",
            "template_params": {"name": "王芳", "date": "10月14日 周三"},
            "idempotency_key": key,
        }
        return Message(**{**values, **changes})  # type: ignore[arg-type]

    @abstractmethod
    def arrived(self) -> list[Arrived]: ...

    @abstractmethod
    def go_away(self) -> None: ...

    @abstractmethod
    def come_back(self) -> None: ...


class FileStage(Stage):
    provider = "file"

    def __init__(self, folder: Path, channel: str) -> None:
        self.channel = channel
        self._folder = folder / "a folder"
        self.sender = sender_for(f"file://{quote(str(self._folder))}")

    def arrived(self) -> list[Arrived]:
        file = self._folder / "messages.jsonl"
        entries = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
        return [Arrived(one["to"], tuple(filter(None, (one["subject"], one["text"]))), one["key"]) for one in entries]

    def go_away(self) -> None:
        if self._folder.exists():
            self._folder.rename(self._folder.with_name("kept"))
        self._folder.write_text("no folder")

    def come_back(self) -> None:
        self._folder.unlink()


class Terminal(StringIO):
    is_gone = False

    def write(self, text: str) -> int:
        if self.is_gone:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


class ConsoleStage(Stage):
    provider = "console"

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.terminal = Terminal()
        self.sender = ConsoleSender(self.terminal)

    def arrived(self) -> list[Arrived]:
        found = []
        for block in filter(None, self.terminal.getvalue().split("[")):
            heading, *body = block.splitlines()
            to = {"138****8000": NUMBER, "w***@example.cn": MAILBOX}[heading.split()[4]]
            found.append(Arrived(to, tuple(line.strip() for line in body), block))
        return found

    def go_away(self) -> None:
        self.terminal.is_gone = True

    def come_back(self) -> None:
        self.terminal.is_gone = False


class SmtpStage(Stage):
    channel = "mail"
    provider = "smtp"
    secrets = (fake_smtp.PASSWORD, quote(fake_smtp.PASSWORD, safe=""))

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.mailbox = fake_smtp.Mailbox(offers=("STARTTLS", "AUTH PLAIN"))
        self._server = stack.enter_context(ExitStack())
        self._port = self._server.enter_context(fake_smtp.serving(self.mailbox))
        self.sender = sender_for(self.line())

    def line(self, *, password: str = fake_smtp.PASSWORD, timeout: float = 10, more: str = "") -> str:
        login = f"{quote(fake_smtp.USER, safe='')}:{quote(password, safe='')}"
        options = f"name={quote('悬壶')}&ca={quote(str(fake_smtp.CERTIFICATE))}&timeout={timeout}{more}"
        return f"smtp://{login}@127.0.0.1:{self._port}?{options}"

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(mail["To"], (mail["Subject"], mail.get_content().strip()), mail["Message-ID"])
            for mail in self.mailbox.taken
        ]

    def go_away(self) -> None:
        self._server.close()

    def come_back(self) -> None:
        self._stack.enter_context(fake_smtp.serving(self.mailbox, port=self._port))


class AliyunStage(Stage):
    provider = "aliyun-sms"
    secrets = (fake_dysmsapi.SECRET, quote(fake_dysmsapi.SECRET, safe=""), fake_dysmsapi.KEY_ID)

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.gateway = fake_dysmsapi.Gateway(now=AT)
        self._server = stack.enter_context(ExitStack())
        self._port = self._server.enter_context(fake_dysmsapi.serving(self.gateway))
        self.sender = sender_for(self.line())

    def line(
        self,
        *,
        secret: str = fake_dysmsapi.SECRET,
        key_id: str = fake_dysmsapi.KEY_ID,
        timeout: float = 10,
        sign: str = fake_dysmsapi.SIGN,
    ) -> str:
        options = f"sign={quote(sign)}&tls=none&timeout={timeout}"
        return f"aliyun-sms://{key_id}:{quote(secret, safe='')}@127.0.0.1:{self._port}/?{options}"

    def arrived(self) -> list[Arrived]:
        return [Arrived(one.number, (filled(one),), one.out_id) for one in self.gateway.taken]

    def go_away(self) -> None:
        self._server.close()

    def come_back(self) -> None:
        self._stack.enter_context(fake_dysmsapi.serving(self.gateway, port=self._port))


def filled(one: fake_dysmsapi.Taken) -> str:
    text = fake_dysmsapi.TEMPLATES[one.template]
    for name, value in one.parameters.items():
        text = text.replace(f"${{{name}}}", value)
    return text


@contextmanager
def stage(name: str, folder: Path) -> Iterator[Stage]:
    """The stage of a sender; everything that it started ends with it."""
    with ExitStack() as stack:
        kind, _, channel = name.partition("-")
        if kind == "file":
            yield FileStage(folder, channel)
        elif kind == "console":
            yield ConsoleStage(channel)
        else:
            yield SmtpStage(stack) if kind == "smtp" else AliyunStage(stack)
