"""The project names no package registry and no folder of one machine; its pins name versions and hashes."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, named, own_files

REGISTRY = re.compile(
    r"\b(?:pypi\.(?:org|python|tuna|io)|pythonhosted\.|test\.pypi|npmjs\.|npmmirror\.|yarnpkg\."
    r"|(?:deb|security|ftp)\.debian\.org|proxy\.golang|crates\.io|mirrors?\.[a-z.-]+/(?:pypi|npm|debian))"
)
HOME = re.compile(r"(?<![\w.:/*~-])/(?:home|root|Users|work)/[\w.-]+")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ;[^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def traces(text: str) -> list[str]:
    """What a text tells of a registry or of one machine."""
    return [match.group() for pattern in (REGISTRY, HOME) for match in pattern.finditer(text)]


def pinned(file: str) -> dict[str, str]:
    """The versions that a pin file names, by package."""
    found = map(PIN.match, (ROOT / "requirements" / file).read_text("utf-8").splitlines())
    return {match["name"]: match["version"] for match in found if match}


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def test_no_file_names_a_registry_or_a_home() -> None:
    own = Path(__file__).resolve()
    found = {named(path): traces(text_of(path)) for path in own_files() if path != own}
    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--find-links https://pypi" + ".org/simple", ["pypi" + ".org"]),
        ("resolved: https://registry.npm" + "js.org/x", ["npm" + "js."]),
        ("cd /home/li/xuanhu", ["/home/li"]),
        ('open("/root/.cache")', ["/root/.cache"]),
        ("https://example.test/home/li", []),
        ("src/home/clocks.py and ~/home-made/xuanhu", []),
    ],
)
def test_a_trace_is_noticed(text: str, expected: list[str]) -> None:
    assert traces(text) == expected


@pytest.mark.parametrize("file", ["run.txt", "dev.txt", "ocr.txt"])
def test_pins_hold_versions_and_hashes_only(file: str) -> None:
    lines = (ROOT / "requirements" / file).read_text("utf-8").splitlines()
    other = [line for line in lines if not (PIN.match(line) or HASH.match(line) or line.lstrip().startswith("#"))]
    assert other == []


def test_what_runs_is_what_was_tested() -> None:
    tested = pinned("dev.txt")
    assert pinned("run.txt") == {name: tested[name] for name in pinned("run.txt")}
    assert pinned("run.txt").items() <= pinned("ocr.txt").items()
