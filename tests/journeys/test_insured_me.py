"""On a phone: who one is, a helper named, signed for and ended, what is held, a copy taken, a correction, the end."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.insured.member import Member, code_on, new_member, new_phone
from tests.integration.platform import Platform
from tests.journeys.browser import DESK, PHONE, SMALL_DESK
from tests.journeys.looking import SHOTS, a_page, hindrances, look
from xuanhu.core.reckoning import SHANGHAI

SMALL = {"width": 320, "height": 640}


@pytest.fixture
def member(platform: Platform) -> Member:
    return new_member()


def on_another_thread(ask: Any, *given: Any) -> Any:
    """The ORM will not run where the browser's loop does."""
    from django.db import connections

    def asked() -> Any:
        try:
            return ask(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asked).result()


def seen(page: Page, name: str) -> None:
    """Its picture at the phone's size, in large type on a small phone, and on a desk; nothing in anybody's way."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for size, large in ((PHONE, False), (SMALL, True), (SMALL_DESK, False)):
        page.set_viewport_size(size)
        page.evaluate(f"document.documentElement.classList.toggle('large', {'true' if large else 'false'})")
        page.screenshot(path=SHOTS / f"me-{name}-{size['width']}.png", full_page=True, caret="initial")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"], name
        assert hindrances(page) == "", name
    page.set_viewport_size(PHONE)


def come_in(page: Page, url: str, phone: str) -> None:
    page.goto(f"{url}/my/me")
    page.fill("#phone", phone)
    page.click("button.main-act")
    page.wait_for_selector("#code")
    page.fill("#code", on_another_thread(code_on, phone))
    page.click("button.main-act")


def identify(page: Page, url: str, member: Member) -> None:
    page.fill("#name", member.name)
    page.fill("#id_number", member.id_number)
    page.click("button.main-act")
    page.wait_for_url("**/my?welcome=1")
    page.goto(f"{url}/my/me")


def code_again(phone: str) -> str:
    """The code for what is done next; the minute's pause between two is over."""
    from xuanhu.apps.portal.codes import PHONE as WHERE
    from xuanhu.apps.portal.models import Code
    from xuanhu.apps.sealing import sealer

    Code.objects.filter(phone_index=sealer().index(phone, WHERE)).delete()
    return ""


def make_copy(member: Member) -> None:
    from xuanhu.apps.rights.exporting import make_export
    from xuanhu.apps.rights.models import Export
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        row = Export.objects.get(insured=member.row)
    make_export(export=row.id, insurer=member.insurer, at=datetime.now(UTC).astimezone(SHANGHAI))


@pytest.mark.browser
@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_helper_is_named_and_ended(served_at: str, member: Member, browser: Any, *, has_scripts: bool):
    page = a_page(browser, PHONE, has_scripts=has_scripts)
    come_in(page, served_at, member.phone)
    identify(page, served_at, member)
    if has_scripts:
        seen(page, "mine")
    page.click(".ways-on a:has-text('代办的家人')")
    if has_scripts:
        seen(page, "helpers-none")
    theirs = new_phone()
    page.fill("#name", "王小芳")
    page.select_option("#relation", "child")
    page.fill("#phone", theirs)
    page.click("main button.main-act")
    page.wait_for_url("**/my/me/helpers/sign")
    assert page.inner_text("h1") == "家人代办授权书"
    on_another_thread(code_again, member.phone)
    page.click("summary")
    if has_scripts:
        seen(page, "helper-sign")
    page.click(".by-code form button.second-act")
    page.wait_for_url("**?code=sent#by-code")
    page.fill("#sign-name", member.name)
    page.fill("#sign-code", on_another_thread(code_on, member.phone))
    page.click(".by-code button.main-act")
    page.wait_for_url("**/my/me/helpers?named=1#main")
    assert page.inner_text(".said b") == "已经授权，马上生效。"
    if has_scripts:
        seen(page, "helpers-named")

    other = a_page(browser, PHONE, has_scripts=has_scripts)
    come_in(other, served_at, theirs)
    other.wait_for_selector(".who-i-am")
    assert "王*" in other.inner_text(".who-i-am")
    if has_scripts:
        seen(other, "mine-of-helper")
        other.goto(f"{served_at}/my/me/data")
        seen(other, "data-of-helper")
    page.click("text=结束代办")
    if has_scripts:
        seen(page, "helper-end")
    page.click("main button.main-act")
    page.wait_for_url("**/my/me/helpers?ended=1")
    other.reload()
    assert other.url.endswith("/my/who")


@pytest.mark.browser
def test_what_is_held_is_read_and_taken_along(served_at: str, member: Member, browser: Any):
    page = a_page(browser, PHONE)
    come_in(page, served_at, member.phone)
    identify(page, served_at, member)
    page.goto(f"{served_at}/my/me/data")
    seen(page, "data")
    page.click("text=谁看过")
    seen(page, "seen")
    page.goto(f"{served_at}/my/me/data/export")
    page.click("button.main-act")
    page.wait_for_selector("text=正在为您准备。")
    seen(page, "export-being-made")
    on_another_thread(make_copy, member)
    page.click("text=看看好了没有")
    seen(page, "export-ready")
    page.click("a.main-act")
    on_another_thread(code_again, member.phone)
    page.click("main form button")
    page.wait_for_url("**?code=sent#by-code")
    seen(page, "take")
    page.fill("#code", on_another_thread(code_on, member.phone))
    with page.expect_download() as saved:
        page.click("#by-code button.main-act")
    with zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())) as file:
        assert file.namelist() == ["数据.json", "请先看这里.html"]
        assert json.loads(file.read("数据.json"))["person"]["name"] == member.name
        summary = file.read("请先看这里.html").decode()
    sheet = a_page(browser, PHONE)
    sheet.set_content(summary)
    SHOTS.mkdir(parents=True, exist_ok=True)
    sheet.screenshot(path=SHOTS / "me-summary-390.png", full_page=True)


@pytest.mark.browser
def test_something_is_corrected_deleted_and_the_account_closed(served_at: str, member: Member, browser: Any):
    page = a_page(browser, PHONE)
    come_in(page, served_at, member.phone)
    identify(page, served_at, member)
    page.goto(f"{served_at}/my/me/data/correct")
    page.check("input[value=phone]")
    page.fill("#says", "123")
    seen(page, "correct")
    page.click("main button.main-act")
    assert page.inner_text(".wrong") == "这不像一个手机号，请填 11 位数字，例如 138 开头的号码。"
    page.check("input[value=phone]")
    page.fill("#says", new_phone())
    page.click("main button.main-act")
    page.wait_for_selector(".said b")
    seen(page, "correct-asked")
    page.goto(f"{served_at}/my/me/data/delete")
    seen(page, "delete")
    page.click("main button.main-act")
    page.wait_for_selector("text=✓ 已答复")
    seen(page, "deletion")
    page.goto(f"{served_at}/my/me/close")
    seen(page, "close")
    page.check("input[name=sure]")
    page.click("main button.main-act")
    page.wait_for_url("**/my/login?closed=1")
    seen(page, "closed")
    page.goto(f"{served_at}/my/me")
    assert page.inner_text("h1") == "您好"


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, SMALL_DESK], ids=["1440", "1280"])
def test_the_desk_answers_a_request(served_at: str, member: Member, browser: Any, size: dict[str, int]):
    person = on_another_thread(new_person, [member.insurer])
    mine = a_page(browser, PHONE)
    come_in(mine, served_at, member.phone)
    identify(mine, served_at, member)
    mine.goto(f"{served_at}/my/me/data/correct")
    mine.check("input[value=name]")
    mine.fill("#says", "王芳芳")
    mine.click("main button.main-act")
    mine.wait_for_selector(".said b")

    page = a_page(browser, size)
    page.goto(f"{served_at}/login?next=/requests")
    page.fill("input[name=login]", person.login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/requests")
    look(page, "requests")
    page.click("ol.slots a")
    look(page, "request")
    page.check("input[value=done]")
    page.check("input[name=checked]")
    page.fill("#note", "电话核对过，已经改好。")
    page.click("main button.main-act")
    page.wait_for_url("**/requests?done=1")
    look(page, "requests-done")
    mine.reload()
    assert "电话核对过，已经改好。" in mine.inner_text("main")
