"""`xuanhu scenario`: play stories and say which passed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from xuanhu.commands.opened import (
    AsJson,
    Handbooks,
    Schedules,
    fault_as_json,
    open_calendar,
    open_library,
    open_platform,
    out,
    print_json,
)
from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.loader import Library
from xuanhu.scenarios.answer import Platform
from xuanhu.scenarios.files import story_files
from xuanhu.scenarios.over_http import OverHttp
from xuanhu.scenarios.playing import Played, play
from xuanhu.scenarios.reading import read_stories

scenario = typer.Typer(
    no_args_is_help=True, help="故事：一步一步试一本手册。 Stories that try a handbook, step by step."
)


@scenario.callback()
def about() -> None:
    """故事：一步一步试一本手册。 Stories that try a handbook, step by step."""


@scenario.command()
def run(
    paths: Annotated[list[Path], typer.Argument(help="故事文件或文件夹 (story files or folders)")],
    handbooks: Handbooks = None,
    schedule: Schedules = None,
    via: Annotated[
        str | None,
        typer.Option(help="在彩排中的平台上播放，密钥取自 XUANHU_API_KEY (through a platform's API)", metavar="URL"),
    ] = None,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="也列出通过的 (also list what passed)")] = False,
) -> None:
    """播放故事，最后一行是“N passed, N failed”。 Play stories; exit 1 if any failed."""
    library = open_library(handbooks)
    if via is None:
        played, broken = play_all(paths, library, open_platform(library, open_calendar(schedule)))
    else:
        with OverHttp(via, os.environ.get("XUANHU_API_KEY", "")) as stage:
            played, broken = play_all(paths, library, stage)
    failed = [one for one in played if one.failures]
    if as_json:
        print_json(_as_json(played, broken))
    else:
        for line in _lines(played, broken, verbose=verbose):
            out.print(line, markup=False, soft_wrap=True)
        typer.echo(f"{len(played) - len(failed)} passed, {len(failed) + len(broken)} failed")
    if failed or broken or not played:
        raise typer.Exit(1)


def play_all(paths: list[Path], library: Library, platform: Platform) -> tuple[list[Played], list[Faulty]]:
    """Every story of the files played, and the mistakes of those that cannot be read."""
    stories = [story for path in story_files(paths) for story in read_stories(path, library)]
    played = [play(story, platform) for story in stories if not isinstance(story, Faulty)]
    return played, [story for story in stories if isinstance(story, Faulty)]


def _lines(played: list[Played], broken: list[Faulty], *, verbose: bool) -> Iterator[str]:
    for one in played:
        if one.failures:
            yield f"✗ {one.story.title}"
            yield from (f"  {failure}" for failure in one.failures)
        elif verbose:
            yield f"✓ {one.story.title}"
    yield from (f"✗ {fault}" for one in broken for fault in one.faults)
    if not played and not broken:
        yield "没有找到故事 (no story found)"


def _as_json(played: list[Played], broken: list[Faulty]) -> dict[str, object]:
    return {
        "passed": sum(not one.failures for one in played),
        "failed": sum(bool(one.failures) for one in played) + len(broken),
        "stories": [
            {
                "title": one.story.title,
                "handbook": one.story.handbook,
                "place": str(one.story.place),
                "shows": one.story.shows,
                "passed": not one.failures,
                "failures": [
                    {"place": str(f.place), "expected": f.expected, "got": f.got, "why": f.why} for f in one.failures
                ],
            }
            for one in played
        ],
        "faults": [fault_as_json(fault) for one in broken for fault in one.faults],
    }
