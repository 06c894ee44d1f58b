"""A second opinion, a consultation and a genetic test, each walked in a browser by the people whose work it is."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.accounts.staff import PASSWORD
from tests.integration.papers.files import pdf
from tests.integration.platform import Platform
from tests.integration.web_opinions.office import Office, new_office
from tests.journeys.browser import DESK, PHONE
from tests.journeys.looking import a_page, look
from xuanhu.core.reckoning import SHANGHAI

HISTORY = "女，2026年6月体检发现右肺上叶占位 2.3 cm × 1.9 cm。\n穿刺病理：浸润性腺癌，EGFR 19 外显子缺失突变。"
QUESTION = "要不要先做新辅助治疗再手术？\n在当地手术与到上级医院手术有什么差别？"
OPINION = (
    "现有资料支持右肺上叶浸润性腺癌，临床分期 cT1cN0M0（IA3 期）。分期检查未见纵隔淋巴结肿大。\n"
    "首选解剖性肺叶切除加系统性淋巴结清扫；目前没有先做新辅助治疗的指征。"
)
ADVICE = "两周内完成头颅增强 MRI 与肺功能检查。\n首选胸腔镜下右肺上叶切除。\n术后与主治医生讨论辅助靶向治疗。"


@pytest.fixture
def now() -> datetime:
    return datetime.now(SHANGHAI)


def started(handbook: str, now: datetime) -> Office:
    return new_office(handbook, now=now)


def a_report() -> bytes:
    """A paper that can be read."""
    return pdf("Pathology report: invasive adenocarcinoma, EGFR ex19del")


def facts(office: Office, case: Any) -> list[tuple[str, dict[str, Any]]]:
    """What is recorded; asked in a thread of its own, because the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_facts, office, case).result()


def _facts(office: Office, case: Any) -> list[tuple[str, dict[str, Any]]]:
    from django.db import connection

    try:
        return office.facts(case)
    finally:
        connection.close()


def come_in(browser: Browser, office: Office, role: str, url: str, size: dict[str, int] | None = None) -> Page:
    """Somebody at a desk of their own."""
    page = a_page(browser, size or DESK)
    page.goto(f"{url}/login")
    page.fill("#login", office.person(role).login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".bar")
    return page


def arrange(browser: Browser, office: Office, served_at: str) -> Page:
    """The care manager writes down what is asked, and asks an expert."""
    manager = come_in(browser, office, "care-manager", served_at)
    manager.goto(f"{served_at}/opinions")
    look(manager, "opinions-list")
    manager.get_by_role("link", name="第二诊疗意见").click()
    manager.fill("#history", HISTORY)
    manager.fill("#of_insured", QUESTION)
    manager.get_by_role("button", name="保存").click()
    manager.wait_for_selector("[role=status]")
    look(manager, "opinions-case")
    manager.get_by_role("link", name="请专家").click()
    manager.select_option("select[name=specialty]", "肺癌")
    manager.get_by_role("button", name="筛选").click()
    manager.get_by_text("顾怀瑾").first.click()
    look(manager, "opinions-invite")
    manager.get_by_role("button", name="发出邀请").click()
    manager.wait_for_selector("[role=status]")
    assert manager.inner_text(".next-step h1") == "等专家答复专家"
    return manager


def write(browser: Browser, office: Office, served_at: str, path: str) -> None:
    """The expert reads, writes and submits; nothing that was typed is lost."""
    expert = come_in(browser, office, "expert", served_at)
    expert.goto(f"{served_at}/opinions")
    expert.get_by_role("link", name="第二诊疗意见").click()
    expert.get_by_role("button", name="答应参加").click()
    expert.wait_for_selector("textarea#opinion")
    assert expert.input_value("#summary").replace("\r", "") == HISTORY
    expert.fill("#opinion", OPINION)
    expert.fill("#advice", ADVICE)
    expert.wait_for_selector("text=草稿已保存")
    look(expert, "opinions-write-papers")
    expert.get_by_text("意见书预览").click()
    expert.wait_for_selector(".sheet-page")
    expert.wait_for_load_state("networkidle")
    look(expert, "opinions-write")
    expert.reload()
    assert expert.input_value("#opinion") == OPINION  # nothing is lost
    on_phone = come_in(browser, office, "expert", served_at, PHONE)
    on_phone.goto(f"{path}/write")
    on_phone.wait_for_selector("#opinion")
    look(on_phone, "opinions-write")
    expert.get_by_role("button", name="提交意见").click()
    expert.wait_for_selector("[role=status]")
    assert "正在做质量检查" in expert.inner_text("[role=status] >> nth=0")


def check(browser: Browser, office: Office, served_at: str, path: str) -> None:
    """Other eyes read it beside the file."""
    reviewer = come_in(browser, office, "reviewer", served_at)
    reviewer.goto(f"{path}/check")
    reviewer.get_by_text("意见书", exact=True).click()
    reviewer.wait_for_selector(".sheet-page")
    reviewer.wait_for_load_state("networkidle")
    look(reviewer, "opinions-check")
    reviewer.get_by_role("button", name="通过").click()
    reviewer.wait_for_selector("[role=status]")


@pytest.mark.browser
def test_a_second_opinion_is_walked_from_the_papers_to_the_insured(
    served_at: str, platform: Platform, now: datetime, tmp_path: Path, request: pytest.FixtureRequest
):
    office = started("starr-critical-care", now)
    case = office.second_opinion()
    office.add_paper(case, a_report())
    for name, city, specialty in (("顾怀瑾", "北京", "肺癌"), ("温言", "上海", "肝胆肿瘤"), ("沈知行", "成都", "肺癌")):
        office.expert(name, city, specialty)
    for role in ("care-manager", "expert", "reviewer"):
        office.person(role)
    browser: Browser = request.getfixturevalue("browser")
    path = f"{served_at}/opinions/{case.public_id}"

    manager = arrange(browser, office, served_at)
    write(browser, office, served_at, path)
    check(browser, office, served_at, path)
    manager.goto(path)
    look(manager, "opinions-release")
    manager.get_by_role("button", name="交付给客户").click()
    manager.wait_for_selector("[role=status]")
    manager.get_by_role("link", name="病历复印件").click()
    manager.wait_for_timeout(2000)  # for the picture: the browser's own viewer tells nobody when it is done
    look(manager, "opinions-done")
    assert [name for name, _ in facts(office, case)][-2:] == ["report-issued", "report-delivered"]
    assert "病历复印件" in manager.inner_text(".paper-list")


@pytest.mark.browser
def test_a_consultation_wants_three_specialists_and_records_who_they_were(
    served_at: str, platform: Platform, now: datetime, request: pytest.FixtureRequest
):
    office = started("picc-iwuyou-3", now)
    case = office.consultation()
    office.add_paper(case, a_report())
    names = (("卢景行", "武汉", "胸外科"), ("许安澜", "杭州", "肿瘤内科"), ("秦慕白", "北京", "放射治疗科"))
    for name, city, specialty in names:
        office.expert(name, city, specialty)
    for role in ("care-manager", "reviewer"):
        office.person(role)
    browser: Browser = request.getfixturevalue("browser")
    page = come_in(browser, office, "care-manager", served_at)
    path = f"{served_at}/opinions/{case.public_id}"
    page.goto(path)
    page.get_by_role("button", name="记为已完成").click()  # 提出会诊安排
    page.wait_for_selector("[role=status]")
    page.goto(f"{path}/invite")
    for name, *_ in names[:2]:
        page.get_by_text(name).first.click()
    page.get_by_role("button", name="发出邀请").click()
    page.wait_for_selector(".refusal")
    look(page, "consultation-too-few", status=422)
    assert "PICC-17" in page.inner_text(".refusal")
    assert page.locator("input[name=expert]:checked").count() == 2  # nothing that was chosen is lost
    page.get_by_text(names[2][0]).first.click()
    page.get_by_role("button", name="发出邀请").click()
    page.wait_for_selector("[role=status]")
    for _ in names:
        page.get_by_role("button", name="答应参加").first.click()
        page.wait_for_selector("[role=status]")
    look(page, "consultation-case")
    page.get_by_role("button", name="记为已完成").click()  # 会诊
    page.wait_for_selector("[role=status]")
    page.get_by_role("link", name="代没有账号的专家录入").click()
    for field, text in (("summary", HISTORY), ("question", QUESTION), ("opinion", OPINION), ("advice", ADVICE)):
        page.fill(f"#{field}", text)
    page.get_by_role("button", name="提交意见").click()
    page.wait_for_selector("[role=status]")
    reviewer = come_in(browser, office, "reviewer", served_at)
    reviewer.goto(f"{path}/check")
    reviewer.get_by_role("button", name="通过").click()
    reviewer.wait_for_selector("[role=status]")
    page.goto(path)
    page.get_by_role("button", name="交付给客户").click()
    page.wait_for_selector("[role=status]")
    look(page, "consultation-done")
    held = [data for name, data in facts(office, case) if name == "consultation-held"]
    assert [tuple(data["specialists"]) for data in held] == [tuple(f"{one} {name}" for name, _, one in names)]
    assert facts(office, case)[-1][0] == "report-issued"


def receive_and_report(browser: Browser, office: Office, served_at: str, number: str, report: Path) -> str:
    """The laboratory reads the number, receives, reports, posts; the page of the sample."""
    bench = come_in(browser, office, "laboratory", served_at)
    bench.goto(f"{served_at}/laboratory")
    look(bench, "laboratory-on-the-way")
    bench.keyboard.type(number)
    bench.keyboard.press("Enter")
    bench.wait_for_selector("text=样本合格，收下")
    look(bench, "laboratory-receive")
    bench.keyboard.press("Enter")  # the button has the focus: received, and back for the next number
    bench.wait_for_selector("[role=status]")
    assert bench.evaluate("document.activeElement.id") == "number"
    look(bench, "laboratory-received")
    bench.get_by_role("link", name=number).click()
    bench.set_input_files("#report", str(report))
    bench.get_by_role("button", name="上传，记为报告已出").click()
    bench.wait_for_selector("#parcel")
    bench.fill("#parcel", "SF1234567890")
    bench.get_by_role("button", name="已寄出纸质报告").click()
    bench.wait_for_selector("text=SF1234567890")
    look(bench, "laboratory-posted")
    return bench.url


@pytest.mark.browser
def test_a_genetic_test_goes_through_the_laboratory_to_both_reports(
    served_at: str, platform: Platform, now: datetime, tmp_path: Path, request: pytest.FixtureRequest
):
    office = started("axa-tianping", now)
    case = office.genetic_test()
    office.laboratory()
    for role in ("care-manager", "laboratory"):
        office.person(role)
    report = tmp_path / "report.pdf"
    report.write_bytes(a_report())
    number = f"XH{time.time_ns() % 10**10:010d}"
    browser: Browser = request.getfixturevalue("browser")

    manager = come_in(browser, office, "care-manager", served_at)
    manager.goto(f"{served_at}/laboratory/people")
    manager.get_by_role("button", name="加入").click()
    manager.wait_for_selector("text=移出")
    look(manager, "laboratory-people")
    manager.goto(f"{served_at}/laboratory")
    look(manager, "laboratory-waiting")
    manager.get_by_role("link", name="基因检测").click()
    manager.get_by_text("澄源基因检测实验室").click()
    manager.get_by_text("外周血").click()
    look(manager, "laboratory-order")
    manager.get_by_role("button", name="定下来").click()
    manager.wait_for_selector("#number")
    manager.keyboard.type(number)  # the cursor stands there already, as a scanner wants it
    manager.keyboard.press("Enter")
    manager.wait_for_selector("[role=status]")

    manager.goto(receive_and_report(browser, office, served_at, number, report))
    manager.get_by_role("button", name="电子报告已交给客户").click()
    manager.wait_for_selector("text=✓ 已交付")
    look(manager, "laboratory-deliver")
    manager.get_by_role("button", name="纸质报告已交给客户").click()
    manager.wait_for_selector("text=这份样本已经办完")
    forms = [data["form"] for name, data in facts(office, case) if name == "report-delivered"]
    assert forms == ["electronic", "paper"]
