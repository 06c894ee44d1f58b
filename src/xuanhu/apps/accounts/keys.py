"""API keys: made, found, taken back."""

import hashlib
import secrets
from datetime import datetime
from typing import Literal, NamedTuple

from xuanhu.apps.accounts.models import ApiKey
from xuanhu.apps.accounts.permissions import Permission, may

PREFIX = "xh_"


class Caller(NamedTuple):
    """Who calls: name, role, the insurers whose rows are seen, how often to ask.

    A machine by its key, a person at work, or the account of an insured person.
    """

    name: str
    role: str
    insurers: tuple[int, ...]
    id: int
    per_minute: int
    kind: Literal["key", "person", "account"] = "key"

    @property
    def actor(self) -> str:
        """Who it was, on record: key:hotline, person:zhang.min."""
        return f"{self.kind}:{self.name}"

    @property
    def holder(self) -> str:
        """Under what the caller's allowance and answers are kept; names may be given again, numbers are not."""
        return f"{self.kind}:{self.id}"

    def may(self, permission: Permission) -> bool:
        """Whether the caller's role has a permission."""
        return may(self.role, permission)


def make_key(
    *, name: str, role: str, insurers: list[int], at: datetime, key: str | None = None, per_minute: int = 1200
) -> str:
    """Make a key and give it, this once. `key` sets its text, for a rehearsal whose key is in the environment."""
    text = key or PREFIX + secrets.token_urlsafe(32)
    known = {"name": name, "role": role, "insurers": insurers, "created_at": at, "per_minute": per_minute}
    ApiKey.objects.update_or_create(hash=hash_of(text), defaults=known)
    return text


def find_caller(text: str) -> Caller | None:
    """Whose key this is; None for one that is unknown or was taken back."""
    row = ApiKey.objects.filter(hash=hash_of(text), revoked_at__isnull=True).first()
    if row is None:
        return None
    return Caller(row.name, row.role, tuple(row.insurers), row.id, row.per_minute)


def hash_of(text: str) -> bytes:
    """Keys are long and random, so one round of a fast hash is enough."""
    return hashlib.blake2b(text.encode(), digest_size=32, person=b"xuanhu-apikey").digest()
