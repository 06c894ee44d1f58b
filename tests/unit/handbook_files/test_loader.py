"""Handbooks from text, conveniences resolved; libraries of their editions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from xuanhu.core.handbook.service import Handbook
from xuanhu.handbook_files.faults import Faulty
from xuanhu.handbook_files.loader import Library, built_in, load_handbook, load_library, read_handbook

SMALL = """\
handbook: demo
edition: "1"
title: 示例
insurer: 示例保险
services:
  visit:
    name: 探视
    flow: applied > visited
"""


def small(more: str = "", service: str = "") -> Handbook:
    return load_handbook(SMALL + service + more, "demo.yaml")


def edition(label: str, from_on: str, until_on: str = "9999-12-31") -> str:
    period = f"from_on: {from_on}\nuntil_on: {until_on}\n"
    return SMALL.replace('edition: "1"', f'edition: "{label}"') + period


def faults_of(text: str) -> list[str]:
    with pytest.raises(Faulty) as caught:
        load_handbook(text, "demo.yaml")
    return [f"{fault.place.line}:{fault.place.column} {fault.code}" for fault in caught.value.faults]


def library_of(*texts: str) -> Library:
    return Library(tuple(read_handbook(text, f"{n}.yaml") for n, text in enumerate(texts)))


def test_a_handbook_is_what_its_file_says(good: str) -> None:
    handbook = load_handbook(good, "good.yaml")
    assert handbook.from_on == date(2026, 1, 1)
    assert handbook.areas == {"home": {"北京": ("北京",), "广东": ("广州", "深圳")}}
    escort = handbook.services["escort"]
    assert escort.limits[0].at_most == Decimal("4.5")
    assert escort.only[0].equals == "lung"
    assert escort.clocks[0].after == ("applied", "signed")
    assert load_handbook(good.encode(), "good.yaml") == handbook


def test_one_text_may_stand_for_a_list_of_texts(good: str) -> None:
    handbook = load_handbook(good, "good.yaml")
    assert handbook.clauses["D-03"].binds == ("escort",)
    assert handbook.services["visit"].clocks[0].after == ("applied",)
    assert handbook.services["escort"].for_whom is not None
    assert handbook.services["escort"].for_whom.clause == ("D-01",)


def test_what_every_service_gets_is_its_own_unless_it_says_otherwise() -> None:
    shared = """\
all_services:
  uses: {times: 1}
  tells: [booked]
  notes: [{says: 大家的}]
  who: [{fact: visited, roles: agent}]
  needed: [{fact: visited, keys: city}]
  sms: {booked: 大家的, applied: 大家的}
"""
    own = """\
    uses: {times: 2}
    notes: [{says: 自己的}]
    who: [{fact: visited, roles: expert}]
    sms: {booked: 自己的}
    tells: [applied]
  plain: {name: 什么也没写, flow: applied > visited}
"""
    handbook = small(shared, own)
    visit, plain = handbook.services["visit"], handbook.services["plain"]
    assert (visit.uses.times, plain.uses.times) == (2, 1)
    assert [note.says for note in visit.notes] == ["自己的", "大家的"]
    assert [who.roles for who in visit.who] == [("expert",), ("agent",)]
    assert [needed.keys for needed in visit.needed] == [("city",)]
    assert visit.sms == {"booked": "自己的", "applied": "大家的"}
    assert (visit.tells, plain.tells) == (("applied",), ("booked",))


def test_a_service_may_say_that_it_has_none_of_what_the_others_have() -> None:
    shared = "all_services: {age: {at_least: 18}}\n"
    assert small(shared, "    age: null\n").services["visit"].age is None


def test_a_fault_in_what_every_service_gets_is_told_once_where_it_stands() -> None:
    two = "  plain: {name: 甲, flow: applied > visited}\n"
    assert faults_of(SMALL + two + "all_services:\n  uses: {time: 1}\n") == ["11:10 unknown-key"]


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        ("notes: [{says: 甲}]", "notes: text", "9:12 wrong-type"),
        ("notes: text", "notes: [{says: 甲}]", None),
        ("sms: text", "sms: {booked: 甲}", None),
    ],
)
def test_only_lists_are_joined_to_lists(shared: str, own: str, expected: str | None) -> None:
    text = f"{SMALL}    {own}\nall_services: {{{shared}}}\n"
    if expected is None:
        assert load_handbook(text, "demo.yaml").services["visit"].name == "探视"
    else:
        assert faults_of(text) == [expected]


def test_all_that_does_not_fit_is_told_at_once_in_the_order_of_the_file() -> None:
    text = "handbook: 3\nedition: 1.5\nfrom_on: true\nservices:\n  visit: text\n  other: {flow: [], only: 3}\nmore: 1\n"
    assert faults_of(text) == [
        "1:1 missing-key",
        "1:1 missing-key",
        "1:11 wrong-type",
        "2:10 wrong-type",
        "3:10 wrong-type",
        "5:10 wrong-type",
        "6:10 missing-key",
        "6:17 wrong-type",
        "6:27 wrong-type",
        "7:1 unknown-key",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- a",
        "text",
        "3",
        "services: [x]\nall_services: {name: 甲}",
        "services: {a: x}\nall_services: {name: 甲}",
        "all_services: {}",
    ],
)
def test_what_is_no_mapping_is_no_handbook(text: str) -> None:
    assert faults_of(text)[0].endswith(("wrong-type", "missing-key"))


def test_a_value_of_several_kinds_may_be_each_of_them() -> None:
    only = "    only: [{facts: visited, where: applied.a, equals: %s}]\n"
    values = [
        small(service=only % value).services["visit"].only[0].equals for value in ("true", "3", "1.5", "text", '"3"')
    ]
    assert values == [True, 3, Decimal("1.5"), "text", "3"]
    assert [type(value) for value in values] == [bool, int, Decimal, str, str]


def test_editions_follow_one_another() -> None:
    library = library_of(edition("2", "2026-07-01"), edition("1", "2026-01-01", "2026-06-01"))
    assert library.ids == ("demo",)
    assert [one.edition for one in library.handbooks] == ["2", "1"]
    assert [one.edition for one in library.editions("demo")] == ["1", "2"]
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)]
    found = [library.in_force("demo", day) for day in days]
    assert [one and one.edition for one in found] == ["1", "1", "1", None, "2"]
    assert library.in_force("other", date(2026, 1, 1)) is None
    assert library.editions("other") == ()


def test_two_editions_cannot_be_in_force_on_one_day() -> None:
    with pytest.raises(Faulty) as caught:
        library_of(edition("1", "2026-01-01", "2026-07-02"), edition("2", "2026-07-01"))
    assert [(str(fault.place), fault.code) for fault in caught.value.faults] == [
        ("1.yaml:9:10", "overlapping-editions")
    ]
    assert "demo 1" in caught.value.faults[0].wrong


def test_libraries_are_joined() -> None:
    other = SMALL.replace("handbook: demo", "handbook: other")
    assert library_of(SMALL).with_more(library_of(other)).ids == ("demo", "other")
    with pytest.raises(Faulty):
        library_of(SMALL).with_more(library_of(SMALL))
    assert Library().handbooks == ()


def test_a_library_is_every_handbook_below_its_folders(tmp_path: Path) -> None:
    stories = tmp_path / "demo" / "stories"
    stories.mkdir(parents=True)
    (tmp_path / "demo" / "handbook.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "other.yml").write_text(SMALL.replace("handbook: demo", "handbook: other"), "utf-8")
    (stories / "visit.yaml").write_text("title: 甲\nhandbook: demo\nstory:\n- : broken [", "utf-8")
    (tmp_path / "words.yaml").write_text("# of a handbook\nwords: {}\n", "utf-8")
    (tmp_path / "list.yaml").write_text("- handbook\n", "utf-8")
    (tmp_path / "notes.txt").write_text("handbook: none", "utf-8")
    (tmp_path / "folder.yaml").mkdir()
    library = load_library(tmp_path)
    assert library.ids == ("demo", "other")
    assert library.all_editions[0].document.start.file == str(tmp_path / "demo" / "handbook.yaml")
    assert load_library(tmp_path / "other.yml").ids == ("other",)


def test_every_faulty_handbook_of_a_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("handbook: [", "utf-8")
    (tmp_path / "b.yaml").write_text(SMALL.replace("title: 示例\n", ""), "utf-8")
    with pytest.raises(Faulty) as caught:
        load_library(tmp_path)
    assert [(Path(fault.place.file).name, fault.code) for fault in caught.value.faults] == [
        ("a.yaml", "yaml-syntax"),
        ("b.yaml", "missing-key"),
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="no-folder"):
        load_library(tmp_path / "nowhere")


def test_the_built_in_library_has_the_five_handbooks() -> None:
    assert set(built_in().ids) == {
        "taiping-yibao-wuyou",
        "ins-oncology",
        "axa-tianping",
        "picc-iwuyou-3",
        "starr-critical-care",
    }
    assert built_in() is built_in()
    assert sum(len(handbook.services) for handbook in built_in().handbooks) == 26
