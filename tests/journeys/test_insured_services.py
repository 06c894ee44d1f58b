"""Every service that an insured person opens, applied for on a phone-sized screen, without script."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.insured.member import Member, code_on, new_member, new_phone
from tests.integration.insured.wishes import EVERY, Wanting, wanting, wanting_all
from tests.integration.platform import Platform
from tests.journeys.browser import PHONE
from tests.journeys.looking import SHOTS, a_page, hindrances
from xuanhu.core.parties import Policy
from xuanhu.core.reckoning import SHANGHAI, china, chinese_date

SMALL = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
# What stands largest before one applies: the working days to the promised day, else the words; and how many warnings
# have to be confirmed.
PROMISED: dict[tuple[str, str], tuple[int | str, int]] = {
    ("axa-tianping", "outpatient-appointment"): (5, 3),
    ("axa-tianping", "inpatient-appointment"): (10, 3),
    ("axa-tianping", "advance-payment"): (2, 2),
    ("axa-tianping", "second-opinion"): (15, 1),
    ("axa-tianping", "genetic-test"): ("15 个工作日内", 1),
    ("axa-tianping", "remote-consultation"): ("预约通话", 1),
    ("axa-tianping", "post-care-follow-up"): ("预约随访", 1),
    ("ins-oncology", "outpatient-appointment"): (5, 2),
    ("ins-oncology", "inpatient-appointment"): (10, 2),
    ("ins-oncology", "second-opinion"): (10, 1),
    ("ins-oncology", "genetic-test"): ("15 个工作日内", 1),
    ("ins-oncology", "direct-billing"): ("备齐资料", 2),
    ("picc-iwuyou-3", "online-consultation"): ("医生答复", 0),
    ("picc-iwuyou-3", "phone-doctor"): ("医生通话", 0),
    ("picc-iwuyou-3", "outpatient-appointment"): (5, 2),
    ("picc-iwuyou-3", "inpatient-surgery"): (10, 2),
    ("picc-iwuyou-3", "bedside-visit"): (3, 1),
    ("picc-iwuyou-3", "multidisciplinary-consultation"): (1, 1),
    ("picc-iwuyou-3", "nodule-interpretation"): (5, 1),
    ("starr-critical-care", "outpatient-appointment"): (5, 2),
    ("starr-critical-care", "inpatient-appointment"): (10, 2),
    ("starr-critical-care", "second-opinion"): (10, 1),
    ("starr-critical-care", "escort"): (5, 2),
    ("starr-critical-care", "overseas-second-opinion"): (20, 1),
    ("starr-critical-care", "overseas-treatment"): (40, 1),
    ("taiping-yibao-wuyou", "manual-underwriting"): ("5 个工作日内", 3),
}


@pytest.fixture
def everybody(platform: Platform) -> list[list[Wanting]]:
    """People who want all services. Made before the browser is."""
    return wanting_all(datetime.now(UTC).astimezone(SHANGHAI))


def apart(ask: Callable[..., Any], *given: Any) -> Any:
    """Ask the database while a browser is open: in a thread of its own, for Playwright's has a loop."""

    def asked() -> Any:
        from django.db import connections

        try:
            return ask(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asked).result()


def come_in(page: Page, url: str, member: Member) -> None:
    page.goto(f"{url}/my")
    page.fill("#phone", member.phone)
    page.get_by_role("button", name="获取验证码").click()
    page.fill("#code", apart(code_on, member.phone))
    page.get_by_role("button", name="进入").click()
    page.fill("#name", member.name)
    page.fill("#id_number", member.id_number)
    page.get_by_role("button", name="找到我的保单").click()
    page.wait_for_selector(".services")


def look(page: Page, name: str, *, whole: bool = True, is_judged: bool = True) -> None:
    """Nothing scrolls sideways, what is touched is as large as a thumb, axe finds nothing; the picture is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=SHOTS / f"insured-services-{name}-{width}.png", full_page=whole, caret="initial")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    touched = ".main-act, .second-act, .choice, select, input[type=text], input[type=date]"
    small = page.evaluate(
        f"[...document.querySelectorAll('{touched}')].filter(e => e.checkVisibility() &&"
        " e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
    assert not is_judged or hindrances(page) == "", name


def plain(text: str) -> str:
    return text.replace("\u2009", "").replace("\u202f", "")


def largest_words(promised: int | str) -> str:
    """The day so many working days from today, or the words."""
    if isinstance(promised, str):
        return promised
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    day = china().add_working_days(today, promised)
    return chinese_date(day, year=day.year != today.year)


def answer(page: Page, answers: dict[str, str]) -> None:
    for key, value in answers.items():
        field = page.locator(f"[name={key}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f".choice:has([name={key}][value={value}])").click()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Phones, each without script unless asked for."""
    open_ones = []

    def opened(size: dict[str, int] = PHONE) -> Page:
        page = a_page(browser, size, has_scripts=False)
        open_ones.append(page.context)
        return page

    yield opened
    for context in open_ones:
        context.close()


def test_the_table_names_every_service():
    assert set(PROMISED) == set(EVERY)


@pytest.mark.browser
def test_every_service_is_applied_for_on_a_phone(everybody: Any, served_at: str, phone: Any):
    for of_one in everybody:
        page = phone()
        come_in(page, served_at, of_one[0].member)
        look(page, f"{handbook_of(of_one[0])}-{len(of_one)}-list")
        for one in of_one:
            apply_for(page, one, is_judged=one is of_one[0])
        page.goto(f"{served_at}/my")
        look(page, f"{handbook_of(of_one[0])}-{len(of_one)}-list-after")
        page.context.close()


def handbook_of(one: Wanting) -> str:
    return one.member.policy.handbook if one.member.policy is not None else "taiping-yibao-wuyou"


def apply_for(page: Page, one: Wanting, *, is_judged: bool) -> None:
    handbook, service = handbook_of(one), one.path.rpartition("/")[2]
    name = f"{handbook.partition('-')[0]}-{service}"
    page.goto("/".join((*page.url.split("/")[:3], "my")))
    page.locator(f'.service a[href="{one.path}"]').first.click()
    look(page, f"{name}-1-service", is_judged=is_judged)
    page.locator(".standing .main-act").click()
    answer(page, one.answers)
    look(page, f"{name}-2-questions", is_judged=is_judged)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".promise .hero")
    look(page, f"{name}-3-summary", is_judged=is_judged)
    largest, warnings = PROMISED[handbook, service]
    assert plain(page.inner_text(".promise .hero")) == largest_words(largest), (handbook, service)
    boxes = page.locator(".warnings input[type=checkbox]")
    assert boxes.count() == warnings, (handbook, service)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_selector("h1:has-text('我们收到您的申请了')")
    look(page, f"{name}-4-applied", is_judged=is_judged)
    assert one.member.id_number not in page.content()


@pytest.fixture
def family(platform: Platform) -> tuple[Wanting, str]:
    """Somebody whose uses will soon be lost, and the phone of the daughter who helps. Made before the browser is."""
    from django.db import transaction

    from xuanhu.apps.portal.acting import let_act
    from xuanhu.apps.portal.codes import account_of_phone
    from xuanhu.apps.tenancy import set_visible

    at, phone = datetime.now(UTC).astimezone(SHANGHAI), new_phone()
    policy = Policy(at.date() - timedelta(days=345), at.date() + timedelta(days=19), 90)
    member = new_member("ins-oncology", policy=policy)
    one = wanting("ins-oncology", "direct-billing", at, member)
    with transaction.atomic():
        set_visible([member.insurer])
        account = account_of_phone(phone=phone, at=at)
        let_act(account=account, insured=member.row, relation="child", way="named", at=at, name="王小满")
    return one, phone


@pytest.mark.browser
def test_a_daughter_applies_for_her_mother_is_told_no_kindly_and_then_yes(family: Any, served_at: str, phone: Any):
    one, number = family
    page = phone()
    page.goto(f"{served_at}/my")
    page.fill("#phone", number)
    page.get_by_role("button", name="获取验证码").click()
    page.fill("#code", apart(code_on, number))
    page.get_by_role("button", name="进入").click()
    page.wait_for_selector(".services")
    assert "还剩19天" in plain(page.inner_text(".lapsing"))
    look(page, "family-1-list")
    page.get_by_role("link", name="住院直付").first.click()
    assert plain(page.inner_text(".for-whom")) == "为 王* 申请"
    page.locator(".standing .main-act").click()
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".wrong")
    assert page.inner_text(".wrong") == "请填这一项"
    look(page, "family-2-missing")

    near = datetime.now(UTC).astimezone(SHANGHAI).date() + timedelta(days=2)
    page.fill("[name=planned_admission_on]", near.isoformat())
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".kind-no .ask")
    assert "入院改到那天或以后，就可以申请" in page.inner_text(".kind-no")
    assert page.locator(".kind-no a[href='tel:4006065033']").count() == 1
    look(page, "family-3-no")

    page.fill("[name=planned_admission_on]", one.answers["planned_admission_on"])
    page.select_option("[name=city]", "上海")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".promise .hero")
    assert "上海" in page.inner_text(".answers")
    look(page, "family-4-summary")
    page.get_by_role("button", name="提交申请").click()  # the boxes are not ticked: the browser or the page says so
    page.get_by_role("button", name="改一改").click()
    page.wait_for_selector("[name=planned_admission_on]")
    assert page.input_value("[name=city]") == "上海"
    assert page.input_value("[name=planned_admission_on]") == one.answers["planned_admission_on"]


@pytest.mark.browser
@pytest.mark.parametrize("size", [SMALL, PHONE, WIDE], ids=["small", "phone-large", "wide"])
def test_nothing_scrolls_sideways_on_a_small_phone_in_large_type_or_on_a_desk(
    family: Any, served_at: str, phone: Any, size: dict[str, int]
):
    one, _ = family
    page = phone(size)
    come_in(page, served_at, one.member)
    name = "large" if size == PHONE else "plain"
    if size == PHONE:
        page.get_by_role("button", name="大字").click()
        page.wait_for_selector("html.large")
    look(page, f"{name}-1-list", whole=False)
    page.goto(f"{served_at}{one.path}")
    look(page, f"{name}-2-service", whole=False)
    page.goto(f"{served_at}{one.path}/apply")
    answer(page, one.answers)
    look(page, f"{name}-3-questions", whole=False)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".promise .hero")
    look(page, f"{name}-4-summary", whole=False)


@pytest.mark.browser
def test_on_a_slow_network_the_first_page_is_small_and_a_second_tap_does_nothing_more(
    family: Any, served_at: str, phone: Any
):
    one, _ = family
    page = phone()
    come_in(page, served_at, one.member)
    loaded = ["/my", *page.eval_on_selector_all("link[href]", "all => all.map(one => one.getAttribute('href'))")]
    sizes = {path: len(page.request.get(f"{served_at}{path}").body()) for path in loaded}
    assert len(sizes) >= 4
    assert sum(sizes.values()) < 100_000, sizes
    page.goto(f"{served_at}{one.path}/apply")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    answer(page, one.answers)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_selector(".promise .hero")
    for box in page.locator(".warnings input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="提交申请").dblclick(no_wait_after=True)
    page.wait_for_selector("h1:has-text('我们收到您的申请了')")
    assert apart(cases_of, one.member) == 1


def cases_of(member: Member) -> int:
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([member.insurer]):
        return Case.objects.filter(insured=member.row).count()
