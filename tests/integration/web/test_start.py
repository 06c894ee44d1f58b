"""The start page: what is due first, by day, of one's own insurers; and the booklets."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import come_in, lines
from xuanhu.core.reckoning import SHANGHAI

pytestmark = pytest.mark.usefixtures("on_tuesday")
MIDNIGHT = datetime(2026, 10, 13, tzinfo=SHANGHAI)
BOOKS = ["安盛天平健康服务安盛天平", "恶性肿瘤医疗服务英仕健康", "i无忧3.0健康服务人保寿险", "重疾就医保医疗服务史带"]
BOOKS += ["医保无忧2021（肺结节版）人工核保太平"]
HEAD = ["跳到正文", "悬壶", "张敏健康管家", "修改密码", "退出", "上午好，张敏", "2026年10月13日 周二"]


def due(tenant: Tenant, case: str, moment: datetime | None, awaiting: str = "booked") -> None:
    """Let a case be due at a moment."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        Case.objects.filter(public_id=case).update(next_due_at=moment, awaiting=[awaiting])


def named(tenant: Tenant) -> Tenant:
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        Insurer.objects.filter(id=tenant.id).update(name="安盛天平")
    return tenant


def page(desk: Desk) -> list[str]:
    said = desk.client.get("/")
    assert said.status_code == 200, said.content
    found = lines(said.content)
    me = next(place for place, line in enumerate(found) if "张敏" in line)
    return found[:2] + found[me:]  # without the ways into the workbench's rooms


def test_the_promise_that_passes_first_stands_above_all(tenant: Tenant, desk: Desk, person: Any):
    due(named(tenant), tenant.case, MIDNIGHT + timedelta(days=2))
    come_in(desk, person)
    first = ["最先到期的一件", "10月14日 周三", "还剩1个工作日", "预约门诊王*门诊预约北京安盛天平", "轮到您"]
    row = ["10月14日 周三 还剩1个工作日", "门诊预约 预约门诊", "王*北京 安盛天平", "轮到您"]
    assert page(desk) == [*HEAD, *first, "明天 1", "明天 1 件", *row, "服务手册", *BOOKS]


def test_whose_turn_it_is_stands_beside_it(tenant: Tenant):
    for role, awaiting, turn in (
        ("care-manager", "reviewed", "轮到您"),
        ("auditor", "reviewed", "等审核员"),
        ("auditor", "documents-complete", "等被保险人"),
    ):
        due(tenant, tenant.case, MIDNIGHT + timedelta(days=2), awaiting)
        desk = new_desk()
        come_in(desk, new_person([tenant.id], role))
        assert page(desk).count(turn) == 2


@pytest.mark.parametrize(
    ("role", "leads_to"),
    [("agent", "/call"), ("escort", "/visits"), ("expert", "/opinions"), ("laboratory", "/laboratory")],
)
def test_whose_work_has_a_room_of_its_own_is_led_there(tenant: Tenant, role: str, leads_to: str):
    desk = new_desk()
    come_in(desk, new_person([tenant.id], role))
    said = desk.client.get("/")
    assert (said.status_code, said["Location"]) == (302, leads_to)
    assert desk.client.get(leads_to).status_code == 200


@pytest.mark.parametrize(
    ("moment", "title", "when"),
    [
        (MIDNIGHT - timedelta(days=4), "已逾期", "10月8日 周四 已逾期4个工作日"),
        (MIDNIGHT, "已逾期", "10月12日 周一 已逾期1个工作日"),
        (MIDNIGHT + timedelta(hours=9, minutes=40), "已逾期", "10月13日 周二 09:40 刚刚逾期"),
        (MIDNIGHT + timedelta(hours=17), "今天", "10月13日 周二 17:00 今天到期"),
        (MIDNIGHT + timedelta(days=1), "今天", "10月13日 周二 今天到期"),
        (MIDNIGHT + timedelta(days=1, hours=17), "明天", "10月14日 周三 17:00 还剩1个工作日"),
        (MIDNIGHT + timedelta(days=2), "明天", "10月14日 周三 还剩1个工作日"),
        (MIDNIGHT + timedelta(days=6), "本周", "10月18日 周日 还剩3个工作日"),
        (MIDNIGHT + timedelta(days=7), "以后", "10月19日 周一 还剩4个工作日"),
        (MIDNIGHT + timedelta(days=90), "以后", "2027年1月10日 周日暂定 还剩"),
        (None, "还没有期限", "未定 等前一步完成后开始计时"),
    ],
)
def test_each_promise_stands_in_its_group(
    tenant: Tenant, desk: Desk, person: Any, moment: datetime | None, title: str, when: str
):
    due(tenant, tenant.case, moment)
    come_in(desk, person)
    found = page(desk)
    assert [line for line in found if line == f"{title} 1 件"] == [f"{title} 1 件"]
    assert len([line for line in found if line.startswith(when)]) == 1


def test_of_more_than_fit_the_rest_is_counted(tenant: Tenant, desk: Desk, person: Any, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.web import start

    monkeypatch.setattr(start, "MOST", 2)
    cases = [tenant.case, *(tenant.add_case() for _ in range(3))]
    for case, days in zip(cases, (2, 2, 2, 90), strict=True):
        due(tenant, case, MIDNIGHT + timedelta(days=days))
    come_in(desk, person)
    found = page(desk)
    assert [line for line in found if "件" in line] == [
        "最先到期的一件",
        "明天 3 件",
        "还有 1 件，期限更晚",
        "以后 1 件",
        "共 1 件，期限更晚，这里没有列出",
    ]


def test_nobody_sees_another_insurers_cases(tenant: Tenant, stranger: Tenant, desk: Desk):
    come_in(desk, new_person([stranger.id], "care-manager"))
    assert tenant.code.encode() not in desk.client.get("/").content
    assert stranger.code.encode() in desk.client.get("/").content


def test_names_are_masked(tenant: Tenant, desk: Desk, person: Any):
    come_in(desk, person)
    assert "王芳" not in desk.client.get("/").content.decode()


def test_where_there_is_nothing_the_page_says_what_will_come(tenant: Tenant, desk: Desk):
    come_in(desk, new_person([], "care-manager"))
    empty = ["没有等着办的事", "您的账号还没有分配保险公司。请管理员分配以后，案件会排在这里。"]
    assert page(desk)[7:] == [*empty, "服务手册", *BOOKS]


def test_the_page_takes_as_many_queries_for_three_cases_as_for_one(tenant: Tenant, desk: Desk, person: Any):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    come_in(desk, person)
    page(desk)
    counts = []
    for cases in (1, 3):
        with CaptureQueriesContext(connection) as captured:
            found = page(desk)
        assert f"还没有期限 {cases} 件" in found
        counts.append(len(captured))
        for _ in range(2):
            tenant.add_case()
    assert counts == [11, 11]


def test_a_booklet_is_the_published_editions_own(tenant: Tenant, desk: Desk, person: Any):
    from xuanhu.apps.editions.queries import library
    from xuanhu.handbook_files.booklet import booklet_html
    from xuanhu.handbook_files.wording import built_in_words

    come_in(desk, person)
    said = desk.client.get("/handbooks/axa-tianping")
    assert said.content.decode() == booklet_html(library().editions("axa-tianping")[-1], built_in_words())
    assert "style-src 'self' 'sha256-" in said["Content-Security-Policy"]
    assert desk.client.get("/handbooks/nothing").status_code == 404


def test_every_clause_has_its_place_in_the_booklet(tenant: Tenant, desk: Desk, person: Any):
    from xuanhu.apps.editions.queries import library
    from xuanhu.web.booklets import clause_address

    come_in(desk, person)
    for handbook in library().ids:
        addresses = [clause_address(handbook, name) for name in library().editions(handbook)[-1].clauses]
        page = desk.client.get(addresses[0].partition("#")[0]).content.decode()
        assert [one for one in addresses if f'id="{unquote(one.partition("#")[2])}"' not in page] == [], handbook


@pytest.mark.parametrize("path", ["/", "/handbooks/axa-tianping", "/password"])
def test_without_a_session_one_is_led_to_the_login(desk: Desk, path: str):
    said = desk.client.get(path)
    assert (said.status_code, said["Location"].partition("?")[0]) == (302, "/login")


def test_every_page_loads_our_own_files_alone_and_is_kept_by_nobody(desk: Desk):
    said = desk.client.get("/login")
    assert said["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    kept = (said["X-Frame-Options"], said["X-Content-Type-Options"], said["Referrer-Policy"])
    assert kept == ("DENY", "nosniff", "same-origin")
    assert "no-store" in said["Cache-Control"]


def test_style_sheets_are_kept_for_good_under_a_name_with_their_hash(desk: Desk):
    from xuanhu.web.assets import FOLDER, asset

    for path in FOLDER.iterdir():
        said = desk.client.get(asset(path.name))
        assert (said.status_code, b"".join(said.streaming_content)) == (200, path.read_bytes())
        assert said["Cache-Control"] == "max-age=315360000, public, immutable"
    assert desk.client.get("/static/pages.css").status_code == 404


def test_what_is_not_there_has_a_page_of_its_own(desk: Desk):
    said = desk.client.get("/nothing")
    expected = ["悬壶", "没有找到这一页", "链接可能已经失效，或这一条不在您的范围内。", "回到首页", "404"]
    assert (said.status_code, lines(said.content)) == (404, expected)


def test_a_mishap_has_a_page_of_its_own(desk: Desk, person: Any, monkeypatch: pytest.MonkeyPatch):
    from xuanhu.web import start

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the platform is ill")

    come_in(desk, person)
    monkeypatch.setattr(start, "page_of", fail)
    said = desk.client.get("/")
    assert (said.status_code, lines(said.content)[1]) == (500, "平台出了错")
    assert b"the platform is ill" not in said.content
