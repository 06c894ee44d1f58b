"""What the pages show is what happens: commands answer so, excerpts stand in their files, links lead somewhere."""

import re
import textwrap
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, named
from tests.docs.pages import DOCS, answer_of, blocks, commands, is_as_printed, lay_out

PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
FENCED = re.compile(r"```.*?```", re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
WITH_COMMANDS = [page for page in PAGES if any(block.language == "console" for block in blocks(page))]
EXCERPTS = [
    (page, block.mark[1], block.text)
    for page in PAGES
    for block in blocks(page)
    if block.mark and block.mark[0] == "from"
]


def heading_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the forges make them."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    dead = []
    for link in LINK.findall(CODE.sub("code", FENCED.sub("", page.read_text("utf-8")))):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in heading_anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=named)
def test_commands_of_a_page_answer_as_printed(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        for command in commands(block) if block.language == "console" else ():
            got = answer_of(command.line, capsys, monkeypatch)
            assert is_as_printed(got, command.answer), f"$ {command.line}\n{got}"


@pytest.mark.parametrize(("page", "path", "text"), EXCERPTS)
def test_excerpt_of_a_page_stands_in_its_file(page: Path, path: str, text: str) -> None:
    lines = (page.parent / path).read_text("utf-8").splitlines()
    excerpt = text.splitlines()
    windows = ("\n".join(lines[n : n + len(excerpt)]) for n in range(len(lines)))
    assert "\n".join(excerpt) in {textwrap.dedent(window) for window in windows}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Some Words\n\n[a](#some-words) [b](#others) [`c`](no.md) [d](page.md#some-words) `[e](x.md)`\n")
    assert dead_links(page) == ["#others", "no.md"]


def test_an_answer_that_differs_is_noticed() -> None:
    assert is_as_printed("a\nb\nc\n", "a\n...\nc\n")
    assert not is_as_printed("a\nb\nc\n", "a\n...\nd\n")
    assert not is_as_printed("a.b\n", "a.c\n")
