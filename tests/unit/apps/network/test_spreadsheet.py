"""CSV as offices save it."""

import pytest

from xuanhu.apps.network import spreadsheet
from xuanhu.apps.network.spreadsheet import Sheet, read_sheet
from xuanhu.handbook_files.faults import Faulty

TEXT = "编码,名称\r\nH-1,北京安和医院\r\n"
SHEET = Sheet(["编码", "名称"], [(2, ["H-1", "北京安和医院"])])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_table_is_read_however_it_was_saved(encoding: str, delimiter: str, end: str):
    text = TEXT.replace(",", delimiter).replace("\r\n", end)
    assert read_sheet(text.encode(encoding), "a.csv") == SHEET


def test_rows_are_numbered_as_a_spreadsheet_does():
    text = '编码,名称\nH-1,"北京\n安和"\n\n,\nH-2, 清源 ,,\n'
    assert read_sheet(text.encode(), "a.csv").rows == [(2, ["H-1", "北京\n安和"]), (5, ["H-2", "清源"])]


def test_character_outside_the_old_code_pages_is_read():
    assert read_sheet("编码,名称\nH-1,㛃𠮷医院\n".encode("gb18030"), "a.csv").rows == [(2, ["H-1", "㛃𠮷医院"])]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xff\xff,\x80\n", "GB18030"),
        (b"a,b\x00\n", "GB18030"),
        (b"", "empty"),
        (b"\n , \n", "empty"),
        (b"a,b\n" + b"x" * 200_000 + b"\n", "cells"),
        (b"a,b\nc\rd,e\n", None),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, wrong: str | None):
    if wrong is None:
        assert read_sheet(content, "a.csv").headings == ["a", "b"]
        return
    with pytest.raises(Faulty, match=wrong) as caught:
        read_sheet(content, "a.csv")
    assert caught.value.faults[0].right


def test_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 10)
    with pytest.raises(Faulty, match="too large"):
        read_sheet(TEXT.encode(), "a.csv")
