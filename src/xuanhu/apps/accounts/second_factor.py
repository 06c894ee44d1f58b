"""The second factor: six digits from a telephone, new every half minute (TOTP, RFC 6238, with HMAC-SHA-1)."""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a telephone's clock may be off, either way


def new_secret() -> str:
    """A secret of 160 bits, in base32 as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(secret: str, login: str) -> str:
    """The otpauth address that an authenticator app reads."""
    return f"otpauth://totp/Xuanhu:{quote(login)}?secret={secret}&issuer=Xuanhu"


def code_at(secret: str, step: int) -> str:
    """The code of a half minute."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, at: datetime, used: int) -> int | None:
    """The half minute whose code this is, if it is near and later than the last one used; None for a wrong code."""
    now = int(at.timestamp()) // STEP
    given = code.strip().replace(" ", "")
    near = range(now - DRIFT, now + DRIFT + 1)
    right = [step for step in near if hmac.compare_digest(code_at(secret, step).encode(), given.encode())]
    return next((step for step in right if step > used), None)
