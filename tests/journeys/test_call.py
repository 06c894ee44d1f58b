"""The five demo calls of a new agent (docs/tutorials/first-day.md), walked as they are written there."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE
from tests.journeys.looking import a_page, look


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
def page(served_at: str, agent: Login, browser: Any) -> Page:
    page = a_page(browser, DESK)
    page.goto(served_at)
    page.fill("#login", agent.name)
    page.fill("#password", agent.password)
    page.keyboard.press("Enter")
    page.wait_for_selector(".ways")
    page.get_by_role("link", name="来电").click()
    page.wait_for_selector("#q")
    return page


def checks(page: Page) -> dict[str, str]:
    """What came of each item of the identity check."""
    return dict(
        zip(page.locator(".checked dt").all_inner_texts(), page.locator(".checked dd").all_inner_texts(), strict=True)
    )


def card(page: Page, name: str) -> Any:
    return page.locator(".service", has=page.get_by_role("heading", name=name, exact=True))


def aimed_at(page: Page) -> tuple[str | None, str]:
    """The place in the booklet that the address aims at, and the colour that lifts it out."""
    place = page.locator(":target")
    return place.get_attribute("id"), place.evaluate("one => getComputedStyle(one).backgroundColor")


@pytest.mark.browser
def test_the_five_calls_of_the_first_day(page: Page):
    began = page.url
    page.keyboard.type("sjy")  # 1: the cursor stands in the box already
    page.wait_for_selector(".hits a")
    assert "沈*" in page.inner_text("#hits")
    assert page.url == began
    look(page, "call-search")
    page.keyboard.press("ArrowDown")
    page.locator(".hits a", has_text="沧澜财险").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".services")
    assert page.inner_text("h1").replace("\u2009", "") == "沈* 现在可以用的服务"

    outpatient = card(page, "门诊预约")  # 2
    assert outpatient.locator(".state").inner_text() == "暂不可"
    assert "我们这里还没有您的诊断记录。 AXA-04" in outpatient.locator(".reason").inner_text()
    outpatient.locator("summary").click()
    assert outpatient.locator(".read-out p").inner_text() == (
        "我们这里还没有您的诊断记录。请把诊断证明发来，看过以后可以再申请。"
    )
    look(page, "call-caller")
    outpatient.get_by_role("link", name="AXA-04").click()
    assert aimed_at(page) == ("clause-AXA-04", "rgb(234, 244, 242)")
    page.go_back()

    page.fill("#name", "沈静怡")  # 3
    page.fill("#id_number", "09302X")
    page.get_by_role("button", name="核对").click()
    page.wait_for_selector(".checked")
    assert checks(page) == {"姓名": "✓ 相符", "身份证号": "✓ 相符", "手机号": "没有问"}
    assert "沈静怡" not in page.content()
    card(page, "远程问诊").get_by_role("link", name="申请").click()
    page.wait_for_selector("#application")
    look(page, "call-apply")
    page.get_by_role("button", name="确认申请").click()
    page.wait_for_selector(".may .hero")
    assert "远程问诊，已经受理" in page.inner_text(".may .hero")
    assert "核对身份" not in page.inner_text(".may .hero")
    look(page, "call-opened")

    card(page, "住院预约").get_by_role("button", name="记下并结束").click()  # 4
    page.wait_for_selector("#q")
    assert page.inner_text("[role=status]") == "已登记备案，这次来电记下了。可以接下一个。"

    page.keyboard.type("于浩然")  # 5
    page.wait_for_selector(".hits a")
    page.keyboard.press("Enter")  # the only one is opened at once
    page.wait_for_selector(".services")
    page.fill("#name", "于浩然")
    page.fill("#id_number", "123456")
    page.get_by_role("button", name="核对").click()
    page.wait_for_selector(".checked")
    assert checks(page) == {"姓名": "✓ 相符", "身份证号": "× 不符", "手机号": "没有问"}
    assert page.inner_text("[role=alert]").startswith("对不上。")
    look(page, "call-mismatch")
    page.get_by_role("button", name="结束这次来电").click()
    page.wait_for_selector("#q")


@pytest.mark.browser
def test_the_gate_answers_while_one_types(page: Page):
    page.keyboard.type("sjy")
    page.locator(".hits a", has_text="沧澜财险").click()
    page.wait_for_selector(".services")
    refused = card(page, "住院垫付")
    address = refused.locator("form", has=page.get_by_role("button", name="记下并结束")).get_attribute("action")
    page.goto(page.url.partition("/call")[0] + str(address))
    page.wait_for_selector(".refusal")
    assert "阿里" not in page.inner_text(".refusal")
    page.fill("#f-city", "阿里")
    page.locator(".refusal .reason", has_text="住院垫付目前还不能在阿里办。").wait_for()
    look(page, "call-refusal")
    page.set_viewport_size(PHONE)
    look(page, "call-refusal")
    page.go_back()
    page.wait_for_selector(".services")
    look(page, "call-caller")
