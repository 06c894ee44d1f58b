"""A case on the desktop: an outpatient appointment from the application to the visit, by its page alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.api.tenants import DIAGNOSIS, ID_NUMBER, PHONE, WISH, Door, key_for
from tests.integration.papers.files import pdf
from tests.integration.platform import Platform
from tests.journeys.browser import DESK
from tests.journeys.browser import PHONE as SMALL
from tests.journeys.looking import a_page, look
from xuanhu.core.reckoning import SHANGHAI

HOSPITAL = {"code": "CASE-1", "name": "北京市海淀清河医院", "province": "北京", "city": "北京", "level": "tertiary-a"}
HOSPITAL |= {"ownership": "public", "social_insurance_designated": True, "departments": ["胸外科", "肿瘤内科"]}
SMALL_ONE = {"code": "CASE-2", "name": "北京康宁民营医院", "province": "北京", "city": "北京", "level": "secondary"}
SMALL_ONE |= {"ownership": "private"}


@pytest.fixture
def case(platform: Platform) -> Any:
    """An application by telephone, just made; and who works on it. Made before the browser is."""
    from django.db import transaction

    from xuanhu.apps.network.actions import put_hospitals
    from xuanhu.apps.parties.actions import add_insurer

    with transaction.atomic():
        number = add_insurer(code="case-journey", name="安盛天平").id
    put_hospitals(rows=[HOSPITAL, SMALL_ONE])
    door = Door(key_for([number]))
    person = {"insurer": "case-journey", "name": "王芳", "id_number": ID_NUMBER, "phone": PHONE, "diagnosis": DIAGNOSIS}
    insured = door.post("/insureds", person).json["id"]
    policy = {"insurer": "case-journey", "number": "AXA-2026-0417", "handbook": "axa-tianping", "insured": insured}
    door.post("/policies", {**policy, "from": "2026-01-01", "to": "2027-12-31"})
    asked = {"service": "outpatient-appointment", "insurer": "case-journey", "policy": "AXA-2026-0417", "data": WISH}
    return door.post("/cases", asked).json["case"]["id"], new_person([number], "care-manager").login


def record(page: Page) -> None:
    """Wait for the gate's yes, then record."""
    page.wait_for_selector("#answer .allowed")
    page.click("#fact button[type=submit]")
    page.wait_for_selector(".says.kept")


@pytest.mark.browser
def test_an_appointment_from_the_application_to_the_visit(served_at: str, case: Any, browser: Any):  # noqa: PLR0915
    number, login = case
    page = a_page(browser, DESK)
    page.goto(f"{served_at}/cases/{number}")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_selector("#fact")  # led back to the case
    assert page.inner_text("#next h2") == "核对身份"
    page.fill("#q-name", "王芬")
    page.fill("#q-id_number", ID_NUMBER)
    page.wait_for_selector("#answer .refusal")
    assert "核对" in page.inner_text("#answer .sentence")
    look(page, "case-no")
    page.fill("#q-name", "王芳")
    record(page)
    assert page.inner_text(".says.kept p") == "已记录：已核对身份。"

    page.goto(f"{served_at}/cases/{number}?form=reviewed#next")
    page.check("input[value=passed]")
    record(page)
    page.goto(f"{served_at}/cases/{number}?form=documents-added#next")
    page.check("#fact input[value=pathology-report]")
    page.wait_for_selector("#answer .follows")
    look(page, "case-papers")
    record(page)
    page.set_input_files("#paper-file", {"name": "病理报告.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    page.select_option("#paper-kind", "pathology-report")
    page.click(".upload button")
    page.wait_for_selector("#papers .lines a")
    page.click("#papers .lines a")
    page.wait_for_selector(".preview iframe")
    look(page, "case-reading")
    page.goto(f"{served_at}/cases/{number}?said=documents-added")

    assert page.inner_text(".hero .what") == "约好门诊"
    page.click(".hero .why summary")
    look(page, "case-promise")
    page.click(".hero .why summary")
    page.wait_for_selector("#found .ok")
    page.click(".area summary")
    page.locator(".map").scroll_into_view_if_needed()
    look(page, "case-hospitals")
    page.fill("#h-q", "康宁")
    page.wait_for_selector("#found:not(:has(.ok)) .not")
    page.fill("#h-q", "清河")
    page.wait_for_selector("#found:not(:has(.not)) .ok")
    page.click("#found .ok button")
    assert page.input_value("#q-hospital") == HOSPITAL["name"]
    day = (datetime.now(UTC).astimezone(SHANGHAI) + timedelta(days=7)).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    page.click(f"button[data-day='{day.isoformat()}']")
    page.fill("input[name='on.time']", "09:30")
    page.wait_for_selector("#answer .message .letter")
    assert HOSPITAL["name"] in page.inner_text("#answer .message .letter").replace("\u2009", "")
    page.locator("#answer").scroll_into_view_if_needed()
    look(page, "case-booking")
    record(page)
    look(page, "case-booked")
    page.goto(f"{served_at}/cases/{number}?form=attended#next")
    record(page)
    assert page.inner_text(".hero .date").strip() == "已完成"
    look(page, "case-done")
    page.goto(f"{served_at}/cases/{number}/print")
    look(page, "case-print")
    page.set_viewport_size(SMALL)
    page.goto(f"{served_at}/cases/{number}")
    look(page, "case-done")
