"""Papers by phone: two pages over a line that breaks, a reload in the middle, what is blurred; and without script."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import ImageFilter
from playwright.sync_api import BrowserContext, Page

from tests.drawn_papers import jpeg, on_a_table, page
from tests.integration.insured.member import Member, new_member, phone_of
from tests.integration.insured.paperwork import documents, facts, new_case
from tests.integration.platform import Platform
from tests.journeys.browser import PHONE
from tests.journeys.looking import SHOTS
from xuanhu.core.reckoning import SHANGHAI

SMALL = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
HEAVY = bytes(5 * 1024 * 1024)  # behind a JPEG's end nothing is read: a large file that is quickly drawn


class Papers(NamedTuple):
    """Somebody with a case, logged in; and files on their phone."""

    member: Member
    case: str
    cookies: list[dict[str, str]]
    url: str
    folder: Path

    @property
    def page(self) -> str:
        return f"{self.url}/my/cases/{self.case}/papers"


@pytest.fixture
def papers(platform: Platform, served_at: str, tmp_path: Path) -> Papers:
    """Made before the browser is."""
    now = datetime.now(UTC).astimezone(SHANGHAI)
    member = new_member()
    case = new_case(member, now - timedelta(minutes=5))
    desk = phone_of(member)
    cookies = [{"name": name, "value": one.value, "url": served_at} for name, one in desk.client.cookies.items()]
    sharp = on_a_table(page("出院小结"))
    (tmp_path / "first.jpg").write_bytes(jpeg(sharp) + HEAVY)
    (tmp_path / "second.jpg").write_bytes(jpeg(sharp.filter(ImageFilter.GaussianBlur(9))))
    (tmp_path / "third.jpg").write_bytes(jpeg(on_a_table(page())))
    return Papers(member, case, cookies, served_at, tmp_path)


def at_phone(browser: Any, papers: Papers, **how: Any) -> tuple[BrowserContext, Page]:
    context = browser.new_context(**{"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **how})
    context.add_cookies(papers.cookies)
    found = context.new_page()
    found.on("pageerror", lambda error: pytest.fail(str(error)))
    found.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    return context, found


def asked(what: Callable[[Member, str], list[Any]], papers: Papers) -> list[Any]:
    """What the database says, in a thread of its own: the browser's loop is in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(what, papers.member, papers.case).result()


def look(page: Page, name: str) -> None:
    """Nothing scrolls sideways; the picture is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=SHOTS / f"insured-papers-{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def look_at_all_sizes(page: Page, name: str) -> None:
    for size in (PHONE, SMALL, DESK):
        page.set_viewport_size(size)
        look(page, name)
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.classList.add('large')")
    look(page, f"{name}-large")
    page.evaluate("document.documentElement.classList.remove('large')")


@pytest.mark.browser
def test_two_pages_over_a_line_that_breaks_become_one_document(papers: Papers, browser: Any):
    context, phone = at_phone(browser, papers)
    phone.goto(papers.page)
    look_at_all_sizes(phone, "missing")

    with phone.expect_response(lambda answer: answer.request.method == "PUT"):
        phone.set_input_files("input[type=file]", [papers.folder / "first.jpg", papers.folder / "second.jpg"])
    context.set_offline(True)
    phone.wait_for_selector(".line-says:has-text('网络断了')")
    assert phone.locator(".coming li").count() == 2
    look(phone, "offline")
    context.set_offline(False)
    phone.wait_for_url("**/sheaves/*")

    assert phone.inner_text("h1") == "看得清吗？"
    assert phone.locator(".page").count() == 2
    assert "有点模糊" in phone.locator(".page").nth(1).inner_text()
    assert "有点模糊" not in phone.locator(".page").nth(0).inner_text()
    look_at_all_sizes(phone, "pages")

    phone.locator(".page").nth(1).locator("input[type=file]").set_input_files(papers.folder / "third.jpg")
    phone.wait_for_selector(".page .mind", state="detached")
    assert phone.locator(".page").count() == 2
    phone.locator(".page").nth(1).get_by_role("button", name="转一下").click()
    phone.wait_for_selector("img[src*='turn=90']")
    phone.get_by_label("出院小结").check()
    look(phone, "chosen")
    phone.get_by_role("button", name="确认，交上去").click()

    phone.wait_for_selector(".said")
    assert phone.inner_text(".said").replace(" ", "").startswith("出院小结收到了")
    assert phone.inner_text("h1") == "资料齐了"
    look_at_all_sizes(phone, "in")
    (document,) = asked(documents, papers)
    assert (document.kind, document.media_type) == ("discharge-summary", "application/pdf")
    assert [name for name, *_ in asked(facts, papers)].count("documents-added") == 1

    phone.locator(".own a").click()
    phone.locator(".page img").evaluate("picture => picture.decode()")
    look_at_all_sizes(phone, "document")
    phone.get_by_label("传错了文件").check()
    phone.get_by_role("button", name="撤下这一份").click()
    phone.wait_for_selector("text=您撤下了，请重新交")
    look(phone, "taken-back")


@pytest.mark.browser
def test_an_upload_goes_on_after_a_reload_and_after_a_wrong_file(papers: Papers, browser: Any):
    _, phone = at_phone(browser, papers)
    wrong = papers.folder / "page.html"
    wrong.write_text("<html><body>no paper</body></html>")
    phone.goto(papers.page)
    phone.set_input_files("input[type=file]", wrong)
    phone.wait_for_selector(".coming .wrong")
    assert "这种文件收不了" in phone.inner_text(".coming")
    look(phone, "not-taken")

    with phone.expect_response(lambda answer: answer.request.method == "PUT"):
        phone.set_input_files("input[type=file]", papers.folder / "first.jpg")
    phone.reload()
    phone.wait_for_url("**/sheaves/*")
    assert phone.locator(".page").count() == 1
    phone.goto(papers.page)
    assert phone.inner_text("h1") == "还差一步：请您确认"
    look(phone, "waiting")


@pytest.mark.browser
def test_without_script_pages_are_sent_by_a_form(papers: Papers, browser: Any):
    _, phone = at_phone(browser, papers, java_script_enabled=False)
    phone.goto(papers.page)
    look(phone, "plain")
    phone.set_input_files("input[type=file]", [papers.folder / "third.jpg", papers.folder / "second.jpg"])
    phone.get_by_role("button", name="上传选好的文件").click()
    phone.wait_for_url("**/sheaves/*")
    look(phone, "plain-pages")
    phone.locator(".page").nth(0).get_by_role("button", name="往后").click()
    assert "有点模糊" in phone.locator(".page").nth(0).inner_text()
    phone.get_by_label("病理报告").check()
    phone.get_by_role("button", name="确认，交上去").click()
    phone.wait_for_selector(".said")
    assert [one.kind for one in asked(documents, papers)] == ["pathology-report"]
