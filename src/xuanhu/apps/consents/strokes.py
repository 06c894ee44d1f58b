"""The finger's way over the glass: read from what a page sends, drawn as SVG. Numbers alone, so nothing is code."""

import json
from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import Any, Final, NamedTuple

LARGEST: Final = 4000  # CSS pixels
MOST_STROKES: Final = 200
MOST_POINTS: Final = 6000
LONGEST: Final = 600_000  # milliseconds
LONGEST_TEXT: Final = 300_000
FEWEST_POINTS: Final = 8
SHORTEST: Final = 60.0  # of the whole way: a dot, or a slip of the thumb, is no signature
INK: Final = "#1f2937"
Point = tuple[int, int, int]


class NoSignature(ValueError):  # noqa: N818 - what is raised is a drawing that is none
    """Nothing drawn, too little, or not readable as a drawing."""


class Drawing(NamedTuple):
    """Strokes on a field of this size; of each point x, y and the milliseconds since the first."""

    width: int
    height: int
    strokes: Sequence[Sequence[Point]]

    @property
    def written(self) -> str:
        """As it is kept and hashed: JSON without blanks."""
        return json.dumps({"w": self.width, "h": self.height, "s": self.strokes}, separators=(",", ":"))

    @property
    def svg(self) -> str:
        """The drawing as a picture: smooth lines, round ends, nothing else."""
        paths = "".join(f'<path d="{_path(stroke)}"/>' for stroke in self.strokes)
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        pen = f'fill="none" stroke="{INK}" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {pen}>{paths}</g></svg>'


def read_drawing(text: str) -> Drawing:
    """What a page sent. Raises NoSignature."""
    if len(text) > LONGEST_TEXT:
        raise NoSignature
    try:
        sent = json.loads(text)
        drawing = Drawing(
            _whole(sent["w"], LARGEST),
            _whole(sent["h"], LARGEST),
            tuple(tuple(_point(one) for one in stroke) for stroke in sent["s"] if stroke),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoSignature from None
    points = [point for stroke in drawing.strokes for point in stroke]
    is_sized = min(drawing.width, drawing.height) > 0 and len(drawing.strokes) <= MOST_STROKES
    if not is_sized or not FEWEST_POINTS <= len(points) <= MOST_POINTS or _length(drawing) < SHORTEST:
        raise NoSignature
    return drawing


def _point(sent: Any) -> Point:
    x, y, after = sent
    return _whole(x, LARGEST), _whole(y, LARGEST), _whole(after, LONGEST)


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _length(drawing: Drawing) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for stroke in drawing.strokes for a, b in pairwise(stroke))


def _path(stroke: Sequence[Point]) -> str:
    """Through the middles between points, so that corners of the sampling are round."""
    x, y, _ = stroke[0]
    drawn = [f"M{x} {y}"]
    for (ax, ay, _), (bx, by, _) in pairwise(stroke[1:]):
        drawn.append(f"Q{ax} {ay} {(ax + bx) / 2:g} {(ay + by) / 2:g}")
    last = stroke[-1]
    drawn.append(f"L{last[0]} {last[1]}")
    return "".join(drawn)
