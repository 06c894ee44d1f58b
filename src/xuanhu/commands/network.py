"""`xuanhu network`: hospitals, partner lists and providers from files of offices, every wrong row told."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xuanhu.commands.opened import AsJson, err, join_platform, out, print_json
from xuanhu.handbook_files.faults import Fault, Faulty, Place

if TYPE_CHECKING:
    from xuanhu.apps.network.loading import Loaded
    from xuanhu.apps.network.reading import Row, RowFault

network = typer.Typer(no_args_is_help=True, help="医院、合作名单、陪诊等名录。 Hospitals, partner lists, providers.")
SETTINGS = "xuanhu.config.settings"
HEADINGS = ("行 row", "列 column", "问题 what is wrong", "改成 what would be right")
File = Annotated[Path, typer.Argument(help="CSV 或 YAML 文件 (a CSV or YAML file)", metavar="FILE")]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="CSV 是哪一类 (what a CSV holds): hospitals, partners, experts, escorts, laboratories, institutions",
        metavar="KIND",
    ),
]
With = Annotated[
    list[str] | None,
    typer.Option("--with", help="表里没有的一列，整表同值，可写多次 (a column the file lacks)", metavar="NAME=VALUE"),
]


@network.command()
def check(file: File, kind: As = None, given: With = None, as_json: AsJson = False) -> None:
    """只检查文件，不需要平台：有哪些行收不下、为什么。 Read a file, and tell every row that cannot be taken."""
    rows = _read(file, kind, given)
    faults = sorted(fault for row in rows for fault in row.faults)
    if as_json:
        print_json({"rows": len(rows), "faults": [one._asdict() for one in faults]})
    else:
        _print_faults(faults)
        out.print(f"{len(rows)} 行，{sum(bool(row.faults) for row in rows)} 行收不下 (rows, and not to be taken)")
    if faults:
        raise typer.Exit(1)


@network.command()
def load(
    file: File,
    kind: As = None,
    given: With = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="有错的行不收，其余照收 (take the rest where some rows are wrong)")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """载入文件；有一行收不下就都不收，除非说 --partial。 Load a file: all of it, or with --partial what is right."""
    rows = _read(file, kind, given)
    join_platform()
    from django.db import IntegrityError

    from xuanhu.apps.network.loading import load_rows
    from xuanhu.apps.tenancy import every_insurer, seeing

    try:
        with seeing(every_insurer()):
            loaded = load_rows(rows=rows, at=datetime.now(UTC), by="xuanhu network load", partial=partial)
    except IntegrityError:
        err.print(
            "与平台上的记录冲突，什么都没有载入 (in conflict with what is there; nothing was loaded)", style="red"
        )
        raise typer.Exit(1) from None
    beside = file.with_name(f"{file.stem}.faults.csv")
    _write_beside(beside, loaded.faults)
    if as_json:
        counted = {kind: one._asdict() for kind, one in loaded.counted.items()}
        print_json({"stored": loaded.is_stored, "counted": counted, "faults": [one._asdict() for one in loaded.faults]})
    else:
        _print_loaded(loaded, beside)
    if not loaded.is_stored:
        raise typer.Exit(1)


def _print_loaded(loaded: "Loaded", beside: Path) -> None:
    from xuanhu.apps.network.columns import IN_CHINESE

    _print_faults(loaded.faults)
    for kind, one in loaded.counted.items():
        said = f"{IN_CHINESE[kind]}：新增 {one.added}，更改 {one.changed}，不变 {one.same}"
        out.print(f"{said} (added, changed, the same)", soft_wrap=True)
    if loaded.faults:
        out.print(f"问题另存在 {beside} (the faults are there, too)", markup=False, soft_wrap=True)
    if not loaded.is_stored:
        out.print("什么都没有载入；改好再来，或加 --partial (nothing was loaded)", style="red")


def _print_faults(faults: Sequence["RowFault"]) -> None:
    for fault in faults:
        out.print(str(fault), style="red", markup=False, soft_wrap=True)


def _write_beside(path: Path, faults: Sequence["RowFault"]) -> None:
    """Write the faults where the file lies, as spreadsheets open it; an earlier list goes where none is left."""
    if not faults:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as out_file:
        csv.writer(out_file).writerows([HEADINGS, *faults])


def _read(file: Path, kind: str | None, given: list[str] | None) -> "list[Row]":
    from xuanhu.apps.network.reading import read_network

    if not file.is_file():
        wrong = "没有这个文件 (there is no such file)"
        raise Faulty([Fault(Place(str(file), 1, 1), "no-file", wrong, "核对路径 (check the path)")])
    pairs = [one.partition("=") for one in given or ()]
    for name, mark, _ in pairs:
        if not mark:
            err.print(f"--with {name}: 写成 名称=值 (write NAME=VALUE)", style="red", markup=False)
            raise typer.Exit(2)
    return read_network(file.read_bytes(), str(file), kind=kind, given={name: value for name, _, value in pairs})
