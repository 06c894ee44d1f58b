"""Progress on a phone: the first page, a case with its days, an appointment that cannot be kept; small, and large."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.insured.course import CHIEF, HOSPITAL, Course
from tests.integration.insured.member import Member, code_on, new_member
from tests.integration.platform import Platform
from tests.journeys.browser import PHONE
from tests.journeys.looking import SHOTS
from xuanhu.core.reckoning import SHANGHAI

SMALLEST, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
Found = TypeVar("Found")


def ago(**how_long: float) -> datetime:
    return (datetime.now(UTC) - timedelta(**how_long)).astimezone(SHANGHAI)


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


@pytest.fixture
def member(platform: Platform) -> Member:
    return new_member("ins-oncology")


@pytest.fixture
def cases(member: Member) -> dict[str, Course]:
    """A promise that runs, an appointment, papers that are missing, and what is over."""
    promised = Course(member, "outpatient-appointment", ago(days=1), city="北京")
    promised.did("documents-added", ago(hours=20), kinds=("pathology-report",))
    promised.did("reviewed", ago(hours=3), result="passed")
    asked = Course(member, "genetic-test", ago(hours=5))
    over = Course(member, "second-opinion", ago(days=3)).did("withdrawn", ago(days=2))
    ahead = Course(member, "inpatient-appointment", ago(days=2), city="北京")
    ahead.did("documents-added", ago(hours=40), kinds=("pathology-report",)).did(
        "reviewed", ago(hours=39), result="passed"
    )
    ahead.did("admission-slip-issued", ago(hours=30), hospital=HOSPITAL["hospital"])
    on = datetime.combine(date.today() + timedelta(days=6), datetime.min.time(), SHANGHAI).replace(hour=9, minute=30)  # noqa: DTZ011
    ahead.did("booked", ago(hours=4), on=on, **{**CHIEF, "hospital": "内蒙古自治区人民医院"}, doctor="顾清和")
    return {"promised": promised, "asked": asked, "over": over, "ahead": ahead}


@pytest.fixture
def phone(cases: dict[str, Course], member: Member, served_at: str, browser: Browser) -> Iterator[Page]:
    """A phone that has come in."""
    page = browser.new_page(viewport=PHONE, base_url=served_at, locale="zh-CN")  # type: ignore[arg-type]
    page.goto("/my/login")
    page.fill("input[name=phone]", member.phone)
    page.click("main button[type=submit]")
    page.wait_for_url("**/my/code*")
    page.fill("input[name=code]", aside(lambda: code_on(member.phone)))
    page.click("main button[type=submit]")
    page.wait_for_url("**/my/who*")
    page.fill("input[name=name]", member.name)
    page.fill("input[name=id_number]", member.id_number)
    page.click("main button[type=submit]")
    page.wait_for_url("**/my?welcome=1")
    yield page
    page.close()


def look(page: Page, name: str, **size: int) -> None:
    """Nothing scrolls sideways, what is touched is large enough, and the picture is kept."""
    page.set_viewport_size(size or PHONE)  # type: ignore[arg-type]
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]  # type: ignore[index]
    page.screenshot(path=SHOTS / f"progress-{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = page.evaluate(
        "[...document.querySelectorAll('main a, main button, main summary')].filter(e => e.checkVisibility() && "
        "e.getBoundingClientRect().height < 44).map(e => e.textContent.trim())"
    )
    assert small == []


def test_progress_on_a_phone(phone: Page, cases: dict[str, Course]):
    promised, ahead = cases["promised"].path, cases["ahead"].path
    look(phone, "home")
    look(phone, "home", **SMALLEST)
    look(phone, "home", **WIDE)
    assert phone.locator(".case .turn").first.inner_text().startswith("现在轮到您")
    phone.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.click(f"a[href='{promised}']")
    phone.wait_for_url(f"**{promised}")
    look(phone, "case")
    phone.click("text=为什么是这一天")
    phone.click("text=经过")
    look(phone, "case-opened")
    look(phone, "case-opened", **SMALLEST)
    look(phone, "case-opened", **WIDE)
    phone.goto(ahead)
    look(phone, "appointment")
    with phone.expect_download() as saved:
        phone.click("a[href$='appointment.ics']")
    assert saved.value.suggested_filename == "appointment.ics"
    phone.click("text=我来不了")
    look(phone, "cannot-come")
    phone.click("text=请帮我改时间")
    phone.wait_for_url("**?said=cannot-come")
    assert "健康管家会给您打电话" in phone.locator("[role=status].said").first.inner_text()
    look(phone, "asked")
    phone.goto(cases["over"].path)
    look(phone, "over")
    phone.goto(f"{cases['asked'].path}/withdraw")
    look(phone, "withdraw")
    phone.goto(cases["asked"].path)
    look(phone, "asked-for-papers")
    phone.click("text=大字")
    for path, name in ((cases["asked"].path, "papers"), (promised, "case"), ("/my", "home"), (ahead, "appointment")):
        phone.goto(path)
        if name == "case":
            phone.click("text=为什么是这一天")
        look(phone, f"large-{name}")
        look(phone, f"large-{name}", **SMALLEST)


def test_what_happens_meanwhile_comes_by_itself(phone: Page, cases: dict[str, Course]):
    """The page asks when it is looked at again; what was opened stays open."""
    case = cases["promised"]
    phone.goto(case.path)
    phone.click("text=经过")
    aside(lambda: case.did("ended", ago(), reason="本人来电"))
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.wait_for_selector("text=很抱歉，这次没能办成")
    assert phone.evaluate("document.querySelector('#past').open") is True


def test_progress_without_script(phone: Page, cases: dict[str, Course]):
    """Everything is read and done without script."""
    state = phone.context.storage_state()
    page = phone.context.browser.new_context(  # type: ignore[union-attr]
        viewport=PHONE,
        base_url=phone.url.partition("/my")[0],
        java_script_enabled=False,
        storage_state=state,  # type: ignore[arg-type]
    ).new_page()
    page.goto(cases["asked"].path)
    page.click("text=撤回申请")
    page.click("text=确定撤回")
    assert "您撤回了这次申请" in page.content()
