"""Signing on a phone: each of the four texts read, signed with the finger, saved, withdrawn; and without script."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.integration.insured.consenting import CONSENTS, Waiting, records_of, waiting
from tests.integration.insured.member import code_on
from tests.integration.platform import Platform
from tests.journeys.browser import PHONE
from tests.journeys.looking import SHOTS
from xuanhu.core.reckoning import SHANGHAI

HAND = [(0.2, 0.3), (0.3, 0.62), (0.24, 0.7), (0.42, 0.28), (0.5, 0.7), (0.62, 0.34), (0.74, 0.66), (0.84, 0.4)]


@pytest.fixture
def one(platform: Platform, request: pytest.FixtureRequest) -> Waiting:
    """A case that waits for a signature; made before the browser is."""
    return waiting(*request.param, datetime.now(UTC).astimezone(SHANGHAI))


def look(page: Page, name: str) -> None:
    """Nothing scrolls sideways; the picture is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=SHOTS / f"consents-{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def come_in(page: Page, url: str, one: Waiting) -> None:
    """By the code, then by name and number."""
    page.goto(f"{url}{one.path}")
    page.fill("#phone", one.member.phone)
    page.click("button.main-act")
    page.wait_for_selector("#code")
    page.fill("#code", on_another_thread(code_on, one.member.phone))
    page.click("button.main-act")
    page.wait_for_selector("#id_number")
    page.fill("#name", one.member.name)
    page.fill("#id_number", one.member.id_number)
    page.click("button.main-act")
    page.wait_for_url("**/my?welcome=1")
    page.goto(f"{url}{one.path}")


def on_another_thread(ask: Any, *given: Any) -> Any:
    """The ORM will not run where the browser's loop does."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def asked() -> Any:
        try:
            return ask(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asked).result()


def write(page: Page) -> None:
    """With the finger over the glass."""
    glass = page.locator(".glass canvas")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in HAND]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


@pytest.mark.browser
@pytest.mark.parametrize("one", CONSENTS, indirect=True, ids=[consent for _, consent in CONSENTS])
def test_a_text_is_read_signed_saved_and_withdrawn(served_at: str, one: Waiting, browser: Any):
    page = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    come_in(page, served_at, one)
    title = page.inner_text("h1")
    assert page.inner_text(".consent .who dd") == "王芳"
    page.click("form.sign button.main-act")
    assert page.inner_text("[data-hint]") == "还没有看到签名，请先在框里写上姓名。"
    write(page)
    page.click("[data-clear]")
    write(page)
    look(page, f"{one.consent}-written")
    page.click("form.sign button.main-act")
    page.wait_for_url("**?signed=1#done")
    assert page.inner_text(".done b") == f"您已签好《{title}》。"
    look(page, f"{one.consent}-signed")

    page.goto(f"{served_at}/my/me/consents")
    assert page.inner_text(".kept .mark-said") == "✓ 有效"
    look(page, f"{one.consent}-list")
    page.click(".kept h2 a")
    page.wait_for_selector(".signature svg path")
    look(page, f"{one.consent}-kept")
    with page.expect_download() as saved:
        page.click("a.main-act")
    SHOTS.mkdir(parents=True, exist_ok=True)
    saved.value.save_as(SHOTS / f"{one.consent}.pdf")
    assert saved.value.suggested_filename == f"{title}.pdf".replace("/", "_")
    page.click(".acts a:last-child")
    page.wait_for_selector("button.main-act")
    look(page, f"{one.consent}-withdraw")
    if page.locator("input[value=consent][type=radio]").count():
        page.check("input[value=consent][type=radio]")
    page.click("button.main-act")
    page.wait_for_selector(".said b")
    assert page.inner_text(".head .mark-said") == "× 已撤回"
    assert [row.kind for row in on_another_thread(records_of, one.member)] == ["signed", "withdrawn"]


@pytest.mark.browser
@pytest.mark.parametrize("one", CONSENTS[1:2], indirect=True, ids=["direct-billing-authorization"])
def test_without_script_one_signs_by_name_and_code_and_reads_what_refusing_means(
    served_at: str, one: Waiting, browser: Any
):
    page = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False).new_page()
    come_in(page, served_at, one)
    assert page.is_hidden("form.sign")
    assert page.inner_text("[data-no-script]") == "这里画不了签名，请用下面的办法签，效力一样。"
    page.click(".not a")
    assert page.inner_text(".warn b") == "现在不签，这一次就算已经完成。"
    look(page, "refuse")
    page.click("a.main-act")
    page.click("summary")
    page.click(".by-code form button.second-act")
    page.wait_for_selector(".by-code .said")
    look(page, "by-code")
    page.fill("#sign-name", one.member.name)
    page.fill("#sign-code", on_another_thread(code_on, one.member.phone))
    page.click(".by-code button.main-act")
    assert page.inner_text(".done b") == "您已签好《直付/理赔授权书》。"
    assert [row.way for row in on_another_thread(records_of, one.member)] == ["code"]
