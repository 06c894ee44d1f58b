"""Sealed columns: what names a person is encrypted at rest (AES-256-GCM) and found by a keyed hash.

A sealed value carries the name of its key, so that keys can be changed one by one; where it belongs (table and column)
is authenticated with it, so that a value moved elsewhere does not open.
"""

import base64
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
KEY = 32


class SealError(ValueError):
    """A value that does not open, or keys that cannot be used. Never says what was sealed."""


class Sealer:
    """Seals and opens with a ring of keys: the first seals, all open; the last one also hashes."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys or any(len(key) != KEY for key in keys.values()):
            raise SealError("XUANHU_KEYS 应为 名称:base64，每把 32 字节 (keys of 32 bytes, name:base64)")
        self._newest = next(iter(keys))
        self.names = tuple(keys)
        self._boxes = {name: AESGCM(key) for name, key in keys.items()}
        # Finding must not change when a new key comes, so it hangs on the oldest.
        self._index_key = hashlib.blake2b(list(keys.values())[-1], person=b"xuanhu-index").digest()[:KEY]

    def seal(self, text: str, where: str) -> str:
        """The text sealed for a column such as 'parties.insured.name'."""
        nonce = os.urandom(NONCE)
        sealed = self._boxes[self._newest].encrypt(nonce, text.encode(), where.encode())
        return f"{self._newest}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, where: str) -> str:
        """The text again. Raises SealError for a lost key, a changed value, or another column's."""
        name, _, body = sealed.partition(":")
        if name not in self._boxes:
            raise SealError(f"没有名为 {name} 的密钥 (no key of that name)")
        raw = base64.b64decode(body)
        try:
            return self._boxes[name].decrypt(raw[:NONCE], raw[NONCE:], where.encode()).decode()
        except InvalidTag:
            raise SealError("内容打不开：被改动过，或不属于这里 (changed, or sealed for another place)") from None

    def index(self, text: str, where: str) -> bytes:
        """A keyed hash by which an equal value is found without opening any."""
        return hashlib.blake2b(f"{where}\0{text}".encode(), key=self._index_key, digest_size=16).digest()


def read_keys(text: str) -> dict[str, bytes]:
    """The ring from its setting. Raises SealError."""
    keys = {}
    for part in filter(None, text.split(",")):
        name, _, body = part.partition(":")
        try:
            keys[name] = base64.b64decode(body, validate=True)
        except ValueError:
            raise SealError("XUANHU_KEYS 里有一把不是 base64 (one key is not base64)") from None
    return keys


def sealer() -> Sealer:
    """The platform's sealer. Keys that stand in a file are read again when it changes: a new one needs no restart."""
    file = settings.SEALING_KEYS_FILE
    if not file:
        return _with(settings.SEALING_KEYS)
    return _of_file(file, Path(file).stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _of_file(file: str, _changed: int) -> Sealer:
    kept = json.loads(Path(file).read_text("utf-8"))
    return _with(kept["XUANHU_KEYS"])


@lru_cache(maxsize=4)
def _with(keys: str) -> Sealer:
    return Sealer(read_keys(keys))
