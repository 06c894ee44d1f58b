"""Small rooms with honest names, each saying what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE, named, own_files, own_modules

LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "managers", "services", "util", "utils"}


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_IN_A_FUNCTION:
                yield f"{node.name} ({lines} lines)"


def says_nothing(path: Path) -> bool:
    return any(part.split(".")[0].lower() in NAMES_THAT_SAY_NOTHING for part in path.parts)


def test_the_package_is_found() -> None:
    assert SOURCE / "__init__.py" in own_modules(below=SOURCE)


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_no_file_is_longer_than_the_limit(folder: str) -> None:
    lines = {named(path): len(path.read_text("utf-8").splitlines()) for path in own_modules(below=ROOT / folder)}
    assert {path: count for path, count in lines.items() if count > LINES_IN_A_FILE} == {}


def test_no_function_is_longer_than_the_limit() -> None:
    found = {named(path): list(long_functions(path.read_text("utf-8"))) for path in own_modules(below=SOURCE)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(("statements", "expected"), [(59, []), (60, ["f (61 lines)"])])
def test_a_long_function_is_noticed(statements: int, expected: list[str]) -> None:
    assert list(long_functions("def f():\n" + "    pass\n" * statements)) == expected


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in own_modules(below=SOURCE) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert [named(path) for path in silent] == []


def test_no_name_says_nothing() -> None:
    assert [named(path) for path in own_files() if says_nothing(path.relative_to(ROOT))] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [("src/utils.py", True), ("src/common/dates.py", True), ("src/Helpers.pyi", True), ("src/uncommon.py", False)],
)
def test_a_name_that_says_nothing_is_noticed(path: str, *, expected: bool) -> None:
    assert says_nothing(Path(path)) is expected
