"""The folder: how files lie in it, and what happens when the disk says no."""

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xuanhu.integrations.store import Unreachable
from xuanhu.integrations.store.folder_store import FolderStore

AT = datetime(2026, 10, 8, 15, 30, tzinfo=UTC)
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_fanned_out_and_private(tmp_path: Path):
    folder = tmp_path / "kept"
    key = FolderStore(folder).put([b"a"], at=AT)
    assert files(folder) == [f"{key[:2]}/{key[2:4]}/{key}"]
    place = folder / key[:2] / key[2:4] / key
    modes = [path.stat().st_mode & 0o777 for path in (place, place.parent, folder / "unfinished")]
    assert modes == [0o600, 0o700, 0o700]


def test_a_file_is_in_place_only_when_it_is_whole(tmp_path: Path):
    seen: list[list[str]] = []

    def watched() -> Iterator[bytes]:
        yield b"a"
        seen.append(files(tmp_path))
        yield b"b"

    key = FolderStore(tmp_path).put(watched(), at=AT)
    assert seen == [[f"unfinished/{key}"]]
    assert files(tmp_path) == [f"{key[:2]}/{key[2:4]}/{key}"]


def test_file_and_every_folder_that_names_it_are_synced_before_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced: list[str] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path).as_posix())
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    key = FolderStore(tmp_path).put([b"a"], at=AT)
    assert synced == [f"unfinished/{key}", f"{key[:2]}/{key[2:4]}", key[:2], "."]


def test_a_file_that_cannot_be_made_safe_in_its_place_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(_: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("xuanhu.integrations.store.folder_store._sync_folder", broken)
    with pytest.raises(Unreachable, match="Input/output error"):
        FolderStore(tmp_path).put([b"a"], at=AT)
    assert files(tmp_path) == []


@pytest.mark.parametrize("fails", ["fsync", "rename"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if fails == "fsync" else (Path, "rename")), full)
    with pytest.raises(Unreachable, match="No space left on device"):
        FolderStore(tmp_path).put([b"a"], at=AT)
    assert files(tmp_path) == []


def test_a_folder_that_is_none_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Unreachable):
        FolderStore(tmp_path / "file").put([b"a"], at=AT)


def test_what_a_crash_left_is_found_by_its_age(tmp_path: Path):
    store = FolderStore(tmp_path)
    key = store.put([b"a"], at=AT)
    half = tmp_path / "unfinished" / ("0" * 32)
    half.write_bytes(b"half")
    os.utime(half, (AT.timestamp(), AT.timestamp()))
    assert store.discard_unfinished(before=AT) == 0
    assert store.discard_unfinished(before=AT + timedelta(seconds=1)) == 1
    assert list(store.kept_before(LONG_AFTER)) == [key]


def test_files_of_others_are_left_alone(tmp_path: Path):
    store = FolderStore(tmp_path)
    (tmp_path / "ab" / "cd").mkdir(parents=True)
    (tmp_path / "ab" / "cd" / "notes.txt").touch()
    (tmp_path / "readme").touch()
    assert list(store.kept_before(LONG_AFTER)) == []


def test_it_shows_its_folder():
    assert repr(FolderStore(Path("/var/lib/xuanhu/documents"))) == "FolderStore('/var/lib/xuanhu/documents')"
