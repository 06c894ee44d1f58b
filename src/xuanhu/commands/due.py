"""`xuanhu due`: reckon a due date and show it day by day."""

from datetime import datetime
from typing import Annotated

import typer

from xuanhu.commands.opened import AsJson, Schedules, open_calendar, out, print_json
from xuanhu.core.handbook.values import RIGHT_MOMENT, read_moment
from xuanhu.core.reckoning import (
    Due,
    OutsideCalendar,
    ReckonedDay,
    chinese_date,
    chinese_moment,
    due_within,
    explain_day,
    parse_span,
    reckon_within,
)
from xuanhu.handbook_files.faults import Fault, Faulty, Place


def due(
    start: Annotated[str, typer.Argument(help="从何时起算 (from when), 如 2026-09-21 或 '2026-09-21 10:00'")],
    span: Annotated[str, typer.Argument(help="时限 (the span), 如 '5 working days'、'15 days'、'48 hours'")],
    schedule: Schedules = None,
    as_json: AsJson = False,
) -> None:
    """算一个期限，并逐日说明怎么算出来的。 Reckon a due date and show how, day by day."""
    at = read_moment(start)
    if at is None:
        raise _faulty("bad-date", f"“{start}”不是一个日子 (not a day that exists)", RIGHT_MOMENT)
    try:
        length = parse_span(span)
        calendar = open_calendar(schedule)
        found, days = due_within(calendar, start=at, span=length), reckon_within(calendar, start=at, span=length)
    except (OutsideCalendar, OverflowError) as error:
        raise _faulty("outside-calendar", str(error), "1990 年到 2099 年之间的日子 (a day from 1990 to 2099)") from None
    except Faulty:
        raise
    except ValueError as error:
        raise _faulty("bad-span", str(error), "5 working days、15 days、48 hours") from None
    if as_json:
        print_json(_as_json(at, span, found, days))
        return
    out.print(f"{chinese_moment(at)} 起，{length.in_chinese()}：[bold]{_when(found)}[/bold] 前")
    for day in days:
        out.print(f"  {explain_day(day)}", style="dim" if day.count is None and not day.note else "")
    if found.provisional:
        out.print("  这一年的放假安排还没有公布，先按法定节假日暂算；公布后会重新计算。", style="yellow")


def _when(found: Due) -> str:
    return chinese_moment(found.passes_at) if found.exact else chinese_date(found.on, year=True)


def _as_json(at: datetime, span: str, found: Due, days: tuple[ReckonedDay, ...]) -> dict[str, object]:
    return {
        "start": at.isoformat(),
        "span": span,
        "due": found.passes_at.isoformat() if found.exact else found.on.isoformat(),
        "overdue_from": found.passes_at.isoformat(),
        "provisional": found.provisional,
        "days": [
            {"on": day.on.isoformat(), "kind": day.kind.value, "name": day.name, "count": day.count, "note": day.note}
            for day in days
        ],
    }


def _faulty(code: str, wrong: str, right: str) -> Faulty:
    return Faulty([Fault(Place("xuanhu due", 1, 1), code, wrong, right)])
