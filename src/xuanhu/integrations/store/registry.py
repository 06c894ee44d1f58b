"""From one line of the settings to a store:

- `file:///var/lib/xuanhu/documents`, the default
- `memory:`, for tests: everything is gone with the process

No error repeats any part of a line: for a store elsewhere there will be a secret in it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from xuanhu.integrations.store.folder_store import FolderStore
from xuanhu.integrations.store.memory_store import MemoryStore
from xuanhu.integrations.store.port import Store

_LINES: Final = "file:///path, memory:"

Code = Literal["unknown-store", "unreadable", "missing-part", "unknown-option"]


class UnusableStore(ValueError):  # noqa: N818 - what is raised is a line that names no usable store
    """A line of the settings from which no store can be made: a stable code, and what is wrong in both languages."""

    def __init__(self, code: Code, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en
        super().__init__(f"{zh} ({en})")


def store_for(line: str) -> Store:
    """The store that a line names. Raises UnusableStore, whatever is wrong with the line."""
    scheme, colon, _ = line.strip().partition(":")
    make = _MAKERS.get(scheme.lower())
    if make is None or not colon:
        raise UnusableStore(
            "unknown-store", f"不认识这种保存处，可用的有：{_LINES}", f"unknown store, one of: {_LINES}"
        )
    try:
        parts = urlsplit(line.strip())
    except ValueError:
        parts = None
    if parts is None or not unquote(parts.path).isprintable():
        raise UnusableStore("unreadable", "这一行读不懂", "the line cannot be read")
    if parts.query or parts.fragment:
        raise UnusableStore("unknown-option", "后面有不认识的选项", "an unknown option after the path")
    return make(parts)


def _file(parts: SplitResult) -> Store:
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or path == "/":
        raise UnusableStore(
            "missing-part",
            "文件夹要写完整路径，三个斜杠开头：file:///path",
            "the folder is an absolute path, with three slashes: file:///path",
        )
    return FolderStore(Path(path))


def _memory(parts: SplitResult) -> Store:
    if parts.netloc or parts.path:
        raise UnusableStore("unreadable", "memory: 后面没有别的", "nothing stands behind memory:")
    return MemoryStore()


_MAKERS: Final[Mapping[str, Callable[[SplitResult], Store]]] = MappingProxyType({"file": _file, "memory": _memory})
