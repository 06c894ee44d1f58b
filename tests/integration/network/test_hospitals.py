"""The directory of hospitals, which every tenant reads and none owns; and where a service can be had."""

import pytest

from tests.integration.network.office import Office
from tests.integration.platform import Platform

ROWS = [
    {"code": "D-1", "name": "衢江仁心医院", "other_names": ["仁心总院"], "city": "衢州", "province": "浙江"},
    {"code": "D-2", "name": "衢江安民医院", "city": "衢州", "province": "浙江", "level": "secondary"},
    {"code": "D-3", "name": "丽水仁心诊所", "city": "丽水", "province": "浙江", "ownership": "private"},
]


@pytest.fixture(scope="module", autouse=True)
def directory(platform: Platform) -> None:
    from xuanhu.apps.network.actions import put_hospitals

    put_hospitals(rows=[{"level": "tertiary-a", "ownership": "public", **row} for row in ROWS])


def codes(office: Office, query: str) -> list[str]:
    return [one["code"] for one in office.door.get(f"/hospitals?{query}").json["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=仁心", ["D-1", "D-3"]),
        ("q=心总", ["D-1"]),
        ("q=衢江仁心医院", ["D-1"]),
        ("q=%25", []),
        ("q=无此医院", []),
        ("city=衢州", ["D-1", "D-2"]),
        ("city=衢州市", ["D-1", "D-2"]),
        ("province=浙江省&q=仁心", ["D-1", "D-3"]),
        ("city=衢州&level=secondary", ["D-2"]),
        ("city=丽水&ownership=private", ["D-3"]),
        ("city=丽水&ownership=public", []),
    ],
)
def test_hospitals_are_found(office: Office, query: str, found: list[str]):
    assert codes(office, query) == found


def test_hospitals_go_on_after_a_page(office: Office):
    first = office.door.get("/hospitals?q=衢江&limit=1").json
    assert [one["code"] for one in first["items"]] == ["D-1"]
    rest = office.door.get(f"/hospitals?q=衢江&after={first['next']}").json
    assert ([one["code"] for one in rest["items"]], rest["next"]) == (["D-2"], None)


def test_hospital_is_shown_whole(office: Office):
    assert office.door.get("/hospitals/D-1").json == {
        "code": "D-1",
        "name": "衢江仁心医院",
        "other_names": ["仁心总院"],
        "province": "浙江",
        "city": "衢州",
        "level": "tertiary-a",
        "ownership": "public",
        "social_insurance_designated": None,
        "departments": [],
        "address": "",
        "phone": "",
    }
    assert office.door.get("/hospitals/NO-SUCH").problem == (404, "not-found")
    assert office.door.get("/hospitals?level=best").problem == (422, "malformed")


def test_name_of_three_letters_is_found_by_the_index(office: Office):
    from django.db import connection, transaction

    from xuanhu.apps.network.queries import hospitals

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        assert "hospital_searched" in hospitals(q="仁心总院").explain()


def test_what_is_not_said_of_a_known_hospital_stays(platform: Platform):
    from xuanhu.apps.network.actions import Counted, put_hospitals
    from xuanhu.apps.network.models import Hospital

    row = {"code": "D-STAYS", "name": "衢州常在医院", "city": "衢州", "province": "浙江", "level": "tertiary"}
    row |= {"ownership": "public", "other_names": ["常在医院"], "departments": ["内科"]}
    assert put_hospitals(rows=[row]) == Counted(added=1)
    assert put_hospitals(rows=[row]) == Counted(same=1)
    change = {"code": "D-STAYS", "name": "衢州长在医院", "level": "tertiary-a"}
    assert put_hospitals(rows=[change]) == Counted(changed=1)
    found = Hospital.objects.get(code="D-STAYS")
    assert (found.other_names, found.departments, found.level) == (["常在医院"], ["内科"], "tertiary-a")
    assert found.searched == "衢州长在医院\n常在医院"
    found.delete()


def test_area_of_a_service_is_its_provinces_and_cities(office: Office):
    said = office.door.get("/handbooks/ins-oncology/services/outpatient-appointment/area").json
    cities = [city for one in said["provinces"] for city in one["cities"]]
    assert (said["bounded"], said["countries"], said["clauses"], len(cities)) == (True, [], ["INS-07"], 18)
    assert {"province": "广东", "cities": ["广州", "深圳"]} in said["provinces"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("starr-critical-care/services/overseas-treatment", (True, [], ["US", "DE", "JP", "SG", "GB"])),
        ("picc-iwuyou-3/services/online-consultation", (False, [], [])),
    ],
)
def test_area_may_be_countries_or_anywhere(office: Office, path: str, expected: tuple[bool, list[str], list[str]]):
    said = office.door.get(f"/handbooks/{path}/area").json
    assert (said["bounded"], said["provinces"], said["countries"]) == expected


@pytest.mark.parametrize("path", ["ins-oncology/services/no-such", "no-such/services/outpatient-appointment"])
def test_area_of_what_there_is_not_is_not_found(office: Office, path: str):
    assert office.door.get(f"/handbooks/{path}/area").problem == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("axa-tianping/services/advance-payment", 210),
        ("axa-tianping/services/outpatient-appointment", 43),
        ("starr-critical-care/services/escort", 31),
        ("starr-critical-care/services/inpatient-appointment", 59),
    ],
)
def test_areas_have_as_many_cities_as_printed(office: Office, path: str, count: int):
    said = office.door.get(f"/handbooks/{path}/area").json
    assert sum(len(one["cities"]) for one in said["provinces"]) == count
