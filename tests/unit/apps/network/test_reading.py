"""Files about the network read to rows, every wrong cell told with its row, column, and what would be right."""

from datetime import date

import pytest

from xuanhu.apps.network.columns import KINDS, column_called
from xuanhu.apps.network.reading import Row, read_network
from xuanhu.handbook_files.faults import Faulty

HOSPITALS = "编码,医院名称,别名,省份,城市,医院等级,性质,医保定点,科室\n"
ANHE = "H-1,北京安和医院,安和总院、安和,北京市,北京市,三级甲等,公立,是,肿瘤科、胸外科\n"


def read(text: str | bytes, kind: str | None = "hospitals", file: str = "a.csv", **given: str) -> list[Row]:
    return read_network(text, file, kind=kind, given=given)


def wrong(rows: list[Row]) -> list[tuple[int, str, str]]:
    """Row, column and the Chinese of what is wrong."""
    return [(one.row, one.column, one.wrong.partition(" (")[0]) for row in rows for one in row.faults]


def fault(text: str | bytes, kind: str | None = "hospitals", file: str = "a.csv", **given: str) -> tuple[str, str, int]:
    with pytest.raises(Faulty) as caught:
        read(text, kind, file, **given)
    first = caught.value.faults[0]
    return first.code, first.wrong.partition(" (")[0], first.place.column


def test_hospital_is_read_from_chinese_columns():
    [row] = read(HOSPITALS + ANHE)
    assert row == Row(
        "hospitals",
        2,
        {
            "code": "H-1",
            "name": "北京安和医院",
            "other_names": ["安和总院", "安和"],
            "province": "北京",
            "city": "北京",
            "level": "tertiary-a",
            "ownership": "public",
            "social_insurance_designated": True,
            "departments": ["肿瘤科", "胸外科"],
        },
    )


def test_hospital_is_read_the_same_from_english_columns_and_from_yaml():
    english = "code,name,other names,province,city,level,ownership,social_insurance_designated,departments\n"
    yaml = """
hospitals:
- {code: H-1, name: 北京安和医院, other_names: [安和总院, 安和], province: 北京, city: 北京, level: tertiary-a,
   ownership: public, social_insurance_designated: true, departments: [肿瘤科, 胸外科]}
"""
    [chinese] = read(HOSPITALS + ANHE)
    assert [row.values for row in read(english + ANHE)] == [chinese.values]
    assert [row.values for row in read(yaml, None, "a.yaml")] == [chinese.values]


def test_empty_cells_are_not_said_and_empty_rows_are_passed_over():
    rows = read(HOSPITALS + ",,,,,,,,\n\nH-2,衢江医院,,浙江,衢州,二甲,民营,,\n")
    assert [(row.number, sorted(row.values)) for row in rows] == [
        (4, ["city", "code", "level", "name", "ownership", "province"])
    ]


def test_every_wrong_cell_is_told_with_what_would_be_right():
    rows = read(HOSPITALS + "H 1,,,北京,,最好,国有,也许,\n" + ANHE)
    assert wrong(rows) == [
        (2, "编码", "“H 1” 不是编码"),
        (2, "医院名称", "空着"),
        (2, "城市", "空着"),
        (2, "医院等级", "“最好” 不认识这个写法"),
        (2, "性质", "“国有” 不认识这个写法"),
        (2, "医保定点", "“也许” 应写是或否"),
    ]
    level = rows[0].faults[3]
    assert level.right == (
        "可用的有：三甲（tertiary-a）、三级（tertiary）、二级（secondary）、一级（primary） (one of these)"
    )
    assert str(rows[0].faults[1]) == "第 2 行 “医院名称”：空着 (empty) → 填上这一格 (fill it in)"


def test_repeated_row_is_told_with_the_first_ones_number():
    assert wrong(read(HOSPITALS + ANHE + ANHE)) == [(3, "", "与第 2 行重复")]


def test_row_of_too_many_cells_is_told():
    assert wrong(read(HOSPITALS + ANHE.rstrip() + ",多的\n")) == [(2, "", "比表头多出格子")]


def test_value_that_is_given_holds_where_the_file_has_none():
    text = "医院\n北京安和医院\n"
    given = {"insurer": "x", "handbook": "ins-oncology", "from": "2026-01-01"}
    [row] = read(text, "partners", **given)
    assert row.values == {**given, "from": date(2026, 1, 1), "hospital": "北京安和医院"}
    own = "医院,生效日期\n北京安和医院,2026-02-01\n北京清源肿瘤医院,\n"
    days = [one.values["from"] for one in read(own, "partners", **given)]
    assert days == [date(2026, 2, 1), date(2026, 1, 1)]


def test_list_in_yaml_names_its_hospitals_at_once():
    text = """
insurer: x
partners:
- handbook: ins-oncology
  from: 2026-01-01
  hospitals:
  - 北京安和医院
  - {hospital: 北京清源肿瘤医院, code: H-2}
  - {hospital: 北京清源肿瘤医院}
"""
    rows = read(text, None, "a.yaml")
    assert [(row.number, row.values["hospital"], row.values.get("code")) for row in rows] == [
        (7, "北京安和医院", None),
        (8, "北京清源肿瘤医院", "H-2"),
        (9, "北京清源肿瘤医院", None),
    ]
    assert wrong(rows) == [(9, "", "与第 8 行重复")]
    assert {row.values["insurer"] for row in rows} == {"x"}


@pytest.mark.parametrize("hospitals", ["[]", "北京安和医院", ""])
def test_list_in_yaml_without_hospitals_is_told(hospitals: str):
    text = f"insurer: x\npartners:\n- handbook: ins-oncology\n  from: 2026-01-01\n  hospitals: {hospitals}\n"
    assert wrong(read(text, None, "a.yaml")) == [(5, "hospitals", "名单里没有医院")]


def test_documents_of_a_yaml_file_may_be_of_several_insurers():
    escort = "escorts: [{code: P-1, name: 何小禾, city: 北京, from: 2026-01-01}]"
    rows = read(f"insurer: x\n{escort}\n---\ninsurer: y\n{escort}\n", None, "a.yml")
    assert [row.values["insurer"] for row in rows] == ["x", "y"]
    assert wrong(rows) == []


def test_wrong_things_in_yaml_are_told_by_their_lines():
    text = """
insurer: x
escorts:
- {code: P-1, name: 何小禾, city: 北京, from: 2026-01-01, nickname: 小禾}
- just text
- {code: P-2, name: [一, 二], city: 北京, from: 2026-01-01, phone: 打电话}
"""
    assert wrong(read(text, None, "a.yaml")) == [
        (4, "nickname", "没有这一项"),
        (5, "", "应是名目和内容"),
        (6, "phone", "不像电话号码"),
        (6, "name", "应是文字"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "file", "expected"),
    [
        (HOSPITALS, None, "a.csv", ("no-kind", "没有说这张表是什么", 1)),
        (HOSPITALS, "clinics", "a.csv", ("unknown-kind", "没有 “clinics” 这一类", 1)),
        ("编码,医院名称,电脑\n", "hospitals", "a.csv", ("unknown-column", "不认识 “电脑” 这一列", 3)),
        ("编码,名称,医院\n", "hospitals", "a.csv", ("duplicate-column", "“医院” 这一列有两次", 3)),
        ("编码\n", "escorts", "a.csv", ("no-column", "缺少 “保险公司” 这一列", 1)),
        ("- 1\n", None, "a.yaml", ("bad-file", "里面不是名目和名单", 1)),
        ("clinics: []\n", None, "a.yaml", ("unknown-key", "不认识 “clinics”", 1)),
        ("hospitals: 1\n", None, "a.yaml", ("unknown-key", "不认识 “hospitals”", 1)),
        ("hospitals: [\n", None, "a.yaml", ("yaml-syntax", "", 1)),
    ],
)
def test_file_that_is_none_is_refused(text: str, kind: str | None, file: str, expected: tuple[str, str, int]):
    found = fault(text, kind, file)
    assert (found if expected[1] else found[:1]) == (expected if expected[1] else expected[:1])


def test_private_values_are_never_repeated():
    head = "保险公司,编号,姓名,城市,手机号,生效日期\n"
    rows = read(f"{head}x,P-1,{'长' * 300},北京,13800000301转1,2026-01-01\n", "escorts")
    told = "".join(str(one) for one in rows[0].faults)
    assert len(rows[0].faults) == 2
    assert ("13800000301" in told, "长长" in told) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_columns_of_a_kind_share_a_heading(kind: str):
    headings = [name for column in KINDS[kind] for name in {column.name, *column.headings}]
    assert len(headings) == len(set(headings))
    assert {column_called(kind, heading).name for heading in headings} == {column.name for column in KINDS[kind]}
