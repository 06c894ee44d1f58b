"""What the commands work on, opened: the handbooks, the calendar with an operator's schedules, the words."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from xuanhu.core.case.sentences import Speaker
from xuanhu.core.handbook.service import Handbook
from xuanhu.core.reckoning import china
from xuanhu.core.reckoning.calendar import Calendar
from xuanhu.handbook_files.faults import Fault, Faulty, Place, nearest
from xuanhu.handbook_files.lint import lint
from xuanhu.handbook_files.loader import Library, built_in, load_library
from xuanhu.handbook_files.schedule_file import read_schedules
from xuanhu.handbook_files.wording import built_in_words
from xuanhu.scenarios.memory import InMemory

SCHEDULES = "XUANHU_SCHEDULES"  # a file or folder of yearly schedules, read by every command that reckons a date

Handbooks = Annotated[
    Path | None,
    typer.Option("--handbooks", help="另加的手册所在的文件夹 (a folder with more handbooks)", metavar="DIR"),
]
Schedules = Annotated[
    list[Path] | None,
    typer.Option("--schedule", help="放假安排文件，可写多次 (a year's schedule; may be repeated)", metavar="FILE"),
]
AsJson = Annotated[bool, typer.Option("--json", help="给程序读的 JSON (for programs)")]

out = Console(highlight=False, emoji=False)  # a place such as :100: is no picture
err = Console(stderr=True, highlight=False, emoji=False)


@contextmanager
def faults_said() -> Iterator[None]:
    """What keeps the platform from running is said in words, and ends the command with 2."""
    from xuanhu.postgres import PostgresFault
    from xuanhu.running.faults import CannotRun

    try:
        yield
    except (CannotRun, PostgresFault) as fault:
        err.print(str(fault), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


def join_platform() -> None:
    """Be a process of the platform that the environment names, or of the one that runs on this machine."""
    from xuanhu.running.installation import enter_running

    with faults_said():
        enter_running()


def open_library(more: Path | None) -> Library:
    """The built-in handbooks, and those of a folder, which have to pass lint. Raises Faulty."""
    if more is None:
        return built_in()
    added = load_library(more)
    faults = [fault for one in added.all_editions for fault in lint(one.handbook, one.document)]
    if faults:
        raise Faulty(faults)
    return built_in().with_more(added)


def open_calendar(schedules: list[Path] | None) -> Calendar:
    """The Chinese calendar with the schedules named on the command line and in the environment. Raises Faulty."""
    named = os.environ.get(SCHEDULES)
    paths = ([Path(named)] if named else []) + list(schedules or [])
    return china(*(schedule for path in paths for schedule in read_schedules(path)))


def open_platform(library: Library, calendar: Calendar) -> InMemory:
    """The engine in memory, speaking Chinese."""
    return InMemory(library, calendar, Speaker(built_in_words()))


def find_handbook(library: Library, name: str) -> Handbook:
    """The latest edition of a handbook by its id. Raises Faulty with the nearest right id."""
    editions = library.editions(name)
    if editions:
        return editions[-1]
    wrong = f"没有“{name}”这本手册 (no such handbook)"
    raise Faulty([Fault(Place("xuanhu", 1, 1), "unknown-handbook", wrong, nearest(name, library.ids))])


def print_json(value: Any) -> None:
    """One JSON document on standard output, Chinese readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def fault_as_json(fault: Fault) -> dict[str, object]:
    """A fault for programs."""
    place = fault.place
    where = {"file": place.file, "line": place.line, "column": place.column}
    return {**where, "code": fault.code, "wrong": fault.wrong, "right": fault.right}
