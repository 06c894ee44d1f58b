"""Reads what is printed on a page, by the optional extra `ocr` (rapidocr; its models come in its wheel; no network).

It needs 880 MB while it reads: so it reads in a process of its own, which gives them back, and the job that calls it
lets no two read at once. As a module it reads a JPEG from standard input and prints its lines as JSON.
"""

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any, Final

PATIENCE: Final = 240  # seconds; four on a machine that has nothing else to do
LEAST_SURE: Final = 0.6


def is_there() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def lines_of(jpeg: bytes) -> list[str]:
    """What is printed on a page, line by line from the top; nothing where it could not be read."""
    try:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__], input=jpeg, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return []
    if done.returncode != 0:
        return []
    found: list[str] = json.loads(done.stdout.decode().strip().rpartition("\n")[2])
    return found


def _read(jpeg: bytes) -> list[str]:
    """Here and now. Pieces of text that stand at one height are one line."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415

    found: Any = RapidOCR(params={"Global.log_level": "critical"})(jpeg)
    if found.txts is None:
        return []
    pieces = [
        (min(y for _, y in box), max(y for _, y in box), min(x for x, _ in box), text)
        for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True)
        if sure >= LEAST_SURE
    ]
    return in_lines(pieces)


def in_lines(pieces: list[tuple[float, float, float, str]]) -> list[str]:
    """Pieces of text (top, bottom, left, words) as lines, from the top down and from left to right."""
    lines: list[list[tuple[float, float, float, str]]] = []
    for piece in sorted(pieces):
        top, bottom = piece[0], piece[1]
        last = lines[-1][0] if lines else None
        if last is not None and top < (last[0] + last[1]) / 2 < bottom:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [" ".join(text for *_, text in sorted(line, key=lambda one: one[2])) for line in lines]


if __name__ == "__main__":
    print("\n" + json.dumps(_read(sys.stdin.buffer.read()), ensure_ascii=False))  # noqa: T201
