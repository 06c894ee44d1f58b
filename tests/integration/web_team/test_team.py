"""The team's page: promises kept and broken, whose they were, what is coming, what is stuck; for leaders alone."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest

from tests.integration.accounts.staff import Desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.notices.office import Office, at
from tests.integration.web_queue.conftest import TUESDAY, desk_for
from tests.integration.web_queue.seeing import lines

PASSED = {"result": "passed"}


def reviewed(when: datetime) -> Office:
    """An appointment that was reviewed, so that five working days run in which it is booked."""
    office = Office("axa-tianping")
    office.apply("outpatient-appointment", when, {"channel": "hotline", "city": "北京", "department": "胸外科"})
    office.record("identity-verified", when + timedelta(hours=1), name="王芳", id_number="11010519491231002X")
    office.record("documents-added", when + timedelta(hours=2), kinds=("pathology-report",))
    office.record("reviewed", when + timedelta(hours=3), **PASSED)
    return office


def reckon(office: Office) -> None:
    from xuanhu.apps.work.outcomes import reckon_outcomes

    reckon_outcomes(insurers=[office.insurer], after=0, until=2**62)


def outcomes(office: Office) -> dict[str, tuple[datetime, datetime | None, datetime | None]]:
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.models import PromiseOutcome

    with seeing([office.insurer]):
        rows = PromiseOutcome.objects.values_list("fact", "due_at", "kept_at", "ended_at")
        return {fact: rest for fact, *rest in rows}  # type: ignore[misc]


def leader(office: Office) -> Desk:
    return desk_for(new_person([office.insurer], "care-manager"))


def page(desk: Desk, query: str = "") -> list[str]:
    said = desk.client.get(f"/team?{query}")
    assert said.status_code == 200, said.content
    return lines(said.content)


def test_a_promise_whose_day_has_passed_is_broken_without_anything_happening():
    office = reviewed(at(9, 21))
    reckon(office)
    due, kept, ended = outcomes(office)["booked"]
    assert (due, kept, ended) == (at(9, 30, 0), None, None)
    found = page(leader(office))
    assert [line for line in found if "未按时 !" in line] == ["9月16日 周三 至10月13日 周二：按时 0 个，未按时 ! 1 个"]


def test_promises_of_another_period_are_not_counted():
    office = reviewed(at(9, 21))
    reckon(office)
    assert "这一段没有到期的承诺。" in page(leader(office), "from=2026-10-01&to=2026-10-13")


def test_a_case_that_is_closed_before_the_day_breaks_no_promise():
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.models import PromiseOutcome

    office = reviewed(at(9, 21))
    reckon(office)
    desk = leader(office)
    for ended, is_counted in ((at(9, 25), False), (at(9, 30), True)):
        with seeing([office.insurer]):
            PromiseOutcome.objects.update(ended_at=ended)
        assert ("这一段没有到期的承诺。" not in page(desk)) is is_counted


def test_a_broken_promise_is_of_whoever_had_the_case_when_it_broke():
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim, hand_over

    office = reviewed(at(9, 21))
    first, second = (new_person([office.insurer], "agent") for _ in range(2))
    with seeing([office.insurer]):
        claim(case=UUID(office.case), person=first, at=at(9, 22))
        hand_over(case=UUID(office.case), to=second, word="", by=first, at=at(10, 9))
    reckon(office)
    content = leader(office).client.get("/team").content.decode()
    of_people = content.partition("按负责人</h2>")[2].partition("</section>")[0]
    assert f"person={first.login}" in of_people
    assert f"person={second.login}" not in of_people


def test_a_leader_takes_the_figures_along_as_csv():
    office = reviewed(at(9, 21))
    reckon(office)
    said = leader(office).client.get("/team/promises.csv?from=2026-09-01&to=2026-09-30")
    assert said["Content-Disposition"] == 'attachment; filename="promises-2026-09-01-2026-09-30.csv"'
    rows = list(csv.reader(StringIO(said.content.decode("utf-8-sig"))))
    assert rows == [
        ["按", "名称", "按时", "未按时", "按时率 %"],
        ["保险公司", "某保险", "0", "1", "0"],
        ["服务", "门诊预约", "0", "1", "0"],
        ["负责人", "没人负责", "0", "1", "0"],
    ]


@pytest.mark.parametrize("query", ["from=2026-10-10&to=2026-10-01", "from=nonsense", "from=1900-01-01&to=1900-02-01"])
def test_a_period_that_is_none_is_told(tenant: Tenant, query: str):
    said = desk_for(new_person([tenant.id], "care-manager")).client.get(f"/team?{query}")
    assert said.status_code == 422
    assert [line for line in lines(said.content) if line.endswith("下面是最近四周。")]


@pytest.mark.parametrize("role", ["agent", "reviewer", "insurer", "escort"])
def test_only_leaders_see_the_team(tenant: Tenant, role: str):
    desk = desk_for(new_person([tenant.id], role))
    assert [desk.client.get(path).status_code for path in ("/team", "/team/promises.csv")] == [403, 403]
    assert 'href="/team"' not in desk.client.get("/queue?scope=all").content.decode()


def test_figures_are_of_ones_own_insurers(tenant: Tenant, stranger: Tenant):
    from xuanhu.apps.work.outcomes import reckon_outcomes

    reckon_outcomes(insurers=[tenant.id, stranger.id], after=0, until=2**62)
    content = desk_for(new_person([stranger.id], "care-manager")).client.get("/team").content.decode()
    assert tenant.code not in content


def test_a_bar_leads_to_its_cases(tenant: Tenant):
    desk = desk_for(new_person([tenant.id], "care-manager"))
    content = desk.client.get("/team").content.decode()
    ages = content.partition('aria-labelledby="ages"')[2]
    href = ages.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    number = ages.partition('class="amount"')[2].partition(">")[2].partition("<")[0]
    assert desk.client.get(href).content.decode().count("data-case=") == int(number)


def test_the_page_takes_as_many_queries_for_three_cases_as_for_one(tenant: Tenant):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = desk_for(new_person([tenant.id], "care-manager"))
    counts = []
    for _ in range(2):
        page(desk)
        with CaptureQueriesContext(connection) as captured:
            page(desk)
        counts.append(len(captured))
        for _ in range(2):
            tenant.add_case()
    assert counts[0] == counts[1]


def test_new_facts_are_reckoned_a_run_after_their_numbers_were_given_out(tenant: Any):
    from xuanhu.apps.work.outcomes import reckon_new_outcomes

    office = reviewed(TUESDAY - timedelta(days=4))
    reckon_new_outcomes(insurers=[office.insurer])
    reckon_new_outcomes(insurers=[office.insurer])
    assert "booked" in outcomes(office)


@pytest.mark.parametrize("path", ["/team", "/queue?scope=all", "/queue/calls"])
def test_no_page_has_a_style_or_a_script_within_itself(tenant: Tenant, path: str):
    content = desk_for(new_person([tenant.id], "care-manager")).client.get(path).content.decode()
    assert [part for part in (" style=", "<style", "<script>", " onclick=", "javascript:") if part in content] == []
