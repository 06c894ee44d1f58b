"""Somebody's first day: a wrong try, the first password, the start page, a booklet, leaving; without scripts."""

from typing import Any

import pytest

from tests.integration.accounts.staff import FIRST, PASSWORD, new_person
from tests.integration.api.tenants import new_tenant
from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE, SMALL_DESK
from tests.journeys.looking import a_page, look


@pytest.fixture
def person(platform: Platform) -> Any:
    """Made before the browser is: the ORM and the browser's loop do not share a thread's start."""
    return new_person([new_tenant().id], "care-manager", is_fresh=True)


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, SMALL_DESK, DESK], ids=["phone", "small-desk", "desk"])
def test_a_first_day_from_the_login_to_leaving(served_at: str, person: Any, browser: Any, size: dict[str, int]):
    page = a_page(browser, size, has_scripts=False)
    page.goto(served_at)
    assert page.title() == "登录 · 悬壶"
    look(page, "login")

    page.keyboard.type(person.login)  # the cursor stands there already
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.inner_text("[role=alert]") == "登录名或密码不对，请再试一次。"
    look(page, "login-wrong", status=422)

    page.keyboard.type(FIRST)  # the name was kept, the cursor stands at the password
    page.keyboard.press("Enter")
    page.wait_for_selector("#again")
    assert page.title() == "修改密码 · 悬壶"
    look(page, "password")
    for place, text in (("#old", FIRST), ("#new", PASSWORD), ("#again", PASSWORD)):
        page.fill(place, text)
    page.get_by_role("button", name="修改密码").click()

    page.wait_for_selector(".group")
    assert page.inner_text(".says") == "密码已经改好，您在别处的登录都退出了。"
    assert page.inner_text(".group h2").split() == ["还没有期限", "1", "件"]
    assert page.inner_text(".line .what").split() == ["门诊预约", "核对身份"]
    assert page.inner_text(".line .who .facts").split() == ["王*", "北京"]
    assert page.inner_text(".line .turn") == "轮到您"
    look(page, "start")

    page.get_by_role("link", name="安盛天平健康服务").click()
    page.wait_for_selector(".cover")
    assert page.title() == "安盛天平健康服务"
    assert page.evaluate("getComputedStyle(document.querySelector('.cover')).backgroundColor") == "rgb(15, 118, 110)"

    page.go_back()
    if page.locator(".menu > summary").is_visible():  # folded on a phone
        page.locator(".menu > summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_selector("#login")
    page.goto(served_at)
    assert page.title() == "登录 · 悬壶"
