"""The queue: whose cases, in which order, under which tab, by which filters; nobody else's."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.accounts.staff import Desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.web_queue.conftest import TUESDAY, desk_for
from tests.integration.web_queue.seeing import lines
from xuanhu.core.reckoning import SHANGHAI

MIDNIGHT = datetime(2026, 10, 13, tzinfo=SHANGHAI)


def set_case(tenant: Tenant, case: str, moment: datetime | None, **more: Any) -> None:
    """Let a case be due at a moment, and be otherwise as it is said."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        Case.objects.filter(public_id=case).update(next_due_at=moment, **{"awaiting": ["booked"], **more})


def read(desk: Desk, query: str = "scope=all") -> list[str]:
    said = desk.client.get(f"/queue?{query}")
    assert said.status_code == 200, said.content
    return lines(said.content)


def whens(found: list[str]) -> list[str]:
    """The lines that say by when."""
    return [line for line in found if line.startswith(("10月", "未定"))]


def test_a_line_says_by_when_what_who_and_whose_turn(tenant: Tenant, desk: Desk):
    set_case(tenant, tenant.case, MIDNIGHT + timedelta(days=2))
    found = read(desk)
    place = found.index("10月14日 周三 还剩1个工作日")
    what = ["门诊预约", "预约门诊", f"王*北京 {tenant.code}", "轮到客服", "没人负责", "认领"]
    assert found[place + 1 : place + 7] == what


def test_of_today_the_hours_are_counted(tenant: Tenant, desk: Desk):
    set_case(tenant, tenant.case, MIDNIGHT + timedelta(hours=17))
    assert whens(read(desk)) == ["10月13日 周二 17:00 还剩7小时20分钟"]


def test_what_is_overdue_stands_on_top_and_each_group_under_its_name(tenant: Tenant, desk: Desk):
    days = (None, 9, -1, 1)
    for days_on in days:
        due = MIDNIGHT + timedelta(days=days_on) if days_on is not None else None
        set_case(tenant, tenant.add_case(), due, awaiting=["reviewed"])
    set_case(tenant, tenant.case, None, outcome="completed")
    found = read(desk)
    order = [line for line in found if line in {"已逾期", "今天", "明天", "本周", "以后", "等别人", "没有期限"}]
    assert order == ["已逾期", "今天", "以后", "等别人"]


@pytest.mark.parametrize(
    ("tab", "count"), [("overdue", 1), ("today", 2), ("tomorrow", 0), ("waiting", 1), ("open-end", 0)]
)
def test_a_tab_holds_its_group_and_its_count(tenant: Tenant, desk: Desk, tab: str, count: int):
    moments = (None, MIDNIGHT, MIDNIGHT + timedelta(hours=20), MIDNIGHT + timedelta(days=1))
    cases = [tenant.case, *(tenant.add_case() for _ in range(3))]
    for case, due in zip(cases, moments, strict=True):
        set_case(tenant, case, due, awaiting=["reviewed"])
    said = desk.client.get(f"/queue?scope=all&tab={tab}")
    assert len(whens(lines(said.content))) == count
    shown = said.content.decode().partition(f'<a class="{tab}"')[2].partition("</a>")[0]
    assert shown.endswith(f"<b>{count}</b>")


def test_without_a_promise_what_is_ones_own_turn_stands_apart(tenant: Tenant):
    set_case(tenant, tenant.case, None, awaiting=["booked"])
    manager = desk_for(new_person([tenant.id], "care-manager"))
    assert len(whens(read(manager, "scope=all&tab=open-end"))) == 1
    assert whens(read(manager, "scope=all&tab=waiting")) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("city=北京", 1),
        ("city=上海", 1),
        ("city=成都", 0),
        ("stage=booked", 1),
        ("stage=reviewed", 1),
        ("service=outpatient-appointment", 2),
        ("service=second-opinion", 0),
        ("city=北京&stage=reviewed", 0),
        ("scope=nobody", 2),
        ("scope=team", 0),
        ("scope=mine", 0),
        ("scope=nonsense&tab=nonsense", 0),
    ],
)
def test_filters_stand_in_the_address(tenant: Tenant, desk: Desk, query: str, count: int):
    set_case(tenant, tenant.case, MIDNIGHT + timedelta(days=2))
    set_case(tenant, tenant.add_case(), MIDNIGHT + timedelta(days=2), awaiting=["reviewed"], city="上海")
    wanted = query if "scope" in query else f"scope=all&{query}"
    assert len(whens(read(desk, wanted))) == count


def test_an_insurer_is_a_filter_and_a_strangers_is_not_found(tenant: Tenant, stranger: Tenant, desk: Desk):
    set_case(tenant, tenant.case, MIDNIGHT + timedelta(days=2))
    assert len(whens(read(desk, f"scope=all&insurer={tenant.code}"))) == 1
    assert desk.client.get(f"/queue?insurer={stranger.code}").status_code == 404


def test_nobody_sees_another_insurers_cases(tenant: Tenant, stranger: Tenant, desk: Desk):
    said = desk.client.get("/queue?scope=all").content.decode()
    assert (tenant.case in said, stranger.case in said, "王芳" in said) == (True, False, False)


def test_a_page_goes_on_where_the_one_before_ended(tenant: Tenant, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.web.workbench.queue import pages

    monkeypatch.setattr(pages, "A_PAGE", 2)
    cases = [tenant.case, *(tenant.add_case() for _ in range(4))]
    for number, case in enumerate(cases):
        set_case(tenant, case, None if number > 2 else MIDNIGHT + timedelta(days=2))
    seen: list[str] = []
    content = desk.client.get("/queue?scope=all").content.decode()
    while True:
        seen += [part.partition('"')[0] for part in content.split('data-case="')[1:]]
        following = content.partition('href="/queue/more?')[2].partition('"')[0].replace("&amp;", "&")
        if not following:
            break
        content = desk.client.get(f"/queue/more?{following}").content.decode()
    assert seen == cases


@pytest.mark.parametrize("cursor", ["", "x", "bm9uZQ=="])
def test_a_place_that_is_none_is_not_found(desk: Desk, cursor: str):
    assert desk.client.get(f"/queue/more?after={cursor}").status_code == 404


def test_an_empty_queue_says_where_to_look(tenant: Tenant, desk: Desk):
    found = read(desk, "")
    assert "您名下没有案件" in found
    assert "看看没人负责的，认领一件；或看全部。" in "".join(found)


def test_a_case_that_is_set_aside_is_shown_as_such(tenant: Tenant, desk: Desk):
    from xuanhu.apps.cases.models import Case, Happening
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        Happening.objects.create(
            insurer_id=tenant.id,
            case=Case.objects.get(public_id=tenant.case),
            kind="overdue",
            fact="booked",
            at=TUESDAY,
            reckoned_by="",
            put_off_until=TUESDAY + timedelta(hours=1),
        )
    assert "核对身份 暂缓：期限暂时算不出，10:40 再算" in "".join(read(desk))


def test_the_queue_takes_as_many_queries_for_three_cases_as_for_one(tenant: Tenant, desk: Desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for cases in (1, 3):
        read(desk)
        with CaptureQueriesContext(connection) as captured:
            content = desk.client.get("/queue?scope=all").content.decode()
        assert content.count("data-case=") == cases
        counts.append(len(captured))
        for _ in range(2):
            tenant.add_case()
    assert counts == [18, 18]


def test_news_are_told_only_when_something_moved(tenant: Tenant, desk: Desk, agent: Any):
    content = desk.client.get("/queue?scope=all").content.decode()
    token = content.partition('data-token="')[2].partition('" ')[0].replace("&quot;", '"')
    asked = {"If-None-Match": token}
    said = desk.client.get("/queue/news?scope=all", headers=asked)
    assert (said.status_code, said.content, said["ETag"]) == (304, b"", token)
    tenant.door.post(f"/cases/{tenant.case}/facts", {"fact": "documents-added", "data": {"kinds": ["ct-report"]}})
    said = desk.client.get("/queue/news?scope=all", headers=asked)
    assert (said.status_code, said["ETag"] != token, b"data-case" in said.content) == (200, True, True)


def test_news_cost_one_small_query_beyond_who_asks(tenant: Tenant, desk: Desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    token = desk.client.get("/queue/news?scope=all")["ETag"]
    with CaptureQueriesContext(connection) as captured:
        said = desk.client.get("/queue/news?scope=all", headers={"If-None-Match": token})
    assert said.status_code == 304
    assert len(captured) <= 6


def test_a_page_that_asks_by_itself_keeps_no_session_alive(tenant: Tenant, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.web import visiting

    for minutes in (10, 20, 30):
        monkeypatch.setattr(visiting, "now", lambda: TUESDAY + timedelta(minutes=minutes))  # noqa: B023
        assert desk.client.get("/queue/news?scope=all").status_code == 200
    monkeypatch.setattr(visiting, "now", lambda: TUESDAY + timedelta(minutes=31))
    assert desk.client.get("/queue/news?scope=all").status_code == 302
