"""YAML 1.2, with a place for everything, and nothing but Faulty for what it is not."""

from decimal import Decimal

import pytest
import yaml

from xuanhu.handbook_files import yaml_text
from xuanhu.handbook_files.faults import Fault, Faulty, Place, nearest, quoted
from xuanhu.handbook_files.nodes import Document
from xuanhu.handbook_files.yaml_text import plain_value, read_documents


@pytest.fixture(autouse=True, params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.setattr(yaml_text, "LOADER", yaml.SafeLoader)


def read(text: str | bytes) -> Document:
    return read_documents(text, "f.yaml")[0]


def fault_of(text: str | bytes) -> Fault:
    with pytest.raises(Faulty) as caught:
        read_documents(text, "f.yaml")
    return caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", True),
        ("yes", "yes"),
        ("on", "on"),
        ("No", "No"),
        ("null", None),
        ("~", None),
        ("", None),
        ("3", 3),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("1e3", Decimal(1000)),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("0x1F", "0x1F"),
        ("2026-01-31", "2026-01-31"),
        ("09:00", "09:00"),
        ("12:30:45", "12:30:45"),
        ("1" * 41, "1" * 41),
        ("1_000", "1_000"),
        ("11010519491231002X", "11010519491231002X"),
        ("<<", "<<"),
        ("=", "="),
    ],
)
def test_what_a_word_without_quotes_means(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)
    assert read(f"key: {text}").value == {"key": value}


@pytest.mark.parametrize("text", ["'true'", '"3"', "! 3", "!!str 3", "|\n  3", ">-\n  3"])
def test_what_is_quoted_is_text(text: str) -> None:
    assert isinstance(read(f"key: {text}").value["key"], str)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("on: 1\n2: 2\ntrue: 3\n~: 4\n<<: {a: 1}").value == {"on": 1, "2": 2, "true": 3, "~": 4, "<<": {"a": 1}}


def test_everything_has_its_place() -> None:
    document = read("# first\na: 1\nlist:\n  - x\n  - {deep: 甲, next: [1, 2]}\n")
    assert str(document.start) == "f.yaml:2:1"
    assert document.place(("a",)) == Place("f.yaml", 2, 4)
    assert document.place(("list", 1, "next", 1)) == Place("f.yaml", 5, 25)
    assert document.key_place(("list", 1, "next")) == Place("f.yaml", 5, 15)
    assert document.key_place(("list", 0)) == Place("f.yaml", 4, 5)


def test_what_is_not_there_has_the_place_of_its_nearest_parent() -> None:
    document = read("a: {b: 1}\nlist: [1]\n")
    assert document.place(("a", "c", "d")) == Place("f.yaml", 1, 4)
    assert document.key_place(("a", "c")) == Place("f.yaml", 1, 4)
    assert document.place(("list", 5)) == Place("f.yaml", 2, 7)
    assert document.key_place(()) == document.start


def test_a_file_may_hold_several_documents() -> None:
    documents = read_documents("a: 1\n---\n---\n- 2\n...\n", "f.yaml")
    assert [document.value for document in documents] == [{"a": 1}, [2]]
    assert [document.start.line for document in documents] == [1, 4]


def test_a_few_aliases_are_allowed_and_keep_the_place_of_what_they_repeat() -> None:
    document = read("a: &x [1, 2]\nb: *x\nc: &y text\nd: [*y, *x]\n")
    assert document.value == {"a": [1, 2], "b": [1, 2], "c": "text", "d": ["text", [1, 2]]}
    assert document.place(("b", 1)) == Place("f.yaml", 1, 11)


def test_anchors_end_with_their_document() -> None:
    assert fault_of("a: &x 1\n---\nb: *x\n").code == "yaml-alias"


@pytest.mark.parametrize(
    "text",
    [
        "a: *x",
        "a: &x [*x]",
        "a: &x {b: *x}",
        "a: &x [1]\nb: &x [*x]\nc: *x",
        "a: &x 1\nb: [" + "*x, " * 51 + "]",
        "a: &a [l]\nb: &b [*a, *a]\nc: &c [*b, *b]",
    ],
)
def test_aliases_cannot_grow(text: str) -> None:
    assert fault_of(text).code == "yaml-alias"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"\xff\xfea\x00", "1:1"),
        (b"a: 1\nb: \xb9\xe3", "2:4"),
        ("\ufeff甲: 1\n乙: \x07".encode(), "2:4"),
        ("a: \x00", "1:4"),
        ('a: "x\\0"', "1:4"),
        ("a: \ud800", "1:4"),
    ],
)
def test_what_no_editor_writes_is_refused(text: str | bytes, place: str) -> None:
    assert (fault_of(text).code, str(fault_of(text).place)) == ("yaml-encoding", f"f.yaml:{place}")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read("\ufeffa: 1").value == read(b"\xef\xbb\xbfa: 1").value == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yaml-empty"),
        ("# only a remark\n", "yaml-empty"),
        ("---\n---\n", "yaml-empty"),
        ("[" * 33, "yaml-too-deep"),
        ("- " * 33 + "x", "yaml-too-deep"),
        ("a: !!int 3", "yaml-tag"),
        ("a: !mine {}", "yaml-tag"),
        ("!!python/object:os.system {}", "yaml-tag"),
        ("? [a]\n: 1", "yaml-syntax"),
        ("? {a: 1}\n: 1", "yaml-syntax"),
        ("a: &x 1\n*x : 2", "yaml-syntax"),
        ("%YAML 9.0\n---\na: 1", "yaml-syntax"),
        ("a: [1, 2", "yaml-syntax"),
        ("a: {b: 1", "yaml-syntax"),
        ("a: 'x", "yaml-syntax"),
        ('a: "\\q"', "yaml-syntax"),
        ("- a\n b: 1\n-c", "yaml-syntax"),
        ("@a", "yaml-syntax"),
    ],
)
def test_what_is_no_handbook_language_is_refused(text: str, code: str) -> None:
    fault = fault_of(text)
    assert fault.code == code
    assert fault.right
    assert fault.place.line <= text.count("\n") + 2


def test_a_file_too_large_is_refused() -> None:
    assert fault_of("a" * (yaml_text.MOST_BYTES + 1)).code == "yaml-too-large"


def test_every_key_written_twice_is_told_with_the_syntax_that_follows() -> None:
    with pytest.raises(Faulty) as caught:
        read_documents("a: 1\nb: {c: 1, c: 2}\na: 3\n---\nd: ]", "f.yaml")
    assert [(fault.code, fault.place.line) for fault in caught.value.faults] == [
        ("duplicate-key", 2),
        ("duplicate-key", 3),
        ("yaml-syntax", 5),
    ]
    assert str(caught.value).count("\n") == 2


def test_a_wide_colon_is_named_as_the_likely_cause() -> None:
    assert "半角" in fault_of("名称：甲\n单位: 乙").right
    assert "半角" not in fault_of("说明: 甲：乙\n单位: 丙: 丁").right


def test_a_fault_reads_as_one_line() -> None:
    place = Place("a.yaml", 2, 3)
    assert str(Fault(place, "code", "错 (wrong)", "对 (right)")) == "a.yaml:2:3: code: 错 (wrong) → 对 (right)"
    assert str(Fault(place, "code", "错 (wrong)")) == "a.yaml:2:3: code: 错 (wrong)"


def test_a_quoted_value_is_short_and_on_one_line() -> None:
    assert quoted("a\n  b") == "“a b”"
    assert quoted("甲" * 100) == f"“{'甲' * 40}…”"


def test_the_nearest_name_is_offered_or_a_short_list_or_a_way_out() -> None:
    assert nearest("boked", ["booked", "told"]) == "是不是 booked？ (did you mean booked?)"
    assert nearest("zzz", ["甲", "乙"]) == "可用的有：甲、乙 (one of: 甲, 乙)"
    assert nearest("zzz", [f"name-{n}" for n in range(100)], otherwise="看手册") == "看手册"
    assert nearest("zzz", [], otherwise="看手册") == "看手册"
    assert nearest("zzz", []) == "核对写法 (check how it is written)"
