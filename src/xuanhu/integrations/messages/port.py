"""The port for messages to people: what is sent, what comes back, and the two ways in which sending fails.

Sending is at least once: whoever calls keeps a message until it is Sent or Rejected, and tries again after
Unreachable, with the same idempotency key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, Protocol

from xuanhu.integrations.masking import masked_address, masked_text

Channel = Literal["sms", "mail"]
CHANNELS: Final = ("sms", "mail")
_KEY: Final = re.compile(r"[!-~]{1,128}")
_TORN: Final = re.compile("[\ud800-\udfff]")  # halves of characters, which no encoding takes

RejectedCode = Literal[
    "bad-address", "blocked", "template-unknown", "signature-unknown", "content-refused", "wrong-channel", "refused"
]
UnreachableCode = Literal["no-answer", "throttled", "provider-down", "account"]
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bad-address": ("收件的号码或邮箱不对", "the number or mailbox is wrong"),
        "blocked": ("对方不收我们的消息", "the receiver takes no messages from us"),
        "template-unknown": ("短信模板没有登记，或与内容不符", "the SMS template is not registered, or does not fit"),
        "signature-unknown": ("短信签名没有登记，或不能用", "the SMS signature is not registered, or not usable"),
        "content-refused": ("内容没有被接受", "the content was refused"),
        "wrong-channel": ("这个通道发不了这种消息", "this sender does not serve that channel"),
        "refused": ("服务商拒绝发送", "the provider refused it"),
        "no-answer": ("连不上服务商，或它没有回答", "the provider cannot be reached, or did not answer"),
        "throttled": ("发得太快或太多，请稍后再试", "too fast or too many for now"),
        "provider-down": ("服务商那边出了故障", "the provider has a fault"),
        "account": ("服务商账户要人处理（余额、密钥或权限）", "the account needs somebody (balance, key or rights)"),
    }
)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Message:
    """One message to one person; nonsense is refused at birth, with ValueError.

    `idempotency_key` is the same at every try. `tried_at` is when the latest try was made that ended in doubt
    (Unreachable with maybe_sent, or a crash); None if there was none. A gateway that can be asked is then asked first.
    """

    kind: str
    channel: Channel
    to: str
    text: str
    idempotency_key: str
    subject: str = ""
    template_code: str = ""
    template_params: Mapping[str, str] = field(default_factory=dict)
    tried_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise ValueError("没有这个通道，可用的有：sms、mail (unknown channel, one of: sms, mail)")
        if not _KEY.fullmatch(self.idempotency_key):
            raise ValueError("幂等键要 1 到 128 个可见的 ASCII 字符 (a key is 1 to 128 visible ASCII characters)")
        if not self.kind or not self.text.strip():
            raise ValueError("消息要有种类和正文 (a message needs a kind and a text)")
        if self.channel == "mail" and not self.subject.strip():
            raise ValueError("邮件要有标题 (a mail needs a subject)")
        if _TORN.search("".join((self.text, self.subject, self.template_code, *self.template_params.values()))):
            raise ValueError("消息里有半个字符 (half a character is in the message)")
        if self.tried_at is not None:
            require_zone(self.tried_at)
        object.__setattr__(self, "template_params", MappingProxyType(dict(self.template_params)))

    def __repr__(self) -> str:
        to = masked_address(self.to)
        return f"Message(kind={self.kind!r}, channel={self.channel!r}, to={to!r}, key={self.idempotency_key!r})"


@dataclass(frozen=True, slots=True)
class Sent:
    """A provider took the message. `at` is the moment that the sender was given, not one of a clock."""

    provider: str
    provider_id: str
    at: datetime


class NotSent(Exception):  # noqa: N818 - what is raised is a message that was not sent
    """A message was not sent: a stable code, the reason in both languages, and what the provider said."""

    def __init__(self, code: RejectedCode | UnreachableCode, *, detail: str = "") -> None:
        self.code = code
        self.zh, self.en = WORDS[code]
        self.detail = masked_text(" ".join(detail.split()))[:200]
        super().__init__(f"{self.zh} ({self.en})" + (f" [{self.detail}]" if self.detail else ""))


class Rejected(NotSent):
    """For good: the same message will never be taken. It is not tried again."""

    def __init__(self, code: RejectedCode, *, detail: str = "") -> None:
        super().__init__(code, detail=detail)


class Unreachable(NotSent):
    """Not now: try again, not before `retry_after` where it is given. `maybe_sent`: it may have gone out even so."""

    def __init__(
        self,
        code: UnreachableCode,
        *,
        detail: str = "",
        retry_after: timedelta | None = None,
        maybe_sent: bool = False,
    ) -> None:
        super().__init__(code, detail=detail)
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


class Sender(Protocol):
    """Whoever takes a message: gives Sent, or raises Rejected or Unreachable, and nothing else."""

    def send(self, message: Message, *, at: datetime) -> Sent: ...


def require_zone(at: datetime) -> None:
    """Refuse a moment without a time zone: it would be another one on each machine."""
    if at.tzinfo is None:
        raise ValueError("时间要带时区 (a moment needs its time zone)")
