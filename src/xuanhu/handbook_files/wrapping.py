"""Chinese text in lines of a terminal: a line may end after any character, but none begins with 。 or ends with （."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

# A list of clauses, a run of Latin letters, or one character; with the brackets and stops that stay with it.
_PIECE: Final = re.compile(r" \[[^\[\]]+\]|[“‘（《〔]*(?:[!-~]+|.)[，。；：、！？”’）》〕…]*")


def wrap(text: str, cells: int) -> Iterator[str]:
    """The lines of a text, each at most so many cells wide (a Chinese character takes two), longer pieces apart."""
    line, room = "", cells
    for piece in _PIECE.findall(text):
        width = cell_len(piece)
        if width > room and line:
            yield line.rstrip()
            line, room, piece = "", cells, piece.lstrip()  # noqa: PLW2901 - a line begins with no blank
            width = cell_len(piece)
        line, room = line + piece, room - width
    yield line.rstrip()
