"""Sealed streams: what goes in comes out, and nothing that was cut, changed, moved or is another's ever opens."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanhu.apps.papers.sealed_stream import (
    CHUNK,
    HEADER,
    PROOF,
    Damaged,
    offset_of,
    open_sealed,
    seal,
    sealed_size,
)

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SMALL = 16
texts = st.binary(max_size=100)
some = st.binary(min_size=1, max_size=100)


def sealed(plain: bytes, key: bytes = KEY, chunk: int = SMALL) -> bytes:
    return b"".join(seal([plain], key, chunk=chunk))


def opened(stream: bytes, size: int, key: bytes = KEY, start: int = 0) -> bytes:
    source = BytesIO(stream)
    header = source.read(HEADER)
    source.seek(offset_of(start, chunk=SMALL))
    return b"".join(open_sealed(source, key, header=header, size=size, start=start))


def does_not_open(stream: bytes, size: int, key: bytes = KEY) -> None:
    with pytest.raises(Damaged):
        opened(stream, size, key)


@given(texts)
def test_what_was_sealed_opens(plain: bytes):
    stream = sealed(plain)
    assert opened(stream, len(plain)) == plain
    assert len(stream) == sealed_size(len(plain), chunk=SMALL)


@given(st.lists(st.binary(max_size=40)))
def test_how_it_was_cut_into_blocks_does_not_matter(blocks: list[bytes]):
    assert b"".join(seal(blocks, KEY, chunk=SMALL)) == sealed(b"".join(blocks))


@given(some, st.data())
def test_it_opens_from_any_place_on(plain: bytes, data: st.DataObject):
    start = data.draw(st.integers(0, len(plain) - 1))
    assert opened(sealed(plain), len(plain), start=start) == plain[start // SMALL * SMALL :]


@given(texts, st.data())
def test_cut_anywhere_it_never_opens(plain: bytes, data: st.DataObject):
    stream = sealed(plain)
    cut = stream[: data.draw(st.integers(0, len(stream) - 1))]
    does_not_open(cut, len(plain))
    shorter = max(len(cut) - HEADER - PROOF, 0)
    does_not_open(cut, min(shorter, max(len(plain) - 1, 0)) if plain else 1)


@given(st.binary(min_size=SMALL + 1, max_size=100), st.data())
def test_cut_between_two_chunks_and_told_shorter_it_never_opens(plain: bytes, data: st.DataObject):
    chunks = (len(plain) - 1) // SMALL
    kept = data.draw(st.integers(1, chunks))
    does_not_open(sealed(plain)[: HEADER + kept * (SMALL + PROOF)], kept * SMALL)


@given(texts, some)
def test_lengthened_it_never_opens(plain: bytes, more: bytes):
    does_not_open(sealed(plain) + more, len(plain))


@given(texts, st.data())
def test_with_any_bit_flipped_it_never_opens(plain: bytes, data: st.DataObject):
    stream = bytearray(sealed(plain))
    stream[data.draw(st.integers(0, len(stream) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    does_not_open(bytes(stream), len(plain))


@given(st.binary(min_size=2 * SMALL + 1, max_size=100), st.data())
def test_with_two_chunks_swapped_it_never_opens(plain: bytes, data: st.DataObject):
    stream = sealed(plain)
    whole = (len(plain) - 1) // SMALL
    first, second = data.draw(st.lists(st.integers(0, whole - 1), min_size=2, max_size=2, unique=True))
    size = SMALL + PROOF
    parts = [stream[HEADER + number * size :][:size] for number in range(whole)]
    parts[first], parts[second] = parts[second], parts[first]
    does_not_open(stream[:HEADER] + b"".join(parts) + stream[HEADER + whole * size :], len(plain))


@given(some, some)
def test_with_a_chunk_of_another_document_it_never_opens(plain: bytes, other: bytes):
    mixed = sealed(plain)[: HEADER + SMALL] + sealed(other, OTHER)[HEADER + SMALL :]
    does_not_open(mixed, len(plain))
    does_not_open(sealed(other, OTHER), len(other))


@given(texts)
def test_by_another_documents_key_it_never_opens(plain: bytes):
    does_not_open(sealed(plain), len(plain), OTHER)


@given(st.binary(max_size=60))
def test_noise_never_opens(noise: bytes):
    does_not_open(noise, len(noise))


def test_a_header_that_asks_for_much_memory_is_refused():
    does_not_open(b"XHD1" + (2**31).to_bytes(4) + bytes(100), 2**31)


def test_a_large_stream_is_sealed_and_opened_a_chunk_at_a_time():
    blocks = (bytes(70_000) for _ in range(100))
    pieces = list(seal(blocks, KEY))
    assert max(map(len, pieces)) == CHUNK + PROOF
    source = BytesIO(b"".join(pieces[1:]))
    out = list(open_sealed(source, KEY, header=pieces[0], size=7_000_000))
    assert [len(one) for one in out] == [CHUNK] * 6 + [7_000_000 - 6 * CHUNK]
