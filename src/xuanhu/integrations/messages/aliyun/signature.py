"""How a call to Alibaba Cloud is signed: ACS3-HMAC-SHA256, for calls of RPC style whose body is empty.

A canonical form of the request is hashed, and the hash is signed with the key's secret. The gateway does the same.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import quote

ALGORITHM: Final = "ACS3-HMAC-SHA256"
METHOD: Final = "POST"
PATH: Final = "/"


class Key(NamedTuple):
    """An access key; its secret is in no representation."""

    key_id: str
    secret: str

    def __repr__(self) -> str:
        return "Key(***)"


class Call(NamedTuple):
    """What is asked of which product, and when; `nonce` keeps a call from being played again."""

    host: str
    action: str
    version: str
    parameters: Mapping[str, str]
    at: datetime
    nonce: str

    @property
    def query(self) -> str:
        """The parameters by name, with all but unreserved characters of RFC 3986 escaped."""
        return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in sorted(self.parameters.items()))


def signed_headers(call: Call, key: Key) -> dict[str, str]:
    """All headers of the call, `authorization` among them."""
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": _digest(""),
        "x-acs-date": call.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": call.nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(headers)  # which stand in order already
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = "\n".join((METHOD, PATH, call.query, lines, names, headers["x-acs-content-sha256"]))
    signature = hmac.new(key.secret.encode(), f"{ALGORITHM}\n{_digest(canonical)}".encode(), hashlib.sha256)
    headers["authorization"] = (
        f"{ALGORITHM} Credential={key.key_id},SignedHeaders={names},Signature={signature.hexdigest()}"
    )
    return headers


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
