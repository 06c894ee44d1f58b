"""Reading what is printed: really, where the extra `ocr` is installed; else the reason is printed above."""

from pathlib import Path

import pytest
from PIL import Image

from tests.drawn_papers import jpeg, on_a_table, page
from xuanhu.apps.incoming import reader
from xuanhu.apps.incoming.pictures import first_page
from xuanhu.apps.incoming.recognising import proposed_kind
from xuanhu.apps.papers.file_types import JPEG


@pytest.mark.skipif(not reader.is_there(), reason="the extra `ocr` is not installed (requirements/ocr.txt)")
def test_a_drawn_report_on_a_table_is_read_and_known():
    lines = reader.lines_of(first_page(jpeg(on_a_table(page())), JPEG))
    assert lines[:2] == ["北京清河医院", "病理诊断报告"]
    assert proposed_kind(lines) == "pathology-report"


def test_what_a_reader_prints_last_is_what_it_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    program = tmp_path / "reader"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho a word of a library\necho\necho '[\"出院小结\"]'\n")
    program.chmod(0o755)
    monkeypatch.setattr(reader.sys, "executable", str(program))
    assert reader.lines_of(jpeg(Image.new("RGB", (10, 10)))) == ["出院小结"]


def test_a_reader_that_fails_has_read_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader.sys, "executable", "/bin/false")
    assert reader.lines_of(jpeg(Image.new("RGB", (10, 10)))) == []
