"""Pictures as phones make them: put upright, shown without where they were taken, put together into one PDF."""

import base64
import io

import pi_heif
import pypdfium2
import pytest
from PIL import Image, ImageStat, TiffImagePlugin

from tests.drawn_papers import jpeg, page
from tests.integration.papers.files import pdf
from xuanhu.apps.incoming.one_pdf import as_one_pdf
from xuanhu.apps.incoming.pictures import Looked, Unreadable, first_page, look, page_of, turned_jpeg
from xuanhu.apps.papers.file_types import GIF, HEIC, JPEG, PDF, PNG, TIFF, Recogniser

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


HEIC_HALVES = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAABuwABAAAAAAAAAB4AAgAAAAAB2QABAAAAAAAAADAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCAgWW6kkprm4CGgwIAAAMAMgAAAwACEGIAAQAHRAHBcrAi"
    "QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAgAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAB"
    "ppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAVm1kYXQAAAAaKAGvWPiBkl//+nPrgPi0lqhUP3yOA/7FdWAAAAAGRXhpZgAATU0AKgAAAAgAAQEP"
    "AAIAAAALAAAAGgAAAABQaG9uZU1ha2VyAAA="
)  # 96 by 128 points, as an iPhone keeps them


def halves(size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """Dark above, bright below: so that one sees which way is up."""
    picture = Image.new("RGB", size, (250, 250, 250))
    picture.paste((10, 10, 10), (0, 0, size[0], size[1] // 2))
    return picture


def with_exif(picture: Image.Image, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "PhoneMaker"
    place = TiffImagePlugin.IFDRational
    exif[GPS] = {1: "N", 2: (place(39), place(54), place(27)), 3: "E", 4: (place(116), place(23), place(17))}
    return jpeg(picture, exif=exif)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def dark_side(picture: Image.Image) -> str:
    grey = picture.convert("L")
    width, height = grey.size
    strips = {
        "above": (0, 0, width, height // 10),
        "below": (0, height - height // 10, width, height),
        "left": (0, 0, width // 10, height),
        "right": (width - width // 10, 0, width, height),
    }
    dark = {name for name, strip in strips.items() if ImageStat.Stat(grey.crop(strip)).mean[0] < 60}
    (side,) = dark if len(dark) == 1 else ("?",)
    return side


def test_a_picture_is_shown_upright_and_without_what_the_camera_wrote():
    # Orientation 6: the phone lay on its side, and says so.
    content = with_exif(halves().rotate(90, expand=True), 6)
    assert (MAKER in Image.open(io.BytesIO(content)).getexif(), dark_side(opened(content))) == (True, "left")
    shown = look(content, JPEG)
    picture = opened(shown.shown)
    assert (picture.size, dark_side(picture), dict(picture.getexif())) == ((900, 1200), "above", {})
    assert b"Exif" not in shown.shown
    assert b"PhoneMaker" not in shown.shown


@pytest.mark.parametrize(("turn", "side"), [(0, "above"), (90, "right"), (180, "below"), (270, "left")])
def test_a_page_is_turned_clockwise(turn: int, side: str):
    content = with_exif(halves(), 1)
    found = page_of(content, turn)
    assert dark_side(opened(found.jpeg)) == side
    assert (found.width, found.height) == opened(found.jpeg).size
    assert dark_side(opened(turned_jpeg(look(content, JPEG).shown, turn))) == side
    assert b"PhoneMaker" not in found.jpeg


def test_an_iphones_picture_is_shown_and_becomes_a_page():
    content = base64.b64decode(HEIC_HALVES)
    recogniser = Recogniser()
    recogniser.feed(content)
    assert recogniser.finish() == HEIC
    found = look(content, HEIC)
    assert (found.is_picture, "unreadable" in found.faults, dark_side(opened(found.shown))) == (True, False, "above")
    assert dark_side(opened(page_of(content, 90).jpeg)) == "right"
    assert b"PhoneMaker" not in found.shown


def test_what_reads_an_iphones_pictures_brings_no_encoder():
    assert pi_heif.libheif_info()["encoders"] == {"mask": "mask"}  # libheif's own; no x265


def test_a_clear_picture_lies_on_paper_and_is_not_black():
    held = io.BytesIO()
    Image.new("RGBA", (700, 900), (0, 0, 0, 0)).save(held, "PNG")
    assert opened(look(held.getvalue(), PNG).shown).getpixel((10, 10)) == (255, 255, 255)


def test_several_pictures_in_one_file_are_shown_and_are_no_single_page():
    for form, kind in (("TIFF", TIFF), ("GIF", GIF)):
        held = io.BytesIO()
        halves().save(held, form, save_all=True, append_images=[page(size=(900, 1200))])
        found = look(held.getvalue(), kind)
        assert (found.is_picture, found.pages, dark_side(opened(found.shown))) == (False, 2, "above")


def test_a_broken_picture_and_a_broken_pdf_are_unreadable_and_can_be_kept():
    broken = jpeg(halves())[:200]
    assert look(broken, JPEG) == Looked(faults=("unreadable",))
    assert look(b"%PDF-1.4 nothing", PDF) == Looked(faults=("unreadable",))
    with pytest.raises(Unreadable):
        page_of(broken, 0)


def test_a_picture_of_too_many_points_is_not_unpacked():
    held = io.BytesIO()
    Image.new("1", (8000, 8000)).save(held, "PNG")
    assert look(held.getvalue(), PNG) == Looked(faults=("unreadable",))


def test_a_pdf_shows_its_first_page_and_says_how_many_it_has():
    found = look(pdf(), PDF)
    assert (found.pages, found.is_picture, found.faults, opened(found.shown).format) == (1, False, (), "JPEG")
    assert opened(first_page(pdf(), PDF)).format == "JPEG"


def test_pages_become_one_pdf_in_their_order_upright_and_of_their_shape():
    pages = [page_of(jpeg(halves()), 0), page_of(jpeg(halves()), 90), page_of(jpeg(page()), 0)]
    document = pypdfium2.PdfDocument(b"".join(as_one_pdf(pages)))
    try:
        sizes = [tuple(round(side) for side in one.get_size()) for one in document]
        sides = [dark_side(document[number].render().to_pil()) for number in (0, 1)]
    finally:
        document.close()
    assert sizes == [(595, 793), (842, 632), (595, 842)]
    assert sides == ["above", "right"]
