"""The talk on a phone: the insured and a doctor at once, a picture, advice; a slot, how it was; without scripts too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.insured.member import Member, code_on, new_member
from tests.integration.insured.talking import messages, open_case
from tests.integration.papers.files import png
from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE, SMALL_DESK
from tests.journeys.looking import SHOTS, a_page, faults_of, hindrances, look
from xuanhu.core.reckoning import SHANGHAI

SMALLEST = {"width": 320, "height": 640}
LONG = "夜里咳嗽三天，白天好一些，没有发烧。" * 8
Found = TypeVar("Found")


def aside(act: Callable[[], Found]) -> Found:
    """Done in another thread: the browser keeps this one's loop running, and Django will not act in it."""

    def alone() -> Found:
        from django.db import connections

        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(alone).result()


def phone_of(browser: Browser, member: Member, url: str, *, has_scripts: bool = True) -> Page:
    """The member's phone, come in."""
    page = a_page(browser, PHONE, has_scripts=has_scripts)
    page.goto(f"{url}/my/login")
    page.fill("input[name=phone]", member.phone)
    page.click("main button[type=submit]")
    page.fill("input[name=code]", aside(lambda: code_on(member.phone)))
    page.click("main button[type=submit]")
    page.fill("input[name=name]", member.name)
    page.fill("input[name=id_number]", member.id_number)
    page.click("main button[type=submit]")
    page.wait_for_url("**/my?welcome=1")
    return page


def desk_of(browser: Browser, person: Any, url: str) -> Page:
    page = a_page(browser, DESK)
    page.goto(f"{url}/login")
    page.fill("#login", person.login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".bar")
    return page


def see(page: Page, name: str, *sizes: dict[str, int], status: int = 200) -> None:
    """On each screen nothing scrolls sideways, what is touched is large enough, axe-core is content, nothing failed."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for size in sizes or (PHONE,):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.screenshot(path=SHOTS / f"talk-{name}-{size['width']}.png", full_page=True, caret="initial")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"], name
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .main-act, main .second-act, main .plain, main label')]"
            ".filter(e => e.checkVisibility() && !e.closest('.field') && e.getBoundingClientRect().height < 44)"
            ".map(e => e.textContent.trim())"
        )
        assert small == [], name
    assert hindrances(page) == "", name
    assert faults_of(page) == ([] if status < 400 else [f"{status} page"]), name
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def stumble(phone: Page, paper: Path) -> None:
    """What is no picture, then no network: what was typed stays, and goes in the end."""
    phone.set_input_files("input[type=file]", str(paper))
    phone.fill("#text", "白的")
    phone.click("text=发送")
    phone.wait_for_selector("[role=alert]")
    assert phone.input_value("#text") == "白的"
    faults_of(phone)  # the refusal itself
    see(phone, "refused")
    phone.context.set_offline(True)
    phone.click("text=发送")
    phone.wait_for_selector("text=没发出去")
    assert phone.input_value("#text") == "白的"
    phone.context.set_offline(False)
    faults_of(phone)
    phone.click("text=发送")
    phone.wait_for_selector(".mine >> text=白的")


def judge(phone: Page, talk: str) -> None:
    """How it was; then the list, and all in large type."""
    phone.click("text=说说这次服务")
    phone.wait_for_selector(".marks")
    see(phone, "feedback", PHONE, SMALLEST)
    phone.click("text=不太满意")
    phone.fill("#text", "等了半天才有人回。")
    phone.click("text=告诉你们")
    phone.wait_for_selector("[role=status].said")
    see(phone, "thanked")
    phone.goto(f"{talk.partition('/my/')[0]}/my/talk")
    see(phone, "list", PHONE, SMALLEST)
    phone.click("text=大字")
    phone.wait_for_selector("html.large")
    see(phone, "list-large")
    for path, name in ((talk, "advised-large"), (f"{talk[:-5]}/feedback", "judged-large")):
        phone.goto(path)
        see(phone, name)


@pytest.mark.browser
def test_an_insured_and_a_doctor_talk_on_two_screens(
    served_at: str, platform: Platform, tmp_path: Path, request: pytest.FixtureRequest
):
    member = new_member("picc-iwuyou-3")
    person = new_person([member.insurer], "expert")
    leader = new_person([member.insurer], "care-manager")
    case = open_case(member, "online-consultation", datetime.now(UTC).astimezone(SHANGHAI) - timedelta(minutes=9))
    (tmp_path / "cough.png").write_bytes(png())
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4\n%x\n%%EOF\n")
    browser: Browser = request.getfixturevalue("browser")
    phone, doctor = phone_of(browser, member, served_at), desk_of(browser, person, served_at)
    talk, room = f"{served_at}/my/cases/{case}/talk", f"{served_at}/consultations/{case}"

    phone.goto(talk)
    see(phone, "empty", PHONE, SMALLEST)
    doctor.goto(room)
    phone.fill("#text", LONG)
    phone.click("text=发送")
    phone.wait_for_selector(".talk .mine")
    assert phone.input_value("#text") == ""
    assert phone.url == talk  # no new page, no jump
    phone.set_input_files("input[type=file]", str(tmp_path / "cough.png"))
    phone.click("text=发送")
    phone.wait_for_selector(".talk .picture img")
    doctor.wait_for_selector(f"text={LONG[:20]}")
    doctor.fill("#text", "痰是什么颜色？")
    doctor.click("#talk button[type=submit]")
    phone.wait_for_selector("text=痰是什么颜色？")
    phone.wait_for_selector(".mine >> text=已读")
    see(phone, "talking", PHONE, SMALLEST, SMALL_DESK)
    stumble(phone, tmp_path / "paper.pdf")
    doctor.wait_for_selector("text=白的")
    look(doctor, "talk-doctor")
    doctor.fill("#advice", "多喝温水，少说话。三天不好，或者痰里有血，去医院呼吸科。")
    doctor.click("text=记下建议，办结")
    phone.wait_for_selector(".advice")
    see(phone, "advised", PHONE, SMALLEST)
    judge(phone, talk)
    team = desk_of(browser, leader, served_at)
    team.goto(f"{served_at}/team")
    look(team, "talk-team")
    assert "等了半天才有人回。" in team.inner_text("main")


@pytest.mark.browser
def test_a_slot_is_asked_for_and_the_care_manager_answers_and_books(
    served_at: str, platform: Platform, request: pytest.FixtureRequest
):
    member = new_member("axa-tianping")
    manager = new_person([member.insurer], "care-manager")
    at = datetime.now(UTC).astimezone(SHANGHAI) - timedelta(minutes=9)
    case, other = (
        open_case(member, "remote-consultation", at),
        open_case(member, "outpatient-appointment", at, city="北京"),
    )
    browser: Browser = request.getfixturevalue("browser")
    phone = phone_of(browser, member, served_at, has_scripts=False)
    path = f"{served_at}/my/cases/{case}"

    phone.goto(f"{path}/talk")
    see(phone, "slot-wanted")
    phone.click("text=选时间")
    phone.locator(".days a").nth(1).click()
    phone.wait_for_selector(".times")
    see(phone, "slots", PHONE, SMALLEST, SMALL_DESK)
    phone.locator(".times label").nth(4).click()
    phone.click("text=就这个时间")
    phone.wait_for_selector("[role=status].said")
    see(phone, "slot-kept", PHONE, SMALLEST)
    phone.goto(f"{served_at}/my/cases/{other}/talk")
    phone.fill("#text", "病历还要补吗？")
    phone.click("text=发送")
    phone.wait_for_selector(".mine")
    see(phone, "with-manager", PHONE, SMALLEST)

    desk = desk_of(browser, manager, served_at)
    assert desk.inner_text(".mentions") == "1 条客户消息"
    desk.click(".mentions")
    look(desk, "talk-waiting")
    desk.click("text=门诊预约")
    desk.wait_for_selector("#talk-text")
    look(desk, "talk-case")
    desk.fill("#talk-text", "不用了，已经齐了。")
    desk.click("text=发给客户")
    desk.wait_for_selector("text=不用了，已经齐了。")
    assert desk.locator(".mentions").count() == 0
    desk.goto(f"{served_at}/consultations")
    look(desk, "talk-wishes")
    desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
    look(desk, "talk-wishes")
    desk.set_viewport_size(DESK)  # type: ignore[arg-type]
    desk.click(".wish button")
    desk.wait_for_selector("[role=status]")
    phone.goto(f"{path}/talk")
    see(phone, "slot-booked", PHONE, SMALLEST)
    phone.goto(f"{served_at}/my/talk")
    assert "1 条新消息" in phone.inner_text(".conversations")
    see(phone, "list-new")
    phone.goto(f"{served_at}/my/cases/{other}/talk")
    assert "不用了，已经齐了。" in phone.inner_text(".theirs")
    assert [one.text for one in aside(lambda: messages(member, other))] == ["病历还要补吗？", "不用了，已经齐了。"]
