"""What the port promises, of every store: the folder and memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xuanhu.integrations.store import KEY, Missing, Store, store_for

AT = datetime(2026, 10, 8, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NOBODYS = "0" * 32


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return store_for((tmp_path / "kept").as_uri() if request.param == "folder" else "memory:")


def put(store: Store, *blocks: bytes, at: datetime = AT) -> str:
    return store.put(iter(blocks), at=at)


def read(store: Store, key: str, start: int = 0) -> bytes:
    with store.open(key, start=start) as source:
        return source.read(1_000_000)


@pytest.mark.parametrize(
    "blocks", [(), (b"",), (b"a",), (b"ab", b"", b"cd"), (bytes(range(256)) * 5000, b"end")], ids=len
)
def test_what_was_put_comes_back(store: Store, blocks: tuple[bytes, ...]):
    key = put(store, *blocks)
    whole = b"".join(blocks)
    assert store.size(key) == len(whole)
    with store.open(key) as source:
        assert b"".join(iter(lambda: source.read(70_000), b"")) == whole


@pytest.mark.parametrize(("start", "rest"), [(0, b"abcdef"), (4, b"ef"), (6, b""), (9, b"")])
def test_it_may_be_read_from_a_place_on(store: Store, start: int, rest: bytes):
    assert read(store, put(store, b"abc", b"def"), start) == rest


def test_keys_are_random_and_say_nothing(store: Store):
    keys = {put(store, b"same") for _ in range(20)}
    assert len(keys) == 20
    assert [key for key in keys if not KEY.fullmatch(key)] == []


def test_two_may_read_at_once(store: Store):
    key = put(store, b"abcdef")
    with store.open(key) as one, store.open(key) as other:
        assert (one.read(3), other.read(2), one.read(3), other.read(9)) == (b"abc", b"ab", b"def", b"cdef")


@pytest.mark.parametrize("key", [NOBODYS, "", "a", "../../etc/passwd", "0" * 31 + "/", "0" * 31 + "\n", "A" * 32])
def test_what_is_not_there_is_missing_whatever_was_asked(store: Store, key: str):
    with pytest.raises(Missing):
        store.size(key)
    with pytest.raises(Missing), store.open(key):
        pass
    store.delete(key)


def test_what_was_deleted_is_missing_and_may_be_deleted_again(store: Store):
    key, other = put(store, b"a"), put(store, b"b")
    for _ in range(2):
        store.delete(key)
    with pytest.raises(Missing):
        store.size(key)
    assert read(store, other) == b"b"


def test_a_stream_that_breaks_leaves_nothing_and_its_error_goes_through(store: Store):
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.put(broken(), at=AT)
    assert list(store.kept_before(AT + SECOND)) == []
    assert store.discard_unfinished(before=datetime(2100, 1, 1, tzinfo=UTC)) == 0


def test_old_ones_are_found_by_when_they_were_put(store: Store):
    old, new = put(store, b"old", at=AT - SECOND), put(store, b"new")
    assert list(store.kept_before(AT - SECOND)) == []
    assert list(store.kept_before(AT)) == [old]
    assert sorted(store.kept_before(AT + SECOND)) == sorted([old, new])


def test_one_may_be_deleted_while_old_ones_are_looked_through(store: Store):
    keys = {put(store, b"old") for _ in range(20)}
    found = set()
    for key in store.kept_before(AT + SECOND):
        store.delete(key)
        found.add(key)
    assert found == keys


def test_many_at_once_are_all_kept(store: Store):
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda number: put(store, b"%d" % number), range(40)))
    assert [read(store, key) for key in keys] == [b"%d" % number for number in range(40)]
