"""Pages put together into one PDF, a page at a time: as much memory as one page takes, however many there are.

Written by hand, for it is so little: each page is its JPEG, as wide as A4 (as high, if it lies on its side).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from xuanhu.apps.incoming.pictures import Page

SHORT, LONG = 595, 842  # A4 in points
FIRST_PAGE: Final = 3  # 1 is the catalogue, 2 the list of pages; then each page has three objects


def as_one_pdf(pages: Iterable[Page]) -> Iterator[bytes]:
    """A PDF of these pages, in blocks."""
    places: dict[int, int] = {}
    at = 0
    for number, written in _objects(pages):
        if number:
            places[number] = at
        at += len(written)
        yield written
    table = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % places[number] for number in sorted(places))]
    yield b"xref\n0 %d\n" % len(table) + b"".join(table)
    yield b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(table), at)


def _objects(pages: Iterable[Page]) -> Iterator[tuple[int, bytes]]:
    """Each object with its number; the mark of the file has none."""
    numbers: list[int] = []
    yield 0, b"%PDF-1.5\n%\xe6\x82\xac\xe5\xa3\xb6\n"
    for count, page in enumerate(pages):
        number = FIRST_PAGE + 3 * count
        numbers.append(number)
        width, height = _in_points(page)
        yield (
            number,
            _object(
                number,
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
                b" /Resources << /XObject << /P %d 0 R >> >> >>" % (width, height, number + 1, number + 2),
            ),
        )
        yield number + 1, _stream(number + 1, b"", b"%d 0 0 %d 0 0 cm /P Do" % (width, height))
        about = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
        about += b" /Width %d /Height %d" % (page.width, page.height)
        yield number + 2, _stream(number + 2, about, page.jpeg)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    yield 2, _object(2, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(numbers)))
    yield 1, _object(1, b"<< /Type /Catalog /Pages 2 0 R >>")


def _in_points(page: Page) -> tuple[int, int]:
    if page.width > page.height:
        return LONG, max(1, round(LONG * page.height / page.width))
    return SHORT, max(1, round(SHORT * page.height / page.width))


def _object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, content)


def _stream(number: int, about: bytes, content: bytes) -> bytes:
    head = b"<< %s /Length %d >>\nstream\n" % (about, len(content))
    return _object(number, head + content + b"\nendstream")
