"""`xuanhu handbook`: list, lint, show, explain, compare and trace the handbooks."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from xuanhu.commands.opened import (
    AsJson,
    Handbooks,
    fault_as_json,
    find_handbook,
    open_calendar,
    open_library,
    open_platform,
    out,
    print_json,
)
from xuanhu.commands.scenario import play_all
from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.booklet import booklet_html
from xuanhu.handbook_files.differences import differences
from xuanhu.handbook_files.faults import Fault, Faulty, Place, nearest
from xuanhu.handbook_files.lint import Doubt, doubts, lint
from xuanhu.handbook_files.loader import Edition, Library, load_library, read_handbook
from xuanhu.handbook_files.schema import json_schema
from xuanhu.handbook_files.show import print_handbook
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.files import BUILT_IN
from xuanhu.scenarios.tracing import Trace, trace

handbook = typer.Typer(no_args_is_help=True, help="手册：列出、检查、阅读、比较、追溯。 Handbooks.")
Name = Annotated[str, typer.Argument(help="手册的标识，如 axa-tianping (a handbook's id)", metavar="HANDBOOK")]


@handbook.command("list")
def list_handbooks(handbooks: Handbooks = None, as_json: AsJson = False) -> None:
    """有哪些手册。 Which handbooks there are."""
    library = open_library(handbooks)
    if as_json:
        print_json([_summary(one) for one in library.handbooks])
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("手册", "版本", "保险公司", "名称", "服务"):
        table.add_column(heading)
    for one in library.handbooks:
        services = "、".join(service.name for service in one.services.values())
        table.add_row(one.handbook, one.edition, one.insurer, one.title, services)
    out.print(table)


def _summary(one: Handbook) -> dict[str, object]:
    about = {"handbook": one.handbook, "edition": one.edition, "title": one.title, "insurer": one.insurer}
    services = [{"service": name, "name": service.name} for name, service in one.services.items()]
    return {**about, "from_on": one.from_on, "until_on": one.until_on, "services": services}


@handbook.command("lint")
def lint_handbooks(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="手册文件或文件夹，缺省为自带的 (files or folders)")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不列存疑 (do not list the doubts)")] = False,
    as_json: AsJson = False,
) -> None:
    """检查手册：所有错误一次列全，存疑也列出。 Every fault at once, with its place; and every doubt."""
    library = _library_of(paths)
    faults = [fault for one in library.all_editions for fault in lint(one.handbook, one.document)]
    found = [doubt for one in library.all_editions for doubt in doubts(one.handbook, one.document)]
    if as_json:
        print_json({"faults": [fault_as_json(one) for one in faults], "doubts": [_doubt_as_json(one) for one in found]})
    else:
        for doubt in found if not quiet else ():
            out.print(f"{doubt.place}: 存疑 {' '.join(doubt.clauses)}: {doubt.text}", markup=False, soft_wrap=True)
        for fault in faults:
            out.print(str(fault), style="red", markup=False, soft_wrap=True)
        count = len(library.all_editions)
        out.print(
            f"{count} 本手册，{len(faults)} 处错误，{len(found)} 处存疑 ({len(faults)} faults, {len(found)} doubts)"
        )
    if faults:
        raise typer.Exit(1)


def _library_of(paths: list[Path] | None) -> Library:
    """The built-in handbooks, or those named; a file that is named is read whatever it holds."""
    if not paths:
        return open_library(None)
    folders = [path for path in paths if not path.is_file()]
    editions = tuple(read_handbook(path.read_bytes(), str(path)) for path in paths if path.is_file())
    return load_library(*folders).with_more(Library(editions))


def _doubt_as_json(doubt: Doubt) -> dict[str, object]:
    return {"place": str(doubt.place), "clauses": doubt.clauses, "text": doubt.text}


@handbook.command()
def show(
    name: Name,
    html: Annotated[
        Path | None, typer.Option("--html", help="写成网页小册子 (write the booklet)", metavar="FILE")
    ] = None,
    handbooks: Handbooks = None,
    as_json: AsJson = False,
) -> None:
    """被保险人可以用什么：读给人听，或写成小册子。 What an insured may have."""
    one = find_handbook(open_library(handbooks), name)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(booklet_html(one, built_in_words()), encoding="utf-8")
        out.print(f"小册子写好了：{html} (the booklet is written)")
    elif as_json:
        print_json(_summary(one))
    else:
        print_handbook(out, one, built_in_words())


@handbook.command()
def explain(
    name: Name,
    clause: Annotated[str, typer.Argument(help="条款编号，如 AXA-05 (a clause's number)", metavar="CLAUSE")],
    handbooks: Handbooks = None,
) -> None:
    """一条条款说什么、存什么疑、由哪些规定执行、哪些故事演示。 One clause: its words, its terms, its stories."""
    library = open_library(handbooks)
    one = find_handbook(library, name)
    if clause not in one.clauses:
        wrong = f"“{name}”里没有 {clause} (no such clause)"
        raise Faulty([Fault(Place(name, 1, 1), "unknown-clause", wrong, nearest(clause, one.clauses))])
    found = next(row for row in _traces(library, [one.handbook]) if row.clause == clause)
    out.print(f"[bold]{clause}[/bold] {found.says}")
    if one.clauses[clause].doubt:
        out.print(f"存疑：{one.clauses[clause].doubt}", style="yellow")
    _print_trace(found, full=True)


@handbook.command("trace")
def trace_clauses(
    names: Annotated[list[str] | None, typer.Argument(help="手册的标识，缺省为全部 (ids; all by default)")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="有条款没有故事演示就失败 (fail on a clause unshown)")
    ] = False,
    handbooks: Handbooks = None,
    as_json: AsJson = False,
) -> None:
    """条款 → 规定 → 故事。 From every clause to the terms that carry it and the stories that show it."""
    library = open_library(handbooks)
    for name in names or ():
        find_handbook(library, name)
    rows = _traces(library, names or list(library.ids), handbooks)
    unshown = [row.clause for row in rows if not row.is_shown]
    if as_json:
        print_json([_trace_as_json(row) for row in rows])
    else:
        for row in rows:
            out.print(f"[bold]{row.clause}[/bold] {row.says}", soft_wrap=True)
            _print_trace(row, full=False)
        out.print(f"{len(rows)} 条条款，{len(rows) - len(unshown)} 条有故事演示 ({len(unshown)} not shown)")
    if strict and unshown:
        out.print(f"没有故事演示：{'、'.join(unshown)} (shown by no story whose verdict cites them)", style="red")
        raise typer.Exit(1)


def _traces(library: Library, names: list[str], more: Path | None = None) -> list[Trace]:
    platform = open_platform(library, open_calendar(None))
    played, broken = play_all([BUILT_IN] if more is None else [BUILT_IN, more], library, platform)
    if broken:
        raise Faulty(fault for one in broken for fault in one.faults)
    editions: list[Edition] = [one for one in library.all_editions if one.handbook.handbook in names]
    return [row for edition in editions for row in trace(edition, played)]


def _print_trace(row: Trace, *, full: bool) -> None:
    for carrier in row.carriers:
        out.print(f"    规定 {carrier.path}  {carrier.place}", style="dim", markup=False, soft_wrap=True)
    stories = row.stories if full else row.stories[:3]
    for story in stories:
        mark = "" if story.cited else "（结论里没有引用）"
        out.print(f"    故事 {story.title}{mark}  {story.place}", style="dim", markup=False, soft_wrap=True)
    if len(row.stories) > len(stories):
        out.print(f"    …… 共 {len(row.stories)} 个故事", style="dim")


def _trace_as_json(row: Trace) -> dict[str, object]:
    return {
        "clause": row.clause,
        "says": row.says,
        "terms": [{"path": one.path, "place": str(one.place)} for one in row.carriers],
        "stories": [{"title": one.title, "place": str(one.place), "cited": one.cited} for one in row.stories],
    }


@handbook.command("diff")
def compare(
    old: Annotated[Path, typer.Argument(help="旧版的文件 (the old edition's file)")],
    new: Annotated[Path, typer.Argument(help="新版的文件 (the new edition's file)")],
    as_json: AsJson = False,
) -> None:
    """两版手册有什么不同，用话说出来。 What differs between two editions, in words."""
    before, after = (read_handbook(path.read_bytes(), str(path)).handbook for path in (_there(old), _there(new)))
    found = differences(before, after)
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        out.print(one.in_words, markup=False, soft_wrap=True)
    out.print(f"{len(found)} 处不同 ({len(found)} differences)" if found else "两版没有不同 (no difference)")


def _there(path: Path) -> Path:
    if path.is_file():
        return path
    wrong = "没有这个文件 (there is no such file)"
    raise Faulty([Fault(Place(str(path), 1, 1), "no-file", wrong, "核对路径 (check the path)")])


@handbook.command()
def schema() -> None:
    """给编辑器用的 JSON Schema。 The JSON Schema for editors."""
    print_json(json_schema())
