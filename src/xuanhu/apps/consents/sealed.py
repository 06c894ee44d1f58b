"""Columns of consents that hold what names a person, and the hash of a record over all that it says."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from xuanhu.apps.consents.models import Record
from xuanhu.apps.sealing import sealer
from xuanhu.core.reckoning import SHANGHAI

WHERE: Final = "consents"
COLUMNS: Final = ("strokes", "picture", "browser", "ends")


def seal(column: str, text: str) -> str:
    """A text for a column such as record.strokes; nothing stays nothing."""
    return sealer().seal(text, f"{WHERE}.{column}") if text else ""


def opened(column: str, text: str) -> str:
    """The text again. Raises SealError."""
    return sealer().open(text, f"{WHERE}.{column}") if text else ""


def told_apart(text: str, what: str) -> bytes:
    """A keyed hash of a session's or an address's name."""
    return sealer().index(text, f"{WHERE}.record.{what}")


def link(before: bytes, record: Record) -> bytes:
    """The hash of a record over what it says, in the clear, and the hash of the one before it."""
    clear = [digest(opened(f"record.{column}", getattr(record, column))) for column in COLUMNS]
    said: list[Any] = [
        record.seq,
        record.kind,
        record.consent,
        str(record.public_id),
        bytes(record.text.hash).hex(),
        str(record.case.public_id) if record.case is not None else "",
        bytes(record.case_head).hex(),
        str(record.of.public_id) if record.of is not None else "",
        record.account_id,
        record.helper_id or 0,
        record.capacity,
        record.way,
        *clear,
        bytes(record.session).hex(),
        bytes(record.address).hex(),
        _moment(record.at),
    ]
    text = json.dumps(said, ensure_ascii=False)
    return hashlib.blake2b(before + text.encode(), digest_size=32, person=b"xuanhu-consent").digest()


def digest(text: str) -> str:
    """SHA-256 as hexadecimal places; nothing of nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat()
