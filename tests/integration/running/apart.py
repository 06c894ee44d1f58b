"""Commands on a platform of their own, whose keys stand in a state folder beside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration.platform import ENVIRONMENT, Platform
from tests.integration.running.served import XUANHU, environment_of


def state_of(folder: Path) -> Path:
    """A state folder with the keys of the tests."""
    file = folder / "secrets.json"
    file.write_text(json.dumps({name: ENVIRONMENT[name] for name in ("XUANHU_KEYS", "XUANHU_SECRET")}))
    file.chmod(0o600)
    return folder


def environment(apart: Platform, state: Path, **more: str) -> dict[str, str]:
    return environment_of(state, **{"XUANHU_DATABASE_URL": apart.access.app, **more})


def run(apart: Platform, state: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*XUANHU, *command], env=environment(apart, state, **more), capture_output=True, text=True, check=False
    )


def python(apart: Platform, state: Path, program: str) -> str:
    """What a program prints that is a process of the platform."""
    given = environment(apart, state, DJANGO_SETTINGS_MODULE="xuanhu.config.settings")
    given["XUANHU_KEYS_FILE"] = str(state / "secrets.json")
    given["XUANHU_SECRET"] = ENVIRONMENT["XUANHU_SECRET"]
    given["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    beginning = "import django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", beginning + program], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


LOAD_DEMO = """
from datetime import datetime
from pathlib import Path
from xuanhu.apps.editions.actions import publish
from xuanhu.core.reckoning import SHANGHAI, china
from xuanhu.demo.loading import load_demo
from xuanhu.scenarios.files import BUILT_IN
at = datetime(2026, 10, 5, 3, tzinfo=SHANGHAI)
for path in sorted(BUILT_IN.glob("*/handbook.yaml")):
    publish(path=path, at=at)
print(*load_demo(at=at, calendar=china())[:3])
"""
