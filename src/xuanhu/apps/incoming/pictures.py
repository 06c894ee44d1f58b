"""Pictures of papers: opened whatever phone made them, put upright, shown small and without what a camera writes beside
them (where it was taken, too). One at a time in a process: an opened picture may take a hundred megabytes.

Pure but for the lock: bytes in, bytes out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Final, NamedTuple

import pi_heif  # type: ignore[import-untyped]
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from xuanhu.apps.incoming.judging import faults_of
from xuanhu.apps.papers.file_types import BMP, GIF, HEIC, JPEG, PDF, PNG, TIFF, WEBP

PICTURES: Final = frozenset({JPEG, PNG, HEIC, TIFF, BMP, WEBP, GIF})
LARGEST: Final = 60 * 1024 * 1024  # of what is opened; larger ones are kept as they are
MOST_PIXELS: Final = 110_000_000  # a JPEG is opened smaller; of all others
MOST_PIXELS_WHOLE: Final = 60_000_000
SHOWN: Final = 1200
PAGE: Final = 2600  # A4 at 220 dots an inch: small print stays legible
READ: Final = 1700  # what a title and a few lines need; a reader takes its time by the point
READ_PART: Final = 0.6  # of a page, from above
SHOWN_QUALITY, PAGE_QUALITY = 76, 86
QUARTERS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}  # clockwise; Pillow turns the other way

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # judged below, before anything is unpacked
_ONE_AT_A_TIME: Final = Lock()


class Unreadable(ValueError):  # noqa: N818 - what is raised is a picture that does not open
    """A picture that does not open, or is too large to be opened."""


class Looked(NamedTuple):
    """What is seen of a file: the picture to show, if any; whether it may be a page among others; what is wrong."""

    shown: bytes = b""
    is_picture: bool = False
    pages: int = 1
    faults: tuple[str, ...] = ()


class Page(NamedTuple):
    """A page as a JPEG, upright, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def look(content: bytes, media_type: str) -> Looked:
    """What is seen of a picture or a PDF; nothing of anything else."""
    try:
        if media_type == PDF:
            return _look_at_pdf(content)
        if media_type in PICTURES:
            return _look_at_picture(content)
    except Unreadable:
        return Looked(faults=("unreadable",))
    return Looked()


def _look_at_picture(content: bytes) -> Looked:
    with _opened(content, SHOWN) as (picture, pages, size):
        faults = faults_of(picture, width=size[0], height=size[1])
        picture.thumbnail((SHOWN, SHOWN))
        return Looked(_jpeg(picture, SHOWN_QUALITY), pages == 1, pages, tuple(faults))


def _look_at_pdf(content: bytes) -> Looked:
    with _first_page(content, SHOWN) as (picture, pages):
        if picture is None:
            return Looked(faults=("locked",))
        return Looked(_jpeg(picture, SHOWN_QUALITY), pages=pages)


def page_of(content: bytes, turn: int) -> Page:
    """A picture as a page of a document. Raises Unreadable."""
    with _opened(content, PAGE) as (picture, _, _):
        picture.thumbnail((PAGE, PAGE))
        whole = turned(picture, turn)
        return Page(_jpeg(whole, PAGE_QUALITY), whole.width, whole.height)


def first_page(content: bytes, media_type: str, turn: int = 0) -> bytes:
    """The upper part of the first page of a picture or a PDF as a JPEG to be read. Raises Unreadable."""
    if media_type == PDF:
        with _first_page(content, READ) as (picture, _):
            if picture is None:
                raise Unreadable
            return _jpeg(_upper_part(picture), PAGE_QUALITY)
    with _opened(content, READ) as (picture, _, _):
        picture.thumbnail((READ, READ))
        return _jpeg(_upper_part(turned(picture, turn)), PAGE_QUALITY)


def _upper_part(picture: Image.Image) -> Image.Image:
    if picture.width > picture.height:
        return picture
    return picture.crop((0, 0, picture.width, round(READ_PART * picture.height)))


def turned_jpeg(jpeg: bytes, turn: int) -> bytes:
    """A small picture, turned clockwise by so many degrees."""
    if not turn:
        return jpeg
    with _ONE_AT_A_TIME, Image.open(BytesIO(jpeg)) as picture:
        return _jpeg(turned(picture, turn), SHOWN_QUALITY)


def turned(picture: Image.Image, turn: int) -> Image.Image:
    """A picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return picture.transpose(QUARTERS[turn]) if turn else picture


@contextmanager
def _opened(content: bytes, wanted: int) -> Iterator[tuple[Image.Image, int, tuple[int, int]]]:
    """A picture, upright, in RGB and not much larger than wanted; of how many; its own size. Raises Unreadable."""
    with _ONE_AT_A_TIME:
        try:
            found = _unpacked(content, wanted)
        except Exception:  # noqa: BLE001 - whatever a decoder says of bytes that it does not understand
            found = None
        if found is None:
            raise Unreadable
        yield found


def _unpacked(content: bytes, wanted: int) -> tuple[Image.Image, int, tuple[int, int]] | None:
    """The same; None for a picture with too many points."""
    with Image.open(BytesIO(content)) as image:
        size, pages = image.size, getattr(image, "n_frames", 1)
        is_jpeg = image.format == "JPEG"
        if size[0] * size[1] > (MOST_PIXELS if is_jpeg else MOST_PIXELS_WHOLE):
            return None
        if is_jpeg:
            image.draft("RGB", (wanted, wanted))
        image.thumbnail((2 * wanted, 2 * wanted))
        return _on_white(ImageOps.exif_transpose(image)), pages, size


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: what is clear becomes paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return image.convert("RGB")


@contextmanager
def _first_page(content: bytes, wanted: int) -> Iterator[tuple[Image.Image | None, int]]:
    """The first page of a PDF and how many it has; None for one that asks for a password. Raises Unreadable."""
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
                yield None, 0
                return
            raise Unreadable from None
        try:
            pages, page = len(document), document[0]
            picture = page.render(scale=min(4.0, wanted / max(*page.get_size(), 1))).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            raise Unreadable from None
        finally:
            document.close()
        yield picture, pages


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """Anew, from the points alone: nothing that stood beside the picture goes with it."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    held = BytesIO()
    bare.save(held, "JPEG", quality=quality, optimize=True)
    return held.getvalue()
