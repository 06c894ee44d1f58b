"""A file about the network, however it is mangled, is read or refused in words."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanhu.apps.network.columns import KINDS
from xuanhu.apps.network.reading import read_network
from xuanhu.handbook_files.faults import Faulty

DIRECTORY = (Path(__file__).parents[2] / "src" / "xuanhu" / "demo" / "network.yaml").read_text("utf-8").splitlines()
ALPHABET = st.sampled_from('编码,名称"\n\t;；、北京2026-01是三甲0\x00\ufeff =[]{}:')


def is_told(content: str | bytes, file: str, kind: str | None) -> None:
    with contextlib.suppress(Faulty):
        for row in read_network(content, file, kind=kind, given={"insurer": "x"}):
            assert all(one.wrong and one.right for one in row.faults)


@pytest.mark.parametrize("kind", KINDS)
@given(cells=st.lists(st.lists(st.text(ALPHABET, max_size=12), max_size=14), max_size=4))
@settings(max_examples=40, deadline=None)
def test_table_of_anything_is_read_or_refused(kind: str, cells: list[list[str]]):
    headings = ",".join(column.headings[0] for column in KINDS[kind])
    is_told("\n".join([headings, *(",".join(row) for row in cells)]).encode("utf-8", "replace"), "a.csv", kind)


@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes):
    is_told(content, "a.csv", "hospitals")
    is_told(content, "a.yaml", None)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_directory_with_mangled_lines_is_read_or_refused(data: st.DataObject):
    start = data.draw(st.integers(0, len(DIRECTORY) - 8))
    lines = DIRECTORY[:2] + DIRECTORY[start : start + 8]
    at = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[at])))
    more = data.draw(st.text(ALPHABET, max_size=6))
    lines[at] = lines[at][:place] + more + lines[at][place + data.draw(st.integers(0, 5)) :]
    is_told("\n".join(lines), "a.yaml", None)
