"""`xuanhu papers`: the bytes of documents proved, orphans taken away."""

from datetime import UTC, datetime
from typing import Final

import typer

from xuanhu.commands.opened import AsJson, join_platform, out, print_json

papers = typer.Typer(no_args_is_help=True, help="案件的资料。 The documents of cases.")
SAID: Final = {
    "missing": "内容不见了 (missing)",
    "changed": "内容被改动过 (changed)",
    "unreadable": "内容读不出来 (unreadable)",
    "no-key": "密钥不在 XUANHU_KEYS 里 (its key is not in the ring)",
}


@papers.command()
def verify(as_json: AsJson = False) -> None:
    """逐份读出、核对每份资料；有出入就列出来，并以 1 结束。 Read and hash every document; exit 1 with a list."""
    join_platform()
    from xuanhu.apps.papers.queries import verify_documents

    count = 0
    for one in verify_documents():
        count += 1
        if as_json:
            print_json(one._asdict())
        else:
            out.print(f"{one.document} {SAID[one.what]}", style="red", markup=False, soft_wrap=True)
    if count:
        raise typer.Exit(1)
    if not as_json:
        out.print("每份资料都与存入时一样 (all as they came)")


@papers.command()
def sweep() -> None:
    """清掉一天前留下、不属于任何资料的内容。 Take away bytes older than a day that no document names."""
    join_platform()
    from xuanhu.apps.papers.actions import NotOurStoreError, sweep_orphans

    try:
        swept = sweep_orphans(at=datetime.now(UTC))
    except NotOurStoreError:
        wrong = "保存处里大半内容不属于任何资料，像是别的平台的，或数据库是旧的备份；什么也没有清"
        out.print(f"{wrong} (not this platform's store, or an old database: nothing was taken away)", style="red")
        raise typer.Exit(1) from None
    out.print(f"清掉 {swept} 份 (taken away)")
