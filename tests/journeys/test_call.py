"""The five demo calls of a new agent (docs/tutorials/first-day.md), walked as they are written there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE
from tests.journeys.test_first_day import look


class Login(NamedTuple):
    name: str
    password: str


@pytest.fixture(scope="module")
def agent(platform: Platform) -> Login:
    """The demonstration, as it stands today, and whoever answers its telephone."""
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.demo.loading import load_demo

    loaded = load_demo(at=datetime.now(UTC), calendar=calendar())
    one = next(one for one in loaded.logins if one.role == "agent")
    return Login(one.login, one.password)


@pytest.fixture
def page(served_at: str, agent: Login, browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()
    page.goto(served_at)
    page.fill("#login", agent.name)
    page.fill("#password", agent.password)
    page.keyboard.press("Enter")
    page.wait_for_selector(".ways")
    page.get_by_role("link", name="来电").click()
    page.wait_for_selector("#q")
    yield page
    context.close()


@pytest.mark.browser
def test_explore(page: Page):
    page.keyboard.type("canglan")
    page.wait_for_selector(".hits")
    print(page.inner_text("#hits"))
    look(page, "call-search")
    page.locator(".hits a").nth(1).click()
    page.wait_for_selector(".services")
    for d in page.locator(".read-out summary").all()[:3]:
        d.click()
    look(page, "call-caller")
    print(page.inner_text("main"))
    page.set_viewport_size(PHONE)
    look(page, "call-caller")
    page.set_viewport_size(DESK)
    page.locator(".services a.act").first.click()
    page.wait_for_selector("#application")
    look(page, "call-apply")
    print(page.inner_text("main"))
    if page.locator("#f-city").count():
        page.fill("#f-city", "阿里")
        page.wait_for_selector(".refusal")
        look(page, "call-refusal")
    page.set_viewport_size(PHONE)
    look(page, "call-apply")
