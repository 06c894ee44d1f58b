"""Somebody is found while one types, by whatever they say; masked; and nobody finds another insurer's people."""

import secrets
from urllib.parse import parse_qs, urlparse

import pytest

from tests.integration.accounts.staff import Desk, new_desk, new_person
from tests.integration.api.tenants import Tenant
from tests.integration.web.reading import come_in, send
from tests.integration.web_call.telephone import found, page

MINGS = {"name": "王小明", "id_number": "110101199003070070", "phone": "13900139001"}


@pytest.fixture
def ming(tenant: Tenant) -> str:
    """A second person of the tenant; the first one is 王芳."""
    said = tenant.door.post("/insureds", {"insurer": tenant.code, **MINGS})
    assert said.status == 201, said.content
    insured: str = said.json["id"]
    return insured


def row(tenant: Tenant, why: str, policy: str = "没有保单") -> list[str]:
    return [f"王* 1101**********0070 139****9001 {tenant.code} {policy} {why}", "共 1 人。"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("王小", "姓名"),
        ("王小明", "姓名"),
        ("王 小明", "姓名"),
        ("wangx", "拼音"),
        ("wangxiaoming", "拼音"),
        ("Wang Xiaoming", "拼音"),
        ("wangxm", "拼音"),
        ("wxm", "姓名首字母"),
        ("wx", "姓名首字母"),
        ("110101199003070070", "身份证号"),
        ("0070", "身份证号后4位"),
        ("9003070070", "身份证号后10位"),
        ("13900139001", "手机号"),
        ("+86 139-0013-9001", "手机号"),
        ("9001", "手机号后4位"),
    ],
)
def test_a_person_is_found_by_whatever_they_say(tenant: Tenant, ming: str, desk: Desk, typed: str, why: str):
    assert found(desk, typed) == row(tenant, why)


@pytest.mark.parametrize("typed", ["", "龘", "明", "072", "9990070070", "xiaoming", "'; --", "\x00", "%", "_" * 300])
def test_what_names_nobody_finds_nobody(tenant: Tenant, ming: str, desk: Desk, typed: str):
    assert [line for line in found(desk, typed) if "王*" in line] == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "shanxx"),
        ("单雄信", "shanxiongxin"),
        ("单雄信", "danxiongxin"),
        ("曾国藩", "zengguofan"),
        ("解晓东", "xiexiaodong"),
        ("仇英", "qiuying"),
        ("朴树", "piaoshu"),
        ("查良镛", "zhaliangyong"),
        ("盖叫天", "gejiaotian"),
        ("尉迟恭", "yuchigong"),
        ("吕布", "lvbu"),
        ("吕布", "lubu"),
        ("欧阳修", "oyx"),
    ],
)
def test_a_surname_is_found_as_it_is_read(tenant: Tenant, desk: Desk, name: str, typed: str):
    assert tenant.door.post("/insureds", {"insurer": tenant.code, "name": name}).status == 201
    assert [line for line in found(desk, typed) if line.startswith(name[:1])] != []


def test_a_policys_number_and_a_cases_id_lead_to_the_person(tenant: Tenant, desk: Desk):
    said = f"王* 1101**********002X 138****8000 {tenant.code} {tenant.policy}"
    assert found(desk, tenant.policy[:9]) == [f"{said} 保单号", "共 1 人。"]
    assert found(desk, tenant.policy.lower().replace("p-", "P-", 1)) == [f"{said} 保单号", "共 1 人。"]
    assert found(desk, tenant.case[:10]) == [f"{said} 案件号{tenant.case[:8]}", "共 1 人。"]


def test_whoever_bears_just_that_name_stands_first(tenant: Tenant, desk: Desk):
    for name in ("高一明", "高一"):
        tenant.door.post("/insureds", {"insurer": tenant.code, "name": name, "phone": f"1380013800{len(name)}"})
    lines = [line for line in found(desk, "高一") if line.startswith("高*")]
    assert ["138****8002" in lines[0], "138****8003" in lines[1]] == [True, True]


def test_of_many_twenty_are_shown_and_more_are_asked_for(tenant: Tenant, desk: Desk):
    for _ in range(21):
        tenant.door.post("/insureds", {"insurer": tenant.code, "name": "郎平"})
    shown = found(desk, "郎")
    assert (len(shown), shown[-1]) == (21, "还有更多人符合，请再多输入几个字。")


def test_a_stranger_finds_nobody(tenant: Tenant, stranger: Tenant, ming: str):
    desk = new_desk()
    come_in(desk, new_person([stranger.id], "agent"))
    for typed in ("王小明", "wxm", "0070", "13900139001", tenant.policy, tenant.case[:10]):
        assert [line for line in found(desk, typed) if tenant.code in line] == [], typed


def test_what_was_typed_never_stands_in_an_address(tenant: Tenant, ming: str, desk: Desk):
    said = send(desk, "/call", {"q": "王"})
    address = urlparse(said["Location"])
    assert (said.status_code, address.path, "王" in said["Location"]) == (302, "/call", False)
    shown = desk.client.get(said["Location"])
    assert 'value="王"' in shown.content.decode()
    assert page(desk, f"/call?q={parse_qs(address.query)['q'][0]}")[-1] == "共 2 人。"
    assert desk.client.get("/call?q=typed-by-hand").status_code == 200


def test_somebody_who_is_the_only_one_is_opened_at_once(tenant: Tenant, ming: str, desk: Desk):
    said = send(desk, "/call", {"q": "13900139001"})
    assert (said.status_code, said["Location"]) == (302, f"/call/{ming}")


def test_every_page_has_the_box_for_those_who_answer_the_telephone(tenant: Tenant, desk: Desk):
    assert b'id="find"' in desk.client.get("/queue").content
    other = new_desk()
    come_in(other, new_person([tenant.id], "reviewer"))
    assert b'id="find"' not in other.client.get("/").content


@pytest.mark.parametrize(
    ("role", "status"), [("agent", 200), ("care-manager", 200), ("administrator", 200), ("reviewer", 403),
                         ("expert", 403), ("escort", 403), ("insurer", 403), ("auditor", 403)]
)  # fmt: skip
def test_who_may_look_for_people(tenant: Tenant, role: str, status: int):
    desk = new_desk()
    come_in(desk, new_person([tenant.id], role))
    assert desk.client.get("/call").status_code == status
    assert desk.client.get(f"/call/{tenant.insured}").status_code == status


def test_without_the_forms_token_nothing_is_looked_for(desk: Desk):
    assert desk.client.post("/call/found", {"q": "王"}).status_code == 403


def test_the_box_asks_as_often_for_three_persons_as_for_one(tenant: Tenant, desk: Desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for count in (1, 3):
        name = "闻" + secrets.choice("一二三四五六七八九十") + str(count)
        for _ in range(count):
            tenant.door.post("/insureds", {"insurer": tenant.code, "name": name})
        found(desk, name)
        with CaptureQueriesContext(connection) as captured:
            assert found(desk, name)[-1] == f"共 {count} 人。"
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_command_fills_what_is_missing(tenant: Tenant, ming: str, desk: Desk):
    from xuanhu.apps.parties.finding import fill_keys
    from xuanhu.apps.parties.models import SearchKey
    from xuanhu.apps.tenancy import seeing

    with seeing([tenant.id]):
        SearchKey.objects.filter(insurer_id=tenant.id).delete()
    assert [line for line in found(desk, "wxm") if "王*" in line] == []
    assert sum(fill_keys()) > 0
    assert found(desk, "wxm") == row(tenant, "姓名首字母")
    assert sum(fill_keys()) == 0
