"""`xuanhu audit`: proves that no fact was changed, removed or added behind the platform's back."""

import typer

from xuanhu.commands.opened import AsJson, join_platform, out, print_json

audit = typer.Typer(no_args_is_help=True, help="核对事实有没有被动过。 Prove the facts.")
SAID = {
    "changed": "被改动过（这一条，或它前面一条的哈希） (changed: this row, or the hash before it)",
    "removed": "不见了 (removed)",
    "added": "不是平台记下的 (added)",
    "moved": "不在案件所属的公司名下 (under another insurer than its case)",
    "head": "与案件上的末尾哈希对不上 (not the head that the case keeps)",
}


SIGNED = {
    "changed": "被改动过 (changed)",
    "removed": "不见了 (removed)",
    "text": "签的文本被改动过 (the text was changed)",
    "head": "与链上的末尾哈希对不上 (not the head of the chain)",
    "no-record": "案件里记了签署，却没有签署记录 (a fact without its record)",
}


@audit.callback()
def _group() -> None:
    """Keeps `verify` a command of its own while it is the only one."""


@audit.command()
def verify(as_json: AsJson = False) -> None:
    """重算每个案件的事实链，逐条对照；有出入就列出来，并以 1 结束。 Hash every fact anew; exit 1 with a list."""
    join_platform()
    from django.db import transaction

    from xuanhu.apps.cases.auditing import verify as find
    from xuanhu.apps.consents.auditing import verify as find_in_consents

    count = 0
    with transaction.atomic():
        for finding in find():
            count += 1
            if as_json:
                print_json(finding._asdict())
            else:
                until = f" 到 {finding.last}" if finding.last else ""
                out.print(
                    f"{finding.case} 第 {finding.seq}{until} 条：{SAID[finding.kind]}", style="red", soft_wrap=True
                )
        for one in find_in_consents():
            count += 1
            if as_json:
                print_json(one._asdict())
            else:
                out.print(f"{one.subject} 的签署 第 {one.seq} 条：{SIGNED[one.kind]}", style="red", soft_wrap=True)
    if count:
        raise typer.Exit(1)
    if not as_json:
        out.print("每个案件的事实、每一份签署都完好 (facts and signatures are intact)")
