"""A visit from the dispatcher's desk to the escort's phone and back; and a remote consultation to its advice."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.platform import Platform
from tests.integration.web_escorts.ward import LONGEST, QINGYUAN, Ward, new_ward
from tests.journeys.browser import DESK, PHONE
from tests.journeys.looking import a_page, look
from xuanhu.core.reckoning import SHANGHAI


def today() -> date:
    return datetime.now(UTC).astimezone(SHANGHAI).date()


def moment(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment so many days from today."""
    return datetime.combine(today() + timedelta(days=days), time(hour, minute), SHANGHAI)


@pytest.fixture
def ward(platform: Platform) -> Any:
    """A case that is booked for today, and a week with others; made before the browser is."""
    ward = new_ward()
    yesterday = datetime.now(UTC).astimezone(SHANGHAI) - timedelta(days=1)
    ward.book(ward.apply(at=yesterday), today(), at=yesterday)
    escort, person = ward.linked()
    other, _ = ward.linked("蒋小满")
    ward.escort("龚晨", "深圳")
    hospital, department = LONGEST
    for days, who, where in ((1, other, QINGYUAN), (2, escort, hospital), (3, other, "北京松鹤医院")):
        place = {"hospital": where, "department": department}
        booked = ward.book(ward.apply(at=yesterday), moment(days, 10), at=yesterday)
        ward.plan(booked, who, moment(days, 9, 30), appointment_at=moment(days, 10), **place)
    ward.book(ward.apply(at=yesterday), moment(2, 14), at=yesterday)
    return person, new_person([ward.id], "care-manager")


def come_in(browser: Browser, url: str, person: Any, size: dict[str, int], path: str) -> Page:
    page = a_page(browser, size)
    page.goto(f"{url}{path}")
    page.fill("#login", person.login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    return page


@pytest.mark.browser
def test_a_visit_from_the_desk_to_the_phone_and_back(served_at: str, ward: Any, browser: Any):
    escort, dispatcher = ward
    desk = come_in(browser, served_at, dispatcher, DESK, "/escorts")
    look(desk, "escorts-week")
    desk.get_by_role("link", name="派陪诊").first.click()
    desk.wait_for_selector(".candidate")
    desk.fill("#starts", "08:40")
    with desk.expect_response(lambda said: "starts=08%3A40" in said.url) as judged:
        desk.dispatch_event("#starts", "change")
    judged.value.finished()
    desk.get_by_label("何小禾").check()
    look(desk, "escorts-dispatch")
    desk.get_by_role("button", name="派出").click()
    desk.wait_for_selector("[role=status]")
    assert desk.inner_text("[role=status]") == "已经派出。陪诊员在手机上就能看到，会按时联系就诊人。"
    look(desk, "escorts-sent")

    phone = come_in(browser, served_at, escort, PHONE, "/visits")
    look(phone, "visits-list")
    phone.locator(".outing").first.click()
    phone.wait_for_selector("dl")
    phone.get_by_role("button", name="显示电话").click()
    phone.wait_for_selector("[href^=tel]")
    assert phone.get_attribute("[href^=tel]", "href") == "tel:13800138000"
    look(phone, "visits-phone")
    phone.get_by_role("button", name="已联系").click()
    phone.wait_for_selector("[role=status]")
    phone.get_by_role("button", name="我到了").click()
    phone.wait_for_selector("#hours")
    look(phone, "visits-arrived")
    phone.fill("#hours", "5")
    phone.fill("#notes", "检查排队，拿了三份报告")
    phone.get_by_role("button", name="我离开了").click()
    phone.wait_for_selector("[role=alert]")
    assert phone.input_value("#notes") == "检查排队，拿了三份报告"
    look(phone, "visits-over-the-limit", status=422)
    phone.fill("#reason", "增强CT排队两小时")
    phone.get_by_role("button", name="我离开了").click()
    phone.wait_for_selector("[role=status]")
    assert phone.inner_text("[role=status]").startswith("已签出")
    look(phone, "visits-left")

    desk.goto(f"{served_at}/escorts/days/{today()}")
    assert "已结束" in desk.inner_text("table")
    look(desk, "escorts-day")
    desk.goto(f"{served_at}/escorts/logins")
    look(desk, "escorts-logins")


@pytest.fixture
def clinic(platform: Platform) -> Any:
    """A consultation of today whose insured has written; others beside it."""
    clinic: Ward = new_ward("axa-tianping")
    now = datetime.now(UTC).astimezone(SHANGHAI)
    waiting = clinic.apply("remote-consultation", at=now - timedelta(days=1))
    return waiting, new_person([clinic.id], "expert"), new_person([clinic.id], "care-manager")


@pytest.mark.browser
def test_a_consultation_from_its_slot_to_the_advice(served_at: str, clinic: Any, browser: Any):
    case, doctor, manager = clinic
    desk = come_in(browser, served_at, manager, DESK, "/consultations")
    look(desk, "consultations-day")
    desk.get_by_role("link", name="约时间").first.click()
    desk.wait_for_selector(".times")
    desk.locator("nav.tabs a:not(.off)").nth(1).click()
    desk.wait_for_selector(".times")
    desk.locator(".checks input:not([disabled])").nth(2).check()
    look(desk, "consultations-book")
    desk.get_by_role("button", name="约好").click()
    desk.wait_for_selector("[role=status]")
    look(desk, "consultations-booked")

    page = come_in(browser, served_at, doctor, DESK, f"/consultations/{case}")
    page.fill("#text", "您好，我是今天和您通话的医生。这几天咳嗽好些了吗？")
    page.get_by_role("button", name="发送").click()
    page.wait_for_selector(".ours")
    page.get_by_role("button", name="显示诊断").click()
    page.wait_for_selector("text=C34.1")
    look(page, "consultations-doctor")
    page.evaluate("window.htmx.trigger(document.querySelector('[data-look]'), 'look')")
    page.fill("#advice", "咳嗽如果超过两周，请到呼吸科复查胸部CT。目前的药按原来的量吃，多喝水。")
    page.get_by_role("button", name="记下建议，办结").click()
    page.wait_for_selector("[role=status]")
    assert page.inner_text("[role=status]") == "已记下您的建议，这次问诊办结了。"
    look(page, "consultations-advised")
    page.set_viewport_size(PHONE)
    look(page, "consultations-advised")
