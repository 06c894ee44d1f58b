"""Whether a picture of a paper can be read: told at once, while the paper is still on the table. A hint, never a no.

Pure: a picture in, faults out. Thresholds were found on drawn pages, blurred, darkened and moved; a test draws them.
"""

from typing import Final

from PIL import Image, ImageFilter, ImageStat

LONG_SIDE: Final = 1000  # sharpness hangs on the scale, so it is judged at one
TILES: Final = 10
SHARP: Final = (
    60.0  # variance of the Laplacian where a page is sharpest: sharp ones have a thousand, unreadable ones ten
)
DIM: Final = 95  # of 255: how bright the brightest tenth has to be
FEWEST_PIXELS: Final = 640  # of the short side: below it small print cannot be read, however sharp
SMALL: Final = 160
APART: Final = 50  # of 255: by how much a paper is brighter than what it lies on
TOUCHES, CLEAR = 0.4, 0.12  # which part of an edge of the picture is paper
_LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def faults_of(picture: Image.Image, *, width: int, height: int) -> list[str]:
    """What is wrong with a picture: too-small, dark, blurred, cut-off. `width` and `height` are the camera's own."""
    grey = picture.convert("L")
    grey.thumbnail((LONG_SIDE, LONG_SIDE))
    found = ["too-small"] if min(width, height) < FEWEST_PIXELS else []
    if is_dark(grey):
        return [*found, "dark"]  # nothing else can be told in the dark
    if sharpness(grey) < SHARP:
        found.append("blurred")
    if is_cut_off(grey):
        found.append("cut-off")
    return found


def sharpness(grey: Image.Image) -> float:
    """The variance of the Laplacian of the sharpest tiles: a page may be nearly empty, its letters are what counts."""
    edges = grey.filter(_LAPLACIAN)
    width, height = max(1, grey.width // TILES), max(1, grey.height // TILES)
    found = sorted(
        ImageStat.Stat(edges.crop((x + 1, y + 1, x + width - 1, y + height - 1))).var[0]
        for x in range(0, grey.width - width + 1, width)
        for y in range(0, grey.height - height + 1, height)
        if width > 2 and height > 2  # noqa: PLR2004 - a tile without its rim
    )
    best = found[-max(1, len(found) // 10) :]
    return sum(best) / len(best) if best else 0.0


def is_dark(grey: Image.Image) -> bool:
    """Whether even the paper is dim."""
    counts, left = grey.histogram(), grey.width * grey.height // 10
    for level in range(255, -1, -1):
        left -= counts[level]
        if left <= 0:
            return level < DIM
    return True


def is_cut_off(grey: Image.Image) -> bool:
    """Whether the paper runs out of the picture at one side while what it lies on is seen at another."""
    small = grey.filter(ImageFilter.GaussianBlur(4)).resize((SMALL, SMALL))
    level, apart = _parted(small.histogram())
    if apart < APART:
        return False  # nothing but paper, or nothing like one
    paper = small.point(lambda value: 255 if value > level else 0)
    rim = SMALL // 40
    sides = ((0, 0, SMALL, rim), (0, SMALL - rim, SMALL, SMALL), (0, 0, rim, SMALL), (SMALL - rim, 0, SMALL, SMALL))
    parts = [ImageStat.Stat(paper.crop(side)).mean[0] / 255 for side in sides]
    return any(part > TOUCHES for part in parts) and any(part < CLEAR for part in parts)


def _parted(counts: list[int]) -> tuple[int, float]:
    """The level that parts dark from bright best (Otsu), and how far apart the two are on average."""
    whole, weight = sum(counts), sum(level * count for level, count in enumerate(counts))
    best, found = -1.0, (0, 0.0)
    dark = dark_weight = 0
    for level, count in enumerate(counts):
        dark, dark_weight = dark + count, dark_weight + level * count
        bright = whole - dark
        if not dark or not bright:
            continue
        apart = (weight - dark_weight) / bright - dark_weight / dark
        if dark * bright * apart * apart > best:
            best, found = dark * bright * apart * apart, (level, apart)
    return found
