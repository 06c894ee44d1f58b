"""From one line of the settings to a sender:

- `file:///var/lib/xuanhu/messages` (the default), `console:`
- `smtp://user:password@host:587?from=notice@example.cn&name=悬壶&tls=starttls&ca=/path.pem&timeout=20`
- `aliyun-sms://key-id:secret@/?sign=悬壶&timeout=10`, with a host for another gateway

A password with `/`, `?`, `#`, `@` or `%` in it is written percent-encoded. No error repeats any part of a line.
"""

import ipaddress
import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from xuanhu.integrations.messages.aliyun import AliyunSmsSender
from xuanhu.integrations.messages.aliyun.gateway import HOST, Gateway
from xuanhu.integrations.messages.aliyun.signature import Key
from xuanhu.integrations.messages.console_sender import ConsoleSender
from xuanhu.integrations.messages.file_sender import FileSender
from xuanhu.integrations.messages.port import Rejected, Sender
from xuanhu.integrations.messages.smtp_sender import TLS, SmtpSender, Tls

_LONGEST_TIMEOUT: Final = 120
_PORTS: Final[Mapping[str, int]] = MappingProxyType({"starttls": 587, "ssl": 465, "none": 25})
_LABEL: Final = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|[0-9a-f:.]+)?")
_LINES: Final = "file:///path, console:, smtp://user:password@host:port?from=.., aliyun-sms://key-id:secret@/?sign=.."

Code = Literal["unknown-sender", "unreadable", "missing-part", "unknown-option", "bad-option", "not-encrypted"]


class UnusableSender(ValueError):  # noqa: N818 - what is raised is a line that names no usable sender
    """A line of the settings from which no sender can be made: a stable code, and what is wrong in both languages."""

    def __init__(self, code: Code, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en
        super().__init__(f"{zh} ({en})")


class _Line(NamedTuple):
    """A line taken apart."""

    scheme: str
    user: str
    password: str
    host: str
    port: int | None
    path: str
    options: Mapping[str, str]


def sender_for(line: str) -> Sender:
    """The sender that a line names.

    Raises:
        UnusableSender: whatever is wrong with the line, without repeating it: there may be a password in it.

    """
    scheme = line.strip().partition(":")[0].lower()
    make = _MAKERS.get(scheme)
    if make is None or ":" not in line:
        raise UnusableSender(
            "unknown-sender", f"不认识这种发送方式，可用的有：{_LINES}", f"unknown sender, one of: {_LINES}"
        )
    taken_apart = _take_apart(line.strip(), scheme)
    if taken_apart is None:
        raise UnusableSender(
            "unreadable",
            "这一行读不懂；密码里的 / ? # @ % 要写成 %2F %3F %23 %40 %25",
            "the line cannot be read; in a password write / ? # @ % as %2F %3F %23 %40 %25",
        )
    return make(taken_apart)


def _take_apart(line: str, scheme: str) -> _Line | None:
    """None where it cannot be read; the reason that urllib gives has parts of the line in it."""
    try:
        parts = urlsplit(line)
        options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        found = _Line(
            scheme=scheme,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=parts.hostname or "",
            port=parts.port,
            path=unquote(parts.path),
            options=dict(options),
        )
    except ValueError:
        return None
    is_whole = (scheme == "file" or parts.path in ("", "/")) and not parts.fragment
    is_clean = _is_clean(found) and len(found.options) == len(options)
    return found if is_whole and is_clean else None


def _is_clean(line: _Line) -> bool:
    """No control characters, a login that can go over the wire, and a host that can be asked for."""
    texts = (line.user, line.password, line.path, *line.options.values())
    login = line.user + line.password
    return all(text.isprintable() for text in texts) and login.isascii() and bool(_HOST.fullmatch(line.host))


def _file(line: _Line) -> Sender:
    _check_options(line, ())
    if line.host or not line.path.startswith("/") or line.path == "/":
        raise UnusableSender(
            "missing-part",
            "文件夹要写完整路径，三个斜杠开头：file:///path",
            "the folder is an absolute path, with three slashes: file:///path",
        )
    return FileSender(Path(line.path))


def _console(line: _Line) -> Sender:
    _check_options(line, ())
    return ConsoleSender()


def _smtp(line: _Line) -> Sender:
    _check_options(line, ("from", "name", "tls", "ca", "timeout"))
    _require(line.host, "主机 (smtp://user:password@host)", "the host (smtp://user:password@host)")
    default = "ssl" if line.port == _PORTS["ssl"] else "starttls"
    tls = _chosen(line, "tls", TLS, default)
    if tls == "none" and line.password and not _is_this_machine(line.host):
        raise _not_encrypted()
    sender = line.options.get("from") or line.user
    try:
        return SmtpSender(
            host=line.host,
            port=line.port or _PORTS[tls],
            sender=sender,
            sender_name=line.options.get("name", ""),
            login=(line.user, line.password) if line.user else None,
            tls=cast("Tls", tls),
            timeout=_timeout(line, 20),
            context=_trust(line),
        )
    except Rejected:
        wrong = UnusableSender(
            "missing-part", "要写发件邮箱：?from=notice@example.cn", "the sender is missing: ?from=.."
        )
    raise wrong


def _aliyun_sms(line: _Line) -> Sender:
    _check_options(line, ("sign", "tls", "ca", "timeout"))
    _require(line.user and line.password, "AccessKey (aliyun-sms://key-id:secret@/)", "the access key")
    _require(line.options.get("sign"), "短信签名 (?sign=悬壶)", "the SMS signature (?sign=..)")
    is_plain = _chosen(line, "tls", ("ssl", "none"), "ssl") == "none"
    if is_plain and not _is_this_machine(line.host):
        raise _not_encrypted()
    gateway = Gateway(
        Key(line.user, line.password),
        host=line.host or HOST,
        port=line.port,
        timeout=_timeout(line, 10),
        is_plain=is_plain,
        context=_trust(line),
    )
    return AliyunSmsSender(gateway, sign=line.options["sign"])


_MAKERS: Final[Mapping[str, Callable[[_Line], Sender]]] = MappingProxyType(
    {"file": _file, "console": _console, "smtp": _smtp, "aliyun-sms": _aliyun_sms}
)


def _check_options(line: _Line, known: tuple[str, ...]) -> None:
    if not set(line.options) <= set(known):
        names = ", ".join(known) or "-"
        raise UnusableSender(
            "unknown-option",
            f"问号后面有不认识的选项，可用的有：{names}",
            f"an unknown option after the question mark, known are: {names}",
        )


def _require(part: str | None, zh: str, en: str) -> None:
    if not part:
        raise UnusableSender("missing-part", f"缺少{zh}", f"missing: {en}")


def _chosen(line: _Line, name: str, known: tuple[str, ...], default: str) -> str:
    value = line.options.get(name, default)
    if value not in known:
        names = ", ".join(known)
        raise UnusableSender("bad-option", f"{name} 只能是：{names}", f"{name} is one of: {names}")
    return value


def _timeout(line: _Line, default: float) -> float:
    text = line.options.get("timeout", str(default))
    seconds = float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else 0.0
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise UnusableSender(
            "bad-option",
            f"timeout 是秒数，大于 0，不超过 {_LONGEST_TIMEOUT}",
            f"timeout is in seconds, above 0 and at most {_LONGEST_TIMEOUT}",
        )
    return seconds


def _trust(line: _Line) -> ssl.SSLContext | None:
    """Certificates of a house's own authority, where one is named."""
    file = line.options.get("ca")
    if file is None:
        return None
    try:
        return ssl.create_default_context(cafile=file)
    except OSError:
        wrong = UnusableSender("bad-option", "ca 指的证书文件读不了", "the certificates that ca names cannot be read")
    raise wrong


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _not_encrypted() -> UnusableSender:
    return UnusableSender(
        "not-encrypted",
        "密码不能不加密就发出去；tls=none 只能用于本机",
        "no password goes out unencrypted; tls=none is for this machine only",
    )
