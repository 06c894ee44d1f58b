"""`xuanhu notices`: send what stands in the outbox, look at what could not be sent, let it be tried again."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from xuanhu.commands.opened import AsJson, err, join_platform, out, print_json
from xuanhu.integrations.messages import Sender, UnusableSender, sender_for
from xuanhu.integrations.messages.port import WORDS
from xuanhu.postgres import state_folder

SETTINGS = "xuanhu.config.settings"
OWN_WORDS = {
    "no-phone": ("被保险人没有留手机号", "the insured has no phone on file"),
    "in-doubt": ("试了多次都没有做完，也许已经发出", "tried many times and never finished; it may have gone out"),
    "unreadable": ("内容解不开，请核对 XUANHU_KEYS", "it does not open; check XUANHU_KEYS"),
    "unsendable": ("这样的内容发不了", "nothing that can be sent"),
}

notices = typer.Typer(no_args_is_help=True, help="通知：发送、查看没发成的、重发。 Notices: send, look, try again.")


@notices.callback()
def about() -> None:
    """通知：发送、查看没发成的、重发。 Notices: send, look, try again."""


@notices.command()
def send(
    via: Annotated[
        str | None,
        typer.Option(help="发送方式，缺省写进文件 (file:, console:, smtp:, aliyun-sms:)", envvar="XUANHU_SENDER"),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(help="短信模板编号：{手册/服务/种类: 编号} 的 JSON (codes of registered templates)"),
    ] = None,
) -> None:
    """把到时候的通知都发一遍。 Send everything that is due, once through."""
    sender, codes = _sender(via), _codes(templates)
    join_platform()
    from xuanhu.apps.notices.delivering import Delivered, deliver

    total = Delivered()
    while any(some := deliver(at=datetime.now(UTC), sender=sender, templates=codes)):
        total = Delivered(*(a + b for a, b in zip(total, some, strict=True)))
    out.print(f"发出 {total.sent} 条，稍后再试 {total.put_off} 条，发不出 {total.dead} 条。")


@notices.command()
def dead(as_json: AsJson = False) -> None:
    """没能发出的通知，要人看一看。 Notices that could not be sent."""
    join_platform()
    from xuanhu.apps.notices.queries import dead_notices
    from xuanhu.apps.tenancy import every_insurer, seeing

    with seeing(every_insurer()):
        rows = dead_notices()
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    for row in rows:
        zh, en = OWN_WORDS.get(row.problem) or dict(WORDS).get(row.problem, (row.problem, row.problem))
        line = f"{row.id}  {row.at:%Y-%m-%d %H:%M}  {row.insurer}  {row.kind}  试了 {row.tries} 次  {zh} ({en})"
        out.print(line, markup=False, soft_wrap=True)
    if not rows:
        out.print("没有发不出的通知。 (none)")


@notices.command()
def retry(number: Annotated[int, typer.Argument(help="通知的编号 (its number)", metavar="ID")]) -> None:
    """让一条没发成的通知重新来过，用原来的幂等键。 Try a dead one again, under its old key."""
    join_platform()
    from xuanhu.apps.notices.actions import retry as again
    from xuanhu.apps.tenancy import every_insurer, seeing

    with seeing(every_insurer()):
        done = again(notice=number, at=datetime.now(UTC))
    if not done:
        err.print(f"没有编号是 {number} 的、没能发出的通知 (no dead notice of that number)", style="red", markup=False)
        raise typer.Exit(1)
    out.print(f"{number}：会再发一次。")


def _sender(line: str | None) -> Sender:
    try:
        return sender_for(line or (state_folder() / "messages").resolve().as_uri())
    except UnusableSender as wrong:
        err.print(f"{wrong.zh} ({wrong.en})", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


def _codes(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(code, str) for code in found.values()):
        err.print(f"{path}: 应为 JSON 对象 (a JSON object of texts)", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2)
    return found
