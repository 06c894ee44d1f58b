"""The distribution's Chromium, with Chinese glyphs out of a wheel: nothing is downloaded, nothing else is installed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import manimgx_fonts_cjk
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM

PHONE, SMALL_DESK, DESK = (
    {"width": 390, "height": 844},
    {"width": 1280, "height": 800},
    {"width": 1440, "height": 900},
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@contextmanager
def a_browser(folder: Path) -> Iterator[Browser]:
    """A browser whose fonts are configured in a folder."""
    config = folder / "fonts.conf"
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    config.write_text(FONTS.format(fonts=fonts, cache=folder / "cache"), "utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(config)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS, env=environment)
        yield browser
        browser.close()
