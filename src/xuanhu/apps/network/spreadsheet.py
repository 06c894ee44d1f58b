"""CSV as offices save it: UTF-8 with or without a BOM, GB18030; commas, tabs or semicolons."""

import csv
import io
from typing import Final, NamedTuple

from xuanhu.handbook_files.faults import Fault, Faulty, Place

MOST_BYTES: Final = 20_000_000
DELIMITERS: Final = ",\t;，；"
OF_EXCEL: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
AS_CSV: Final = "在表格软件里另存为“CSV UTF-8” (save it as CSV UTF-8)"


class Sheet(NamedTuple):
    """A table: its headings, its rows with their numbers as a spreadsheet counts them; empty rows are left out."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_sheet(content: bytes, file: str) -> Sheet:
    """The table of a CSV file. Raises Faulty."""
    text = _decoded(content, file)
    first, _, _ = text.lstrip("\r\n").partition("\n")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [(number, [cell.strip() for cell in line]) for number, line in enumerate(reader, start=1)]
    except csv.Error:
        raise _faulty(file, reader.line_num, "这一行读不出格子 (the cells cannot be told apart)", AS_CSV) from None
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise _faulty(file, 1, "文件是空的 (the file is empty)", "写上表头和内容 (write headings and rows)")
    (_, headings), *rows = filled
    while headings and not headings[-1]:
        headings.pop()
    return Sheet(headings, [(number, _without_empty_end(cells, len(headings))) for number, cells in rows])


def _without_empty_end(cells: list[str], columns: int) -> list[str]:
    while len(cells) > columns and not cells[-1]:
        cells.pop()
    return cells


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MOST_BYTES:
        raise _faulty(file, 1, "文件太大 (the file is too large)", f"至多 {MOST_BYTES} 字节，请分成几份 (in parts)")
    if content.startswith(OF_EXCEL):
        raise _faulty(file, 1, "这是 Excel 文件，还读不了 (an Excel file cannot be read yet)", AS_CSV)
    if content.startswith(UTF_16):
        raise _faulty(file, 1, "这是 UTF-16 编码 (this is UTF-16)", AS_CSV)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _faulty(file, 1, "不是 UTF-8 也不是 GB18030 的文字 (neither UTF-8 nor GB18030)", AS_CSV)


def _faulty(file: str, line: int, wrong: str, right: str) -> Faulty:
    return Faulty([Fault(Place(file, line, 1), "bad-table", wrong, right)])
