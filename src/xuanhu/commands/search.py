"""`xuanhu search`: the keys by which people are found while somebody types."""

import typer

from xuanhu.commands.opened import join_platform, out

search = typer.Typer(no_args_is_help=True, help="按姓名、拼音、号码找人。 Finding people.")


@search.callback()
def _search() -> None:
    """按姓名、拼音、号码找人。 Finding people."""


@search.command()
def index() -> None:
    """给早已登记的人补上检索用的键；可以随时再跑。 Keys for everybody on file; may be run again at any time."""
    join_platform()
    from xuanhu.apps.parties.finding import fill_keys

    new = sum(fill_keys())
    out.print(f"补上 {new} 个键 (keys added)")
