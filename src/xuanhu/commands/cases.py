"""`xuanhu cases`: the summaries of cases, proved equal to their facts, or made again from them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from xuanhu.commands.opened import AsJson, join_platform, out, print_json

cases = typer.Typer(no_args_is_help=True, help="案件的摘要。 The summaries of cases.")


@cases.callback()
def _group() -> None:
    """Keeps `rebuild` a command of its own while it is the only one."""


@cases.command()
def rebuild(
    repair: Annotated[bool, typer.Option("--repair", help="把对不上的改正过来 (mend what differs)")] = False,
    as_json: AsJson = False,
) -> None:
    """按事实重算案件、次数和时限，与库里对照；有出入就列出来，以 1 结束。 Reckon all anew; exit 1 where it differs."""
    join_platform()
    from xuanhu.apps.cases.rebuilding import rebuild as compare

    found = mended = 0
    for one in compare(repair=repair, at=datetime.now(UTC)):
        found, mended = found + 1, mended + one.is_mended
        if as_json:
            print_json({name: _shown(value) for name, value in one._asdict().items()})
        else:
            said = f"{one.subject} {one.what}：库里是 {_shown(one.stored)}，应为 {_shown(one.reckoned)}"
            out.print(said + ("，已改正 (mended)" if one.is_mended else ""), style="red", markup=False, soft_wrap=True)
    if found > mended:
        raise typer.Exit(1)
    if not as_json:
        out.print(f"已改正 {mended} 处 (mended)" if mended else "摘要与事实处处相符 (all equal)")


def _shown(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
