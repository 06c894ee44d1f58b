"""A day at the queue by keyboard: claimed, handed over, twenty given out at once, seen elsewhere without reloading."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE
from tests.journeys.looking import a_page, look


@pytest.fixture(scope="module")
def insurers(platform: Platform) -> list[int]:
    """The demonstration's insurers, with their cases as they stand now."""
    from xuanhu.apps.cases.loading import calendar
    from xuanhu.apps.parties.queries import insurers_for
    from xuanhu.apps.work.outcomes import reckon_outcomes
    from xuanhu.demo.loading import load_demo

    load_demo(at=datetime.now(UTC), calendar=calendar())
    found = insurers_for("demo")
    reckon_outcomes(insurers=found, after=0, until=2**62)
    return found


@pytest.fixture
def people(insurers: list[int]) -> dict[str, Any]:
    """Made before the browser is: the ORM and the browser's loop do not share a thread's start."""
    return {role: new_person(insurers, role) for role in ("agent", "care-manager")}


def come_in(browser: Any, url: str, person: Any, size: dict[str, int]) -> Page:
    page = a_page(browser, size)
    page.goto(f"{url}/login?next=/queue")
    page.fill("#login", person.login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#queue")
    return page


@pytest.mark.browser
def test_an_agent_works_by_keyboard_and_a_colleague_sees_it(served_at: str, people: Any, browser: Any):
    agent, leader = people["agent"], people["care-manager"]
    page = come_in(browser, served_at, agent, DESK)
    expect(page.locator(".empty h2")).to_have_text("您名下没有案件")
    look(page, "queue-empty")
    page.click("text=没人负责的 >> nth=0")
    page.wait_for_selector(".line")
    elsewhere = come_in(browser, served_at, leader, DESK)
    elsewhere.goto(f"{served_at}/queue?scope=all")
    elsewhere.wait_for_selector(".line")
    look(elsewhere, "queue")
    elsewhere.get_by_role("link", name="再看 20 件").click()  # what others gave out before stands on the first page
    expect(elsewhere.locator(".line")).to_have_count(40)
    elsewhere.locator("input[name=case]").nth(2).check()
    ticked = elsewhere.locator("input[name=case]").nth(2).get_attribute("value")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    here = page.locator(".line.here").get_attribute("data-case")
    assert here == page.locator(".line").first.get_attribute("data-case")
    page.keyboard.press("x")
    expect(page.locator("#ticked")).to_have_text("已勾选 1 件")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    look(page, "queue-help")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#note")).to_have_text("已经认领，这件归您了")

    mine = elsewhere.locator(f'.line[data-case="{here}"] .hands')
    expect(mine).to_contain_text("张敏", timeout=25_000)  # nobody has reloaded
    expect(elsewhere.locator("#note")).to_have_text("1 件有变化")
    assert elsewhere.locator("input[name=case]:checked").evaluate_all("all => all.map(one => one.value)") == [ticked]
    look(elsewhere, "queue-moved")

    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url(f"{served_at}/queue")
    page.wait_for_selector(f'.line[data-case="{here}"]')
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_selector("#word")
    page.keyboard.press("Tab")
    page.select_option("#to", leader.login)
    page.fill("#word", "她下午三点以后方便接电话")
    look(page, "queue-hand-over")
    page.get_by_role("button", name="转交").click()
    page.wait_for_selector(".empty")
    elsewhere.goto(f"{served_at}/queue")
    expect(elsewhere.locator(".word")).to_have_text("“她下午三点以后方便接电话”")


@pytest.mark.browser
def test_a_leader_gives_out_twenty_at_once_and_looks_at_the_team(served_at: str, people: Any, browser: Any):
    agent, leader = people["agent"], people["care-manager"]
    page = come_in(browser, served_at, leader, DESK)
    page.goto(f"{served_at}/queue?scope=nobody")
    page.wait_for_selector(".line")
    page.check("#all")
    expect(page.locator("#ticked")).to_have_text("已勾选 20 件")
    page.select_option("#to", agent.login)
    page.get_by_role("button", name="分配", exact=True).click()
    expect(page.locator("#note")).to_have_text("20 件已经分配给 张敏")
    page.get_by_role("link", name="再看 20 件").click()
    expect(page.locator(".line")).to_have_count(40)
    look(page, "queue-assigned")
    page.select_option("select[name=city]", "北京")
    page.wait_for_url("**city=**")
    assert {text.split("北京")[-1] for text in page.locator(".line .who .facts").all_inner_texts()} <= {""}
    page.goto(f"{served_at}/queue/calls")
    look(page, "queue-calls")
    page.goto(f"{served_at}/team")
    expect(page.locator(".chart")).to_have_count(5)
    look(page, "team")
    page.locator(".chart a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#queue")


@pytest.mark.browser
def test_the_queue_and_the_team_fit_a_phone(served_at: str, people: Any, browser: Any):
    page = come_in(browser, served_at, people["care-manager"], PHONE)
    for path, name in (("/queue?scope=all", "queue"), ("/queue/calls", "queue-calls"), ("/team", "team")):
        page.goto(f"{served_at}{path}")
        look(page, name)
