"""The format of a sealed document: AES-256-GCM in chunks, so that any length is sealed and opened in little memory.

    header   4 bytes "XHD1", 4 bytes the size of a chunk
    chunk    that many bytes (the last: as many as are left, perhaps none), sealed, and 16 bytes that prove it

The nonce of a chunk is its number (11 bytes) and whether it is the last (1 byte): a file that was cut, lengthened or
whose chunks changed places does not open. Each document has a key of its own, so no nonce is ever used twice. The
header is authenticated with every chunk. Pure: no file, no key ring, no framework.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK: Final = 1024 * 1024
MAGIC: Final = b"XHD1"
HEADER: Final = len(MAGIC) + 4
PROOF: Final = 16
LARGEST: Final = 16 * CHUNK  # so that a forged header does not make a reader take all memory


class Damaged(ValueError):  # noqa: N818 - what is raised is a stream that does not open
    """A stream that does not open: cut, changed, put together otherwise, or of another key."""

    def __init__(self) -> None:
        super().__init__("内容打不开：缺了一段、被改动过，或不是用这把钥匙封的 (cut, changed, or of another key)")


class Readable(Protocol):
    """What a sealed stream is read from."""

    def read(self, size: int, /) -> bytes: ...


def seal(blocks: Iterable[bytes], key: bytes, *, chunk: int = CHUNK) -> Iterator[bytes]:
    """The blocks, however they are cut, as a sealed stream."""
    header = MAGIC + chunk.to_bytes(4)
    box = AESGCM(key)
    yield header
    for number, (plain, is_last) in enumerate(_evenly(blocks, chunk)):
        yield box.encrypt(_nonce(number, is_last=is_last), plain, header)


def chunk_of(header: bytes) -> int:
    """The size of a chunk, from the header. Raises Damaged."""
    chunk = int.from_bytes(header[len(MAGIC) :])
    if len(header) != HEADER or not header.startswith(MAGIC) or not 0 < chunk <= LARGEST:
        raise Damaged
    return chunk


def offset_of(start: int, *, chunk: int = CHUNK) -> int:
    """Where in a sealed stream the chunk begins that holds this byte."""
    return HEADER + start // chunk * (chunk + PROOF)


def sealed_size(size: int, *, chunk: int = CHUNK) -> int:
    """How long the sealed stream of so many bytes is."""
    return HEADER + size + PROOF * (max(size - 1, 0) // chunk + 1)


def open_sealed(source: Readable, key: bytes, *, header: bytes, size: int, start: int = 0) -> Iterator[bytes]:
    """What was sealed, chunk by chunk from the one that holds `start`; each is proved before it is given.

    `size` is how many bytes were sealed; the source stands at `offset_of(start)`. Raises Damaged.
    """
    chunk = chunk_of(header)
    box = AESGCM(key)
    last = max(size - 1, 0) // chunk
    for number in range(start // chunk, last + 1):
        length = chunk if number < last else size - last * chunk
        sealed = _whole(source, length + PROOF)
        try:
            yield box.decrypt(_nonce(number, is_last=number == last), sealed, header)
        except InvalidTag:
            raise Damaged from None
    if source.read(1):
        raise Damaged


def _evenly(blocks: Iterable[bytes], chunk: int) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in chunks of one size, each with whether it is the last; one empty chunk for nothing."""
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) > chunk:  # one that is just full may be the last
            yield bytes(held[:chunk]), False
            del held[:chunk]
    yield bytes(held), True


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _whole(source: Readable, size: int) -> bytes:
    """So many bytes, or fewer at the end: a source may give less at a time than it is asked for."""
    pieces, missing = [], size
    while missing and (piece := source.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
