"""What holds for every test: no address but this machine's (pytest-socket, see pyproject.toml) and no deadlines."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

CHROMIUM = Path("/usr/bin/chromium")

# A slow machine is no fault of the code.
settings.register_profile("xuanhu", deadline=None)
settings.load_profile("xuanhu")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave browser tests out where the distribution's Chromium is missing; CI installs it."""
    if CHROMIUM.exists():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> list[str]:
    """Say so where browser tests cannot run, and where nobody reads."""
    said = [] if CHROMIUM.exists() else [f"browser tests are left out: no {CHROMIUM} (apt-get install chromium)"]
    return (
        said
        if find_spec("rapidocr")
        else [*said, "the reader's test is left out: no extra `ocr` (requirements/ocr.txt)"]
    )
