"""A gateway on this machine that speaks the protocol of dysmsapi: it checks signatures by its own reckoning, knows
keys, signatures, templates and numbers, sends twice what it is asked twice, and fails in the ways that are asked for.
"""

import hashlib
import hmac
import json
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, quote

KEY_ID = "LTAItestkey"
SECRET = "a-secret/with+odd=signs"  # noqa: S105 - of nobody
SIGN = "悬壶健康"
TEMPLATES = {"SMS_1001": "${name}您好，门诊约好了：${date}。", "SMS_1002": "您好，门诊预约的申请收到了。"}
BLOCKED = "13900000001"
EMPTY_BODY = hashlib.sha256(b"").hexdigest()
SIGNED = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"

Reply = tuple[int, dict[str, Any] | bytes, dict[str, str]]


@dataclass
class Taken:
    """A message that the gateway took."""

    number: str
    template: str
    parameters: dict[str, str]
    out_id: str
    biz_id: str
    sent_at: datetime
    status: int = 3


@dataclass
class Gateway:
    """What the gateway knows. A fault is a function of the handler, and befalls one call each."""

    now: datetime
    taken: list[Taken] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    faults: list[Callable[["Handler"], bool]] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    may_query: bool = True

    def asked(self) -> list[str]:
        return [action for action, _ in self.calls]

    def answer(self, action: str, query: dict[str, str]) -> Reply:
        self.calls.append((action, query))
        return self._send(query) if action == "SendSms" else self._details(query)

    def _send(self, query: dict[str, str]) -> Reply:
        wrong = self._fault_of(query)
        if wrong:
            return said(wrong)
        biz_id = f"9006{len(self.taken):05d}^0"
        parameters = json.loads(query.get("TemplateParam", "{}"))
        number, template = query["PhoneNumbers"], query["TemplateCode"]
        self.taken.append(Taken(number, template, parameters, query.get("OutId", ""), biz_id, self.now))
        return said("OK", BizId=biz_id)

    @staticmethod
    def _fault_of(query: dict[str, str]) -> str:
        names = set(re.findall(r"\$\{(\w+)\}", TEMPLATES.get(query["TemplateCode"], "")))
        given = json.loads(query.get("TemplateParam", "{}"))
        checks = [
            (not re.fullmatch(r"1\d{10}", query["PhoneNumbers"]), "isv.MOBILE_NUMBER_ILLEGAL"),
            (query["PhoneNumbers"] == BLOCKED, "isv.BLACK_KEY_CONTROL_LIMIT"),
            (query["SignName"] != SIGN, "isv.SMS_SIGNATURE_ILLEGAL"),
            (query["TemplateCode"] not in TEMPLATES, "isv.SMS_TEMPLATE_ILLEGAL"),
            (not names <= set(given), "isv.TEMPLATE_MISSING_PARAMETERS"),
            (any("http" in value for value in given.values()), "isv.PARAM_NOT_SUPPORT_URL"),
            (len(query.get("OutId", "")) >= 256, "isv.INVALID_PARAMETERS"),
        ]
        return next((code for is_so, code in checks if is_so), "")

    def _details(self, query: dict[str, str]) -> Reply:
        if not self.may_query:
            return said("Forbidden.RAM", status=403)
        found = [
            {"PhoneNum": one.number, "OutId": one.out_id, "SendStatus": one.status, "TemplateCode": one.template}
            for one in self.taken
            if one.number == query["PhoneNumber"] and in_china(one.sent_at) == query["SendDate"]
        ][: int(query["PageSize"])]
        return said("OK", TotalCount=len(found), SmsSendDetailDTOs={"SmsSendDetailDTO": found})


def in_china(at: datetime) -> str:
    return f"{at.astimezone(UTC) + timedelta(hours=8):%Y%m%d}"


def said(code: str, *, status: int = 200, message: str = "", **more: Any) -> Reply:
    return status, {"Code": code, "Message": message or code, "RequestId": "R-1", **more}, {}


class Handler(BaseHTTPRequestHandler):
    """One call."""

    gateway: Gateway

    def do_POST(self) -> None:
        if self.gateway.faults and self.gateway.faults.pop(0)(self):
            return
        self.reply(*self.judged())

    def judged(self) -> Reply:
        """The answer to a call that may be badly signed, too late, or played again."""
        wrong = self._unauthorised()
        if wrong:
            return said(wrong, status=404 if wrong.startswith("InvalidAccessKeyId") else 400)
        self.gateway.nonces.add(self.headers["x-acs-signature-nonce"])
        query = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        return self.gateway.answer(self.headers["x-acs-action"], query)

    def reply(self, status: int, body: dict[str, Any] | bytes, headers: dict[str, str]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _unauthorised(self) -> str:
        given = re.fullmatch(
            rf"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders={SIGNED},Signature=([0-9a-f]{{64}})",
            self.headers["authorization"],
        )
        if not given:
            return "IncompleteSignature"
        moment = datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        checks = [
            (given[1] != KEY_ID, "InvalidAccessKeyId.NotFound"),
            (given[2] != self._signature(), "SignatureDoesNotMatch"),
            (abs(moment - self.gateway.now) > timedelta(minutes=15), "InvalidTimeStamp.Expired"),
            (self.headers["x-acs-signature-nonce"] in self.gateway.nonces, "SignatureNonceUsed"),
            (self.headers["x-acs-version"] != "2017-05-25", "InvalidVersion"),
        ]
        return next((code for is_so, code in checks if is_so), "")

    def _signature(self) -> str:
        """From what arrived: parameters decoded, put in order and encoded anew; the body must be empty."""
        path, _, query = self.path.partition("?")
        pairs = sorted(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
        encoded = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        lines = "".join(f"{name}:{self.headers[name].strip()}\n" for name in SIGNED.split(";"))
        digest = hashlib.sha256(body).hexdigest()
        canonical = f"POST\n{path}\n{encoded}\n{lines}\n{SIGNED}\n{digest}"
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        return hmac.digest(SECRET.encode(), to_sign.encode(), "sha256").hex()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def answers(reply: Reply) -> Callable[[Handler], bool]:
    """A fault: this answer, and nothing is taken."""

    def befall(handler: Handler) -> bool:
        handler.reply(*reply)
        return True

    return befall


def takes_but_says(reply: Reply) -> Callable[[Handler], bool]:
    """A fault: the message is taken, and the answer is another one."""

    def befall(handler: Handler) -> bool:
        handler.judged()
        handler.reply(*reply)
        return True

    return befall


def takes_and_hangs_up(handler: Handler) -> bool:
    """A fault: the message is taken, and the line goes dead."""
    handler.judged()
    handler.close_connection = True
    return True


def takes_and_is_silent(handler: Handler) -> bool:
    """A fault: the message is taken, and no answer comes before the gateway is closed."""
    handler.judged()
    handler.gateway.released.wait()
    handler.close_connection = True
    return True


def works(handler: Handler) -> bool:
    """No fault: to let a call pass before one."""
    del handler
    return False


@contextmanager
def serving(gateway: Gateway, *, port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The gateway on a port of this machine, encrypted where a context is given."""
    handler = type("Bound", (Handler,), {"gateway": gateway})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = False  # so that closing waits for every call
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            gateway.released.set()
            server.shutdown()
            thread.join()
