"""The road to dysmsapi: one HTTPS request a call, with a time limit, no redirects, no proxies and no retries."""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from xuanhu.integrations.messages.aliyun.signature import METHOD, PATH, Call, Key, signed_headers
from xuanhu.integrations.messages.port import Unreachable

HOST: Final = "dysmsapi.aliyuncs.com"
VERSION: Final = "2017-05-25"
_LONGEST_ANSWER: Final = 1_000_000
_LONGEST_WAIT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said; `code` is empty when it was no JSON, so that something else answered in its place."""

    status: int
    fields: Mapping[str, Any]
    retry_after: timedelta | None = None

    @property
    def code(self) -> str:
        return self.text("Code")

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return "" if value is None else str(value)

    @property
    def named(self) -> str:
        """How an error names this answer: by code and request, by which the provider finds it."""
        return " ".join(part for part in (f"HTTP {self.status}", self.code, self.text("RequestId")) if part)


class Gateway:
    """Calls actions. Plain HTTP (`is_plain`) is for a gateway on this machine."""

    def __init__(
        self,
        key: Key,
        *,
        host: str = HOST,
        port: int | None = None,
        timeout: float = 10.0,
        is_plain: bool = False,
        context: ssl.SSLContext | None = None,
        nonce: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._key, self._host, self._port, self._timeout = key, host, port, timeout
        self._context = None if is_plain else context or ssl.create_default_context()
        self._nonce = nonce

    def __repr__(self) -> str:
        return f"Gateway(host={self._host!r})"

    def call(self, action: str, parameters: Mapping[str, str], *, at: datetime) -> Answer:
        """Ask for an action.

        Raises:
            Unreachable: no connection, or no answer in time; then it may have been done all the same.

        """
        with closing(self._connection()) as connection:
            self._connect(connection)
            return self._exchange(connection, Call(self._host_header, action, VERSION, parameters, at, self._nonce()))

    @property
    def _host_header(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self._port}" if self._port else host

    def _connection(self) -> http.client.HTTPConnection:
        if self._context is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._context)

    @staticmethod
    def _connect(connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable("no-answer", detail=type(error).__name__) from None

    def _exchange(self, connection: http.client.HTTPConnection, call: Call) -> Answer:
        try:
            connection.request(METHOD, f"{PATH}?{call.query}", headers=signed_headers(call, self._key))
            with connection.getresponse() as response:
                return _read(response)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable("no-answer", detail=type(error).__name__, maybe_sent=True) from None


def _read(response: http.client.HTTPResponse) -> Answer:
    body = response.read(_LONGEST_ANSWER)
    return Answer(response.status, _fields(body), _wait(response.getheader("Retry-After", "")))


def _fields(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _wait(seconds: str) -> timedelta | None:
    """Retry-After in seconds; as a date it is not worth a clock."""
    if not (seconds.isascii() and seconds.isdigit()):
        return None
    return min(timedelta(seconds=int(seconds[:9])), _LONGEST_WAIT)
