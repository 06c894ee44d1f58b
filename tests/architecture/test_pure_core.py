"""Same handbook, same facts, same `now`: same answer. So the core reads no clock, no file, no network, no database."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import SOURCE, named, own_modules

OUTSIDE_WORLD = {
    "asyncio", "django", "http", "io", "os", "pathlib", "psycopg", "random", "secrets", "shutil",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"}
DOORS = {"input", "open", "print"}


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each imported thing: the name it has here, and its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def impurities(source: str) -> list[str]:
    """What a module takes from the outside world."""
    tree = ast.parse(source)
    full_names = dict(imports(tree))
    found = {name for name in full_names.values() if name.split(".")[0] in OUTSIDE_WORLD}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = dotted(node).partition(".")
            found |= {f"{full_names.get(first, first)}.{rest}"} & CLOCKS
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & DOORS
    return sorted(found)


def test_the_core_takes_nothing_from_the_outside_world() -> None:
    found = {named(path): impurities(path.read_text("utf-8")) for path in own_modules(below=SOURCE / "core")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os.path", ["os"]),
        ("import time as t", ["time"]),
        ("from time import monotonic", ["time.monotonic"]),
        ("from pathlib import Path", ["pathlib.Path"]),
        ("from django.db import models", ["django.db.models"]),
        ("import datetime\nx = datetime.datetime.now", ["datetime.datetime.now"]),
        ("import datetime as dt\ndt.date.today()", ["datetime.date.today"]),
        ("from datetime import datetime as moment\nmoment.utcnow()", ["datetime.datetime.utcnow"]),
        ("def f():\n    import socket\n    open('x')", ["open", "socket"]),
        ("from datetime import date, datetime, time, timedelta\ndatetime.combine(date(2026, 1, 1), time())", []),
        ("def f(case):\n    return case.now", []),
        ("from . import time", []),
    ],
)
def test_what_comes_from_the_outside_world_is_noticed(source: str, expected: list[str]) -> None:
    assert impurities(source) == expected
