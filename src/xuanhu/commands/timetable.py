"""`xuanhu timetable`: the five handbooks' stories as a timetable on the screen, and the booklets as pages."""

from pathlib import Path
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.text import Text

from xuanhu.commands.opened import open_calendar, open_library, open_platform, out
from xuanhu.commands.scenario import play_all
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import Calendar, chinese_moment
from xuanhu.demo.timetable import timetable as rows_of
from xuanhu.handbook_files.booklet import booklet_html
from xuanhu.handbook_files.loader import Library
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.files import BUILT_IN
from xuanhu.scenarios.playing import Played

TONES = {"refused": "yellow", "broken": "red", "closed": "green", "": ""}


def timetable(
    every: Annotated[bool, typer.Option("--all", help="播放全部故事，不只每项服务一个 (every story)")] = False,
    booklets: Annotated[Path, typer.Option(help="小册子放在哪里 (where the booklets go)")] = Path("build/booklets"),
) -> None:
    """五本手册的故事，按时刻表播放；再写出小册子。 The stories as a timetable; then the booklets."""
    library, calendar = open_library(None), open_calendar(None)
    played, broken = play_all([BUILT_IN], library, open_platform(library, calendar))
    for handbook in library.handbooks:
        _show_handbook(handbook, [one for one in played if one.story.handbook == handbook.handbook], calendar, every)
    failed = [one for one in played if one.failures]
    out.print(
        f"\n播放了 {len(played)} 个故事：{len(played) - len(failed)} 个如约，{len(failed) + len(broken)} 个不符。"
    )
    _write_booklets(library, booklets)
    if failed or broken:
        raise typer.Exit(1)


def _show_handbook(handbook: Handbook, played: list[Played], calendar: Calendar, every: bool) -> None:
    out.print()
    out.rule(f"[bold]{handbook.title}[/bold]  {handbook.insurer}", style="dim")
    for one in played if every else _chosen(handbook, played):
        _show_story(one, handbook, calendar)


def _chosen(handbook: Handbook, played: list[Played]) -> list[Played]:
    """For each service the story that goes its way to the end most smoothly, and the one with the most refusals."""
    chosen = []
    for service in handbook.services:
        ways = [one for one in played if one.story.steps[0].what == service and one.answers[-1].outcome == "completed"]
        chosen += sorted(ways, key=_refused)[:1]
    return chosen + sorted(played, key=_refused)[-1:]


def _refused(one: Played) -> int:
    return len({reason.code for answer in one.answers for reason in answer.refused})


def _show_story(one: Played, handbook: Handbook, calendar: Calendar) -> None:
    words = built_in_words()
    person = "、".join(dict.fromkeys(party.insured.name for party in one.story.parties.values()))
    out.print(f"\n[bold]{one.story.title}[/bold]  [dim]{person}[/dim]")
    for row in rows_of(one, handbook, words, calendar):
        lead = f"  {_padded(chinese_moment(row.at), 19)} {_padded(row.who, 10)} {_padded(row.what, 20)} "
        line = Text(lead, style="dim" if not row.who else "")
        line.append(row.why, style=TONES[row.tone])
        out.print(line, soft_wrap=True)
    for failure in one.failures:
        out.print(str(failure), style="red", markup=False)


def _padded(text: str, width: int) -> str:
    """Text filled up to a width in columns, of which a Chinese character takes two."""
    return text + " " * max(0, width - cell_len(text))


def _write_booklets(library: Library, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    out.print("给被保险人看的小册子：")
    for handbook in library.handbooks:
        file = folder / f"{handbook.handbook}.html"
        file.write_text(booklet_html(handbook, built_in_words()), encoding="utf-8")
        out.print(f"  {handbook.title}  {file.resolve()}", soft_wrap=True)
