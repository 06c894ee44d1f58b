"""Files about the network read to rows: CSV as offices save it, YAML. What cannot be taken is told row by row."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from xuanhu.apps.network.columns import IN_CHINESE, KINDS, Column, column_called
from xuanhu.apps.network.spreadsheet import read_sheet
from xuanhu.apps.network.values import UnreadableError
from xuanhu.handbook_files.faults import Fault, Faulty, Place, nearest, quoted
from xuanhu.handbook_files.nodes import Document, Node
from xuanhu.handbook_files.yaml_text import read_documents

YAML: Final = (".yaml", ".yml")
FOR_THE_LIST: Final = "hospitals"  # in YAML a partner list names its hospitals at once


class RowFault(NamedTuple):
    """Why a row cannot be taken: its number (in YAML the line), the column, what is wrong, what would be right."""

    row: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        at = f"第 {self.row} 行" + (f" {quoted(self.column)}" if self.column else "")
        return f"{at}：{self.wrong} → {self.right}"


class Row(NamedTuple):
    """A row as far as it could be read, and what is wrong in it."""

    kind: str
    number: int
    values: dict[str, Any]
    faults: tuple[RowFault, ...] = ()


Cells = Mapping[str, tuple[int, object]]  # a heading's cell: its line, what stands in it


def read_network(content: str | bytes, file: str, *, kind: str | None, given: Mapping[str, str]) -> list[Row]:
    """The rows of a file; `given` are values for columns that it does not have. Raises Faulty for a file that is none.

    A CSV holds rows of one `kind`; in YAML each list stands under the name of its kind.
    """
    if PurePath(file).suffix.lower() in YAML:
        documents = read_documents(content, file)
        return _unlike([row for one in documents for row in _rows_of(one, given)])
    wanted = _kind(kind, file)
    sheet = read_sheet(content if isinstance(content, bytes) else content.encode(), file)
    columns = [_column(wanted, heading, n, file) for n, heading in enumerate(sheet.headings, start=1)]
    _demand_each_once(columns, sheet.headings, file)
    _demand_needed(wanted, [one.name for one in columns if one is not None], given, file)
    rows = []
    for number, cells in sheet.rows:
        found = dict(zip(sheet.headings, ((number, cell) for cell in cells), strict=False))
        row = _row(wanted, number, found, given)
        if len(cells) > len(columns):
            more = RowFault(
                number, "", "比表头多出格子 (more cells than headings)", "核对逗号和引号 (check the commas)"
            )
            row = row._replace(faults=(*row.faults, more))
        rows.append(row)
    return _unlike(rows)


def _kind(kind: str | None, file: str) -> str:
    known = "、".join(f"{IN_CHINESE[name]} {name}" for name in KINDS)
    if kind is None:
        wrong, right = "没有说这张表是什么 (of what kind?)", f"加上 --as，可用的有：{known} (say it with --as)"
        raise Faulty([Fault(Place(file, 1, 1), "no-kind", wrong, right)])
    if kind not in KINDS:
        wrong = f"没有 {quoted(kind)} 这一类 (unknown kind)"
        raise Faulty([Fault(Place(file, 1, 1), "unknown-kind", wrong, f"可用的有：{known} (one of these)")])
    return kind


def _column(kind: str, heading: str, n: int, file: str) -> Column | None:
    if not heading:
        return None
    column = column_called(kind, heading)
    if column is None:
        names = [name for one in KINDS[kind] for name in (*one.headings, one.name)]
        wrong = f"不认识 {quoted(heading)} 这一列 (unknown column)"
        raise Faulty([Fault(Place(file, 1, n), "unknown-column", wrong, nearest(heading, names))])
    return column


def _demand_each_once(columns: list[Column | None], headings: list[str], file: str) -> None:
    names = [one.name if one is not None else "" for one in columns]
    for n, name in enumerate(names):
        if name and name in names[:n]:
            wrong = f"{quoted(headings[n])} 这一列有两次 (this column is there twice)"
            raise Faulty([Fault(Place(file, 1, n + 1), "duplicate-column", wrong, "只留一列 (keep one)")])


def _demand_needed(kind: str, names: list[str], given: Mapping[str, str], file: str) -> None:
    faults = []
    for one in KINDS[kind]:
        if one.needed and one.name not in names and one.name not in given:
            right = f"加上这一列，或 --with {one.name}=… (add it, or give it with --with)"
            faults.append(
                Fault(Place(file, 1, 1), "no-column", f"缺少 {quoted(one.headings[0])} 这一列 (missing)", right)
            )
    if faults:
        raise Faulty(faults)


def _row(kind: str, number: int, cells: Cells, given: Mapping[str, object]) -> Row:
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    headings = {column.name: heading for heading in cells if (column := column_called(kind, heading)) is not None}
    for column in KINDS[kind]:
        heading = headings.get(column.name)
        line, cell = cells[heading] if heading is not None else (number, None)
        cell = given.get(column.name) if cell is None or (isinstance(cell, str) and not cell.strip()) else cell
        if cell is None:
            if column.needed:
                right = "填上这一格 (fill it in)"
                faults.append(RowFault(line, heading or column.headings[0], "空着 (empty)", right))
            continue
        try:
            values[column.name] = column.read(cell)
        except UnreadableError as error:
            shown = "" if column.is_private else f"{quoted(cell)} "
            faults.append(RowFault(line, heading or column.headings[0], f"{shown}{error.wrong}", error.right))
    return Row(kind, number, values, tuple(faults))


def _rows_of(document: Document, given: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a YAML document: what stands beside the lists holds for all of their rows."""
    names = {column.name for columns in KINDS.values() for column in columns}
    beside: dict[str, object] = dict(given)
    sections: list[tuple[str, Node]] = []
    if not isinstance(document.value, dict):
        right = "写成 hospitals: [...] 这样 (write lists under their kinds)"
        raise Faulty([Fault(document.start, "bad-file", "里面不是名目和名单 (not a mapping of lists)", right)])
    for name, (place, node) in document.root.entries.items():
        if name in KINDS and isinstance(node.value, list):
            sections.append((name, node))
        elif name in names and not isinstance(node.value, list | dict):
            beside[name] = node.value
        else:
            wrong, known = f"不认识 {quoted(name)} (unknown, or no list)", [*KINDS, "insurer", "handbook"]
            raise Faulty([Fault(place, "unknown-key", wrong, nearest(name, known))])
    for kind, section in sections:
        for item in section.items:
            yield from _rows_of_item(kind, item, beside)


def _rows_of_item(kind: str, item: Node, beside: Mapping[str, object]) -> Iterator[Row]:
    if not isinstance(item.value, dict):
        wrong, right = "应是名目和内容 (a mapping is needed)", "写成 {code: ..., name: ...} (write it as a mapping)"
        yield Row(kind, item.place.line, {}, (RowFault(item.place.line, "", wrong, right),))
        return
    cells = {name: (node.place.line, node.value) for name, (_, node) in item.entries.items()}
    unknown = [
        RowFault(cells[name][0], name, "没有这一项 (unknown)", nearest(name, [one.name for one in KINDS[kind]]))
        for name in cells
        if column_called(kind, name) is None and not (kind == "partners" and name == FOR_THE_LIST)
    ]
    listed = cells.pop(FOR_THE_LIST, None) if kind == "partners" else None
    if listed is None:
        row = _row(kind, item.place.line, cells, beside)
        yield row._replace(faults=(*row.faults, *unknown))
        return
    if not item.children[FOR_THE_LIST].items:
        empty = RowFault(listed[0], FOR_THE_LIST, "名单里没有医院 (no hospital in it)", "写上医院 (name some)")
        yield Row(kind, item.place.line, {}, (empty, *unknown))
    for node in item.children[FOR_THE_LIST].items:
        named = node.value if isinstance(node.value, dict) else {"hospital": node.value}
        own = {name: (node.place.line, value) for name, value in named.items()}
        row = _row(kind, node.place.line, {**cells, **own}, beside)
        yield row._replace(faults=(*row.faults, *unknown))


def key_of(row: Row) -> tuple[object, ...]:
    """What no two rows may share: a code, in the directory or of an insurer; a hospital within a list."""
    found = row.values
    if row.kind == "partners":
        return (*list_of(row), found.get("hospital"))
    return (row.kind, found.get("insurer"), found.get("code"))


def list_of(row: Row) -> tuple[object, ...]:
    """Which partner list a row belongs to."""
    found = row.values
    return found.get("insurer"), found.get("handbook"), found.get("service", ""), found.get("from")


def _unlike(rows: list[Row]) -> list[Row]:
    """The rows, a repeated one told of with the first one's number."""
    first: dict[tuple[object, ...], int] = {}
    found = []
    for row in rows:
        key = key_of(row)
        if not row.faults and key in first:
            wrong = f"与第 {first[key]} 行重复 (repeats row {first[key]})"
            found.append(row._replace(faults=(RowFault(row.number, "", wrong, "只留一行 (keep one)"),)))
        else:
            first.setdefault(key, row.number)
            found.append(row)
    return found
