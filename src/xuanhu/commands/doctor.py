"""`xuanhu doctor`: what is wrong with this installation, and how to mend it."""

from datetime import UTC, datetime

import typer

from xuanhu.commands.opened import AsJson, open_calendar, out, print_json


def doctor(as_json: AsJson = False) -> None:
    """检查这个安装：哪里不对，怎么修；有不对的，以 1 结束。 What is wrong, and what helps; exit 1 if anything is."""
    from xuanhu.running.doctor import examine

    found = examine(at=datetime.now(UTC), calendar=open_calendar(None))
    if as_json:
        print_json([one._asdict() for one in found])
    else:
        for one in found:
            out.print(f"{'✓' if one.is_well else '✗'} {one.what}", markup=False, soft_wrap=True)
            if one.remedy:
                out.print(f"    {one.remedy}", style="yellow", markup=False, soft_wrap=True)
    if not all(one.is_well for one in found):
        raise typer.Exit(1)
