"""`xuanhu demo`: the five handbooks' stories as a timetable on the screen, and the booklets as pages."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from xuanhu.commands.opened import open_calendar, open_library, open_platform, out
from xuanhu.commands.scenario import play_all
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import chinese_moment
from xuanhu.demo.timetable import timetable
from xuanhu.handbook_files.booklet import booklet_html
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.files import BUILT_IN
from xuanhu.scenarios.playing import Played

TONES = {"refused": "yellow", "broken": "red", "closed": "green", "": ""}


def demo(
    every: Annotated[bool, typer.Option("--all", help="播放全部故事，不只每项服务一个 (every story)")] = False,
    booklets: Annotated[Path, typer.Option(help="小册子放在哪里 (where the booklets go)")] = Path("build/booklets"),
) -> None:
    """五本手册的故事，按时刻表播放；再写出小册子。 The stories as a timetable; then the booklets."""
    library = open_library(None)
    played, broken = play_all([BUILT_IN], library, open_platform(library, open_calendar(None)))
    for handbook in library.handbooks:
        _show_handbook(handbook, [one for one in played if one.story.handbook == handbook.handbook], every=every)
    failed = [one for one in played if one.failures]
    out.print(
        f"\n播放了 {len(played)} 个故事：{len(played) - len(failed)} 个如约，{len(failed) + len(broken)} 个不符。"
    )
    _write_booklets(library, booklets)
    if failed or broken:
        raise typer.Exit(1)


def _show_handbook(handbook: Handbook, played: list[Played], *, every: bool) -> None:
    out.rule(f"[bold]{handbook.title}[/bold]  {handbook.insurer}")
    for one in played if every else _one_a_service(handbook, played):
        _show_story(one, handbook)


def _one_a_service(handbook: Handbook, played: list[Played]) -> list[Played]:
    """For each service the story that goes its whole way: the first that is completed."""
    chosen = []
    for service in handbook.services:
        ways = [one for one in played if one.story.steps[0].what == service and one.answers[-1].outcome == "completed"]
        chosen += ways[:1]
    return chosen


def _show_story(one: Played, handbook: Handbook) -> None:
    words = built_in_words()
    person = "、".join(dict.fromkeys(party.insured.name for party in one.story.parties.values()))
    out.print(f"\n[bold]{one.story.title}[/bold]  [dim]{person}[/dim]")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim", min_width=18)
    table.add_column(no_wrap=True, min_width=8)
    table.add_column(min_width=16)
    table.add_column(ratio=1)
    for row in timetable(one, handbook, words):
        table.add_row(chinese_moment(row.at), row.who, row.what, Text(row.why, style=TONES[row.tone]))
    out.print(table)
    for failure in one.failures:
        out.print(str(failure), style="red", markup=False)


def _write_booklets(library: Library, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    out.print("给被保险人看的小册子：")
    for handbook in library.handbooks:
        file = folder / f"{handbook.handbook}.html"
        file.write_text(booklet_html(handbook, built_in_words()), encoding="utf-8")
        out.print(f"  {handbook.title}  {file.resolve()}", soft_wrap=True)
