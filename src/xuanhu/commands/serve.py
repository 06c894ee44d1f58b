"""`xuanhu serve`: PostgreSQL, migrations, the handbooks published, the web server and the sweep, by one command."""

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from xuanhu.commands.opened import out
from xuanhu.postgres import Access, Cluster, prepare, prepare_external, state_folder
from xuanhu.scenarios.files import BUILT_IN

SWEEP_EVERY = 5.0  # seconds between two looks at the timers
SETTINGS = "xuanhu.config.settings"


def serve(
    port: Annotated[int, typer.Option(help="监听的端口 (the port)", envvar="PORT")] = 8000,
    rehearsal: Annotated[bool, typer.Option(help="彩排：请求可以带着时刻来 (stories may be played on it)")] = False,
) -> None:
    """启动平台：数据库、迁移、手册、网页服务和定时。 Start the platform; Ctrl-C stops all of it."""
    cluster, access = _database()
    os.environ.update(installed_secrets(), DJANGO_SETTINGS_MODULE=SETTINGS, XUANHU_REHEARSAL="1" if rehearsal else "0")
    _migrate(access.owner)
    os.environ["XUANHU_DATABASE_URL"] = access.app
    key = _set_up(rehearsal=rehearsal)
    web = _web(port)
    try:
        out.print(f"接口说明 (the API): http://127.0.0.1:{port}/api/v1/openapi.json")
        if key:
            out.print(f"彩排的密钥 (the rehearsal's key): {key}")
        out.print(f"ready: http://127.0.0.1:{port}")
        _sweep_until_told(web)
    finally:
        web.terminate()
        web.wait()
        if cluster is not None:
            cluster.stop()


def _database() -> tuple[Cluster | None, Access]:
    """The PostgreSQL of DATABASE_URL, or the embedded one in the state folder."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return None, prepare_external(url)
    cluster = Cluster()
    return cluster, prepare(cluster)


def installed_secrets() -> dict[str, str]:
    """The secrets of this installation, made once and kept where only its owner reads them."""
    path = state_folder() / "secrets.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = "first:" + base64.b64encode(secrets.token_bytes(32)).decode()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"XUANHU_SECRET": secrets.token_urlsafe(48), "XUANHU_KEYS": keys}, file)
    kept: dict[str, str] = json.loads(path.read_text())
    return {name: os.environ.get(name) or value for name, value in kept.items()}


def _migrate(owner: str) -> None:
    environment = {**os.environ, "XUANHU_DATABASE_URL": owner}
    subprocess.run([sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"], env=environment, check=True)


def _set_up(*, rehearsal: bool) -> str:
    """Publish the handbooks that come with Xuanhu; in a rehearsal, make its key and refuse beside real insurers."""
    import django

    django.setup()
    from xuanhu.apps.accounts.keys import make_key
    from xuanhu.apps.editions.actions import publish
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import every_insurer, seeing

    now = datetime.now(UTC)
    for path in sorted(BUILT_IN.glob("*/handbook.yaml")):
        publish(path=path, at=now)
    if not rehearsal:
        return ""
    with seeing(every_insurer()):
        if Insurer.objects.filter(is_rehearsal=False).exists():
            out.print("这里有真实的保险公司，不能彩排 (real insurers exist here: no rehearsal)", style="red")
            raise typer.Exit(2)
    return make_key(name="rehearsal", role="rehearsal", insurers=[], at=now, key=os.environ.get("XUANHU_API_KEY"))


def _web(port: int) -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("granian")
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    options += ["--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]
    return subprocess.Popen(  # noqa: S603 - our own server, by its full path
        [program, *options, "xuanhu.config.wsgi:application"], start_new_session=True
    )


def _sweep_until_told(web: subprocess.Popen[bytes]) -> None:
    """Timers and outbox, again and again, until a signal comes or the web server ends. A rehearsal has its own time."""
    from xuanhu.apps.cases.sweeping import sweep
    from xuanhu.apps.notices.delivering import deliver
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import every_insurer, seeing
    from xuanhu.integrations.messages import sender_for

    sender = sender_for(os.environ.get("XUANHU_SENDER") or (state_folder() / "messages").resolve().as_uri())
    told = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    while not told.wait(SWEEP_EVERY) and web.poll() is None:
        with seeing(every_insurer()):
            real = list(Insurer.objects.filter(is_rehearsal=False).values_list("id", flat=True))
        sweep(insurers=real, until=datetime.now(UTC))
        deliver(at=datetime.now(UTC), sender=sender, limit=50)
