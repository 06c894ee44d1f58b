"""Each of the 26 services walked from the call to its closing, by the pages alone, by those whose turn it is.

The facts of a walk, and who records them, are written down as the handbooks print them, not as the engine reckons them.
Where the insured would act, an agent records what the insured says on the telephone.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, Page

from tests.integration.accounts.staff import PASSWORD, new_person
from tests.integration.api.tenants import ID_NUMBER, Door, key_for
from tests.integration.platform import Platform
from tests.journeys.browser import DESK, a_browser
from tests.journeys.looking import a_page, faults_of, look
from xuanhu.core.reckoning import SHANGHAI

HOSPITAL = {"code": "FLOWS-1", "name": "北京市海淀清河医院", "province": "北京", "city": "北京", "level": "tertiary-a"}
HOSPITAL |= {"ownership": "public", "social_insurance_designated": True, "departments": ["胸外科", "肿瘤内科"]}
ROLES = ("agent", "reviewer", "care-manager", "underwriter", "expert", "laboratory")

INTAKE = "identity-verified documents-added reviewed"
GENETIC_TEST = f"{INTAKE} test-settled sample-sent sample-received report-issued report-delivered report-delivered"
WALKS = {
    "ins-oncology": {
        "outpatient-appointment": f"{INTAKE} booked attended",
        "inpatient-appointment": f"{INTAKE} admission-slip-issued booked attended",
        "second-opinion": f"{INTAKE} report-issued report-delivered",
        "genetic-test": GENETIC_TEST,
        "direct-billing": f"{INTAKE} booked signed admitted deposit-paid discharged settled handed-over",
    },
    "axa-tianping": {
        "outpatient-appointment": "identity-verified reviewed documents-added booked attended",
        "inpatient-appointment": "identity-verified reviewed documents-added admission-slip-issued booked attended",
        "advance-payment": f"{INTAKE} investigated signed signed admitted paid discharged handed-over",
        "second-opinion": f"{INTAKE} compilation-started started report-issued report-delivered",
        "genetic-test": GENETIC_TEST,
        "remote-consultation": "identity-verified booked advised",
        "post-care-follow-up": "identity-verified booked advised",
    },
    "picc-iwuyou-3": {
        "online-consultation": "advised",
        "phone-doctor": "advised",
        "outpatient-appointment": f"{INTAKE} triaged booked escort-called escorted attended",
        "inpatient-surgery": f"{INTAKE} triaged admission-slip-issued booked admitted discharged",
        "bedside-visit": "documents-added booked visited",
        "multidisciplinary-consultation": "identity-verified reviewed called planned documents-added"
        " arrangement-requested consultation-held report-issued guidance-sent",
        "nodule-interpretation": "identity-verified called materials-received report-issued posted",
    },
    "starr-critical-care": {
        "outpatient-appointment": f"{INTAKE} booked attended",
        "inpatient-appointment": f"{INTAKE} admission-slip-issued booked attended",
        "second-opinion": f"{INTAKE} report-issued report-delivered reported-to-insurer",
        "escort": f"{INTAKE} booked escorted",
        "overseas-second-opinion": "identity-verified documents-added answered"
        " report-issued report-translated report-delivered reported-to-insurer",
        "overseas-treatment": "identity-verified documents-added answered hospital-accepted visa-granted arranged"
        " departed bill-recorded escorted returned reported-to-insurer",
    },
    "taiping-yibao-wuyou": {
        "manual-underwriting": "checkup-requested signed checkup-booked checkup-attended images-received"
        " concluded paid",
    },
}
# What may be applied for once another service has come to a fact: walked from there, under the same policy.
AFTER = {
    "post-care-follow-up": ("inpatient-appointment", "attended"),
    "bedside-visit": ("inpatient-surgery", "admitted"),
}
EACH = [(book, service) for book, walks in WALKS.items() for service in walks if service not in AFTER]

WHO = {  # everything else is an agent's
    **dict.fromkeys(("reviewed", "investigated"), "reviewer"),
    **dict.fromkeys(("concluded", "images-received"), "underwriter"),
    **dict.fromkeys(("test-settled", "sample-sent", "sample-received"), "laboratory"),
    **dict.fromkeys(("report-issued", "report-translated", "advised"), "expert"),
    # An escort works at the visits of the day, which have a journey of their own; here nobody waits for the day.
    **dict.fromkeys(("escorted", "escort-called"), "care-manager"),
}


# ---------------------------------------------------------------- what is said


class Days(NamedTuple):
    """A number of days from today."""

    ahead: int


Answer = Callable[[Page], None]


def pick_the_hospital(page: Page) -> None:
    """Out of the directory, unless one was agreed on before."""
    if page.input_value("#q-hospital"):
        return
    page.locator("#found .ok button").first.click()


def pick_a_day(page: Page) -> None:
    """The first working day from Monday to Friday that the calendar shows after today."""
    page.locator(".picks td.working:nth-child(-n+5):not(.now) button").first.click()
    page.fill("input[name='on.time']", "10:00")


def first_of(key: str) -> Answer:
    """What is offered first: a consent or a form of report which is not in yet."""
    return lambda page: page.locator(f"#fact input[name={key}]").first.check()


SLOT = [pick_a_day]
PLACE_AND_DAY = [pick_the_hospital, pick_a_day]
IN_BEIJING = {"city": "北京", "department": "胸外科"}
APPLIED: dict[tuple[str, str], dict[str, Any]] = {
    **{
        (book, "outpatient-appointment"): IN_BEIJING for book in ("ins-oncology", "axa-tianping", "starr-critical-care")
    },
    **{(book, "inpatient-appointment"): IN_BEIJING for book in ("ins-oncology", "axa-tianping", "starr-critical-care")},
    ("ins-oncology", "direct-billing"): {"city": "北京", "planned_admission_on": Days(30)},
    ("axa-tianping", "advance-payment"): {
        "city": "北京",
        "hospital": HOSPITAL["name"],
        "planned_admission_on": Days(30),
    },
    ("picc-iwuyou-3", "nodule-interpretation"): {"nodule": "lung-nodule"},
    ("starr-critical-care", "escort"): {"city": "北京"},
    ("starr-critical-care", "overseas-second-opinion"): {"country": "US"},
    ("starr-critical-care", "overseas-treatment"): {"country": "US"},
    ("taiping-yibao-wuyou", "manual-underwriting"): {"screening_passed": "true", "has_dicom": "false"},
}
SAID: dict[str, dict[str, Any]] = {
    "identity-verified": {"name": "王芳", "id_number": ID_NUMBER},
    "documents-added": {"kinds": ("pathology-report",)},
    "reviewed": {"result": "passed"},
    "investigated": {"result": "passed"},
    "concluded": {"result": "passed"},
    "answered": {"start": "true"},
    "triaged": {"hospital": HOSPITAL["name"], "department": "胸外科"},
    "admission-slip-issued": {"hospital": HOSPITAL["name"]},
    "checkup-requested": {"institution": "北京康宁体检中心"},
    "consultation-held": {"specialists": ("卢景行", "许安澜", "秦慕白")},
    "materials-received": {"kinds": ("id-card", "imaging", "diagnosis-certificate"), "modality": "CT"},
    "handed-over": {"kinds": ("invoice", "discharge-summary")},
    "sample-sent": {"sample": "saliva"},
    "images-received": {"modality": "CT", "study_date": Days(0)},
    "escorted": {"hours": "3"},
    "bill-recorded": {"amount": "80000"},
    "deposit-paid": {"amount": "30000"},
    "settled": {"amount": "52000"},
    "paid": {"amount": "30000"},
}
SAID_THERE: dict[tuple[str, str], dict[str, Any]] = {
    ("direct-billing", "documents-added"): {"kinds": ("pathology-report", "medical-record-copy")},
    ("bedside-visit", "documents-added"): {"kinds": ("id-card",)},
    ("advance-payment", "reviewed"): {"result": "investigate", "reason": "需要到医院核实住院安排"},
}
DONE: dict[str, list[Answer]] = {
    "booked": PLACE_AND_DAY,
    "checkup-requested": SLOT,
    "signed": [first_of("consent")],
}
DONE_THERE: dict[tuple[str, str], list[Answer]] = {
    ("genetic-test", "report-delivered"): [first_of("form")],
    **{(service, "booked"): SLOT for service in ("remote-consultation", "post-care-follow-up", "bedside-visit")},
}


def say(form: Locator, key: str, said: Any) -> None:
    """Answer one question of a form, whichever way it asks."""
    value = (datetime.now(SHANGHAI).date() + timedelta(days=said.ahead)).isoformat() if isinstance(said, Days) else said
    asks = form.locator(f"[name={key}]")
    match asks.first.evaluate("one => one.type"):
        case "radio":
            form.locator(f"[name={key}][value='{value}']").check()
        case "checkbox":
            for one in value:
                form.locator(f"[name={key}][value='{one}']").check()
        case "select-one":
            asks.select_option(value)
        case _:
            asks.fill("\n".join(value) if isinstance(value, tuple) else value)


# ---------------------------------------------------------------- who says it


class Office(NamedTuple):
    """Who works here, by role; and the page of the call of whoever wants a service."""

    logins: dict[str, str]
    callers: dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def office(platform: Platform) -> Office:
    """Made before the browser is: the ORM and the browser's loop do not share a thread."""
    from django.db import transaction

    from xuanhu.apps.network.actions import put_hospitals
    from xuanhu.apps.parties.actions import add_insurer

    put_hospitals(rows=[HOSPITAL])
    suffix = secrets.token_hex(4)
    with transaction.atomic():
        insurers = {book: add_insurer(code=f"{book}-{suffix}", name="安盛天平").id for book in WALKS}
    door = Door(key_for(list(insurers.values())))
    callers = {(book, service): _a_caller(door, f"{book}-{suffix}", book, service) for book, service in EACH}
    return Office({role: new_person(list(insurers.values()), role).login for role in ROLES}, callers)


def _a_caller(door: Door, insurer: str, book: str, service: str) -> str:
    """Somebody who is ill as the service wants it, insured since last year."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    illness = {"kind": "lung-nodule"} if service == "nodule-interpretation" else {"icd10": "C34.1"}
    person = {"insurer": insurer, "name": "王芳", "id_number": ID_NUMBER, "phone": "13800138000"}
    person |= {"diagnosis": {"on": (today - timedelta(days=40)).isoformat(), **illness}}
    insured: str = door.post("/insureds", person).json["id"]
    if service != "manual-underwriting":
        policy = {
            "insurer": insurer,
            "number": f"{book[:3].upper()}-2026-{EACH.index((book, service)):04d}",
            "handbook": book,
            "insured": insured,
        }
        period = {"from": f"{today.year - 1}-01-01", "to": f"{today.year + 1}-12-31"}
        assert door.post("/policies", {**policy, **period}).status == 201
    return f"/call/{insured}"


@pytest.fixture(scope="module")
def desks(served_at: str, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Page]]:
    """Everybody at a screen of their own, logged in once; one browser for all walks."""
    with a_browser(Path(tmp_path_factory.mktemp("fonts"))) as browser:

        @cache
        def of(role: str) -> Page:
            page = a_page(browser, DESK)
            page.set_default_timeout(8_000)
            page.goto(f"{served_at}/login")
            page.fill("#login", office.logins[role])
            page.fill("#password", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_selector(".bar")
            return page

        yield of


# ---------------------------------------------------------------- the walks


class Walk:
    """One case on its way, and who had it open last."""

    def __init__(self, desks: Callable[[str], Page], call: str, book: str, service: str) -> None:
        """From the page of the call by the card of the service through its form."""
        self.desks, self.call, self.book, self.service = desks, call, book, service
        self.page = page = desks("agent")
        self.done, self.facts = 0, WALKS[book][service].split()
        page.goto(call)
        page.locator(f".service a[href$='/{service}']").click()
        for key, said in APPLIED.get((book, service), {}).items():
            say(page.locator("#application"), key, said)
        self.look(1)
        page.get_by_role("button", name="确认申请").click()
        page.get_by_role("link", name="打开案件").click()
        page.wait_for_url("**/cases/*")
        self.case = page.url

    def record(self, fact: str) -> None:
        """Find the form of a fact on the page of the case, fill it, send it; the page says that it is kept."""
        here = self.service, fact
        page = self._open(fact)
        for act in DONE_THERE.get(here, DONE.get(fact, [])):
            act(page)
        for key, said in SAID_THERE.get(here, SAID.get(fact, {})).items():
            say(page.locator("#fact"), key, said)
        self.done += 1
        if self.done == len(self.facts) // 2 + 1:
            page.wait_for_selector("#answer .allowed")
            self.look(2)
        page.locator("#fact button[type=submit]").click()
        page.wait_for_url(f"**?said={fact}")
        page.wait_for_selector(".says.kept")

    def _open(self, fact: str) -> Page:
        """The case before whoever records the fact: with the form that comes next, or one found in the list."""
        page = self._before(WHO.get(fact, "agent"))
        shown = page.locator("#fact [name=_fact]")
        if shown.count() and shown.input_value() == fact:
            return page
        link = page.locator(f"#next a[href*='form={fact}#']")
        if not link.is_visible():
            page.locator(".others summary").click()
        link.click()
        page.wait_for_selector(f"#fact [name=_fact][value={fact}]", state="attached")
        return page

    def _before(self, role: str) -> Page:
        """The case as it stands now before somebody."""
        page, before = self.desks(role), self.page
        if page is not before or not page.url.startswith(self.case):
            page.goto(self.case)
        self.page = page
        return page

    def look(self, number: int) -> None:
        look(self.page, f"flows-{self.book}-{self.service}-{number}")

    def is_closed(self) -> None:
        """The page says that the service was had."""
        page = self._before(WHO.get(self.facts[-1], "agent"))
        assert page.inner_text(".hero h1") == ("已承保" if self.service == "manual-underwriting" else "已完成")
        self.look(3)


@pytest.mark.browser
@pytest.mark.parametrize(("book", "service"), EACH)
def test_a_service_is_walked_from_the_call_to_its_closing(
    served_at: str, office: Office, desks: Callable[[str], Page], book: str, service: str
):
    call = f"{served_at}{office.callers[book, service]}"
    walk = Walk(desks, call, book, service)
    for fact in walk.facts:
        walk.record(fact)
        for later in (one for one, prior in AFTER.items() if prior == (service, fact) and one in WALKS[book]):
            walk_to_the_end(Walk(desks, call, book, later))
    walk.is_closed()
    assert [faults_of(desks(role)) for role in ROLES] == [[]] * len(ROLES)


def walk_to_the_end(walk: Walk) -> None:
    for fact in walk.facts:
        walk.record(fact)
    walk.is_closed()


@pytest.mark.browser
def test_all_26_services_are_walked():
    assert sum(len(walks) for walks in WALKS.values()) == 26
