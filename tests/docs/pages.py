"""The pages of the documentation as tests read them: fenced blocks with the mark that stands above them.

`<!-- file: NAME -->` is a whole file, `<!-- from: PATH -->` an excerpt of a file beside the page, and
`<!-- change: OLD to NEW ... -->` a copy with some texts replaced. A block of `console` holds commands, each with the
answer that it must have; `...` in an answer stands for any lines.
"""

import contextlib
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.tree import ROOT
from xuanhu.cli import main

DOCS = ROOT / "docs"
BLOCK = re.compile(r"(?:<!-- (?P<mark>(?:(?!-->).)*?)-->\n)?```(?P<language>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, what is written in it, and the mark above it, as (kind, rest)."""

    language: str
    text: str
    mark: tuple[str, str] | None


class Command(NamedTuple):
    """A command of a console block and the answer that the page prints."""

    line: str
    answer: str


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    return [
        Block(found["language"], found["text"], _mark(found["mark"]))
        for found in BLOCK.finditer(page.read_text("utf-8"))
    ]


def _mark(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    kind, _, rest = text.strip().partition(": ")
    return kind, rest


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    each = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [Command(*one.split("\n", 1)) for one in each]


def lay_out(page: Path, folder: Path) -> None:
    """Put into a folder what the page's commands need: its files, the folders beside it, its changed copies."""
    for beside in page.parent.iterdir():
        if beside.is_dir():
            for path in (path for path in beside.rglob("*") if path.is_file()):
                copy = folder / path.relative_to(page.parent)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    for block in blocks(page):
        if block.mark is not None and block.mark[0] == "file":
            (folder / block.mark[1]).write_text(block.text, "utf-8")
        elif block.mark is not None and block.mark[0] == "change":
            _change(block.mark[1], folder)


def _change(text: str, folder: Path) -> None:
    names, *changes = text.splitlines()
    old, _, new = names.partition(" to ")
    content = (folder / old).read_text("utf-8")
    for change in changes:
        before, _, after = change.partition(" -> ")
        assert before in content, f"{old} has no {before}"
        content = content.replace(before, after)
    (folder / new).write_text(content, "utf-8")


def answer_of(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints, in the folder in which the test stands."""
    monkeypatch.setattr("sys.argv", shlex.split(command))
    monkeypatch.setenv("COLUMNS", "400")
    with contextlib.suppress(SystemExit):
        main()
    printed = capsys.readouterr()
    return printed.out + printed.err


def is_as_printed(got: str, printed: str) -> bool:
    """Whether an answer is that of the page, where `...` stands for any lines."""
    pattern = re.escape(printed).replace(r"\.\.\." + "\\\n", r"(?:.*\n)*")
    return re.fullmatch(pattern, got) is not None
