"""`xuanhu keys`: a new key for what is sealed, while the platform runs; and what is under which key."""

import os

import typer

from xuanhu.commands.opened import AsJson, err, faults_said, out, print_json

keys = typer.Typer(no_args_is_help=True, help="密钥：更换、查看。 The keys of sealed columns.")


@keys.command()
def rotate() -> None:
    """换一把新密钥，把封存的内容逐批改用它；可以随时中断，再运行就接着做。 A new key, and everything under it."""
    from xuanhu.postgres import state_folder
    from xuanhu.running.installation import enter_running
    from xuanhu.running.ring import RING, new_key, put_first

    with faults_said():
        enter_running()
    if _unfinished():
        out.print("上一次更换还没有做完，接着做 (the last rotation goes on)")
    elif os.environ.get("XUANHU_KEYS_FILE"):
        put_first(state_folder(), new_key())
    else:
        out.print(
            "密钥由 XUANHU_KEYS 给出。请在每台机器上照次序做 (the ring comes from XUANHU_KEYS; on every machine):"
        )
        added = new_key()
        ring = os.environ[RING].split(",")
        out.print("  1. 先放在第二位，重启 (second, and restart):", soft_wrap=True)
        typer.echo(f"{RING}={','.join([ring[0], added, *ring[1:]])}")
        out.print("  2. 都重启以后放到第一位，再重启 (then first, and restart):", soft_wrap=True)
        typer.echo(f"{RING}={','.join([added, *ring])}")
        out.print("  3. 最后再运行一次 xuanhu keys reseal (then reseal)", soft_wrap=True)
        return
    _reseal()


@keys.command()
def reseal() -> None:
    """把封存的内容都改用最新的密钥。 Bring everything under the newest key."""
    from xuanhu.running.installation import enter_running

    with faults_said():
        enter_running()
    _reseal()


@keys.command()
def status(as_json: AsJson = False) -> None:
    """哪张表里有多少内容在哪把密钥之下。 How many values are under which key, by table."""
    from xuanhu.running.installation import enter_running

    with faults_said():
        enter_running()
    from xuanhu.apps.resealing import counted
    from xuanhu.apps.sealing import sealer

    ring = sealer().names
    found = counted()
    if as_json:
        print_json({"ring": ring, "values": [one._asdict() for one in found]})
    else:
        out.print(f"密钥，新的在前 (newest first)：{'、'.join(ring)}", markup=False)
        for one in found:
            lost = "" if one.key in ring else "  没有这把密钥 (no such key)"
            out.print(f"  {one.table}.{one.column:12} {one.key:12} {one.values}{lost}", markup=False, soft_wrap=True)
    if any(one.key not in ring for one in found):
        raise typer.Exit(1)


def _unfinished() -> bool:
    from xuanhu.apps.resealing import left_to_reseal

    return bool(left_to_reseal())


def _reseal() -> None:
    from xuanhu.apps.resealing import left_to_reseal, reseal
    from xuanhu.apps.sealing import SealError

    try:
        for column, count in reseal():
            out.print(f"{column.table}.{column.column}：{count}", markup=False)
            out.file.flush()
    except SealError as error:
        err.print(f"{error}；别的内容没有动，可以再运行 (nothing else was touched)", style="red", markup=False)
        raise typer.Exit(1) from None
    left = left_to_reseal()
    if left:
        err.print(f"还有 {left} 项，再运行一次 (run it again)", style="yellow", markup=False)
        raise typer.Exit(1)
    said = "都改用新密钥了；事实里的留在原来的密钥之下，旧密钥请继续保留 (done; keep the old keys: facts need them)"
    out.print(said, soft_wrap=True)
