"""The command `xuanhu`. Whatever goes wrong is said in words, with the place; nothing ever answers with a traceback."""

import sys

import typer

from xuanhu import __version__
from xuanhu.commands.accounts import accounts
from xuanhu.commands.audit import audit
from xuanhu.commands.cases import cases
from xuanhu.commands.doctor import doctor
from xuanhu.commands.due import due
from xuanhu.commands.handbook import handbook
from xuanhu.commands.keys import keys
from xuanhu.commands.network import network
from xuanhu.commands.notices import notices
from xuanhu.commands.opened import err
from xuanhu.commands.papers import papers
from xuanhu.commands.scenario import scenario
from xuanhu.commands.search import search
from xuanhu.commands.serve import serve, worker
from xuanhu.commands.timetable import timetable
from xuanhu.handbook_files.faults import Faulty
from xuanhu.scenarios.over_http import NoAnswer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="悬壶：保险健康服务的运行系统。 Xuanhu.")
app.add_typer(handbook, name="handbook")
app.add_typer(scenario, name="scenario")
app.add_typer(accounts, name="accounts")
app.add_typer(audit, name="audit")
app.add_typer(cases, name="cases")
app.add_typer(notices, name="notices")
app.add_typer(network, name="network")
app.add_typer(papers, name="papers")
app.add_typer(keys, name="keys")
app.add_typer(search, name="search")
app.command()(due)
app.command()(timetable)
app.command()(serve)
app.command()(doctor)
app.command()(worker)


@app.command()
def version() -> None:
    """版本号。 The version."""
    typer.echo(__version__)


def main() -> None:
    """Run the command; exit 2 for input that cannot be taken, with every mistake on standard error."""
    try:
        app()
    except Faulty as faulty:
        for fault in faulty.faults:
            err.print(str(fault), style="red", markup=False, soft_wrap=True)
        sys.exit(2)
    except NoAnswer as error:
        err.print(f"平台没有应答 (the platform does not answer): {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(2)
    except OSError as error:
        err.print(f"{error.filename or ''}: {error.strerror} (读写不了这个文件)", style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
