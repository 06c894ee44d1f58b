"""The keys of this installation: made once, kept in the state folder where only their owner reads them."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from xuanhu.running.faults import CannotRun

FILE = "secrets.json"
KEY = 32
RING, SECRET, KEYS_FILE = "XUANHU_KEYS", "XUANHU_SECRET", "XUANHU_KEYS_FILE"


def secrets_file(folder: Path) -> Path:
    """Where the keys stand."""
    return folder / FILE


def read_secrets(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets of the environment, and for those that are not there the file's. Raises CannotRun."""
    given = {name: environment[name] for name in (SECRET, RING) if environment.get(name)}
    file = secrets_file(folder)
    if len(given) == 2:  # noqa: PLR2004
        return given
    try:
        kept: dict[str, str] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise CannotRun(
            f"{file} 不存在；请设置 XUANHU_KEYS 和 XUANHU_SECRET，或指定原来的状态文件夹 XUANHU_STATE",
            "there are no keys here: set XUANHU_KEYS and XUANHU_SECRET, or name the old state folder by XUANHU_STATE",
        ) from None
    except ValueError:
        raise CannotRun(f"{file} 读不懂；请从备份恢复", "the file of the keys cannot be read; restore it") from None
    # The file is named only where the ring comes from it, so that a process reads it again when a key is added.
    followed = {} if RING in given else {KEYS_FILE: str(file)}
    return {**kept, **given, **followed}


def make_secrets(folder: Path) -> None:
    """Make the secrets of a new installation; those that are there stay."""
    file = secrets_file(folder)
    if not file.exists():
        _write(file, {SECRET: secrets.token_urlsafe(48), RING: new_key()})


def new_key() -> str:
    """A new key with a name that no other has."""
    return f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(KEY)).decode()}"


def put_first(folder: Path, key: str) -> None:
    """Put a key first in the ring of the file; all others stay, since what they sealed is still there."""
    file = secrets_file(folder)
    kept = json.loads(file.read_text("utf-8"))
    _write(file, {**kept, RING: f"{key},{kept[RING]}"})


def _write(file: Path, content: Mapping[str, str]) -> None:
    """Whole or not at all: with half a file everything that is sealed would be lost."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
