"""Files loaded: all of them or none, or what is right of them; twice is as once."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.network.office import SONGHE, YUANZHI, Office
from tests.integration.platform import Platform
from xuanhu.core.reckoning import SHANGHAI
from xuanhu.handbook_files.faults import Faulty

JUNE = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
DIRECTORY = Path(__file__).parents[3] / "src" / "xuanhu" / "demo" / "network.yaml"
HANDBOOKS = ["axa-tianping", "ins-oncology", "picc-iwuyou-3", "starr-critical-care", "taiping-yibao-wuyou"]


def loaded(office: Office, text: str, kind: str | None = None, *, partial: bool = False, **given: str) -> Any:
    from xuanhu.apps.network.loading import load_rows
    from xuanhu.apps.network.reading import read_network

    file = "file.yaml" if kind is None else "file.csv"
    with office.seen():
        rows = read_network(text, file, kind=kind, given={"insurer": office.code, **given})
        return load_rows(rows=rows, at=JUNE, by="test", partial=partial)


def counts(done: Any) -> Mapping[str, tuple[int, int, int]]:
    return {kind: tuple(one) for kind, one in done.counted.items()}


def wrong(done: Any) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in done.faults]


ESCORTS = """编号,姓名,城市,专长,手机号,生效日期
P-1,何小禾,北京市,门诊陪诊、住院陪诊,13800000301,2026/1/1
P-2,罗一平,上海,门诊陪诊,13800000302,2026年1月1日
"""


def test_good_file_is_loaded_and_twice_is_as_once(office: Office):
    first, second = loaded(office, ESCORTS, "escorts"), loaded(office, ESCORTS, "escorts")
    assert (first.is_stored, counts(first), wrong(first)) == (True, {"escorts": (2, 0, 0)}, [])
    assert (second.is_stored, counts(second)) == (True, {"escorts": (0, 0, 2)})
    items = office.get("/escorts").json["items"]
    assert [(one["code"], one["name"], one["city"], one["phone"], one["from"]) for one in items] == [
        ("P-1", "何小禾", "北京", "138****0301", "2026-01-01"),
        ("P-2", "罗一平", "上海", "138****0302", "2026-01-01"),
    ]
    assert items[0]["specialties"] == ["门诊陪诊", "住院陪诊"]


def test_changed_row_is_changed_and_what_was_ended_stays_ended(office: Office):
    loaded(office, ESCORTS, "escorts")
    office.post("/escorts/P-1/end", {"until": "2026-07-01"})
    done = loaded(office, ESCORTS.replace("13800000302", "13800000309"), "escorts")
    assert counts(done) == {"escorts": (0, 1, 1)}
    items = office.get("/escorts").json["items"]
    assert [(one["phone"], one["until"]) for one in items] == [("138****0301", "2026-07-01"), ("138****0309", None)]


BAD_ESCORTS = ESCORTS + "P-3,,北京,,13800000303,2026-02-30\nP-2,又一人,上海,,打电话,2026-01-01\n"


def test_bad_rows_keep_all_out_unless_the_rest_is_asked_for(office: Office):
    done = loaded(office, BAD_ESCORTS, "escorts")
    assert (done.is_stored, counts(done)) == (False, {})
    assert wrong(done) == [(4, "姓名"), (4, "生效日期"), (5, "手机号")]
    assert office.get("/escorts").json["items"] == []
    done = loaded(office, BAD_ESCORTS, "escorts", partial=True)
    assert (done.is_stored, counts(done), len(done.faults)) == (True, {"escorts": (2, 0, 0)}, 3)
    assert len(office.get("/escorts").json["items"]) == 2


LISTS = f"""
handbook: ins-oncology
partners:
- from: 2026-01-01
  source: 第一份
  hospitals: [{SONGHE}]
- from: 2026-07-01
  hospitals:
  - {SONGHE}
  - {{hospital: {YUANZHI}}}
"""


def test_lists_follow_one_another_and_twice_is_as_once(office: Office):
    first, second = loaded(office, LISTS), loaded(office, LISTS)
    assert (counts(first), counts(second)) == ({"partners": (2, 0, 0)}, {"partners": (0, 0, 2)})
    assert office.lists() == [("", "2026-01-01", "2026-07-01", 1), ("", "2026-07-01", None, 2)]


def test_list_with_a_wrong_row_stays_out_whole_and_the_other_goes_in(office: Office):
    text = LISTS.replace(f"hospital: {YUANZHI}", f"hospital: {YUANZHI}, code: NO-SUCH")
    done = loaded(office, text, partial=True)
    assert (counts(done), wrong(done)) == ({"partners": (1, 0, 0)}, [(10, "code")])
    assert office.lists() == [("", "2026-01-01", None, 1)]


def test_list_that_is_in_force_with_other_hospitals_is_told(office: Office):
    loaded(office, LISTS)
    done = loaded(office, LISTS.replace(f"[{SONGHE}]", f"[{YUANZHI}]"))
    assert (done.is_stored, wrong(done)) == (False, [(6, "from")])
    assert "以后" in done.faults[0].right


@pytest.mark.parametrize(
    ("kind", "text", "where"),
    [
        ("partners", f"手册,生效日期,医院\nno-such,2026-01-01,{SONGHE}\n", (2, "handbook")),
        ("partners", f"手册,服务,生效日期,医院\nins-oncology,second-opinion,2026-01-01,{SONGHE}\n", (2, "service")),
        ("partners", f"手册,生效日期,医院,保险公司\nins-oncology,2026-01-01,{SONGHE},nobody\n", (2, "insurer")),
        ("escorts", ESCORTS.replace("生效日期", "生效日期,停用日期").replace("/1/1", "/1/1,2025-01-01"), (2, "until")),
    ],
)
def test_what_the_platform_does_not_know_is_told(office: Office, kind: str, text: str, where: tuple[int, str]):
    done = loaded(office, text, kind)
    assert (done.is_stored, wrong(done)) == (False, [where])


def test_another_tenants_insurer_is_not_known(office: Office):
    text = f"手册,生效日期,医院,保险公司\nins-oncology,2026-01-01,{SONGHE},{Office().code}\n"
    assert wrong(loaded(office, text, "partners")) == [(2, "insurer")]


def test_hospital_of_a_list_is_found_in_the_directory_by_its_name(office: Office):
    text = f"""
handbook: ins-oncology
hospitals:
- {{code: L-1, name: 湖州苕溪医院, province: 浙江, city: 湖州, level: 三甲, ownership: 公立, other_names: [苕溪总院]}}
- {{code: L-2, name: 湖州同名医院, province: 浙江, city: 湖州, level: 三级, ownership: 公立}}
- {{code: L-3, name: 湖州同名医院, province: 浙江, city: 湖州, level: 三级, ownership: 公立}}
partners:
- {{from: 2026-01-01, hospitals: [苕溪总院, 湖州同名医院, {SONGHE}, {{hospital: 湖州第二, code: L-2}}]}}
"""
    assert loaded(office, text).is_stored
    [row] = office.get("/partner-lists").json["items"]
    items = office.get(f"/partner-lists/{row['id']}/hospitals").json["items"]
    found = [(one["name"], one["code"]) for one in items]
    assert found[:2] + found[3:] == [("苕溪总院", "L-1"), ("湖州同名医院", None), ("湖州第二", "L-2")]


def test_demonstrations_directory_is_loaded_for_its_insurers_and_twice_is_as_once(platform: Platform):
    from xuanhu.apps.network.loading import load_directory
    from xuanhu.apps.tenancy import seeing

    offices = {name: Office(name) for name in HANDBOOKS}
    insurers = {name: office.id for name, office in offices.items()}
    text = DIRECTORY.read_text("utf-8")
    with seeing(insurers.values()):
        first = load_directory(text, at=JUNE, insurers=insurers)
        second = load_directory(text, at=JUNE, insurers=insurers)
    total = {"hospitals": 42, "experts": 9, "escorts": 7, "laboratories": 2, "institutions": 8, "partners": 3}
    assert {kind: sum(one) for kind, one in counts(first).items()} == total
    assert counts(second) == {kind: (0, 0, count) for kind, count in total.items()}
    for name in ("axa-tianping", "ins-oncology", "starr-critical-care"):
        [row] = offices[name].get("/partner-lists?on=2026-06-01").json["items"]
        partners = offices[name].get(f"/partner-lists/{row['id']}/hospitals").json["items"]
        assert [one for one in partners if one["code"] is None] == []


def test_demonstrations_partners_lie_in_the_areas_of_their_services(platform: Platform):
    from xuanhu.apps.network.reading import read_network

    rows = read_network(DIRECTORY.read_text("utf-8"), "network.yaml", kind=None, given={})
    cities = {row.values["code"]: row.values["city"] for row in rows if row.kind == "hospitals"}
    office = Office()
    for name in ("axa-tianping", "ins-oncology", "starr-critical-care"):
        area = office.door.get(f"/handbooks/{name}/services/outpatient-appointment/area").json
        covered = {city for one in area["provinces"] for city in one["cities"]}
        listed = {row.values["code"] for row in rows if row.values.get("handbook") == name}
        assert {cities[code] for code in listed} - covered == set(), name


def test_directory_leaves_out_whoever_is_not_named(platform: Platform):
    from xuanhu.apps.network.loading import load_directory
    from xuanhu.apps.tenancy import seeing

    office = Office()
    with seeing([office.id]):
        done = load_directory(DIRECTORY.read_text("utf-8"), at=JUNE, insurers={"ins-oncology": office.id})
    assert set(done.counted) == {"hospitals", "experts", "laboratories", "partners"}


def test_directory_with_a_mistake_is_refused_with_its_place(office: Office):
    from xuanhu.apps.network.loading import load_directory

    with office.seen(), pytest.raises(Faulty) as caught:
        load_directory("hospitals:\n- {code: X-1, name: 某医院, city: 北京, province: 北京, level: 最好}\n", at=JUNE)
    assert [(fault.place.line, fault.code) for fault in caught.value.faults] == [(2, "bad-row"), (2, "bad-row")]
